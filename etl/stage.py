"""Write what the sources declare as tables on disk, batch by batch: memory does not grow with the files."""

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from etl.clean import Columns, clean, refuse
from etl.declaration import Declaration, Rejection

_BATCH = 10_000
_TEXT, _DAY, _WHOLE, _REAL, _FLAG = pa.string(), pa.date32(), pa.int64(), pa.float64(), pa.bool_()
SCHEMAS = {
    "declaration": pa.schema(
        {
            "declaration_id": _WHOLE, "source": _TEXT, "position": _WHOLE, "rows": _WHOLE, "uid": _TEXT,
            "kind": _TEXT, "contract_id": _TEXT, "buyer_siret": _TEXT, "buyer_siren": _TEXT, "buyer_note": _TEXT,
            "buyer_name": _TEXT, "buyer_commune": _TEXT, "buyer_departement": _TEXT, "nature": _TEXT, "title": _TEXT,
            "cpv": _TEXT, "cpv_code": _TEXT, "cpv_note": _TEXT, "purchase_family": _TEXT, "procedure": _TEXT,
            "techniques": _TEXT, "execution_modes": _TEXT, "framework_id": _TEXT, "price_form": _TEXT,
            "price_types": _TEXT, "ccag": _TEXT, "grouping_type": _TEXT, "is_innovative": _FLAG, "has_advance": _FLAG,
            "advance_rate": _REAL, "has_subcontracting": _FLAG, "social": _TEXT, "environmental": _TEXT,
            "origin_eu": _REAL, "origin_france": _REAL, "place_code": _TEXT, "place_type": _TEXT, "place_name": _TEXT,
            "place_kind": _TEXT, "place_key": _TEXT, "notified_on": _DAY, "notified_note": _TEXT,
            "published_on": _DAY, "published_note": _TEXT, "starts_on": _DAY, "public_subsidy_eur": _REAL,
            "offers_received": _WHOLE, "amount_published_eur": _REAL, "supplier_key": _TEXT,
        }
    ),
    "declared_state": pa.schema(
        {
            "declaration_id": _WHOLE, "step": _WHOLE, "notified_on": _DAY, "published_on": _DAY,
            "amount_eur": _REAL, "duration_months": _WHOLE, "reason": _TEXT,
        }
    ),
    "declared_supplier": pa.schema(
        {
            "declaration_id": _WHOLE, "step": _WHOLE, "supplier_id": _TEXT, "scheme": _TEXT, "siren": _TEXT,
            "name": _TEXT, "commune": _TEXT, "departement": _TEXT, "note": _TEXT,
        }
    ),
    "declared_subcontract": pa.schema(
        {
            "declaration_id": _WHOLE, "act": _WHOLE, "change": _WHOLE, "supplier_id": _TEXT, "scheme": _TEXT,
            "siren": _TEXT, "name": _TEXT, "amount_eur": _REAL, "duration_months": _WHOLE, "notified_on": _DAY,
            "published_on": _DAY, "price_variation": _TEXT,
        }
    ),
    "declared_concession_year": pa.schema(
        {
            "declaration_id": _WHOLE, "published_on": _DAY, "investment_eur": _REAL, "tariff_name": _TEXT,
            "tariff_eur": _REAL,
        }
    ),
    "rejected": pa.schema(
        {"source": _TEXT, "position": _WHOLE, "reason": _TEXT, "excerpt": _TEXT, "rows": _WHOLE}
    ),
}  # fmt: skip


@dataclass
class Count:
    """Rows of one source file: how many came in, how many were kept, how many were set aside and why."""

    rows: int = 0
    kept: int = 0
    rejected: Counter[str] = field(default_factory=Counter)


class Staging:
    """The Parquet files of SCHEMAS being written in a folder; use as a context manager.

    Declarations are numbered from 1 in each folder: who joins folders shifts the numbers.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._writers = {
            name: pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd", write_statistics=False)
            for name, schema in SCHEMAS.items()
        }
        self._next_id = 1

    def __enter__(self) -> "Staging":
        return self

    def __exit__(self, *_: object) -> None:
        with ExitStack() as closing:
            for writer in self._writers.values():
                closing.callback(_close, writer)

    def add(
        self,
        source: str,
        declarations: Iterable[Declaration | Rejection],
        today: date,
        progress: Callable[[int], None] = lambda rows: None,
    ) -> Count:
        """Clean and write the declarations of one source; returns its count of rows."""
        count = Count()
        kept: list[Declaration] = []
        rejected: list[Rejection] = []
        for item in declarations:
            count.rows += item.rows
            if isinstance(item, Rejection):
                rejected.append(item)
            elif rejection := refuse(item):
                rejected.append(rejection)
            else:
                kept.append(item)
            if len(kept) + len(rejected) == _BATCH:
                self._write(source, kept, rejected, today)
                _account(count, kept, rejected)
                progress(count.rows)
                kept, rejected = [], []
        self._write(source, kept, rejected, today)
        _account(count, kept, rejected)
        progress(count.rows)
        return count

    def _write(self, source: str, kept: list[Declaration], rejected: list[Rejection], today: date) -> None:
        with _without_collector():
            tables = clean(kept, self._next_id, source, today) | {"rejected": _aside(source, rejected)}
            for name, columns in tables.items():
                if columns:
                    self._writers[name].write_table(pa.Table.from_pydict(columns, schema=SCHEMAS[name]))
        self._next_id += len(kept)


def _close(writer: pq.ParquetWriter) -> None:
    try:
        writer.close()
    finally:
        # Where the disk is full, pyarrow would try again at its very end, and print a traceback a file.
        writer.is_open = False


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pause the collector of cycles: it would walk a batch's rows again and again, 36 of 79 µs each, for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _account(count: Count, kept: list[Declaration], rejected: list[Rejection]) -> None:
    count.kept += sum(declared.rows for declared in kept)
    for rejection in rejected:
        count.rejected[rejection.reason] += rejection.rows


def _aside(source: str, rejected: list[Rejection]) -> Columns:
    if not rejected:
        return {}
    names = ("position", "reason", "excerpt", "rows")
    return {"source": [source] * len(rejected)} | {name: [getattr(r, name) for r in rejected] for name in names}
