"""Write a file whose name says nothing, and read it by the door that content opens."""

from datetime import date
from pathlib import Path

from etl.declaration import Declaration, Rejection
from etl.sources import recognise
from etl.sources.base import Source
from etl.stage import Count, Staging

TODAY = date(2026, 11, 24)


def read(path: Path) -> list[Declaration | Rejection]:
    source = recognise(path)
    assert isinstance(source, Source)
    return list(source.read(path))


def one(path: Path) -> Declaration:
    (declared,) = read(path)
    assert isinstance(declared, Declaration)
    return declared


def file(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    """A file whose name says nothing of its format."""
    path = folder / "data"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def stage(path: Path, folder: Path) -> Count:
    source = recognise(path)
    assert isinstance(source, Source)
    with Staging(folder) as staging:
        return staging.add("data", source.read(path), TODAY)
