"""One file per source, and the one list of them; a format is recognised from content, never from a name."""

import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from etl.sources import (
    balances,
    boamp,
    bodacc,
    bretagne_csv,
    decp_csv,
    decp_json,
    decp_parquet,
    decp_xml,
    eurostat,
    flores,
    ministry_csv,
    ndjson,
    notices_xml,
    ofgl,
    sample,
    sirene,
    ted_awards,
    urssaf,
    zones,
)
from etl.sources.archives import ARCHIVES, name_inside, unpacked
from etl.sources.base import Source
from etl.sources.crossing import Crossing
from geo.errors import SourceError

SOURCES: tuple[Source, ...] = (
    decp_json.SOURCE, decp_xml.SOURCE, ndjson.SOURCE, decp_csv.SOURCE, decp_parquet.SOURCE, ministry_csv.SOURCE,
    bretagne_csv.SOURCE, sample.SOURCE,
)  # fmt: skip
CROSSINGS: tuple[Crossing, ...] = (
    eurostat.EMPLOYMENT, eurostat.DEMOGRAPHY, eurostat.ACCOUNTS, flores.SOURCE, urssaf.SOURCE, bodacc.SOURCE,
    *ofgl.SOURCES, balances.BALANCE, balances.ACCOUNT, boamp.JSON, boamp.LINKS, boamp.CSV, boamp.DUMP,
    notices_xml.BOAMP, notices_xml.TED, ted_awards.SOURCE,
)  # fmt: skip
"""What is laid beside contracts; their marks are narrow, so they are tried before the formats of contracts."""
_HEAD = 1 << 16
_NOTES = (".md", ".txt")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"{\0", b"\0{", b"<\0", b"\0<")


def find_files(paths: Iterable[Path], unpack_into: Path | None = None) -> list[Path]:
    """All files of the given files and folders, in one order whatever the order of the command.

    Archives give their members, unpacked once into ``unpack_into`` (a folder of the system's temporary one where none
    is given): ``names`` tells their names. Notes (.md, .txt) of a folder are left.
    """
    folder = unpack_into or Path(tempfile.gettempdir()) / "geomarches-unpacked"
    found: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise SourceError(f"{path}: no such file or folder; check the path, or run `geomarches fetch` first")
        for file in _files(path):
            found.update(_members(file, folder))
    if not found:
        raise SourceError(f"{', '.join(map(str, paths))}: no file in there; give a file or a folder of contracts")
    return sorted(found)


def names(files: list[Path], unpack_into: Path) -> dict[Path, str]:
    """The name of each file: its last part ('archive.zip/member' for one of an archive), in full where two share it."""
    short = {path: name_inside(path, unpack_into) or path.name for path in files}
    seen = Counter(short.values())
    return {path: name if seen[name] == 1 else str(path) for path, name in short.items()}


def _files(path: Path) -> list[Path]:
    return [f for f in path.rglob("*") if f.is_file() and _is_data(f)] if path.is_dir() else [path]


def _members(file: Path, folder: Path) -> list[Path]:
    """The files of an archive, or the file itself: a register of SIRENE is read packed (2 GB for 9)."""
    with file.open("rb") as opened:
        head = opened.read(_HEAD)
    if not head.startswith(ARCHIVES) or sirene.recognise(head, file):
        return [file]
    return [member for member in unpacked(file, folder) if _is_data(member)]


def _is_data(path: Path) -> bool:
    return not path.name.startswith(".") and path.suffix.lower() not in _NOTES


def recognise(path: Path) -> Source | Crossing | sirene.Register | zones.ZoneTable:
    """The source whose format a file has; raises SourceError with the formats that exist."""
    head = read_head(path)
    formats: tuple[Source | Crossing, ...] = (*CROSSINGS, *SOURCES)
    for source in formats:
        if source.recognise(head):
            return source
    beside = sirene.recognise(head, path) or zones.recognise(head)
    if beside is None:
        known = "; ".join(source.label for source in SOURCES)
        raise SourceError(
            f"{path}: format not recognised; what is read today: {known}; registers of SIRENE; INSEE's tables of zones "
            f"d'emploi (CSV); {'; '.join(dict.fromkeys(one.label for one in CROSSINGS))}"
        )
    return beside


def read_head(path: Path) -> bytes:
    """What tells the format: the first bytes, or the columns of a Parquet file, which stand at its end."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip():
        raise SourceError(f"{path}: the file is empty; download it again, or remove it from the command")
    if head.startswith(_WIDE):
        raise SourceError(f"{path}: written in UTF-16, which no format allows; save it as UTF-8")
    return decp_parquet.names(path) if head.startswith(decp_parquet.MAGIC) else head
