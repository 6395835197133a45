"""Contract-level steps: each a SQL file named by its question, answered by an engine in a workshop of its own."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from etl.amounts import judge_contracts
from etl.engines.base import Engine
from etl.engines.duckdb import DUCKDB
from etl.locate import check_points, load_registers
from etl.stage import SCHEMAS
from geo.columns import TABLES as COLUMNS
from geo.distance import geodesic_km
from geo.indicators import compute_all
from geo.indicators.base import Cube
from geo.indicators.basins import basins
from geo.indicators.flow_residual import flow_residuals
from geo.indicators.hulls import hulls
from geo.neighbours import from_pairs
from geo.territories import LEVELS

CONTRACT_STEPS = (
    "which_declarations_are_alike",
    "which_declarations_are_kin",
    "which_declaration_stands_for_each_contract",
    "which_declarations_are_doubles",
    "which_contracts_may_be_doubles",
    "what_does_each_contract_state",
    "where_is_each_contract_performed",
)
PLACE_STEPS = (
    "who_won_each_contract",
    "who_held_each_contract",
    "what_changed_in_each_contract",
    "what_was_subcontracted",
    "what_did_each_concession_report",
    "where_is_each_contract_published",
    "who_is_each_organisation",
    "where_is_each_establishment",
    "what_territories_hold_each_establishment",
)
CUBE_STEPS = (
    "what_territories_hold_each_place",
    "what_number_has_each_territory",
    "what_number_has_each_party",
    "where_is_each_party",
    "who_stands_for_each_award",
    "how_local_is_each_pair",
    "how_is_each_award_cut",
    "which_cells_hold_enough_contracts",
    "who_sells_to_each_territory",
    "who_are_the_suppliers_of_each_territory",
    "who_buys_from_each_territory",
    "how_much_does_each_territory_spend_and_win",
    "where_does_the_money_go",
    "how_local_is_each_territory",
    "how_far_does_each_territory_buy",
    "what_size_are_the_suppliers_of_each_territory",
    "what_does_each_supplier_win",
    "what_do_firms_of_each_sector_win",
    "how_far_does_each_buyer_buy_each_family",
    "who_publishes",
)
DOOR_STEPS = (
    "where_does_each_buyer_stand",
    "what_does_each_buyer_buy",
    "when_does_each_contract_end",
    "what_do_firms_of_each_activity_sell",
)
TABLES = {
    "contract": "uid", "award": "uid, supplier_id", "amendment": "uid, step", "rejected": "source, position",
    "organisation": "siren", "establishment": "id", "territory_of": "id, level",
    "total": "level, code, role, year, family", "flow": "level, buyer_code, supplier_code, year, family",
    "locality": "level, code, definition, local_level, year, family, place",
    "distance": "level, code, year, family, weight",
    "size": "level, code, year, family, size_category", "firm": "supplier_id, family",
    "band": "buyer_siren, family, band", "hull": "family, code", "basin": "level, code",
    "flow_residual": "level, weight, buyer_code, supplier_code",
    "publication": "uid, source, position", "holder": "uid, step, supplier_id",
    "subcontract": "uid, act, change, supplier_id, notified_on, amount_eur",
    "concession_year": "uid, published_on, tariff_name, tariff_eur, investment_eur", "coverage": "level, code, year",
    "buyer": "siren", "door": "family, buyer_siren", "ending": "family, ends_on, uid", "trade": "naf, family",
    "word": "stem, family", "title_words": "uid", "reading": "uid", "reading_quality": "method, floor",
    "match": "uid", "delay": "buyer_siren",
    "sector": "level, code, year, sector, size_category",
    "account": "level, code, year, sector, source", "demography": "level, code, year, sector, source",
    "budget": "level, code, year, function, item, siren, chart, source", "notice": "notice_id",
}  # fmt: skip
"""What is written, and in what order of rows."""
ROWS = 100_000
FEWER = {"door": 20_480, "ending": 20_480}
"""Rows of a group, which is read whole or not at all. A search asks one family in ten: it reads a group in ten."""
CUBE = {
    "territory": "true", "locality": "true", "distance": "true", "size": "true", "band": "true",
    "firm": "region IS NOT NULL",
    "total": "year = 0 OR family = 'all' OR contracts > 9.999999",
    "flow": "year = 0 OR family = 'all' OR level <> 'commune'",
}  # fmt: skip
"""The tables that measures read, and which rows of them: one family of one year of one commune is a contract or two,
and there are as many of them as contracts. Their sums stay in the atlas; no figure is made of them."""

REPEATED = {
    "a_level": ("level", "local_level"), "a_territory": ("code", "buyer_code", "supplier_code"),
    "a_family": ("family",), "a_definition": ("definition",), "a_place": ("place",), "a_role": ("role",),
}  # fmt: skip
"""Words that millions of rows repeat, and the columns of the cube that hold them: pandas has them as categories. By
Arrow texts are held twice, DuckDB's and pandas' own: of 1 M contracts 970 MB, where the whole cube now takes half."""
AS_TEXT = ("firm", "band")
"""Tables of many names that few rows repeat."""

_TEXTS = ("indicator", "variant", "level", "code", "family", "weight", "reliability")
FIGURES = pa.schema(
    {
        column.name: pa.string() if column.name in _TEXTS else pa.int64() if column.name == "year" else pa.float64()
        for column in COLUMNS["indicator"]
    }
)


WHILE_COUNTING, WHILE_MEASURING, WHILE_WRITING = "1300MB", "200MB", "500MB"
"""What the workshop may hold: the most where it works alone, little while the measures hold their own."""


def open_workshop(folder: Path, memory: str = WHILE_COUNTING) -> duckdb.DuckDBPyConnection:
    """A DuckDB database on disk, so that a build larger than memory spills instead of failing.

    On one thread: two add the thirds of groupings in another order each time, and nine tables of the same files then
    differ in their last bits. A second one is also a second set of tables in memory.
    """
    database = duckdb.connect(str(folder / "workshop.duckdb"), config={"memory_limit": memory, "threads": 1})
    database.execute(f"SET temp_directory = '{folder / 'spill'}'")
    return database


def load(
    database: duckdb.DuckDBPyConnection,
    staged: Path,
    territories: Path,
    registers: Iterable[Path],
    engine: Engine = DUCKDB,
) -> None:
    """Make the staged declarations, the territories, their levels and the registers visible as tables."""
    for name in SCHEMAS:
        database.read_parquet(str(staged / f"{name}.parquet")).create(name)
    territory = database.read_parquet(str(territories / "territory.parquet"))
    territory.project("* EXCLUDE (geometry)").create("territory")
    make_levels(database, levels_of(database))
    database.read_parquet(str(territories / "siren_territory.parquet")).create("authority")
    database.read_parquet(str(territories / "merger.parquet")).create("merger")
    database.read_parquet(str(territories / "postal_code.parquet")).create("postal_code")
    # A code can name today's commune and a former one that joined it: today's wins, 01015 is Arboys en Bugey.
    database.execute(
        "CREATE TABLE commune_today AS SELECT code AS old_code, code FROM territory WHERE level = 'commune' "
        "UNION ALL SELECT old_code, code FROM merger "
        "WHERE old_code NOT IN (SELECT code FROM territory WHERE level = 'commune')"
    )
    load_registers(database, registers, territories, engine.locate)


def levels_of(database: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """The levels that the territories of this build have: zones d'emploi are there when their table was given."""
    found = {level for (level,) in database.sql("SELECT DISTINCT level FROM territory").fetchall()}
    return tuple(level for level in LEVELS if level in found)


