"""Geographic inequality: Theil and Gini of spending per inhabitant between EPCI."""

from typing import Any

import numpy as np
import pytest
from cubes import LAW, cube, one, total
from hypothesis import given
from hypothesis import strategies as st

from geo.indicators import inequality
from geo.indicators.base import Cube
from geo.measures import gini, theil_t


def epcis(per_head: list[float], people: list[float] | None = None, departements: int = 2) -> Cube:
    """EPCI in one région, split among départements in order; 0 for one whose buyers published nothing."""
    n, people = len(per_head), people or [1_000.0] * len(per_head)
    territory: list[dict[str, Any]] = [
        {
            "level": "epci",
            "code": str(k),
            "population": people[k],
            "departement": str(k * departements // n),
            "region": "53",
        }
        for k in range(n)
    ]
    spent = [total(str(k), "buyer", [each * people[k]], level="epci") for k, each in enumerate(per_head) if each]
    return cube(territory=territory, total=spent)


def test_two_halves_of_which_one_has_three_times_more() -> None:
    """0.5 x 0.5 ln 0.5 + 0.5 x 1.5 ln 1.5 = 0.131, all of it between the two départements."""
    figures = inequality.compute(epcis([10.0] * 5 + [30.0] * 5))
    row = one(figures, level="country", variant="theil")
    assert row["value"] == pytest.approx(0.5 * 0.5 * np.log(0.5) + 0.5 * 1.5 * np.log(1.5))
    assert one(figures, level="country", variant="between")["value"] == pytest.approx(1)
    assert one(figures, level="region", code="53", variant="gini")["value"] == pytest.approx(0.25)


def test_those_who_published_nothing_are_not_zeros() -> None:
    figures = inequality.compute(epcis([10.0] * 10 + [0.0] * 10))
    row = one(figures, level="country", variant="theil")
    assert (row["value"], row["covered"]) == pytest.approx((0, 0.5))


def test_under_ten_epci_nothing_is_said() -> None:
    assert inequality.compute(epcis([10.0, 20.0] * 4)).empty


@LAW
@given(st.lists(st.tuples(st.floats(1, 1e4), st.floats(10, 1e5)), min_size=10, max_size=25))
def test_figures_are_those_of_the_measures_weighted_by_people(drawn: list[tuple[float, float]]) -> None:
    per_head, people = (list(column) for column in zip(*drawn, strict=True))
    figures = inequality.compute(epcis(per_head, people))
    values = {v: one(figures, level="country", variant=v)["value"] for v in ("theil", "gini")}
    assert values["theil"] == pytest.approx(theil_t(per_head, people), abs=1e-9)
    assert values["gini"] == pytest.approx(gini(per_head, people), abs=1e-9)
    between = figures[figures["variant"] == "between"]["value"]
    assert between.between(-1e-9, 1 + 1e-9).all()
