"""Procurement beside the economy: weights compared with value added, and two series that may move together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from geo.measures.arrays import Floats, amounts, same_length
from geo.measures.rates import wilson


@dataclass(frozen=True)
class Representation:
    """By group: its share of procurement over its share of the economy, with the ends of its 95 % interval."""

    index: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Correlation:
    """A rank correlation, its interval, and the number of pairs it rests on."""

    r: float
    low: float
    high: float
    n: int


def representation(won: ArrayLike, won_sq: ArrayLike, worth: ArrayLike) -> Representation:
    """Share of what each group wins over its share of value added: 1 when it wins as much as it weighs.

    ``won``: euros by group; ``won_sq``: sum over its firms of squared euros; ``worth``: value added, taken as exact.
    A few large firms make a share uncertain: the interval is Wilson's, on Kish's effective number of firms
    (sum won)^2 / sum won_sq. NaN where a group is worth nothing, or nobody wins anything. Kish (1965), section 8.2.

    >>> found = representation([28, 72], [28, 72], [44, 56])
    >>> found.index.round(3).tolist(), found.low.round(2).tolist(), found.high.round(2).tolist()
    ([0.636, 1.286], [0.46, 1.12], [0.85, 1.43])
    """
    x, squares, base = amounts(won, "won"), amounts(won_sq, "won_sq"), amounts(worth, "worth")
    same_length(x, squares)
    same_length(x, base)
    if not (x.sum() > 0 and base.sum() > 0):
        none = np.full(x.shape, np.nan)
        return Representation(none, none, none)
    share = x / x.sum()
    weight = np.where(base > 0, base / base.sum(), np.nan)
    effective = x.sum() ** 2 / squares.sum()
    low, high = wilson(share * effective, np.full(x.shape, effective))
    return Representation(share / weight, low / weight, high / weight)


def rank_correlation(first: ArrayLike, second: ArrayLike, confidence: float = 0.95) -> Correlation:
    """Spearman's correlation of pairs and its interval by Fisher's z, with the variance of Bonett and Wright.

    A pair with a missing value counts for nothing; NaN under five pairs, or where one side never changes. It tells that
    two series move together, never that one makes the other move. Bonett & Wright (2000), Psychometrika 65(1).

    >>> found = rank_correlation([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 6, 5])
    >>> round(found.r, 3), round(found.low, 2), round(found.high, 2), found.n
    (0.829, -0.13, 0.99, 6)
    """
    x, y = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    same_length(x, y)
    known = ~(np.isnan(x) | np.isnan(y))
    n = int(known.sum())
    x, y = _ranks(x[known]), _ranks(y[known])
    if n < 5 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return Correlation(np.nan, np.nan, np.nan, n)
    r = float(np.corrcoef(x, y)[0, 1])
    z, half = np.arctanh(np.clip(r, -1 + 1e-12, 1 - 1e-12)), float(ndtri((1 + confidence) / 2))
    error = np.sqrt((1 + r**2 / 2) / (n - 3))
    low, high = float(np.tanh(z - half * error)), float(np.tanh(z + half * error))
    return Correlation(r, min(low, r), max(high, r), n)


def _ranks(values: Floats) -> Floats:
    """Ranks from 1, ties sharing their mean."""
    _, at, count = np.unique(values, return_inverse=True, return_counts=True)
    last = count.cumsum()
    ranks: Floats = (last - (count - 1) / 2)[at]
    return ranks
