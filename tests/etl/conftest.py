"""Builds over the tiny country of ``tests/world.py``."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from world import write_territories

from etl.pipeline import Run, run
from etl.settings import Settings

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def tiny_country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its territories, written once."""
    return write_territories(tmp_path_factory.mktemp("data") / "territories-tiny")


@pytest.fixture
def build(tiny_country: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Build files over the tiny country: ``build(path, …)`` gives the run; the atlas lies in ``tmp_path/atlas``."""
    monkeypatch.setattr("etl.pipeline.build_territories", lambda cache, say: tiny_country)

    def built(*paths: Path) -> Run:
        return run(list(paths), Settings(tmp_path / "data", tmp_path / "atlas"), TODAY)

    return built
