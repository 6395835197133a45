"""Write the packaged sample: the facts of an atlas's contracts and the size of their suppliers, names left out."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

_QUERY = """
-- Which facts of each contract does a map need?
SELECT c.position, c.kind, c.contract_id, c.buyer_siret AS buyer_id, b.name AS buyer_name, b.commune AS buyer_commune,
    b.departement AS buyer_departement, c.nature, c.cpv, c.procedure, c.place_code, c.place_type,
    c.duration_months, c.notified_on, c.published_on, c.amount_last_eur AS amount, c.offers_received,
    (SELECT list({'id': a.supplier_id, 'scheme': a.supplier_scheme, 'name': NULL, 'commune': s.commune,
            'departement': s.departement} ORDER BY a.supplier_id)
        FROM award AS a LEFT JOIN establishment AS s ON s.id = a.supplier_id
        WHERE a.uid = c.uid AND a.supplier_id NOT LIKE 'name:%' AND a.supplier_id <> 'nobody') AS suppliers
FROM contract AS c LEFT JOIN establishment AS b ON b.id = c.buyer_siret
ORDER BY c.uid
"""
_SIZES = """
-- How large is each supplier, where a register says so? One establishment tells it of its whole organisation.
SELECT min(a.supplier_id) AS "siretEtablissement", any_value(o.size_category) AS "categorieEntreprise"
FROM award AS a JOIN organisation AS o ON o.siren = substr(a.supplier_id, 1, 9)
WHERE regexp_matches(a.supplier_id, '^[0-9]{14}$') AND o.size_category IS NOT NULL
    AND coalesce(o.legal_category NOT LIKE '1%', TRUE)
GROUP BY o.siren ORDER BY 1
"""
_PARTY = pa.struct({name: pa.string() for name in ("id", "scheme", "name", "commune", "departement")})
_SCHEMA = pa.schema(
    {
        "position": pa.int64(), "kind": pa.string(), "contract_id": pa.string(), "buyer_id": pa.string(),
        "buyer_name": pa.string(), "buyer_commune": pa.string(), "buyer_departement": pa.string(),
        "nature": pa.string(), "cpv": pa.string(), "procedure": pa.string(), "place_code": pa.string(),
        "place_type": pa.string(), "duration_months": pa.int64(), "notified_on": pa.string(),
        "published_on": pa.string(), "amount": pa.float64(), "offers_received": pa.int64(),
        "suppliers": pa.list_(_PARTY),
    }
)  # fmt: skip


def write_sample(version: Path, target: Path) -> int:
    """Write ``contracts.parquet``, and ``sizes.parquet`` where sizes are known, from the tables of a version's folder.

    The second is a register of SIRENE in one of its layouts: `build` reads the folder. Returns the number of contracts.
    """
    target.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as database:
        for name in ("contract", "award", "establishment", "organisation"):
            database.read_parquet(str(version / f"{name}.parquet")).create_view(name)
        rows, sizes = _facts(database), database.sql(_SIZES).to_arrow_table()
    table = pa.Table.from_pylist(rows, schema=_SCHEMA)
    pq.write_table(table, target / "contracts.parquet", compression="zstd", compression_level=19)
    if len(sizes):
        pq.write_table(sizes, target / "sizes.parquet", compression="zstd", compression_level=19)
    return len(rows)


def _facts(database: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    found = database.sql(_QUERY)
    return [_plain(dict(zip(found.columns, row, strict=True)), at) for at, row in enumerate(found.fetchall(), 1)]


def _plain(row: dict[str, Any], position: int) -> dict[str, Any]:
    days = {name: day.isoformat() for name, day in row.items() if isinstance(day, date)}
    return row | days | {"position": position, "suppliers": row["suppliers"] or []}
