"""Where tables rest: one promise, kept by the folder and, later, by PostGIS."""

from pathlib import Path

from geo.atlas.base import Atlas
from geo.atlas.parquet import FolderAtlas
from geo.errors import AtlasNotFoundError

__all__ = ["Atlas", "open_atlas"]


def open_atlas(url: str | Path) -> Atlas:
    """Open the current version of the atlas at a folder; raises AtlasNotFoundError where none was published."""
    text = str(url)
    if "://" in text:
        raise AtlasNotFoundError(f"{text.split('@')[-1]}: only folders are read by this version; give a path")
    return FolderAtlas(Path(text))
