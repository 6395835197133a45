"""Many tests at once, and links that chance alone draws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from geo.measures import benjamini_hochberg, cramers_v, cramers_v_test

p_values = st.lists(st.floats(0, 1), min_size=1, max_size=50)


@given(p_values)
def test_adjustment_raises_p_and_keeps_the_order(p: list[float]) -> None:
    adjusted, given_p = benjamini_hochberg(p), np.array(p)
    order = np.argsort(given_p)
    assert (adjusted >= given_p - 1e-12).all()
    assert (adjusted <= 1).all()
    assert (np.diff(adjusted[order]) >= 0).all()


@given(p_values)
def test_it_agrees_with_scipy(p: list[float]) -> None:
    np.testing.assert_allclose(benjamini_hochberg(p), false_discovery_control(p), atol=1e-12)


def test_a_territory_not_tested_counts_as_no_test() -> None:
    assert benjamini_hochberg([0.01, np.nan, 0.5])[[0, 2]].tolist() == benjamini_hochberg([0.01, 0.5]).tolist()
    assert np.isnan(benjamini_hochberg([0.01, np.nan, 0.5])[1])
    assert len(benjamini_hochberg([])) == 0


def test_what_is_no_probability_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        benjamini_hochberg([1.2])


tables = st.lists(st.lists(st.integers(1, 40), min_size=3, max_size=3), min_size=2, max_size=5)


@given(tables, st.integers(0, 99))
def test_the_link_is_between_0_and_1_whatever_the_order_of_rows(table: list[list[int]], seed: int) -> None:
    shuffled = np.random.default_rng(seed).permutation(table, axis=0)
    for corrected in (True, False):
        v = cramers_v(table, corrected)
        assert 0 <= v <= 1 + 1e-12
        assert cramers_v(shuffled, corrected) == pytest.approx(v, abs=1e-9)
        assert cramers_v(np.transpose(table), corrected) == pytest.approx(v, abs=1e-9)


def test_a_perfect_link_is_1_and_an_empty_row_changes_nothing() -> None:
    assert cramers_v([[40, 0], [0, 40]], corrected=False) == pytest.approx(1)
    assert cramers_v([[40, 0], [0, 40]]) == pytest.approx(1)
    assert cramers_v([[40, 0], [0, 0], [0, 40]]) == pytest.approx(1)


def test_chance_alone_looks_like_a_link_until_corrected() -> None:
    rng = np.random.default_rng(3)
    table = np.zeros((45, 6))
    np.add.at(table, (rng.integers(45, size=200), rng.integers(6, size=200)), 1)
    assert cramers_v(table, corrected=False) > 0.35
    assert cramers_v(table) < 0.15


def test_one_row_has_no_link_to_measure() -> None:
    assert np.isnan(cramers_v([[3, 4]]))
    assert np.isnan(cramers_v(np.zeros((2, 2))))


def contracts(seed: int, linked: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Contracts of 30 buyers, each far or near from all, with or without a link of family to distance."""
    rng = np.random.default_rng(seed)
    buyer = rng.integers(0, 30, 600)
    # A buyer's own habits make family and distance move together between buyers, never within one.
    family = np.where(rng.random(600) < 0.7, buyer % 3, rng.integers(0, 3, 600))
    band = np.where(rng.random(600) < 0.7, buyer % 3, rng.integers(0, 3, 600))
    return family, np.where(linked & (rng.random(600) < 0.4), family, band), buyer


def test_what_tells_buyers_apart_is_no_link_within_them() -> None:
    """V is far from nought because buyers differ; shuffled within each, it stays the same: no evidence."""
    found = [cramers_v_test(*contracts(seed, linked=False), 99, np.random.default_rng(seed)) for seed in range(40)]
    assert np.mean([one.v for one in found]) > 0.3
    assert np.mean([one.p <= 0.05 for one in found]) <= 0.15


def test_a_link_within_buyers_is_found() -> None:
    assert cramers_v_test(*contracts(0, linked=True), 99, np.random.default_rng(0)).p == 0.01


def test_residuals_are_those_of_the_book() -> None:
    """Agresti's party by gender: 762 democrats among 1,557 women, 484 among 1,200 men; residual 4.5 for women."""
    table = np.array([[762, 327, 468], [484, 239, 477]])
    row, column = (np.repeat(ends.ravel(), table.ravel()) for ends in np.indices(table.shape))
    found = cramers_v_test(row, column, np.zeros(len(row)), 9, np.random.default_rng(0))
    np.testing.assert_allclose(found.residuals[0], [4.5, 0.7, -5.3], atol=0.05)
