"""Spend distance: kilometres, and shares within 10, 50 and 100 of them."""

from typing import Any

import pandas as pd
import pytest
from cubes import LAW, cube, one
from hypothesis import given
from hypothesis import strategies as st

from geo.indicators import spend_distance


def distances(code: str, kilometres: list[float], unplaced: float = 0, unit: float = 1.0) -> dict[str, Any]:
    """A row of distance: one contract of ``unit`` at each distance, and some that cannot be placed."""
    n, ranked = len(kilometres), sorted(kilometres)
    quarters = {
        name: ranked[-(-n * q // 4) - 1] for name, q in (("quarter_km", 1), ("median_km", 2), ("three_quarters_km", 3))
    }
    within = {f"within_{r}": unit * sum(k <= r for k in kilometres) for r in (10, 50, 100)}
    return {
        "code": code, "weight": "amount", "contracts": n, "placed": n * unit, "placed_sq": n * unit**2,
        "whole": (n + unplaced) * unit, **quarters, **within,
    }  # fmt: skip


def test_the_example_of_the_method_page() -> None:
    """Four contracts at 2, 8, 40 and 300 km: the median is 8 km, three quarters are within 50."""
    figures = spend_distance.compute(cube(distance=[distances("29", [2, 8, 40, 300])]))
    median = one(figures, variant="median")
    assert (median["low"], median["value"], median["high"]) == (2, 8, 40)
    shares = {v: one(figures, variant=v)["value"] for v in ("within_10", "within_50", "within_100")}
    assert shares == {"within_10": 0.5, "within_50": 0.75, "within_100": 0.75}


def test_the_unplaced_lower_what_is_covered_and_nothing_else() -> None:
    few, many = (spend_distance.compute(cube(distance=[distances("29", [2, 300], n)])) for n in (0, 98))
    same = ["variant", "value", "low", "high", "contracts"]
    pd.testing.assert_frame_equal(few[same], many[same])
    assert set(few["covered"]) == {1.0}
    assert many["covered"].to_list() == pytest.approx([0.02] * len(many))


far = st.lists(st.floats(0, 10_000), min_size=1, max_size=40)


@LAW
@given(far, st.integers(0, 50), st.floats(0.01, 1e6))
def test_shares_lie_in_their_intervals_and_grow_with_the_radius(far: list[float], lost: int, unit: float) -> None:
    figures = spend_distance.compute(cube(distance=[distances("29", far, lost, unit)]))
    assert (figures["low"] <= figures["value"]).all()
    assert (figures["value"] <= figures["high"]).all()
    shares = [one(figures, variant=f"within_{r}")["value"] for r in (10, 50, 100)]
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


@LAW
@given(far, st.floats(1e-3, 1e3))
def test_euros_or_thousands_of_them_give_the_same_distances(far: list[float], scale: float) -> None:
    figures, scaled = (spend_distance.compute(cube(distance=[distances("29", far, 1, s)])) for s in (1.0, scale))
    pd.testing.assert_frame_equal(figures, scaled, rtol=1e-9)
