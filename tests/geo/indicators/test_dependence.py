"""Dependence: the part of a territory's firms that rest on one buyer."""

import pandas as pd
import pytest
from cubes import LAW, cube, firm, one
from hypothesis import given
from hypothesis import strategies as st

from geo.indicators import dependence
from geo.measures import wilson


def figures_of(firsts: list[float], **more: float) -> pd.DataFrame:
    return dependence.compute(cube(firm=[firm("29019", "all", 100 + n, f, **more) for n, f in enumerate(firsts)]))


def test_the_example_of_the_method_page() -> None:
    """Four firms, one of which gets three quarters from one buyer: 25 %, from 4.6 to 69.9."""
    row = one(figures_of([75, 40, 40, 30]), level="departement", weight="amount")
    assert (row["code"], row["value"], row["effective"]) == ("29", 0.25, 4)
    assert (row["low"], row["high"]) == pytest.approx((0.046, 0.699), abs=0.0005)


def test_two_firms_are_nobody_s_business() -> None:
    assert figures_of([75, 75]).empty


def test_a_firm_of_two_contracts_depends_by_chance_and_is_left_out() -> None:
    assert figures_of([75] * 9, contracts=2.0).empty


def test_a_firm_without_epci_counts_where_it_is_known() -> None:
    assert set(figures_of([75, 40, 40])["level"]) == {"commune", "departement"}


def test_without_the_table_there_is_no_figure() -> None:
    assert dependence.compute(cube()).empty


@LAW
@given(st.lists(st.floats(0, 100), min_size=3, max_size=30))
def test_the_share_lies_in_wilson_s_interval(firsts: list[float]) -> None:
    row = one(figures_of(firsts), level="commune", weight="amount")
    rests = sum(first > dependence.HALF * (100 + n) for n, first in enumerate(firsts))
    assert row["value"] == pytest.approx(rests / len(firsts))
    assert (row["low"], row["high"]) == pytest.approx([float(end) for end in wilson(rests, len(firsts))])
