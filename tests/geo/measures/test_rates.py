"""Intervals of shares, and rates that a few events cannot carry away."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from geo.measures import empirical_bayes, shrunk_estimates, shrunk_shares, spatial_empirical_bayes, wilson

shares = st.tuples(st.floats(0, 1), st.floats(0.01, 1e6))
counties = st.lists(st.tuples(st.integers(0, 50), st.integers(50, 5000)), min_size=2, max_size=20)


@given(st.lists(shares, min_size=1, max_size=20))
def test_the_interval_holds_the_share_and_stays_between_0_and_1(pairs: list[tuple[float, float]]) -> None:
    p, trials = np.array(pairs).T
    low, high = wilson(p * trials, trials)
    found = p * trials / trials
    assert (low >= 0).all()
    assert (low <= found).all()
    assert (found <= high).all()
    assert (high <= 1).all()


@given(st.floats(0, 1), st.floats(1, 1e4))
def test_more_contracts_narrow_the_interval(p: float, trials: float) -> None:
    few, many = (np.subtract(*wilson(p * n, n)[::-1]) for n in (trials, 10 * trials))
    assert many < few


@given(st.floats(0, 1), st.floats(1, 1e4))
def test_local_and_not_local_mirror_each_other(p: float, trials: float) -> None:
    low, high = wilson(p * trials, trials)
    other_low, other_high = wilson(trials - p * trials, trials)
    assert low == pytest.approx(1 - other_high, abs=1e-9)
    assert high == pytest.approx(1 - other_low, abs=1e-9)


def test_no_contract_gives_no_interval() -> None:
    low, high = wilson([0, 1], [0, 2])
    assert np.isnan([low[0], high[0]]).all()
    assert np.isfinite([low[1], high[1]]).all()


def test_more_local_contracts_than_contracts_are_refused() -> None:
    with pytest.raises(ValueError, match="more successes than trials"):
        wilson(3, 2)


def test_a_wider_confidence_gives_a_wider_interval() -> None:
    assert wilson(5, 10, confidence=0.99)[0] < wilson(5, 10)[0] < wilson(5, 10, confidence=0.5)[0]


@pytest.mark.parametrize("n", [10, 30, 100])
def test_the_interval_covers_about_95_times_in_100(n: int) -> None:
    rng = np.random.default_rng(1)
    truth = rng.random(20_000)
    low, high = wilson(rng.binomial(n, truth), n)
    assert 0.93 <= ((low <= truth) & (truth <= high)).mean() <= 0.97


@pytest.mark.parametrize("spread", [0.5, 1.7, 2.5])
@pytest.mark.parametrize("n", [10, 30, 100])
def test_of_very_unequal_amounts_the_effective_number_covers_as_well(n: int, spread: float) -> None:
    """Log-normal amounts (1.7: those of the packaged sample), each local or not by chance; trials by Kish's number.

    On average over the shares, as for counts.
    """
    rng, held = np.random.default_rng(n), []
    for share in np.linspace(0.1, 0.9, 9):
        amounts, local = np.exp(rng.normal(0, spread, (2_000, n))), rng.random((2_000, n)) < share
        found = (amounts * local).sum(axis=1) / amounts.sum(axis=1)
        effective = amounts.sum(axis=1) ** 2 / (amounts**2).sum(axis=1)
        low, high = wilson(found * effective, effective)
        held.append(((low <= share) & (share <= high)).mean())
    assert 0.93 <= np.mean(held) <= 0.97


@given(counties)
def test_a_smoothed_rate_lies_between_the_raw_one_and_the_overall_one(pairs: list[tuple[int, int]]) -> None:
    events, base = np.array(pairs, dtype=float).T
    raw, overall = events / base, events.sum() / base.sum()
    smoothed = empirical_bayes(events, base)
    assert (smoothed >= np.minimum(raw, overall) - 1e-12).all()
    assert (smoothed <= np.maximum(raw, overall) + 1e-12).all()


def test_a_territory_without_base_takes_the_overall_rate() -> None:
    smoothed = empirical_bayes([0, 10, 300], [0, 100, 1000])
    assert smoothed[0] == pytest.approx(310 / 1100)
    assert np.isnan(empirical_bayes([0, 0], [0, 0])).all()
    assert empirical_bayes([0, 0], [5, 9]).tolist() == [0, 0]


def test_rates_that_vary_no_more_than_chance_become_one() -> None:
    assert empirical_bayes([1, 2, 1], [100, 100, 100]) == pytest.approx(np.full(3, 4 / 300))


def by_hand(events: np.ndarray, base: np.ndarray, neighbours: np.ndarray) -> list[float]:
    """Marshall's local estimator, written unit by unit."""
    smoothed = []
    for unit, row in enumerate(neighbours):
        around = [unit, *np.flatnonzero(row)]
        mean = events[around].sum() / base[around].sum()
        spread = (base[around] * (events[around] / base[around] - mean) ** 2).sum() / base[around].sum()
        variance = max(spread - mean / base[around].mean(), 0)
        trust = variance / (variance + mean / base[unit]) if variance else 0
        smoothed.append(mean + trust * (events[unit] / base[unit] - mean))
    return smoothed


