"""Flow residuals: a flow that sizes and distance do not account for stands out."""

from dataclasses import replace

import numpy as np
import pytest
from cubes import country, cube, flow

from geo.indicators import flow_residual


def planted() -> list[dict[str, object]]:
    """The square country, where 00 buys far more from 55, at the other end, than anybody that far."""
    rows = country()["flow"]
    far = {"buyer_code": "00", "supplier_code": "55", "amount_eur": 400_000.0, "contracts": 400.0}
    return [row | far if (row["buyer_code"], row["supplier_code"]) == ("00", "55") else row for row in rows]


def test_a_planted_flow_stands_out() -> None:
    tables = country() | {"flow": planted()}
    pairs = flow_residual.flow_residuals(cube(**tables))
    pairs = pairs[pairs["weight"] == "amount"].set_index(["buyer_code", "supplier_code"])
    assert pairs["residual"].idxmax() == ("00", "55")
    assert pairs.loc[("00", "55"), "residual"] > 5
    assert pairs["observed"].sum() == pytest.approx(pairs["expected"].sum(), rel=1e-4)


def test_the_map_shows_what_each_keeps() -> None:
    figures = flow_residual.compute(cube(**country()))
    assert set(figures["code"]) == {row["code"] for row in country()["territory"]}
    assert (figures[figures["weight"] == "count"]["value"] > 0).mean() > 0.5
    assert np.isnan(figures["low"]).all()


def test_money_has_no_unit() -> None:
    tables = country()
    scaled = tables | {"flow": [row | {"amount_eur": 1e3 * row["amount_eur"]} for row in tables["flow"]]}
    one, other = (flow_residual.compute(cube(**t))["value"].to_numpy() for t in (tables, scaled))
    np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-4)


def test_a_few_territories_say_nothing() -> None:
    assert flow_residual.compute(cube(flow=[flow("29", "35", 1e6, 400)])).empty


def test_gaps_made_once_give_the_same_figures() -> None:
    one = cube(**country())
    pairs = flow_residual.flow_residuals(one)
    assert pairs.dtypes.astype(str).to_dict() == flow_residual.COLUMNS
    assert flow_residual.compute(replace(one, flow_residual=pairs)).equals(flow_residual.compute(one))


def test_no_gravity_makes_an_empty_table_of_the_same_columns() -> None:
    pairs = flow_residual.flow_residuals(cube(flow=[flow("29", "35", 1e6, 400)]))
    assert pairs.empty
    assert pairs.dtypes.astype(str).to_dict() == flow_residual.COLUMNS
