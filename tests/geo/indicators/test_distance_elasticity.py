"""Distance elasticity: the slope that made the flows is found again."""

import pytest
from cubes import country, cube, one

from geo.indicators import distance_elasticity
from geo.indicators.base import COUNTRY, FRANCE


def test_the_slope_of_the_square_country_is_minus_one() -> None:
    row = one(distance_elasticity.compute(cube(**country())), family="45", variant="slope", weight="count")
    assert (row["level"], row["code"]) == (COUNTRY, FRANCE)
    assert row["value"] == pytest.approx(-1, abs=0.03)
    assert row["low"] < row["value"] < row["high"]


def test_amounts_in_proportion_to_counts_have_their_slope() -> None:
    figures = distance_elasticity.compute(cube(**country()))
    assert one(figures, family="45", variant="slope", weight="amount")["value"] == pytest.approx(
        one(figures, family="45", variant="slope", weight="count")["value"], abs=1e-4
    )


def test_a_family_of_few_contracts_has_no_slope() -> None:
    tables = country()
    few = [row | {"contracts": row["contracts"] / 100} for row in tables["flow"] if row["family"] == "45"]
    whole = [row for row in tables["flow"] if row["family"] == "all"]
    figures = distance_elasticity.compute(cube(**(tables | {"flow": whole + few})))
    assert set(figures["family"]) == {"all"}


def test_overseas_is_left_out() -> None:
    """A town over the ocean would bend the slope: it is not in the fit."""
    tables = country()
    far = {"level": "departement", "code": "974", "departement": None, "region": "04", "population": 1.0,
           "area_km2": 2_500.0, "lon": 55.5, "lat": -21.0}  # fmt: skip
    with_it = tables | {"territory": [*tables["territory"], far]}
    which = {"family": "45", "variant": "slope", "weight": "count"}
    values = [one(distance_elasticity.compute(cube(**t)), **which)["value"] for t in (tables, with_it)]
    assert values[0] == values[1]


def test_slopes_are_drawn_towards_the_families_mean_and_all_families_have_none_to_join() -> None:
    """A family whose flows do not care for distance, among one whose do: both move towards each other."""
    tables = country()
    level = [
        row | {"family": "72", "contracts": 30.0 + at % 7, "amount_eur": 1_000.0}
        for at, row in enumerate(row for row in tables["flow"] if row["family"] == "all")
    ]
    figures = distance_elasticity.compute(cube(**(tables | {"flow": tables["flow"] + level})))
    figures = figures[figures["weight"] == "count"].set_index(["variant", "family"])["value"]
    assert figures["slope", "45"] <= figures["shrunk", "45"] <= figures["shrunk", "72"] <= figures["slope", "72"]
    assert ("shrunk", "all") not in figures.index
