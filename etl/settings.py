"""Where the pipeline works: read once, from options and ``GEOMARCHES_*``."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Folders of a run: ``data`` keeps what is downloaded or made once, ``atlas`` holds the versions."""

    data: Path
    atlas: Path

    @classmethod
    def read(cls, data: Path | None = None, atlas: Path | None = None) -> "Settings":
        """Options first, then GEOMARCHES_DATA and GEOMARCHES_ATLAS, then ./data and ./atlas."""
        return cls(
            data=data or Path(os.environ.get("GEOMARCHES_DATA", "data")),
            atlas=atlas or Path(os.environ.get("GEOMARCHES_ATLAS", "atlas")),
        )