def make_levels(database: duckdb.DuckDBPyConnection, levels: Iterable[str]) -> None:
    """Make the table of levels, each with its digit in a number that says something of all: see pair_place."""
    table = pd.DataFrame([(level, 4**rank) for rank, level in enumerate(levels)], columns=["level", "digit"])
    database.from_df(table.astype({"digit": "int32"})).create("level")


def ask(database: duckdb.DuckDBPyConnection, questions: Iterable[str], engine: Engine = DUCKDB) -> None:
    """Run SQL files of ``etl/sql`` in order."""
    engine.ask(database, questions)


def judge_amounts(database: duckdb.DuckDBPyConnection, engine: Engine = DUCKDB) -> None:
    """Judge each contract's amount by the rules of ``etl.amounts``, then make the table of contracts."""
    judge_contracts(database)
    engine.ask(database, ("which_contracts_are_under_a_framework", "what_is_each_contract"))


def measure_distances(database: duckdb.DuckDBPyConnection, engine: Engine = DUCKDB) -> None:
    """Add distance_km to each award, between the points of buyer and supplier; nothing where one has none."""
    pairs = database.sql(
        "SELECT DISTINCT b.lon AS lon1, b.lat AS lat1, s.lon AS lon2, s.lat AS lat2 FROM award AS a "
        "JOIN establishment AS b ON b.id = a.buyer_siret JOIN establishment AS s ON s.id = a.supplier_id "
        "WHERE b.lon IS NOT NULL AND s.lon IS NOT NULL"
    ).df()
    pairs["distance_km"] = geodesic_km(pairs["lon1"], pairs["lat1"], pairs["lon2"], pairs["lat2"])
    database.from_df(pairs).create("pair")
    engine.ask(database, ["how_far_is_each_award"])


