"""An atlas of the tiny country, whose flows between its two départements are known to the euro.

01 → 01: 115 000 (a contract, and half of one shared); 01 → 02: 75 000; 02 → 01: 50 000; of 01's buyers,
10 000 go nobody knows where and 5 000 abroad.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
from postgres import Server
from world import (
    A2,
    B1,
    FIRM_A1,
    FIRM_ABROAD,
    FIRM_B2,
    FIRM_LOST,
    contract,
    write_json,
    write_register,
    write_territories,
)

from etl.asked import EVERYTHING, Asked
from etl.database import publish
from etl.pipeline import Run, run
from etl.settings import Settings

TODAY = date(2026, 11, 24)
SHARED_BY_TWO = contract(
    "6",
    suppliers=[FIRM_A1, FIRM_B2],
    montant=20_000,
    modifications=[{"dateNotificationModification": "2020-01-02", "montant": 30_000, "objetModification": "hausse"}],
)
RECORDS = [
    contract("1"),
    contract("2", suppliers=[FIRM_B2], montant=60_000, codeCPV="72000000-5", dateNotification="2020-05-01"),
    contract("3", B1, montant=50_000),
    contract("4", suppliers=[FIRM_LOST], montant=10_000),
    contract("5", A2, montant=5_000, titulaires=[{"typeIdentifiant": "HORS_UE", "id": FIRM_ABROAD}]),
    SHARED_BY_TWO,
    contract(""),
]


@contextmanager
def building(territories: Path, here: Path) -> Iterator[Callable[..., Run]]:
    """Build over such territories: ``build(path, …)`` gives the run; the atlas lies in ``here/atlas``."""

    def build(*paths: Path, asked: Asked = EVERYTHING) -> Run:
        return run(list(paths), Settings(here / "data", here / "atlas"), TODAY, asked=asked)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("etl.pipeline.build_territories", lambda cache, say, zones: territories)
        yield build


@pytest.fixture(scope="session")
def tiny_atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an atlas built once over these contracts."""
    here = tmp_path_factory.mktemp("tiny")
    territories = write_territories(here / "territories-tiny")
    _rename(territories / "territory.parquet", "Bain", "Bâin-Saint-Éloi")
    with building(territories, here) as build:
        build(write_json(here / "a.json", RECORDS), write_register(here / "sirene.csv"))
    return here / "atlas"


def _rename(path: Path, old: str, new: str) -> None:
    table = gpd.read_parquet(path)
    table["name"] = table["name"].replace(old, new)
    table.to_parquet(path)


@pytest.fixture(scope="session")
def tiny_database(tiny_atlas: Path, server: Server) -> Iterator[str]:
    """The address of a database that serves the same atlas."""
    with server.base() as url:
        publish(tiny_atlas, url, accept="one row of seven is rejected on purpose")
        yield url
