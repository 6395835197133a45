"""Addresses of a register become points, without asking for those of whom the State publishes none."""

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from etl.addresses import geocode_registers

ROWS = [  # siret, address, commune, is_diffusible
    ("1", "1 rue A", "01009", True),
    ("2", "2 rue B", "01009", False),
    ("3", None, "01009", True),
    ("4", "4 rue D", "01009", True),
]


@pytest.fixture
def database() -> Any:
    with duckdb.connect() as found:
        found.execute("CREATE TABLE register (siret VARCHAR, address VARCHAR, commune VARCHAR, is_diffusible BOOLEAN)")
        found.executemany("INSERT INTO register VALUES (?, ?, ?, ?)", ROWS)
        found.execute("CREATE OR REPLACE TABLE register AS SELECT *, 'u' || siret AS siren, 2 AS trust FROM register")
        found.execute("CREATE TABLE commune_today AS SELECT '01009' AS old_code, '01001' AS code")
        found.execute(
            "CREATE TABLE register_point (siret VARCHAR, lon DOUBLE, lat DOUBLE, commune VARCHAR, precision VARCHAR)"
        )
        found.execute("INSERT INTO register_point VALUES ('4', 0.5, 45, '01001', 'point')")
        yield found


def test_only_addresses_without_a_point_are_asked_for(
    database: Any, tiny_country: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """'2' is in partial diffusion, '3' has no address, '4' has a better point already; 01009 joined 01001."""
    asked = []

    def geocode(addresses: pd.DataFrame, cache: Path, say: Any) -> pd.DataFrame:
        asked.extend(addresses[["address", "commune"]].to_numpy().tolist())
        return pd.DataFrame({"lon": 0.25, "lat": 45.0}, index=addresses.index)

    monkeypatch.setattr("etl.addresses.geocode", geocode)
    assert geocode_registers(database, tmp_path / "kept.sqlite", tiny_country, print) == 1
    assert asked == [["1 rue A", "01001"]]
    points = database.sql("SELECT siret, lon, commune, precision FROM register_point ORDER BY siret").fetchall()
    assert points == [("1", 0.25, "01001", "address"), ("4", 0.5, "01001", "point")]
