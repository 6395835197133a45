"""Builds over the tiny country of ``tests/world.py``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tiny import TODAY, building
from world import write_json, write_territories

from etl import build as workshop
from etl.sources import decp_json
from etl.stage import Staging


@pytest.fixture(scope="session")
def tiny_country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its territories, written once."""
    return write_territories(tmp_path_factory.mktemp("data") / "territories-tiny")


@pytest.fixture
def build(tiny_country: Path, tmp_path: Path) -> Iterator[Any]:
    """Build files over the tiny country: ``build(path, …)`` gives the run; the atlas lies in ``tmp_path/atlas``."""
    with building(tiny_country, tmp_path) as built:
        yield built


@pytest.fixture
def counted(tiny_country: Path, tmp_path: Path) -> Any:
    """Count the contracts of records: ``counted(aws=[…], pes=[…])`` gives the workshop, amounts judged, awards made."""
    databases = []

    def made(**files: list[dict[str, Any]]) -> duckdb.DuckDBPyConnection:
        scratch = tmp_path / f"scratch{len(databases)}"
        with Staging(scratch) as staging:
            for name, records in files.items():
                staging.add(name, decp_json.read(write_json(scratch / f"{name}.json", records)), TODAY)
        database = workshop.open_workshop(scratch)
        databases.append(database)
        workshop.load(database, scratch, tiny_country, [])
        workshop.ask(database, workshop.CONTRACT_STEPS)
        workshop.judge_amounts(database)
        workshop.ask(database, ("who_won_each_contract", "who_held_each_contract", "where_is_each_contract_published"))
        return database

    yield made
    for database in databases:
        database.close()
