"""DECP in the flat layout of decp.info, Parquet: the rows of ``decp_csv`` with types."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.declaration import Declaration, Rejection
from etl.sources.base import Source
from etl.sources.decp_csv import COLUMNS, declarations
from etl.sources.rows import Row
from geo.errors import SourceError

MAGIC = b"PAR1"


def names(path: Path) -> bytes:
    """The magic bytes and the columns of a Parquet file, that stand at its end: what its format is told from."""
    try:
        return MAGIC + ",".join(pq.read_schema(path).names).encode()
    except (OSError, UnicodeError, pa.ArrowException) as error:
        reason = f"{path}: not a whole Parquet file ({str(error).splitlines()[0]})"
        raise SourceError(f"{reason}; download it again, or remove it from the command") from error


def read(path: Path) -> Iterator[Declaration | Rejection]:
    """Stream contracts; positions are those of a CSV of the same rows, whose first row is the header."""
    return declarations(_rows(path))


def _rows(path: Path) -> Iterator[Row]:
    position = 1
    try:
        for batch in pq.ParquetFile(path).iter_batches(batch_size=5_000):
            for row in batch.to_pylist():
                position += 1
                yield {name: _text(value) for name, value in row.items()} | {"position": position}
    except (OSError, UnicodeError, pa.ArrowException) as error:
        raise SourceError(f"{path}: cut short after row {position:,} ({error}); download it again") from error


def _text(value: Any) -> str | None:
    """A value of any type as the CSV writes it.

    >>> _text(["Concours", "Accord-cadre"]), _text(30000.0), _text(21590163800019), _text("")
    ('Concours, Accord-cadre', '30000.0', '21590163800019', None)
    """
    if isinstance(value, list):
        return ", ".join(map(str, value)) or None
    return None if value is None else str(value).strip() or None


def _recognise(head: bytes) -> bool:
    columns = head.removeprefix(MAGIC).decode("utf-8", "replace").split(",")
    return head.startswith(MAGIC) and set(COLUMNS) <= set(columns)


SOURCE = Source(
    key="decp_parquet",
    label="DECP tabulaire (decp.info, Parquet)",
    licence="Licence Ouverte 2.0",
    recognise=_recognise,
    read=read,
)
