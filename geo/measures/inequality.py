"""Inequality between units, and how much of it lies between groups: Theil."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import xlogy

from geo.measures.arrays import Floats, amounts, same_length


class Theil(NamedTuple):
    """Theil T in nats, and its two parts."""

    total: float
    between: float
    within: float


def theil_t(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Theil T, the mean of (x/mean) ln(x/mean), in nats: from 0 (equal) to ln n; 0 ln 0 counts as 0.

    ``weights``: how many people each value stands for, with values per person. NaN when the total is 0.
    Theil (1967), Economics and Information Theory.

    >>> round(theil_t([10, 10, 10, 20, 50]), 5)
    0.2502
    """
    x, w = _with_weights(values, weights)
    return _theil_t(x, w)


def theil_l(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Theil L, or mean log deviation, the mean of ln(mean/x), in nats; infinite as soon as one value is 0.

    R's ``REAT::theil`` is this one, not T. NaN when the total is 0.

    >>> round(theil_l([10, 10, 10, 20, 50]), 5)
    0.23263
    """
    x, w = _with_weights(values, weights)
    mean = _mean(x, w)
    if not mean > 0:
        return float("nan")
    if (x[w > 0] == 0).any():
        return float("inf")
    return float((w * (np.log(mean) - np.log(np.where(w > 0, x, mean)))).sum() / w.sum())


def theil_decomposition(values: ArrayLike, groups: ArrayLike, weights: ArrayLike | None = None) -> Theil:
    """Theil T split into what lies between the groups and within them: ``(total, between, within)``.

    ``groups``: the group of each value (a département per commune). total = between + within.
    Shorrocks (1980), Econometrica 48(3).

    >>> [round(part, 4) for part in theil_decomposition([0, 0, 0, 10, 10, 10], list("aaabbb"))]
    [0.6931, 0.6931, 0.0]
    """
    x, w = _with_weights(values, weights)
    labels, group = np.unique(np.asarray(groups), return_inverse=True)
    same_length(x, group)
    people = np.bincount(group, w, len(labels)).astype(float)
    means = np.bincount(group, w * x, len(labels)) / np.where(people > 0, people, 1)
    total, between = _theil_t(x, w), _theil_t(means, people)
    return Theil(total, between, total - between)


def _with_weights(values: ArrayLike, weights: ArrayLike | None) -> tuple[Floats, Floats]:
    x = amounts(values).ravel()
    w = np.ones_like(x) if weights is None else amounts(weights, "weights").ravel()
    same_length(x, w)
    return x, w


def _mean(x: Floats, w: Floats) -> float:
    return float((w * x).sum() / w.sum()) if w.sum() > 0 else float("nan")


def _theil_t(x: Floats, w: Floats) -> float:
    mean = _mean(x, w)
    if not mean > 0:
        return float("nan")
    return float((w * xlogy(x / mean, x / mean)).sum() / w.sum())
