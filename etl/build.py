"""Contract-level steps: each a SQL file named by its question, run on DuckDB in a file of its own."""

from collections.abc import Iterable
from importlib import resources
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from geo.contracts import amount_status
from geo.distance import geodesic_km
from geo.indicators.base import Cube
from geo.neighbours import from_pairs
from geo.territories import LEVELS

CONTRACT_STEPS = ("which_declarations_are_doubles", "what_is_each_contract")
PLACE_STEPS = (
    "who_won_each_contract",
    "what_changed_in_each_contract",
    "where_is_each_establishment",
    "what_territories_hold_each_establishment",
)
CUBE_STEPS = (
    "how_is_each_award_cut",
    "how_much_does_each_territory_spend_and_win",
    "where_does_the_money_go",
    "how_local_is_each_award",
    "how_local_is_each_territory",
    "how_far_does_each_territory_buy",
)
TABLES = {
    "contract": "uid", "award": "uid, supplier_id", "amendment": "uid, step", "rejected": "source, position",
    "establishment": "id", "territory_of": "id, level", "fate": "declaration_id",
    "total": "level, code, role, year, family", "flow": "level, buyer_code, supplier_code, year, family",
    "locality": "level, code, local_level, year, family, place", "distance": "level, code, year, family, weight",
    "publication": "uid, source, position",
}  # fmt: skip
"""What is written, and in what order of rows."""


def open_workshop(folder: Path, memory: str = "2GB") -> duckdb.DuckDBPyConnection:
    """A DuckDB database on disk, so that a build larger than memory spills instead of failing."""
    database = duckdb.connect(str(folder / "workshop.duckdb"), config={"memory_limit": memory})
    database.execute(f"SET temp_directory = '{folder / 'spill'}'")
    return database


def load(database: duckdb.DuckDBPyConnection, staged: Path, territories: Path, registers: Iterable[Path]) -> None:
    """Make the staged declarations, the territories and the registers visible as tables."""
    for name in ("declaration", "declared_state", "declared_supplier", "rejected"):
        database.read_parquet(str(staged / f"{name}.parquet")).create(name)
    territory = database.read_parquet(str(territories / "territory.parquet"))
    territory.project("* EXCLUDE (geometry)").create("territory")
    database.read_parquet(str(territories / "siren_territory.parquet")).create("authority")
    database.read_parquet(str(territories / "merger.parquet")).create("merger")
    # A code can name today's commune and a former one that joined it: today's wins, 01015 is Arboys en Bugey.
    database.execute(
        "CREATE TABLE commune_today AS SELECT code AS old_code, code FROM territory WHERE level = 'commune' "
        "UNION ALL SELECT old_code, code FROM merger "
        "WHERE old_code NOT IN (SELECT code FROM territory WHERE level = 'commune')"
    )
    database.execute("CREATE TABLE register_place (siret VARCHAR, commune VARCHAR)")
    for path in registers:
        database.execute("INSERT INTO register_place SELECT siret, commune FROM read_parquet(?)", [str(path)])


def ask(database: duckdb.DuckDBPyConnection, questions: Iterable[str]) -> None:
    """Run SQL files of ``etl/sql`` in order."""
    for question in questions:
        text = resources.files("etl").joinpath("sql", f"{question}.sql").read_text(encoding="utf-8")
        database.execute(text)


def judge_amounts(database: duckdb.DuckDBPyConnection) -> None:
    """Add amount_eur, amount_status and amount_reason to each contract by the rule of ``geo.contracts``."""
    cases = database.sql("SELECT DISTINCT amount_last_eur, nature FROM contract").fetchall()
    rows = [(amount, nature, amount_status(amount, nature)) for amount, nature in cases]
    judged = pa.table(
        {
            "amount": pa.array([r[0] for r in rows], pa.float64()),
            "nature": pa.array([r[1] for r in rows], pa.string()),
            "amount_eur": pa.array([r[2].usable_eur for r in rows], pa.float64()),
            "amount_status": pa.array([r[2].status for r in rows], pa.string()),
            "amount_reason": pa.array([r[2].reason for r in rows], pa.string()),
        }
    )
    database.register("judged", judged)
    database.execute(
        "CREATE OR REPLACE TABLE contract AS SELECT c.*, j.amount_eur, j.amount_status, j.amount_reason "
        "FROM contract AS c JOIN judged AS j "
        "ON j.amount IS NOT DISTINCT FROM c.amount_last_eur AND j.nature IS NOT DISTINCT FROM c.nature ORDER BY uid"
    )
    database.unregister("judged")


