"""The ground: territories, measures and the atlas. No Flask, no click, no network."""