def read_cube(database: duckdb.DuckDBPyConnection, territories: Path) -> Cube:
    """The totals that measures start from, with the neighbours of each level; the same figures from the same files.

    Bootstraps draw row after row: in the order of a GROUP BY the interval of 'anchoring' was another one each time.
    Thirds of a grouping add up to 10, or to 9.999999999999998 in another order, which is too few to be told.
    """
    order = TABLES | {"territory": "level, code"}
    # From here on memory is the measures' own: the workshop gives back what it kept.
    database.execute(f"SET memory_limit = '{WHILE_WRITING}'")
    _list_words(database)
    tables = {
        n: database.table(n).filter(rows).order(order[n]).project(_compact(database, n)).to_arrow_table().to_pandas()
        for n, rows in CUBE.items()
    }
    for table in tables.values():
        counts = table.columns.intersection(["contracts", "contracts_first"])
        table[counts] = table[counts].round(9)
    database.execute(f"SET memory_limit = '{WHILE_MEASURING}'")
    pairs = pd.read_parquet(territories / "neighbour.parquet")
    near = {level: _neighbours(tables["territory"], pairs, level) for level in levels_of(database)}
    cube = Cube(**tables, neighbours=near)
    return replace(cube, flow_residual=flow_residuals(cube))


def _list_words(database: duckdb.DuckDBPyConnection) -> None:
    """A type for each kind of REPEATED: the words of the cube in their order, which categories then keep."""
    for kind, columns in REPEATED.items():
        used = [(name, c) for name in CUBE if name not in AS_TEXT for c in database.table(name).columns if c in columns]
        every = " UNION ".join(f"SELECT {column} AS word FROM {name}" for name, column in used)  # noqa: S608 - our names
        words = f"SELECT word FROM ({every}) WHERE word IS NOT NULL ORDER BY word"  # noqa: S608
        database.execute(f"CREATE TYPE {kind} AS ENUM ({words})")


def _compact(database: duckdb.DuckDBPyConnection, table: str) -> str:
    """The columns of a table of the cube, those of REPEATED as a number in their list."""
    kinds = {column: kind for kind, columns in REPEATED.items() for column in columns} if table not in AS_TEXT else {}
    columns = database.table(table).columns
    return ", ".join(f"CAST({c} AS {kinds[c]}) AS {c}" if c in kinds else c for c in columns)


def write_figures(cube: Cube, folder: Path) -> int:
    """Write the table of figures, an indicator at a time; returns how many figures there are."""
    rows = 0
    with pq.ParquetWriter(folder / "indicator.parquet", FIGURES, compression="zstd") as writer:
        for table in compute_all(cube):
            writer.write_table(pa.Table.from_pandas(table, FIGURES, preserve_index=False), row_group_size=ROWS)
            rows += len(table)
    return rows


def gather(database: duckdb.DuckDBPyConnection, cube: Cube) -> None:
    """Make the tables of what is found between places: hulls of suppliers, basins of trade, flows against gravity."""
    outlined = "* REPLACE (ST_GeomFromWKB(CAST(geometry AS BLOB)) AS geometry)"
    database.from_df(hulls(cube)).project(outlined).create("hull")
    database.from_df(basins(cube)).create("basin")
    database.from_df(cube.flow_residual).create("flow_residual")


def _neighbours(territory: pd.DataFrame, pairs: pd.DataFrame, level: str) -> tuple[list[str], object]:
    codes = sorted(territory.loc[territory["level"] == level, "code"])
    near = pairs.loc[pairs["level"] == level, ["code", "neighbour"]]
    return codes, from_pairs(codes, near)


def write_tables(database: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write the tables as Parquet, rows in a fixed order, in groups of about ROWS, or of FEWER."""
    database.execute(f"SET memory_limit = '{WHILE_WRITING}'")
    for name, order in TABLES.items():
        path = folder / f"{name}.parquet"
        database.table(name).order(order).write_parquet(
            str(path), compression="zstd", row_group_size=FEWER.get(name, ROWS)
        )


def check(database: duckdb.DuckDBPyConnection) -> list[dict[str, object]]:
    """Sums that must agree: awards with contracts, and the flows of each level with awards, in euros."""
    whole, awards = (
        _sum(database, "SELECT sum(amount_eur) FROM contract"), _sum(database, "SELECT sum(amount_eur) FROM award"),
    )  # fmt: skip
    checks = [_agree("awards sum to contracts", awards, whole), check_points(database)]
    for level in levels_of(database):
        query = "SELECT sum(amount_eur) FROM flow WHERE level = ? AND year = 0 AND family = 'all'"
        checks.append(_agree(f"flows by {level} sum to contracts", _sum(database, query, [level]), whole))
    return checks


def _sum(database: duckdb.DuckDBPyConnection, query: str, values: list[str] | None = None) -> float:
    row = database.execute(query, values or []).fetchone()
    return float(row[0] or 0) if row else 0.0


def _agree(name: str, found: float, expected: float) -> dict[str, object]:
    passed = bool(np.isclose(found, expected, rtol=1e-9, atol=0.01))
    return {"name": name, "found": round(found, 2), "expected": round(expected, 2), "passed": passed}
