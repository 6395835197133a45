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
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

import geo
from etl.sources.base import Source
from etl.spill import open_spilling
from etl.stage import SCHEMAS, Count, Staging

KEPT_BYTES = 10_000_000_000
"""Parts that no build of today uses are kept up to this size, the last used first."""

_COUNT = "count.json"


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
    columns = [(name, column) for name in SCHEMAS for column in _happened(name)]
    queries = [f"SELECT {column} AS day FROM read_parquet('{folder / name}.parquet')" for name, column in columns]  # noqa: S608
    with duckdb.connect() as database:
        every = " UNION ALL ".join(queries)
        found = database.execute(f"SELECT DISTINCT day FROM ({every}) WHERE day > ? ORDER BY day", [today])  # noqa: S608
        return [day for (day,) in found.fetchall()]


def _happened(table: str) -> list[str]:
    """Columns of days that must have passed; a concession may well start next month."""
    return [name for name in ("notified_on", "published_on") if name in SCHEMAS[table].names]


def join(parts: Sequence[Part], today: date, folder: Path) -> None:
    """Write the parts as one set of staged tables, in the order of their names.

    declaration_id is numbered through, source is the part's name, and a day after ``today`` is none, with the
    note 'in the future'. The order of the command changes nothing.
    """
    with open_spilling(folder) as database:
        database.execute("CREATE TABLE part (folder VARCHAR, name VARCHAR, before BIGINT, today DATE)")
        before = 0
        for part in sorted(parts, key=lambda one: one.name):
            database.execute("INSERT INTO part VALUES (?, ?, ?, ?)", [str(part.folder), part.name, before, today])
            before += pq.read_metadata(part.folder / "declaration.parquet").num_rows
        folders = sorted({str(part.folder) for part in parts})
        for name in SCHEMAS:
            found = database.sql(_joined(name), params=[[f"{one}/{name}.parquet" for one in folders]])
            found.write_parquet(str(folder / f"{name}.parquet"), compression="zstd", row_group_size=100_000)


def _joined(table: str) -> str:
    schema = SCHEMAS[table].names
    fields = {name: f"s.{name}" for name in schema}
    if "declaration_id" in fields:
        fields["declaration_id"] += " + p.before"
    if "source" in fields:
        fields["source"] = "p.name"
    for day in _happened(table):
        fields[day] = f"CASE WHEN s.{day} <= p.today THEN s.{day} END"
        note = day.removesuffix("_on") + "_note"
        if note in fields:
            fields[note] = f"CASE WHEN s.{day} > p.today THEN 'in the future' ELSE s.{note} END"
    chosen = ", ".join(f"{value} AS {name}" for name, value in fields.items())
    return (
        f"SELECT {chosen} FROM read_parquet($1, filename = true, file_row_number = true) AS s "  # noqa: S608
        f"JOIN part AS p ON s.filename = p.folder || '/{table}.parquet' "
        "ORDER BY p.before, p.name, s.file_row_number"
    )


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
