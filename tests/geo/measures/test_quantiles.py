"""Weighted quantiles."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.measures import weighted_median, weighted_quantile

weighted = st.lists(st.tuples(st.floats(0, 1e4), st.integers(1, 9)), min_size=1, max_size=30)


@given(weighted, st.floats(0, 1))
def test_at_least_the_share_asked_lies_at_or_under_and_less_lies_strictly_under(
    pairs: list[tuple[float, int]], q: float
) -> None:
    values, weights = np.array(pairs).T
    found = weighted_quantile(values, weights, q)
    assert weights[values <= found].sum() >= (q - 1e-9) * weights.sum()
    assert weights[values < found].sum() <= (q + 1e-9) * weights.sum()


@given(weighted)
def test_a_weight_is_a_repetition(pairs: list[tuple[float, int]]) -> None:
    values, weights = zip(*pairs, strict=True)
    repeated = np.repeat(values, weights)
    assert weighted_median(values, weights) == np.quantile(repeated, 0.5, method="inverted_cdf")


def test_what_is_not_placed_counts_for_nothing() -> None:
    assert weighted_median([5, np.nan, 9], [1, 100, 3]) == 9
    assert np.isnan(weighted_median([np.nan], [1]))
    assert np.isnan(weighted_median([4], [0]))
