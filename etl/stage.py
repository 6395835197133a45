"""Write what the sources declare as four tables on disk, batch by batch: memory does not grow with the files."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.clean import CleanDeclaration, State, clean, is_digits
from etl.declaration import Declaration, Rejection

_BATCH = 20_000
_TEXT, _DAY = pa.string(), pa.date32()
SCHEMAS = {
    "declaration": pa.schema(
        {
            "declaration_id": pa.int64(), "source": _TEXT, "position": pa.int64(), "rows": pa.int64(), "uid": _TEXT,
            "kind": _TEXT, "contract_id": _TEXT, "buyer_siret": _TEXT, "buyer_siren": _TEXT, "buyer_name": _TEXT,
            "buyer_commune": _TEXT, "buyer_departement": _TEXT, "nature": _TEXT, "title": _TEXT, "cpv": _TEXT,
            "purchase_family": _TEXT, "procedure": _TEXT, "place_code": _TEXT, "place_type": _TEXT,
            "place_name": _TEXT, "notified_on": _DAY, "published_on": _DAY, "offers_received": pa.int64(),
            "amount_published_eur": pa.float64(), "supplier_key": _TEXT,
        }
    ),
    "declared_state": pa.schema(
        {
            "declaration_id": pa.int64(), "step": pa.int64(), "notified_on": _DAY, "published_on": _DAY,
            "amount_eur": pa.float64(), "duration_months": pa.int64(), "reason": _TEXT,
        }
    ),
    "declared_supplier": pa.schema(
        {
            "declaration_id": pa.int64(), "step": pa.int64(), "supplier_id": _TEXT, "scheme": _TEXT, "siren": _TEXT,
            "name": _TEXT, "commune": _TEXT, "departement": _TEXT,
        }
    ),
    "rejected": pa.schema(
        {"source": _TEXT, "position": pa.int64(), "reason": _TEXT, "excerpt": _TEXT, "rows": pa.int64()}
    ),
}  # fmt: skip


@dataclass
class Count:
    """Rows of one source file: how many came in, how many were kept, how many were set aside and why."""

    rows: int = 0
    kept: int = 0
    rejected: Counter[str] = field(default_factory=Counter)


class Staging:
    """Four Parquet files being written in a folder; use as a context manager."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._writers = {
            name: pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd")
            for name, schema in SCHEMAS.items()
        }
        self._waiting: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
        self._next_id = 1

    def __enter__(self) -> "Staging":
        return self

    def __exit__(self, *_: object) -> None:
        for name, writer in self._writers.items():
            self._flush(name)
            writer.close()

    def add(
        self,
        source: str,
        declarations: Iterator[Declaration | Rejection],
        today: date,
        progress: Callable[[int], None] = lambda rows: None,
    ) -> Count:
        """Clean and write the declarations of one source; returns its count of rows."""
        count = Count()
        for item in declarations:
            result = clean(item, today) if isinstance(item, Declaration) else item
            count.rows += item.rows
            if isinstance(result, Rejection):
                count.rejected[result.reason] += result.rows
                self._append("rejected", _rejected(source, result))
            else:
                count.kept += item.rows
                self._write(source, result)
            progress(count.rows)
        return count

    def _write(self, source: str, item: CleanDeclaration) -> None:
        number = self._next_id
        self._next_id += 1
        self._append("declaration", _declaration(number, source, item))
        for state in item.states:
            self._append("declared_state", _state(number, state))
            for supplier in state.suppliers:
                self._append("declared_supplier", _supplier(number, state.step, supplier))

    def _append(self, name: str, row: dict[str, Any]) -> None:
        self._waiting[name].append(row)
        if len(self._waiting[name]) >= _BATCH:
            self._flush(name)

    def _flush(self, name: str) -> None:
        table = pa.Table.from_pylist(self._waiting[name], schema=SCHEMAS[name])
        self._writers[name].write_table(table)
        self._waiting[name].clear()


def _declaration(number: int, source: str, item: CleanDeclaration) -> dict[str, Any]:
    declared = item.declared
    same = (
        "position", "rows", "kind", "contract_id", "buyer_name", "buyer_commune", "buyer_departement", "nature",
        "title", "cpv", "procedure", "place_code", "place_type", "place_name",
    )  # fmt: skip
    return {name: getattr(declared, name) for name in same} | {
        "declaration_id": number,
        "source": source,
        "uid": item.uid,
        "buyer_siret": item.buyer_id,
        "buyer_siren": item.buyer_siren,
        "purchase_family": item.purchase_family,
        "notified_on": item.notified_on,
        "published_on": item.published_on,
        "offers_received": _whole(declared.offers_received),
        "amount_published_eur": item.amount.published_eur,
        "supplier_key": "|".join(sorted(s.id or s.name or "" for s in item.states[0].suppliers)),
    }


def _whole(value: Any) -> int | None:
    """A number of offers: none where it is zero, no number, or longer than any column holds."""
    text = str(value or "").removesuffix(".0")
    return int(text) if is_digits(text) and len(text) < 10 and text != "0" else None


def _state(number: int, state: State) -> dict[str, Any]:
    names = ("step", "notified_on", "published_on", "amount_eur", "duration_months", "reason")
    return {"declaration_id": number} | {name: getattr(state, name) for name in names}


def _supplier(number: int, step: int, supplier: Any) -> dict[str, Any]:
    return {
        "declaration_id": number, "step": step, "supplier_id": supplier.id, "scheme": supplier.scheme,
        "siren": supplier.siren, "name": supplier.name, "commune": supplier.commune,
        "departement": supplier.departement,
    }  # fmt: skip


def _rejected(source: str, item: Rejection) -> dict[str, Any]:
    return {
        "source": source, "position": item.position, "reason": item.reason, "excerpt": item.excerpt, "rows": item.rows,
    }  # fmt: skip
