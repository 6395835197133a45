"""Rates from few events: the interval of a proportion, and rates drawn towards their peers."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import eye_array
from scipy.special import ndtri

from geo.measures.arrays import Floats, Neighbours, amounts, binary, finite


def wilson(successes: ArrayLike, trials: ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Wilson score interval of successes/trials, without continuity correction: ``(low, high)`` in 0-1.

    Arrays of one shape (or that broadcast). Successes may be fractional: a contract shared by two
    suppliers counts half. No trial gives NaN; more successes than trials raise ValueError.
    Wilson (1927), JASA 22; Newcombe (1998), Statistics in Medicine 17.

    >>> low, high = wilson(81, 263)
    >>> round(float(low), 4), round(float(high), 4)
    (0.2553, 0.3662)
    """
    x, n = np.broadcast_arrays(amounts(successes, "successes"), amounts(trials, "trials"))
    if (x > n * (1 + 1e-9)).any():
        raise ValueError("more successes than trials; a proportion lies between 0 and 1")
    z2 = float(ndtri((1 + confidence) / 2)) ** 2
    trial = np.where(n > 0, n, np.nan)
    p = np.minimum(x / trial, 1)
    centre = (p + z2 / (2 * trial)) / (1 + z2 / trial)
    half = np.sqrt(z2 * (p * (1 - p) + z2 / (4 * trial)) / trial) / (1 + z2 / trial)
    # Rounding must not leave p = 0 or p = 1 just outside its own interval.
    low = np.where(p == 0, 0.0, np.clip(centre - half, 0, p))
    high = np.where(p == 1, 1.0, np.clip(centre + half, p, 1))
    return low, high


def shrunk_shares(shares: ArrayLike, effective: ArrayLike, mean: float | None = None) -> Floats:
    """Shares drawn towards their mean p0, the more so where they rest on few: (n p + M p0) / (n + M).

    ``effective``: how many independent units each rests on (ValueError where one is not above 0). ``mean``: the p0 to
    draw to, else the weighted mean. M by the moments of the beta-binomial law: shares that vary no more than chance
    allows are all drawn nearly to the mean. Marshall (1991), Applied Statistics 40(2), for shares.

    >>> shrunk_shares([0.9, 0.1, 0.9], [1000, 1000, 5]).round(2).tolist()
    [0.9, 0.1, 0.86]
    """
    p, n = finite(shares, "shares"), finite(effective, "effective")
    if (n <= 0).any():
        raise ValueError("a share rests on at least something; leave out those of an effective number of 0")
    centre = float(np.average(p, weights=n)) if mean is None else mean
    between = max(float(np.average((p - centre) ** 2, weights=n)) - centre * (1 - centre) / n.mean(), 1e-6)
    strength = max(centre * (1 - centre) / between - 1, 0.0)
    drawn: Floats = (n * p + strength * centre) / (n + strength)
    return drawn


def shrunk_estimates(values: ArrayLike, errors: ArrayLike) -> Floats:
    """Estimates drawn towards their common mean by how unsure each is, as a slope of each purchase family.

    ``errors``: their standard errors, above 0. The spread between families is that of DerSimonian & Laird (1986),
    Controlled Clinical Trials 7; estimates that differ no more than their errors become one.

    >>> shrunk_estimates([-1.0, -2.0, -9.0], [0.1, 0.1, 3.0]).round(2).tolist()
    [-1.01, -1.99, -2.12]
    """
    b, error = finite(values, "values"), finite(errors, "errors")
    if (error <= 0).any():
        raise ValueError("a standard error is above 0")
    weight = 1 / error**2
    common = np.average(b, weights=weight)
    room = weight.sum() - (weight**2).sum() / weight.sum()
    tau2 = max(((weight * (b - common) ** 2).sum() - (len(b) - 1)) / room, 0.0) if room > 0 else 0.0
    centre = np.average(b, weights=1 / (error**2 + tau2))
    drawn: Floats = (tau2 * b + error**2 * centre) / (tau2 + error**2)
    return drawn


def empirical_bayes(events: ArrayLike, base: ArrayLike) -> Floats:
    """Rates events/base drawn towards the overall rate, the more so where the base is small.

    Method of moments of Marshall (1991), Applied Statistics 40(2), global form. A unit without base
    takes the overall rate; where the rates vary no more than chance allows, all do. NaN when no unit has any.

    >>> empirical_bayes([0, 60, 400], [2, 100, 1000]).round(2).tolist()
    [0.41, 0.49, 0.4]
    """
    e, n = _events_and_base(events, base)
    if not n.sum() > 0:
        return np.full(n.shape, np.nan)
    mean = e.sum() / n.sum()
    spread = (n * (_rate(e, n, mean) - mean) ** 2).sum() / n.sum()
    return _drawn(e, n, mean, np.maximum(spread - mean / n.mean(), 0))


def spatial_empirical_bayes(events: ArrayLike, base: ArrayLike, neighbours: Neighbours) -> Floats:
    """Rates events/base drawn towards the rate of the unit and its neighbours together (binary weights).

    Marshall (1991), Applied Statistics 40(2), local form. An isolate keeps its own rate; NaN where
    neither the unit nor a neighbour has any base.

    >>> from scipy.sparse import csr_array
    >>> line = csr_array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    >>> spatial_empirical_bayes([0, 60, 400], [2, 100, 1000], line).round(2).tolist()
    [0.59, 0.49, 0.4]
    """
    e, n = _events_and_base(events, base)
    around = binary(neighbours, len(n)) + eye_array(len(n), format="csr")
    reached = around @ n
    total = np.where(reached > 0, reached, np.nan)
    mean = (around @ e) / total
    rate = _rate(e, n, 0.0)
    # Sum of n_j (r_j - m_i)^2 over the neighbourhood, opened to stay sparse.
    spread = (around @ (n * rate**2)) / total - 2 * mean * (around @ (n * rate)) / total + mean**2
    size = np.asarray(around.sum(axis=1)).ravel()
    return _drawn(e, n, mean, np.maximum(spread - mean / (total / size), 0))


def _events_and_base(events: ArrayLike, base: ArrayLike) -> tuple[Floats, Floats]:
    e, n = amounts(events, "events"), amounts(base, "base")
    if e.shape != n.shape:
        raise ValueError(f"events has shape {e.shape} and base {n.shape}")
    return e, n


def _rate(e: Floats, n: Floats, empty: float | Floats) -> Floats:
    return np.where(n > 0, e / np.where(n > 0, n, 1), empty)


def _drawn(e: Floats, n: Floats, mean: float | Floats, variance: float | Floats) -> Floats:
    """mean + (rate - mean) variance / (variance + mean/n), written to bear n = 0 and mean = 0."""
    precision = variance * n
    trust = np.divide(precision, precision + mean, out=np.zeros(n.shape), where=precision > 0)
    drawn: Floats = mean + trust * (_rate(e, n, mean) - mean)
    return drawn
