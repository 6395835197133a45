"""What is laid beside contracts, from files to tables: a file whose schema changed stops itself and no other."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from etl.declaration import Rejection
from etl.download import read_receipt
from etl.sources.crossing import Crossing
from geo.errors import SourceError

_TEXT, _DAY, _WHOLE, _REAL = pa.string(), pa.date32(), pa.int64(), pa.float64()
_PLACE = {"level": _TEXT, "code": _TEXT, "year": _WHOLE, "sector": _TEXT}
_FROM = {"source": _TEXT, "file": _TEXT}
STAGED = {
    "account": pa.schema(_FROM | _PLACE | dict.fromkeys(("value_added_eur", "gdp_eur", "employment"), _REAL)),
    "demography": pa.schema(
        _FROM | _PLACE | dict.fromkeys(("births", "deaths", "failures", "active"), _REAL) | {"unit": _TEXT}
    ),
    "budget": pa.schema(
        _FROM | {"siren": _TEXT, "year": _WHOLE, "chart": _TEXT, "function": _TEXT, "item": _TEXT, "amount_eur": _REAL}
    ),
    "notice": pa.schema(
        _FROM
        | {
            "notice_id": _TEXT, "kind": _TEXT, "published_on": _DAY, "deadline_on": _DAY, "buyer_siren": _TEXT,
            "buyer_name": _TEXT, "title": _TEXT, "cpv_code": _TEXT, "purchase_family": _TEXT, "departement": _TEXT,
            "procedure": _TEXT, "url": _TEXT,
        }
    ),
}  # fmt: skip
"""Facts as the readers give them, before a question of ``etl/sql`` makes each table of the atlas."""
STEPS = (
    "what_is_each_sector_worth",
    "how_many_firms_open_and_fail",
    "what_does_each_authority_spend",
    "what_does_each_notice_say",
)
_BATCH = 50_000


@dataclass
class CrossingCount:
    """One file's account: its rows are loaded, unused for a reason, or rejected for one; or it stopped."""

    name: str
    path: Path
    format: Crossing
    sha256: str
    rows: int = 0
    loaded: int = 0
    unused: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    stopped: str = ""

    def as_manifest(self) -> dict[str, Any]:
        """The account as the manifest writes it."""
        receipt = read_receipt(self.path)
        return {
            "name": self.name, "path": str(self.path), "url": receipt.url if receipt else None,
            "fetched_at": receipt.fetched_at if receipt else None, "sha256": self.sha256,
            "licence": self.format.licence, "format": self.format.label, "source": self.format.key,
            "table": self.format.table, "rows": self.rows, "loaded": self.loaded, "unused": dict(self.unused),
            "rejected": dict(self.rejected), "stopped": self.stopped,
        }  # fmt: skip


def crossing_lines(counts: Iterable[CrossingCount]) -> list[str]:
    """One line a format (TED gives a file a notice), and one for each file that stopped."""
    by_format: dict[str, list[CrossingCount]] = {}
    stopped = []
    for one in counts:
        if one.stopped:
            stopped.append(f"{one.name}: stopped, {one.stopped}")
        else:
            by_format.setdefault(one.format.label, []).append(one)
    return [_line_of(label, found) for label, found in by_format.items()] + stopped


def _line_of(label: str, found: list[CrossingCount]) -> str:
    rows, loaded = sum(one.rows for one in found), sum(one.loaded for one in found)
    unused, rejected = (
        sum(sum(c.values()) for c in cs) for cs in ([o.unused for o in found], [o.rejected for o in found])
    )
    told = f"{rows:,} rows = {loaded:,} loaded + {unused:,} unused + {rejected:,} rejected"
    return f"{label}: {len(found):,} files, {told}"


def load_crossings(database: duckdb.DuckDBPyConnection, counts: Iterable[CrossingCount], scratch: Path) -> None:
    """Read each file and make the tables ``<table>_fact``; a file that cannot be read whole leaves no fact at all."""
    for table, schema in STAGED.items():
        database.from_arrow(schema.empty_table()).create(f"{table}_fact")
    for at, count in enumerate(counts):
        path = scratch / f"crossing-{at}.parquet"
        try:
            aside = _stage(count, path)
        except SourceError as error:
            count.stopped, count.rows, count.loaded = str(error), 0, 0
            count.unused.clear()
            count.rejected.clear()
        else:
            database.read_parquet(str(path)).insert_into(f"{count.format.table}_fact")
            _keep_aside(database, count.name, aside)


def _stage(count: CrossingCount, path: Path) -> list[Rejection]:
    aside: list[Rejection] = []
    schema = STAGED[count.format.table]
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(count, aside):
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))
    return aside


def _batches(count: CrossingCount, aside: list[Rejection]) -> Iterator[list[dict[str, Any]]]:
    """The facts of a file, some thousands at a time; lines are counted, and those that cannot be read kept aside."""
    batch: list[dict[str, Any]] = []
    origin = {"source": count.format.key, "file": count.name}
    for line in count.format.read(count.path):
        count.rows += line.rows
        if isinstance(line, Rejection):
            count.rejected[line.reason] += line.rows
            aside.append(line)
        elif line.unused:
            count.unused[line.unused] += line.rows
        else:
            count.loaded += line.rows
            batch += [origin | fact for fact in line.facts]
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    yield batch


def _keep_aside(database: duckdb.DuckDBPyConnection, name: str, aside: list[Rejection]) -> None:
    rows = [(name, one.position, one.reason, one.excerpt, one.rows) for one in aside]
    if rows:
        database.executemany(
            "INSERT INTO rejected (source, position, reason, excerpt, rows) VALUES (?, ?, ?, ?, ?)", rows
        )
