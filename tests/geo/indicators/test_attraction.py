"""Attraction: what part of what a territory's firms win comes from buyers elsewhere."""

import pytest
from cubes import LAW, cube, flow, one, total
from hypothesis import given
from hypothesis import strategies as st

from geo.indicators import attraction
from geo.measures import wilson


def test_the_example_of_the_method_page() -> None:
    """Ten contracts won: four at home, four from elsewhere, two from buyers nobody can place."""
    rows = [flow("29", "29", 400, 4), flow("35", "29", 400, 4), flow("unknown", "29", 200, 2)]
    row = one(attraction.compute(cube(flow=rows)), code="29", weight="count")
    assert row["value"] == pytest.approx(0.5)
    assert (row["low"], row["high"]) == pytest.approx((0.215, 0.785), abs=0.0005)
    assert (row["covered"], row["contracts"]) == (pytest.approx(0.8), 8)


def test_by_amount_the_interval_counts_buyers() -> None:
    """300 k€ of one buyer at home, 100 of one elsewhere: an effective number of 400² / (300² + 100²) = 1.6."""
    rows = [flow("29", "29", 300), flow("35", "29", 100)]
    won = [total("29", "supplier", [300, 100])]
    row = one(attraction.compute(cube(flow=rows, total=won)), code="29", weight="amount")
    assert (row["value"], row["effective"]) == (pytest.approx(0.25), pytest.approx(1.6))
    assert (row["low"], row["high"]) == pytest.approx(tuple(float(end) for end in wilson(0.4, 1.6)))


def test_without_its_buyers_an_amount_has_no_figure() -> None:
    figures = attraction.compute(cube(flow=[flow("29", "29", 300), flow("35", "29", 100)]))
    assert set(figures["weight"]) == {"count"}


def test_a_supplier_abroad_is_of_no_territory() -> None:
    assert attraction.compute(cube(flow=[flow("29", "abroad", 300), flow("29", "unknown", 100)])).empty


@LAW
@given(st.floats(0, 1e6), st.floats(1, 1e6), st.floats(0, 1e6))
def test_it_is_a_share_inside_its_interval_whatever_is_unknown(home: float, away: float, lost: float) -> None:
    rows = [flow("29", "29", home, 3), flow("35", "29", away, 2), flow("unknown", "29", lost, 5)]
    won = [total("29", "supplier", [amount for amount in (home, away, lost) if amount])]
    for row in attraction.compute(cube(flow=rows, total=won)).itertuples():
        assert 0 <= row.value <= 1 + 1e-9
        assert row.low - 1e-9 <= row.value <= row.high + 1e-9
        assert 0 < row.covered <= 1
