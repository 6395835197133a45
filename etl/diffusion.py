"""What the State does not publish of a person is not shown either (partial diffusion, R. 123-232 code de commerce)."""

from pathlib import Path

import duckdb

from etl.spill import open_spilling

_HIDDEN = """
    CREATE TABLE hidden AS
    SELECT siren FROM read_parquet(?)
    GROUP BY siren
    -- Without a legal category nobody says that it is a company: it is taken for a person.
    HAVING bool_or(NOT is_diffusible) AND coalesce(min(legal_category), '1') LIKE '1%'
"""
_NAMED = {
    "declaration": ("buyer_siren", "buyer_name"),
    "declared_supplier": ("siren", "name"),
    "declared_subcontract": ("siren", "name"),
}
_NAMES = {
    table: f"SELECT * REPLACE (CASE WHEN {siren} IN (FROM hidden) THEN NULL ELSE {name} END AS {name}) FROM {table}"  # noqa: S608
    for table, (siren, name) in _NAMED.items()
}
_EXCERPTS = """
    SELECT * REPLACE (CASE
        WHEN len(list_intersect(regexp_extract_all(excerpt, '\\d{9}'), (SELECT list(siren) FROM hidden))) > 0
            THEN 'names a person whom the register hides'
        ELSE excerpt END AS excerpt)
    FROM rejected
"""


def hide_persons(staged: Path) -> int:
    """Remove from staged tables the names of natural persons in partial diffusion; returns how many persons.

    Before anything reaches the atlas, and in the files that every engine starts from: names of buyers, suppliers
    and subcontractors, and excerpts of rejected rows that hold their SIREN. A company keeps its name; its address and
    point were left in the register (``sirene.sql``). A file that names a supplier without any identifier cannot be
    checked against the register.
    """
    if not list(staged.glob("register-*.parquet")):
        return 0
    with open_spilling(staged) as database:
        database.execute(_HIDDEN, [str(staged / "register-*.parquet")])
        persons = len(database.table("hidden"))
        if persons:
            for table, query in {**_NAMES, "rejected": _EXCERPTS}.items():
                _rewrite(database, query, staged, table)
    return persons


def _rewrite(database: duckdb.DuckDBPyConnection, query: str, staged: Path, table: str) -> None:
    path, temporary = staged / f"{table}.parquet", staged / f"{table}.partial"
    database.read_parquet(str(path)).create_view(table)
    database.sql(query).write_parquet(str(temporary), compression="zstd")
    temporary.replace(path)
