"""Weights beside value added, and two series side by side: worked by hand, against scipy, and laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from geo.measures import rank_correlation, representation, wilson

euros = st.lists(st.floats(1, 1e9), min_size=2, max_size=12)


def test_the_reference_of_2009() -> None:
    """28 % of amounts against 44 % of value added: 0.636."""
    found = representation([28, 72], [28, 72], [44, 56])
    assert found.index == pytest.approx([28 / 44, 72 / 56])
    low, high = wilson([28.0], [100.0])
    assert (found.low[0], found.high[0]) == (pytest.approx(low[0] / 0.44), pytest.approx(high[0] / 0.44))


def test_one_firm_that_wins_all_tells_nearly_nothing() -> None:
    """100 firms of 1 € have an effective number of 100; one firm of 100 € has 1, and a far wider interval."""
    many, one = representation([50, 50], [50, 50], [1, 1]), representation([50, 50], [2500, 2500], [1, 1])
    assert many.high[0] - many.low[0] < 0.5 * (one.high[0] - one.low[0])


def test_what_is_worth_nothing_has_no_index() -> None:
    assert np.isnan(representation([1, 1], [1, 1], [0, 5]).index[0])
    assert np.isnan(representation([0, 0], [0, 0], [1, 1]).index).all()


@given(euros)
def test_scaling_euros_changes_no_index(won: list[float]) -> None:
    worth = np.arange(1.0, len(won) + 1)
    squares = np.square(won)
    one, other = representation(won, squares, worth), representation(np.multiply(won, 3), squares * 9, worth * 7)
    assert one.index == pytest.approx(other.index)
    assert one.low == pytest.approx(other.low)


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.integers(-5, 5)), min_size=5, max_size=40))
def test_the_rank_correlation_is_scipys(pairs: list[tuple[float, int]]) -> None:
    x, y = map(np.array, zip(*pairs, strict=True))
    found = rank_correlation(x, y)
    if np.ptp(x) and np.ptp(y):
        assert found.r == pytest.approx(spearmanr(x, y).statistic, abs=1e-9)
        assert found.low <= found.r <= found.high
    else:
        assert np.isnan(found.r)


def test_missing_values_count_for_nothing_and_four_pairs_are_too_few() -> None:
    x = [1.0, 2, 3, 4, 5, np.nan]
    assert rank_correlation(x, [1, 2, 3, 4, 5, 6]).n == 5
    assert np.isnan(rank_correlation(x[:4], [1, 2, 3, 4]).r)
