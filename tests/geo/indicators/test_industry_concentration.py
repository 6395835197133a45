"""Industry concentration: planted where a family gathers, nought where it follows all the others."""

import numpy as np
import pandas as pd
import pytest
from cubes import cube, firm, one

from geo.indicators import industry_concentration
from geo.measures import ellison_glaeser


def figures_of(gathered: float, seed: int = 0, firms: int = 200) -> pd.DataFrame:
    """Firms of two families over five départements; of 45, a part stands in the first whatever it weighs."""
    rng = np.random.default_rng(seed)
    rows = []
    for n in range(firms):
        where = "01" if rng.random() < gathered else f"0{rng.integers(1, 6)}"
        rows.append(firm(f"{where}001", "45", float(n + 1), 1.0))
    rows += [firm(f"0{1 + n % 5}001", "72", 100.0 + n, 1.0) for n in range(10 * firms)]
    rows += [row | {"family": "all"} for row in rows]
    return industry_concentration.compute(cube(firm=rows))


def test_a_family_that_gathers_is_found() -> None:
    figures = figures_of(0.8)
    assert one(figures, family="45", weight="amount", variant="gamma")["value"] > 0.05
    assert one(figures, family="45", weight="amount", variant="p")["value"] == pytest.approx(1 / 100)


def test_families_that_follow_the_others_are_not() -> None:
    p = [one(figures_of(0, seed), family="45", weight="amount", variant="p")["value"] for seed in range(20)]
    assert np.mean(np.array(p) <= 0.05) <= 0.15


def test_a_supplier_is_a_plant_and_what_it_wins_its_size() -> None:
    rows = [firm(f"{d}001", "45", size, 1.0) for d, size in [("01", 5.0), ("01", 5.5), ("02", 1.0), ("02", 1.5)] * 5]
    rows += [row | {"family": "all"} for row in rows]
    found = one(industry_concentration.compute(cube(firm=rows)), weight="amount", variant="gamma")
    sizes = [5.0, 5.5, 1.0, 1.5] * 5
    expected = ellison_glaeser(sizes, ["01", "01", "02", "02"] * 5, {"01": 52.5, "02": 12.5})
    assert found["value"] == pytest.approx(expected.gamma)
    assert found["effective"] == pytest.approx(1 / expected.hhi)


def test_a_family_of_few_firms_is_left_out() -> None:
    assert set(figures_of(0.8, firms=19)["family"]) == {"72"}
    assert industry_concentration.compute(cube()).empty
