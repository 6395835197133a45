"""Figures of the whole country on a method page, and the heat map of residuals."""

from typing import Any

import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.atlas.base import Atlas
from geo.indicators import indicator
from webmap import country
from webmap.current import KEY

COLUMNS = ["variant", "family", "weight", "value", "low", "high", "contracts", "effective", "covered", "reliability"]


def figure(variant: str, family: str, value: float, contracts: float) -> tuple[Any, ...]:
    return (variant, family, "count", value, None, None, contracts, contracts, 1.0, "fiable")


@pytest.fixture
def atlas(app: Flask) -> Atlas:
    """The atlas that the site of these tests reads."""
    held: Atlas = app.extensions[KEY][0]
    return held


@pytest.fixture
def linked(atlas: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    """Works near, computing far, and a family of nine contracts."""
    residuals = {"45": (6.2, 2.4, 0.04, -2.0, -5.0), "72": (-6.2, -2.4, -0.04, 2.0, 5.0), "90": (9.0,) * 5}
    contracts = {"45": 90.0, "72": 40.0, "90": 9.0}
    rows = [figure("v", "all", 0.26, 139.0), figure("p", "all", 0.01, 139.0)]
    rows += [
        figure(f"residual_{band}", family, value, contracts[family])
        for family, values in residuals.items()
        for band, value in zip((0, 10, 30, 100, 300), values, strict=True)
    ]
    monkeypatch.setattr(atlas, "country", lambda key: pd.DataFrame(rows, columns=COLUMNS))


@pytest.mark.usefixtures("linked")
def test_each_residual_has_its_sign_and_its_tone(atlas: Atlas) -> None:
    found = country.heat(atlas, indicator("family_distance"))
    assert found is not None
    works, computing = found.rows  # the family of nine contracts is not shown
    assert [cell.tone for cell in works.cells] == ["more-2", "more-1", "usual", "less-1", "less-2"]
    assert [cell.text for cell in works.cells] == ["+6,2", "+2,4", "0,0", "−2,0", "−5,0"]
    assert [cell.tone for cell in computing.cells] == ["less-2", "less-1", "usual", "more-1", "more-2"]
    assert (works.contracts, computing.contracts) == ("90", "40")


@pytest.mark.usefixtures("linked")
def test_the_method_page_shows_the_table_and_not_its_cells_one_by_one(client: FlaskClient, atlas: Atlas) -> None:
    page = client.get("/methode/family_distance").get_data(as_text=True)
    assert '<td class="num more-2">+6,2</td>' in page
    assert "moins de 10" in page
    assert "style=" not in page
    assert [line.family for line in country.lines(atlas, indicator("family_distance"))] == ["Toutes les familles"] * 2


@pytest.mark.usefixtures("linked")
def test_another_indicator_has_no_heat_map(client: FlaskClient, atlas: Atlas) -> None:
    assert country.heat(atlas, indicator("distance_elasticity")) is None
    assert "heat-title" not in client.get("/methode/distance_elasticity").get_data(as_text=True)


def test_without_contracts_of_known_distance_there_is_no_table(client: FlaskClient) -> None:
    assert "heat-title" not in client.get("/methode/family_distance").get_data(as_text=True)
