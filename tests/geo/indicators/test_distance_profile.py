"""Distance profile: M(r) of a family that gathers rises above what chance gives."""

import numpy as np
import pandas as pd
import pytest
from cubes import cube, firm, one

from geo.indicators import distance_profile


def figures_of(gathered: bool, firms: int = 150) -> pd.DataFrame:
    """Firms in thirty towns on a line, 7 km apart; those of 45 in the first ten, or everywhere."""
    towns = [{"level": "commune", "code": f"01{n:03}", "lon": 1 + 0.09 * n, "lat": 46.5} for n in range(30)]
    rng = np.random.default_rng(0)
    rows = [firm(f"01{rng.integers(0, 10 if gathered else 30):03}", "45", 10.0, 5.0) for _ in range(firms)]
    rows += [firm(f"01{n % 30:03}", "72", 10.0, 5.0) for n in range(2 * firms)]
    return distance_profile.compute(cube(territory=towns, firm=rows))


def test_a_family_that_gathers_leaves_the_range_of_chance() -> None:
    figures = figures_of(gathered=True)
    for km in (10, 20, 50):
        m, high = (one(figures, family="45", variant=f"{name}_{km}")["value"] for name in ("m", "high"))
        assert m > high > 0.9
    shares = [one(figures, family="45", variant=f"m_{km}")["value"] for km in (10, 20, 50)]
    assert shares == sorted(shares, reverse=True)


def test_one_that_is_everywhere_is_about_as_often_met_as_expected() -> None:
    assert one(figures_of(gathered=False), family="45", variant="m_20")["value"] == pytest.approx(1, abs=0.15)


def test_few_firms_or_none_say_nothing() -> None:
    assert set(figures_of(gathered=True, firms=60)["family"]) == {"72"}
    assert distance_profile.compute(cube()).empty


def test_overseas_is_left_out() -> None:
    towns = [{"level": "commune", "code": "97411", "lon": 55.5, "lat": -21.0}]
    assert distance_profile.compute(cube(territory=towns, firm=[firm("97411", "45", 9.0, 5.0)] * 200)).empty
