"""Intervals of sums: they hold what they should, as often as they say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from geo.indicators.spend import SPEND
from geo.measures import difference_interval, sum_interval

amounts = st.lists(st.floats(1, 1e9), min_size=1, max_size=30)


def of(drawn: list[float], scale: float = 1.0) -> tuple[float, float, float]:
    """Low end, sum, high end."""
    x = scale * np.array(drawn)
    low, high = sum_interval(x.sum(), (x**2).sum(), x.max())
    return float(low), float(x.sum()), float(high)


@given(amounts)
def test_the_interval_holds_the_sum(drawn: list[float]) -> None:
    low, total, high = of(drawn)
    assert 0 <= low <= total <= high


@given(amounts, st.floats(1e-3, 1e3))
def test_euros_or_thousands_of_them_give_the_same_interval(drawn: list[float], scale: float) -> None:
    assert of(drawn, scale) == pytest.approx([scale * end for end in of(drawn)], rel=1e-6)


@pytest.mark.parametrize("count", [1, 10, 30, 100])
def test_equal_amounts_have_the_exact_interval_of_a_count(count: int) -> None:
    """Garwood (1936): half the quantiles of chi square, 2 n and 2 n + 2 degrees of freedom."""
    low, _, high = of([5.0] * count)
    assert (low, high) == pytest.approx((5 * chi2.ppf(0.025, 2 * count) / 2, 5 * chi2.ppf(0.975, 2 * count + 2) / 2))


@pytest.mark.parametrize("count", [10, 30, 100])
def test_it_covers_what_it_says(count: int) -> None:
    """Contracts of 10, 20 and 60 k€ that come by chance: 95 in 100 intervals hold the mean sum, or a few more."""
    rng, sizes = np.random.default_rng(count), np.array([10.0, 20.0, 60.0])
    drawn = rng.poisson(count / 3, (2_000, 3))
    low, high = sum_interval(drawn @ sizes, drawn @ sizes**2, sizes.max())
    mean = count / 3 * sizes.sum()
    assert 0.93 <= np.mean((low <= mean) & (mean <= high)) <= 0.99


@pytest.mark.parametrize(("count", "said"), [(10, 0.79), (30, 0.87), (100, 0.92), (1_000, 0.95)])
def test_of_very_unequal_amounts_it_covers_what_the_method_page_says(count: int, said: float) -> None:
    """Log-normal of 1.7, as the amounts of the packaged sample: what it misses is above it."""
    rng, spread = np.random.default_rng(0), 1.7
    drawn = [np.exp(rng.normal(0, spread, n)) for n in rng.poisson(count, 2_000)]
    sums = np.array([(x.sum(), (x**2).sum(), x.max(initial=0)) for x in drawn])
    low, high = sum_interval(*sums.T)
    mean = count * np.exp(spread**2 / 2)
    assert np.mean((low <= mean) & (mean <= high)) == pytest.approx(said, abs=0.02)
    assert np.mean(mean < low) < 0.02
    assert f"{said * 100:.0f}" in SPEND.method.not_said


@pytest.mark.parametrize("count", [10, 30, 100])
def test_the_difference_covers_what_it_says(count: int) -> None:
    rng, sizes = np.random.default_rng(count), np.array([10.0, 20.0, 60.0])
    one, other = rng.poisson(count / 3, (2_000, 3)), rng.poisson(2 * count / 3, (2_000, 3))
    ends = [(n @ sizes, sum_interval(n @ sizes, n @ sizes**2, sizes.max())) for n in (one, other)]
    low, high = difference_interval(*ends[0], *ends[1])
    gap = -count / 3 * sizes.sum()
    assert 0.93 <= np.mean((low <= gap) & (gap <= high)) <= 0.99


def test_nothing_spent_is_nothing_and_the_unknown_stays_unknown() -> None:
    low, high = sum_interval([0.0, 5.0], [0.0, np.nan], [0.0, 5.0])
    assert (low[0], high[0]) == (0, 0)
    assert np.isnan([low[1], high[1]]).all()
