"""Concentration: on how few suppliers the purchases rest."""

import pandas as pd
import pytest
from cubes import LAW, cube, one, total
from hypothesis import given
from hypothesis import strategies as st

from geo.indicators import concentration


def figures_of(amounts: list[float], code: str = "29") -> pd.DataFrame:
    return concentration.compute(cube(total=[total(code, "buyer", amounts)]))


def test_the_example_of_the_method_page() -> None:
    """Four suppliers for 20, 50, 20 and 10: HHI 0.34, normalised 0.12, half with the first."""
    figures = figures_of([20, 50, 20, 10])
    assert one(figures, variant="hhi", weight="amount")["value"] == pytest.approx(0.12)
    assert one(figures, variant="top1", weight="amount")["value"] == pytest.approx(0.5)
    assert one(figures, variant="top3", weight="amount")["value"] == pytest.approx(0.9)


def test_equal_suppliers_are_not_concentrated() -> None:
    figures = figures_of([10.0] * 7)
    assert one(figures, variant="hhi", weight="amount")["value"] == pytest.approx(0, abs=1e-12)
    assert one(figures, variant="top5", weight="count")["value"] == pytest.approx(5 / 7)


def test_a_single_supplier_has_no_index() -> None:
    assert figures_of([100]).empty


def test_the_first_three_of_three_say_nothing() -> None:
    """The first three of three suppliers have all, whatever the buyer does: no figure."""
    assert "top3" not in set(figures_of([1, 2, 3])["variant"])


spent = st.lists(st.floats(0.01, 1e9), min_size=2, max_size=40)


@LAW
@given(spent)
def test_every_figure_lies_between_0_and_1_and_shares_in_their_intervals(amounts: list[float]) -> None:
    figures = figures_of(amounts)
    assert figures["value"].between(0, 1).all()
    shares = figures[figures["variant"] != "hhi"]
    assert (shares["low"] <= shares["value"]).all()
    assert (shares["value"] <= shares["high"]).all()


@LAW
@given(spent, st.floats(1e-3, 1e3))
def test_euros_or_thousands_of_them_give_the_same_figures(amounts: list[float], scale: float) -> None:
    pd.testing.assert_frame_equal(figures_of(amounts), figures_of([a * scale for a in amounts]), rtol=1e-6, atol=1e-9)


@LAW
@given(spent, spent)
def test_territories_do_not_weigh_on_one_another(one_: list[float], other: list[float]) -> None:
    both = concentration.compute(cube(total=[total("29", "buyer", one_), total("35", "buyer", other)]))
    for code, amounts in (("29", one_), ("35", other)):
        alone = figures_of(amounts, code)
        pd.testing.assert_frame_equal(both[both["code"] == code].reset_index(drop=True), alone.reset_index(drop=True))
