"""Which version of an atlas folder is the current one."""

from pathlib import Path

from geo.errors import AtlasNotFoundError

POINTER = "CURRENT"
MANIFEST = "manifest.json"


def current_version(atlas: Path) -> str | None:
    """The version that the pointer names, or nothing where none was published."""
    try:
        return (atlas / POINTER).read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def require_published(atlas: str | Path) -> str:
    """The current version of a folder, known to be whole; raises AtlasNotFoundError that says how to make one."""
    folder = Path(atlas)
    version = current_version(folder)
    if version is None or not (folder / version / MANIFEST).is_file():
        raise AtlasNotFoundError(
            f"{folder}: no atlas was published here; run `geomarches build FILES --atlas {folder}`, "
            f"or `geomarches demo` for the packaged sample"
        )
    return version
