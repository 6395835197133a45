"""The category of each public buyer, by the rule of ``geo.organisations``."""

import duckdb
import pyarrow as pa

from etl.engines.base import Engine
from etl.engines.duckdb import DUCKDB
from geo.organisations import buyer_category


def categorise_buyers(database: duckdb.DuckDBPyConnection, engine: Engine = DUCKDB) -> None:
    """Add buyer_category to each organisation that buys; nothing to the others."""
    buyers = database.sql(
        "SELECT o.siren, o.legal_category, o.governs, o.name FROM organisation AS o "
        "WHERE o.siren IN (SELECT buyer_siren FROM contract) ORDER BY o.siren"
    ).fetchall()
    categories = pa.table(
        {
            "siren": pa.array([row[0] for row in buyers], pa.string()),
            "buyer_category": pa.array([buyer_category(*row) for row in buyers], pa.string()),
        }
    )
    database.from_arrow(categories).create("category")
    engine.ask(database, ["what_is_each_buyer"])
