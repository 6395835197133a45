"""Expected shares: by supply, by supply and distance, and how sure the ratio is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from geo.measures import (
    as_expected_p,
    gravity_of,
    observed_over_expected,
    one_family_interval,
    share_by_distance,
    share_by_supply,
    standardised_residuals,
    wilson,
)


def country(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Flows between n towns, log of distance, and the border of two halves."""
    rng = np.random.default_rng(seed)
    place, half = rng.random((n, 2)) * 500, np.arange(n) * 2 // n
    far = np.log(np.hypot(*(place[:, None] - place).T) + 10)
    same = (half[:, None] == half).astype(float)
    return rng.poisson(3e3 * np.exp(-far + 0.7 * same)).astype(float), far, same


def test_a_territory_is_compared_with_what_the_others_buy_from_it() -> None:
    """Others spend 300 and 120 of it comes here: 40 %, whatever this one keeps of its own 100."""
    for kept in (0, 100):
        share = share_by_supply([[100], [300]], [[kept + 120], [0]], [[kept], [0]])
        assert share[0, 0] == pytest.approx(0.4)


def test_a_family_nobody_else_buys_has_no_expectation() -> None:
    assert np.isnan(share_by_supply([[5], [0]], [[5], [0]], [[5], [0]])[0, 0])


def test_shares_by_distance_are_those_of_a_slow_leave_one_out() -> None:
    flows, far, same = country(14)
    found, fitted = share_by_distance(flows, far, [same]), gravity_of(flows, far, [same])
    friction = np.exp(fitted.slopes[0] * far + fitted.slopes[1] * same)
    expected = fitted.expected.reshape(flows.shape)
    push = expected[:, 0] / friction[:, 0]
    for i in range(len(flows)):
        others = np.arange(len(flows)) != i
        pull = flows[others].sum(axis=0) / (push[others] @ friction[others])
        drawn = pull * np.exp(fitted.slopes[0] * far[i])
        np.testing.assert_allclose(found[i], drawn / drawn.sum())


def test_without_border_a_territory_keeps_less_than_it_does_behind_one() -> None:
    """Half a country buys from its own half twice what distance says: expected without border, less."""
    flows, far, same = country(30)
    share = share_by_distance(flows, far, [same])
    assert ((share * same).sum(axis=1) < (flows * same).sum(axis=1) / flows.sum(axis=1)).mean() > 0.9
    np.testing.assert_allclose(share.sum(axis=1), 1)


def test_a_territory_that_buys_nothing_has_no_expected_share() -> None:
    flows, far, same = country(14)
    flows[3] = 0
    share = share_by_distance(flows, far, [same])
    assert np.isnan(share[3]).all()
    assert not np.isnan(np.delete(share, 3, axis=0)).any()


@given(st.floats(0, 1), st.floats(0.05, 0.95), st.floats(1, 200), st.integers(0, 99))
def test_the_interval_holds_the_ratio_and_money_has_no_unit(kept: float, share: float, n: float, seed: int) -> None:
    one, other = (
        observed_over_expected(kept * scale, scale, share, n, np.random.default_rng(seed)) for scale in (1.0, 1e6)
    )
    assert one == pytest.approx(other)
    value, low, high = one
    assert low <= value <= high
    assert value == pytest.approx(kept / share)


@pytest.mark.parametrize("n", [10, 30, 100])
def test_wilson_covers_95_times_in_100(n: int) -> None:
    """Whole contracts make coverage jump with n and p: over shares from 0.1 to 0.9 it averages 95 %."""
    rng, shares = np.random.default_rng(n), np.linspace(0.1, 0.9, 41)
    held = []
    for p in shares:
        low, high = wilson(rng.binomial(n, p, 2_000), n)
        held.append(((low <= p) & (p <= high)).mean())
    assert 0.93 <= np.mean(held) <= 0.97


@pytest.mark.parametrize("n", [10, 30, 100])
def test_the_interval_of_the_ratio_covers_95_times_in_100(n: int) -> None:
    """As Wilson's, on average over the shares kept, where a quarter is expected."""
    rng, shares = np.random.default_rng(n), np.linspace(0.1, 0.9, 41)
    ends = np.array([observed_over_expected(kept, n, 0.25, n, rng, 2_000)[1:] for kept in range(n + 1)])
    held = []
    for p in shares:
        low, high = ends[rng.binomial(n, p, 2_000)].T
        held.append(((low <= p / 0.25 + 1e-9) & (p / 0.25 <= high + 1e-9)).mean())
    assert 0.93 <= np.mean(held) <= 0.97


@given(st.floats(0, 1), st.floats(0.05, 0.95), st.integers(10, 200))
def test_one_family_has_the_interval_of_many_draws(kept: float, share: float, n: int) -> None:
    low, high = one_family_interval(kept, share, n)
    _, *drawn = observed_over_expected(kept, 1.0, share, n, np.random.default_rng(0), 4_000)
    assert [float(low), float(high)] == pytest.approx(drawn, abs=2.5 / n / share)


def test_p_is_the_binomial_s_with_half_of_the_tie() -> None:
    exact = binomtest(9, 20, 0.2, "greater").pvalue, binomtest(10, 20, 0.2, "greater").pvalue
    assert as_expected_p(9 / 20, 0.2, 20) == pytest.approx(2 * np.mean(exact))


def test_p_of_what_goes_as_expected_is_spread_evenly() -> None:
    rng = np.random.default_rng(0)
    p = as_expected_p(rng.binomial(60, 0.3, 4_000) / 60, 0.3, 60)
    assert (p <= 0.05).mean() == pytest.approx(0.05, abs=0.015)


def test_residuals_have_the_dispersion_of_the_model() -> None:
    """Flows four times as spread as Poisson's: phi is 4, residuals keep a spread of 1."""
    rng = np.random.default_rng(0)
    expected = np.full(20_000, 50.0)
    flows = 4.0 * rng.poisson(expected / 4)
    residuals = standardised_residuals(flows, expected, 10)
    assert residuals.std() == pytest.approx(1, abs=0.01)
    assert np.isnan(standardised_residuals([1, 2], [1, 2], 2)).all()