def measure_distances(database: duckdb.DuckDBPyConnection) -> None:
    """Add distance_km to each award, between the points of buyer and supplier; nothing where one has none."""
    pairs = database.sql(
        "SELECT DISTINCT b.lon AS lon1, b.lat AS lat1, s.lon AS lon2, s.lat AS lat2 FROM award AS a "
        "JOIN establishment AS b ON b.id = a.buyer_siret JOIN establishment AS s ON s.id = a.supplier_id "
        "WHERE b.lon IS NOT NULL AND s.lon IS NOT NULL"
    ).df()
    pairs["distance_km"] = geodesic_km(pairs["lon1"], pairs["lat1"], pairs["lon2"], pairs["lat2"])
    database.register("pair", pairs)
    database.execute(
        "CREATE OR REPLACE TABLE award AS SELECT a.*, p.distance_km FROM award AS a "
        "LEFT JOIN establishment AS b ON b.id = a.buyer_siret LEFT JOIN establishment AS s ON s.id = a.supplier_id "
        "LEFT JOIN pair AS p ON p.lon1 = b.lon AND p.lat1 = b.lat AND p.lon2 = s.lon AND p.lat2 = s.lat "
        "ORDER BY a.uid, a.supplier_id"
    )
    database.unregister("pair")


def read_cube(database: duckdb.DuckDBPyConnection, territories: Path) -> Cube:
    """The totals that measures start from, with the neighbours of each level."""
    tables = {name: database.table(name).df() for name in ("territory", "total", "locality", "flow", "distance")}
    pairs = pd.read_parquet(territories / "neighbour.parquet")
    return Cube(**tables, neighbours={level: _neighbours(tables["territory"], pairs, level) for level in LEVELS})


def _neighbours(territory: pd.DataFrame, pairs: pd.DataFrame, level: str) -> tuple[list[str], object]:
    codes = sorted(territory.loc[territory["level"] == level, "code"])
    near = pairs.loc[pairs["level"] == level, ["code", "neighbour"]]
    return codes, from_pairs(codes, near)


def write_tables(database: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the tables as Parquet, rows in a fixed order, in groups of about 100,000."""
    database.execute(
        "CREATE OR REPLACE TABLE publication AS SELECT f.uid, d.source, d.position, d.published_on, "
        "f.declaration_id = f.survivor_id AS is_survivor, d.amount_published_eur "
        "FROM fate AS f JOIN declaration AS d ON d.declaration_id = f.declaration_id"
    )
    for name, order in TABLES.items():
        path = folder / f"{name}.parquet"
        database.table(name).order(order).write_parquet(str(path), compression="zstd", row_group_size=100_000)


def doubles_by_source(database: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many rows of each source repeat a contract that another declaration stands for."""
    found = database.sql(
        "SELECT d.source, sum(d.rows) FROM fate AS f JOIN declaration AS d ON d.declaration_id = f.declaration_id "
        "WHERE f.declaration_id <> f.survivor_id GROUP BY d.source"
    ).fetchall()
    return {source: int(rows) for source, rows in found}


def contracts_by_source(database: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many contracts each source stands for in the end."""
    return {s: int(n) for s, n in database.sql("SELECT source, count(*) FROM contract GROUP BY source").fetchall()}


def check(database: duckdb.DuckDBPyConnection) -> list[dict[str, object]]:
    """Sums that must agree: awards with contracts, and the flows of each level with awards, in euros."""
    whole, awards = (
        _sum(database, "SELECT sum(amount_eur) FROM contract"), _sum(database, "SELECT sum(amount_eur) FROM award"),
    )  # fmt: skip
    checks = [_agree("awards sum to contracts", awards, whole)]
    for level in LEVELS:
        query = "SELECT sum(amount_eur) FROM flow WHERE level = ? AND year = 0 AND family = 'all'"
        checks.append(_agree(f"flows by {level} sum to contracts", _sum(database, query, [level]), whole))
    return checks


def _sum(database: duckdb.DuckDBPyConnection, query: str, values: list[str] | None = None) -> float:
    row = database.execute(query, values or []).fetchone()
    return float(row[0] or 0) if row else 0.0


def _agree(name: str, found: float, expected: float) -> dict[str, object]:
    passed = bool(np.isclose(found, expected, rtol=1e-9, atol=0.01))
    return {"name": name, "found": round(found, 2), "expected": round(expected, 2), "passed": passed}
