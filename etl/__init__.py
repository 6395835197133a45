"""From public files to the atlas."""
