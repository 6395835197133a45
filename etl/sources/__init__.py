"""One file per source, and the one list of them; a format is recognised from content, never from a name."""

from collections.abc import Iterable
from pathlib import Path

from etl.sources import bretagne_csv, decp_csv, decp_json, sample, sirene
from etl.sources.base import Source
from geo.errors import SourceError

SOURCES: tuple[Source, ...] = (decp_json.SOURCE, decp_csv.SOURCE, bretagne_csv.SOURCE, sample.SOURCE)
_HEAD = 4096


def find_files(paths: Iterable[Path]) -> list[Path]:
    """All files of the given files and folders, in one order whatever the order of the command."""
    found: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise SourceError(f"{path}: no such file or folder; check the path, or run `geomarches fetch` first")
        files = [f for f in path.rglob("*") if f.is_file()] if path.is_dir() else [path]
        found.update(f for f in files if not f.name.startswith(".") and f.suffix.lower() not in (".md", ".txt"))
    if not found:
        raise SourceError(f"{', '.join(map(str, paths))}: no file in there; give a file or a folder of contracts")
    return sorted(found)


def recognise(path: Path) -> Source | sirene.Register:
    """The source whose format a file has; raises SourceError with the formats that exist."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip():
        raise SourceError(f"{path}: the file is empty; download it again, or remove it from the command")
    for source in SOURCES:
        if source.recognise(head):
            return source
    register = sirene.recognise(head)
    if register is None:
        known = "; ".join(source.label for source in SOURCES)
        raise SourceError(f"{path}: format not recognised; what is read today: {known}; registers of SIRENE")
    return register
