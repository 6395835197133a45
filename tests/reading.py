"""Write a file whose name says nothing, and read it by the door that content opens."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb

from etl import build as workshop
from etl.declaration import Declaration, Rejection
from etl.sources import find_files, recognise
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


@contextmanager
def real_contracts(shared: Path, scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The declarations of the real files, with the contract that each one tells (``fate``)."""
    with Staging(scratch) as staging:
        for path in find_files([shared / "data/decp-2019", shared / "data/decp-flat"]):
            source = recognise(path)
            if isinstance(source, Source):
                staging.add(path.name, source.read(path), TODAY)
    with duckdb.connect() as database:
        for name in ("declaration", "declared_state", "declared_supplier"):
            database.read_parquet(str(scratch / f"{name}.parquet")).create(name)
        workshop.ask(database, workshop.CONTRACT_STEPS[:4])
        yield database
