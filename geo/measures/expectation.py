"""What share of its purchases a territory would keep by supply alone, or by supply and distance."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc

from geo.measures.arrays import Floats, amounts, finite
from geo.measures.gravity import Gravity, poisson_gravity

INTERNAL = 0.67
"""Head & Mayer: the mean distance inside a disc is two thirds of its radius."""


def internal_distance(area: ArrayLike, factor: float = INTERNAL) -> Floats:
    """How far apart two points of one territory are on average: 0.67 sqrt(area / pi), in the unit of its side.

    Head & Mayer (2002), CEPII working paper 2002-01.

    >>> internal_distance([314.159]).round(2).tolist()
    [6.7]
    """
    found: Floats = factor * np.sqrt(amounts(area, "area") / np.pi)
    return found


def share_by_supply(spent: ArrayLike, won: ArrayLike, kept: ArrayLike) -> Floats:
    """Share of the others' purchases that the suppliers of each territory win, by family (N1, leave-one-out).

    ``spent``, ``won``: territories x families, what the buyers of each spend and what its suppliers win;
    ``kept``: the part of both that stays at home. (won - kept) / (all others' spending): what its suppliers
    would win of its own purchases if those were drawn as everybody else's. NaN where nobody else buys.
    After Herz & Varela-Irimia (2020), J. Econ. Geography 20(6).

    >>> share_by_supply([[100], [300]], [[150], [200]], [[80], [180]]).round(3).tolist()
    [[0.233], [0.2]]
    """
    bought, sold, home = (amounts(table, name) for table, name in ((spent, "spent"), (won, "won"), (kept, "kept")))
    others = bought.sum(axis=0) - bought
    # A rounding of amounts in the billions must not make a supply of nobody.
    known = others > 1e-9 * bought.sum(axis=0)
    away = np.maximum(sold - home, 0)
    share: Floats = np.divide(away, others, out=np.full(bought.shape, np.nan), where=known)
    return np.minimum(share, 1.0)


def share_by_distance(
    flows: ArrayLike, log_distance: ArrayLike, borders: ArrayLike = (), fitted: Gravity | None = None
) -> Floats:
    """Where each territory's purchases would go by supply and distance without border (N2): n x n, rows of sum 1.

    ``flows``: n x n, zeros included, buyers in rows. ``log_distance``: n x n, the diagonal by
    ``internal_distance``. ``borders``: K matrices n x n (same territory, same région) that are fitted, then
    counted for nothing. ``fitted``: the gravity of the same arguments, where it is known already. Each
    supplier's pull is read without the row that it explains, or a small territory would explain itself.
    NaN along a row without purchase or whose suppliers nobody else uses.
    Santos Silva & Tenreyro (2006); Herz & Varela-Irimia (2020).
    """
    y, far = amounts(flows, "flows"), finite(log_distance, "log_distance")
    walls = np.asarray(borders, dtype=float).reshape(-1, *y.shape)
    found = fitted or gravity_of(y, far, walls)
    # expected = a_i b_j friction_ij, with the borders in the friction; b is read off without row i.
    friction = np.exp(np.tensordot(found.slopes, np.stack([far, *walls]), axes=1))
    expected = found.expected.reshape(y.shape)
    push = expected.sum(axis=1) / _positive(friction @ _pull(expected, friction))
    reached = push @ friction - push[:, None] * friction
    others = np.maximum(y.sum(axis=0) - y, 0)
    pull = np.divide(others, reached, out=np.zeros_like(y), where=reached > 1e-12 * friction.max())
    drawn = pull * np.exp(found.slopes[0] * far)
    total = drawn.sum(axis=1, keepdims=True)
    known = (total > 0) & (y.sum(axis=1, keepdims=True) > 0)
    share: Floats = np.divide(drawn, total, out=np.full(y.shape, np.nan), where=known)
    return share


def gravity_of(flows: Floats, log_distance: Floats, borders: ArrayLike = ()) -> Gravity:
    """The doubly constrained gravity of square matrices: ``poisson_gravity`` on their pairs."""
    n = len(flows)
    columns = [matrix.ravel() for matrix in (log_distance, *np.asarray(borders, dtype=float).reshape(-1, n, n))]
    one, other = (ends.ravel() for ends in np.indices((n, n)))
    return poisson_gravity(flows.ravel(), np.column_stack(columns), one, other)


def observed_over_expected(
    kept: ArrayLike, spent: ArrayLike, supply: ArrayLike, effective: float, rng: np.random.Generator, draws: int = 500
) -> tuple[float, float, float]:
    """Observed over expected local share of one territory and the 95 % interval: ``(value, low, high)``.

    ``kept``, ``spent``: amounts by family, kept at home and in all. ``supply``: the expected share of each
    family (``share_by_supply``). The interval redraws ``effective`` contracts (Kish) among families and
    places, as observed but for one more contract that goes as expected, so that a share of 0 is not sure of
    itself. Families without expectation are left out. NaN where nothing is spent or expected.

    >>> [round(x, 2) for x in observed_over_expected([30, 10], [60, 40], [0.1, 0.3], 50, np.random.default_rng(0))]
    [2.22, 1.36, 3.17]
    """
    home, bought, share = (np.atleast_1d(np.asarray(given, dtype=float)) for given in (kept, spent, supply))
    used = (bought > 0) & ~np.isnan(share)
    home, bought, share = home[used], bought[used], share[used]
    total, expected = bought.sum(), float(bought @ share)
    if not expected > 0:
        return (float("nan"),) * 3
    seen = np.concatenate([home, bought - home]) / total
    asked = np.concatenate([bought * share, bought * (1 - share)]) / total
    trials = max(round(effective), 1)
    chances = np.clip((effective * seen + asked) / (effective + 1), 0, 1)
    drawn = rng.multinomial(trials, chances / chances.sum(), size=draws)
    at_home, away = drawn[:, : len(home)], drawn[:, len(home) :]
    ratios = at_home.sum(axis=1) / _positive((at_home + away) @ share)
    value = float(home.sum() / expected)
    low, high = np.quantile(ratios, (0.025, 0.975))
    return value, min(float(low), value), max(float(high), value)


def one_family_interval(observed: ArrayLike, expected: ArrayLike, effective: ArrayLike) -> tuple[Floats, Floats]:
    """95 % interval of observed over expected where there is one family: ``(low, high)``, arrays of one shape.

    What ``observed_over_expected`` tends to as draws grow: the binomial's own quantiles, for many territories at
    once. NaN where nothing is expected.

    >>> [end.round(2).tolist() for end in one_family_interval([0.4, 0.0], [0.2, 0.2], [50, 50])]
    [[1.3, 0.0], [2.7, 0.1]]
    """
    from scipy.stats import binom  # half a second, for the batch alone

    share, mean, n = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (observed, expected, effective)))
    trials = np.maximum(np.round(n), 1)
    chance = np.clip((n * share + mean) / (n + 1), 0, 1)
    scale = trials * np.where(mean > 0, mean, np.nan)
    value = share * trials / scale
    low, high = (binom.ppf(q, trials, chance) / scale for q in (0.025, 0.975))
    return np.minimum(low, value), np.maximum(high, value)


def as_expected_p(observed: ArrayLike, expected: ArrayLike, effective: ArrayLike) -> Floats:
    """Two-sided p that a share of ``effective`` contracts is as far from ``expected`` by chance.

    Twice the smaller tail: the binomial's tails, carried over to numbers that are not whole by the incomplete beta
    function; half of what is exactly as observed counts on each side (mid-p). NaN where a share is.

    >>> as_expected_p([0.5, 0.2], [0.2, 0.2], [20, 20]).round(3).tolist()
    [0.003, 0.959]
    """
    share, mean, n = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (observed, expected, effective)))
    hits, chance = share * n, np.clip(mean, 1e-12, 1 - 1e-12)
    at_least = np.where(hits > 0, betainc(np.maximum(hits, 1e-12), n - hits + 1, chance), 1.0)
    more = np.where(hits < n, betainc(hits + 1, np.maximum(n - hits, 1e-12), chance), 0.0)
    upper = (at_least + more) / 2
    p: Floats = np.minimum(2 * np.minimum(upper, 1 - upper), 1.0)
    return p


def standardised_residuals(flows: ArrayLike, expected: ArrayLike, parameters: int) -> Floats:
    """(F - E) / sqrt(phi E), phi the Pearson dispersion: beyond 2, a flow that the model does not account for.

    ``parameters``: slopes and effects of the fit. NaN where nothing is expected. Dennett (2012), UCL CASA WP 181.

    >>> standardised_residuals([4.0, 9.0, 4.0], [4.0, 4.0, 9.0], 1).round(2).tolist()
    [0.0, 1.18, -0.78]
    """
    y, mean = amounts(flows, "flows"), amounts(expected, "expected")
    gap = np.divide(y - mean, np.sqrt(mean), out=np.full(y.shape, np.nan), where=mean > 0)
    freedom = int((mean > 0).sum()) - parameters
    if freedom <= 0:
        return np.full(y.shape, np.nan)
    residuals: Floats = gap / np.sqrt(np.nansum(gap**2) / freedom)
    return residuals


def _pull(expected: Floats, friction: Floats) -> Floats:
    """The destinations' factors b_j, up to one constant, from the first row that expects anything of each."""
    rows = expected / friction
    share = rows / _positive(rows.sum(axis=1, keepdims=True))
    pull: Floats = share.max(axis=0)
    return pull


def _positive(values: Floats) -> Floats:
    return np.where(values > 0, values, np.inf)
