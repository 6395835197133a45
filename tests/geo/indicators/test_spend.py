"""Spend: euros notified by the buyers of a territory, in all and by inhabitant."""

import pandas as pd
import pytest
from cubes import LAW, cube, one, total
from hypothesis import given
from hypothesis import strategies as st

from geo.indicators import compute_all, spend

PEOPLE = [{"level": "departement", "code": "29", "population": 2_000}]


def test_the_example_of_the_method_page() -> None:
    """Two contracts, 60 000 € and one carried to 50 000 €, in a commune of 2 000: 110 000 €, 55 € each."""
    figures = spend.compute(cube(territory=PEOPLE, total=[total("29", "buyer", [60_000, 50_000])]))
    assert one(figures, variant="total")["value"] == 110_000
    assert one(figures, variant="per_inhabitant")["value"] == 55


def test_what_suppliers_win_is_not_spent() -> None:
    assert spend.compute(cube(territory=PEOPLE, total=[total("29", "supplier", [60_000])])).empty


@pytest.mark.parametrize("people", [0, None])
def test_without_inhabitants_there_is_a_total_and_nothing_by_inhabitant(people: int | None) -> None:
    """Six communes destroyed in 1916, as Fleury-devant-Douaumont, have no inhabitant."""
    empty = [{"level": "departement", "code": "29", "population": people}]
    figures = spend.compute(cube(territory=empty, total=[total("29", "buyer", [60_000])]))
    assert figures["variant"].tolist() == ["total"]


def test_a_sum_of_few_contracts_is_still_true() -> None:
    """A ratio of two contracts says nothing; a sum of two contracts is a sum."""
    figures = pd.concat(compute_all(cube(territory=PEOPLE, total=[total("29", "buyer", [60_000, 50_000])])))
    assert set(figures.loc[figures["indicator"] == "spend", "reliability"]) == {"indicatif"}
    assert set(figures.loc[figures["indicator"] == "concentration", "reliability"]) == {"insuffisant"}


@LAW
@given(st.lists(st.floats(1, 1e9), min_size=1, max_size=30), st.floats(0.01, 100))
def test_twice_the_amounts_are_twice_the_spend(amounts: list[float], scale: float) -> None:
    figures, scaled = (
        spend.compute(cube(territory=PEOPLE, total=[total("29", "buyer", given)]))
        for given in (amounts, [a * scale for a in amounts])
    )
    assert scaled["value"].to_list() == pytest.approx((figures["value"] * scale).to_list())
    assert scaled["effective"].to_list() == pytest.approx(figures["effective"].to_list())
    assert figures["effective"].between(1 - 1e-9, len(amounts) + 1e-9).all()


def test_a_sum_that_rests_on_one_supplier_is_the_less_sure() -> None:
    """The same 1 000 €, won by ten suppliers or nearly all by one; nothing is said where suppliers are not counted."""
    shared, alone = ([100.0] * 10, [991.0] + [1.0] * 9)
    even, led = (
        one(spend.compute(cube(territory=PEOPLE, total=[total("29", "buyer", given)])), variant="total")
        for given in (shared, alone)
    )
    assert (even["low"], even["high"]) == pytest.approx((479.5, 1_839.0), abs=0.1)
    assert led["low"] < even["low"] < 1_000 < even["high"] < led["high"]
    few = total("29", "buyer", shared) | dict.fromkeys(("amount_sq", "amount_top1"))
    assert pd.isna(one(spend.compute(cube(territory=PEOPLE, total=[few])), variant="total")["low"])