@given(counties, st.integers(0, 99))
def test_local_smoothing_follows_the_formula_unit_by_unit(pairs: list[tuple[int, int]], seed: int) -> None:
    events, base = np.array(pairs, dtype=float).T
    drawn = np.triu(np.random.default_rng(seed).random((len(base), len(base))) < 0.3, 1)
    neighbours = (drawn | drawn.T).astype(float)
    found = spatial_empirical_bayes(events, base, csr_array(neighbours))
    np.testing.assert_allclose(found, by_hand(events, base, neighbours), atol=1e-9)


def test_an_isolate_keeps_its_rate_and_an_empty_neighbourhood_has_none() -> None:
    found = spatial_empirical_bayes([3, 0], [10, 0], csr_array((2, 2)))
    assert found[0] == pytest.approx(0.3)
    assert np.isnan(found[1])


def test_events_and_base_must_have_one_shape() -> None:
    with pytest.raises(ValueError, match="shape"):
        empirical_bayes([1, 2], [10])


counted = st.lists(st.tuples(st.floats(0, 1), st.floats(0.5, 1e4)), min_size=1, max_size=20)


@given(counted)
def test_a_share_is_drawn_towards_the_mean_and_never_past_it(pairs: list[tuple[float, float]]) -> None:
    p, n = np.array(pairs).T
    drawn, mean = shrunk_shares(p, n), np.average(p, weights=n)
    assert (drawn >= np.minimum(p, mean) - 1e-9).all()
    assert (drawn <= np.maximum(p, mean) + 1e-9).all()


def test_of_two_equal_shares_the_one_that_rests_on_few_moves_most() -> None:
    drawn = shrunk_shares([0.9, 0.9, 0.1, 0.5], [500, 5, 500, 500])
    assert 0.5 < drawn[1] < drawn[0] < 0.9
    assert drawn[0] == pytest.approx(0.9, abs=0.005)


def test_shares_that_differ_as_coins_do_become_one() -> None:
    shares = np.random.default_rng(0).binomial(20, 0.5, 400) / 20
    assert np.ptp(shrunk_shares(shares, np.full(400, 20.0))) < np.ptp(shares) / 5


def test_a_share_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least something"):
        shrunk_shares([0.5], [0.0])


def test_slopes_that_differ_no_more_than_their_errors_become_one() -> None:
    assert shrunk_estimates([-1.0, -1.1, -1.2], [0.5, 0.5, 0.5]) == pytest.approx([-1.1] * 3)


def test_a_sure_slope_stays_and_an_unsure_one_joins_the_others() -> None:
    """By hand: the first two alone vary by about 0.54 (tau²): the last keeps 0.54 / (0.54 + 9) of its way from -1.7."""
    sure, other, unsure = shrunk_estimates([-1.0, -2.0, -9.0], [0.1, 0.1, 3.0])
    assert (sure, other) == pytest.approx((-1, -2), abs=0.03)
    assert -3 < unsure < -1.5


def test_alone_a_slope_is_its_own_mean_and_without_error_it_is_refused() -> None:
    assert shrunk_estimates([-1.3], [0.4]) == pytest.approx([-1.3])
    with pytest.raises(ValueError, match="above 0"):
        shrunk_estimates([-1.3], [0.0])
