"""Staged parts: what each file of contracts says, read once, kept until the file or the rules of reading change.

A part knows neither the name under which its file came nor the day of the build: a renamed file, and the next
morning, cost nothing. Its name, the numbers of its declarations and the dates still to come are settled when
parts are joined.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import accumulate
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import geo
from etl.sources.base import Source
from etl.stage import SCHEMAS, Count, Staging

KEPT_BYTES = 10_000_000_000
"""Parts that no build of today uses are kept up to this size, the last used first."""

_COUNT = "count.json"
_ROWS = 50_000
_HAPPENED = {"notified_on", "published_on"}
"""Columns of days that must have passed; a concession may well start next month."""


@dataclass(frozen=True)
class Part:
    """One file, staged: under which name it came, where its tables are, and its account."""

    name: str
    folder: Path
    count: Count
    to_come: tuple[date, ...]
    is_new: bool

    def edition(self, today: date) -> str:
        """What tells this part from another in a version: its key, and how many of its dates to come have come."""
        return f"{self.name} {self.folder.name} {sum(day <= today for day in self.to_come)}"


def read_part(name: str, path: Path, sha256: str, source: Source, cached: Path, today: date) -> Part:
    """The part of a file in the folder ``cached``, read where it is not there yet.

    Raises SourceError for a file that cannot be read whole; nothing is left half written.
    """
    folder = cached / hashlib.sha256(f"{sha256} {source.key} {reading_digest()}".encode()).hexdigest()[:16]
    is_new = not folder.is_dir()
    if is_new:
        _write(folder, path, source, today)
    os.utime(folder)
    told = json.loads((folder / _COUNT).read_text(encoding="utf-8"))
    count = Count(told["rows"], told["kept"], Counter(told["rejected"]))
    return Part(name, folder, count, tuple(map(date.fromisoformat, told["to_come"])), is_new)


def _write(folder: Path, path: Path, source: Source, today: date) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        with Staging(temporary) as staging:
            # On the last day there is, no date is still to come: `join` judges them on the day of the build.
            count = staging.add("", source.read(path), date.max)
        told = {
            "rows": count.rows,
            "kept": count.kept,
            "rejected": count.rejected,
            "to_come": [day.isoformat() for day in _days_after(temporary, today)],
        }
        (temporary / _COUNT).write_text(json.dumps(told), encoding="utf-8")
        temporary.rename(folder)
    except OSError:
        if not folder.is_dir():  # else another build read the same file meanwhile: its part serves as well
            raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _days_after(folder: Path, today: date) -> list[date]:
    """The days of a part that are still to come, each once."""
    columns = [(name, column) for name, schema in SCHEMAS.items() for column in schema.names if column in _HAPPENED]
    queries = [f"SELECT {column} AS day FROM read_parquet('{folder / name}.parquet')" for name, column in columns]  # noqa: S608
    with duckdb.connect() as database:
        every = " UNION ALL ".join(queries)
        found = database.execute(f"SELECT DISTINCT day FROM ({every}) WHERE day > ? ORDER BY day", [today])  # noqa: S608
        return [day for (day,) in found.fetchall()]


def join(parts: Sequence[Part], today: date, folder: Path) -> None:
    """Write the parts as one set of staged tables, in the order of their names.

    declaration_id is numbered through, source is the part's name, and a day after ``today`` is none, with the
    note 'in the future'. The order of the command changes nothing.
    """
    ordered = sorted(parts, key=lambda one: one.name)
    rows = [pq.read_metadata(part.folder / "declaration.parquet").num_rows for part in ordered]
    for name, schema in SCHEMAS.items():
        with pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd") as writer:
            for part, before in zip(ordered, accumulate(rows, initial=0), strict=False):
                for batch in pq.ParquetFile(part.folder / f"{name}.parquet").iter_batches(_ROWS):
                    writer.write_batch(_settled(batch, part.name, before, today))


def _settled(batch: pa.RecordBatch, source: str, before: int, today: date) -> pa.RecordBatch:
    """Rows of a part as the whole has them: numbered through, named, no day still to come."""
    names = batch.schema.names
    columns = dict(zip(names, batch.columns, strict=True))
    if "declaration_id" in columns:
        columns["declaration_id"] = pc.add(columns["declaration_id"], before)
    if "source" in columns:
        columns["source"] = pa.repeat(source, len(batch))
    for day in _HAPPENED & columns.keys():
        is_late = pc.greater(columns[day], pa.scalar(today)).fill_null(False)
        columns[day] = pc.if_else(is_late, None, columns[day])
        note = day.removesuffix("_on") + "_note"
        if note in columns:
            columns[note] = pc.if_else(is_late, "in the future", columns[note])
    return pa.record_batch(columns, schema=batch.schema)


def prune(cached: Path, used: Sequence[Part], kept_bytes: int = KEPT_BYTES) -> list[Path]:
    """Delete the parts unused longest, once those of no use today are over ``kept_bytes``; gives what was deleted."""
    others = {path for path in cached.glob("*") if path.is_dir()} - {part.folder for part in used}
    deleted, size = [], 0
    for folder in sorted(others, key=lambda path: (-path.stat().st_mtime, path.name)):
        size += sum(file.stat().st_size for file in folder.iterdir())
        if size > kept_bytes:
            shutil.rmtree(folder)
            deleted.append(folder)
    return deleted


@cache
def reading_digest() -> str:
    """A digest of all that decides how a file is read: the code of ``etl``, its small tables, the ground's rules."""
    etl, ground = Path(__file__).parent, Path(geo.__path__[0])
    kinds = (".py", ".sql", ".csv", ".txt")
    files = sorted([*(file for file in etl.rglob("*") if file.suffix in kinds), *ground.glob("*.py")])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
