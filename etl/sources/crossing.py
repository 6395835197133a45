"""The door of what is laid beside contracts: accounts, demography, budgets, notices. Lines in, facts out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from etl.declaration import Rejection
from etl.sources.rows import Row, header, read_csv
from geo.errors import SourceError

Fact: TypeAlias = dict[str, Any]
"""Values by column of one of ``etl.crossings.STAGED``."""


class Line(msgspec.Struct, frozen=True):
    """A line of a file: the facts it gives, or why this house has no use for it (another country, a subtotal)."""

    facts: tuple[Fact, ...] = ()
    unused: str = ""
    rows: int = 1


@dataclass(frozen=True)
class Crossing:
    """A format laid beside contracts: how its first bytes tell it, into which table it goes, how it is read."""

    key: str
    label: str
    licence: str
    table: str
    recognise: Callable[[bytes], bool]
    read: Callable[[Path], Iterator[Line | Rejection]]


def has_columns(*names: str) -> Callable[[bytes], bool]:
    """A test of the first bytes of a file: whether they are a CSV with these columns, whatever their case."""
    wanted = set(names)
    return lambda head: wanted <= {name.lower() for name in header(head)[1]}


def lines_of(
    path: Path, needed: tuple[str, ...], line_of: Callable[[Row], Line | Rejection]
) -> Iterator[Line | Rejection]:
    """The lines of a CSV, its columns in lower case; raises SourceError where one that is needed is not there."""
    with path.open("rb") as file:
        present = {name.lower() for name in header(file.read(1 << 16))[1]}
    if missing := [name for name in needed if name not in present]:
        raise SourceError(
            f"{path}: the column {', '.join(missing)} is not there any more; the official file has changed its schema: "
            "leave it out, and tell the project"
        )
    for row in read_csv(path):
        yield row if isinstance(row, Rejection) else line_of({name.lower(): value for name, value in row.items()})


def aside(row: Row, reason: str, *shown: str) -> Rejection:
    """A row that cannot be read, with the values that show why."""
    return Rejection(row["position"], reason, " ".join(str(row.get(name)) for name in shown)[:80])
