"""Which version of an atlas folder is the current one."""

from pathlib import Path

POINTER = "CURRENT"
MANIFEST = "manifest.json"


def current_version(atlas: Path) -> str | None:
    """The version that the pointer names, or nothing where none was published."""
    try:
        return (atlas / POINTER).read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None
