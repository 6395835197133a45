"""Where to cut a series of values into classes: each method gives the breaks between them."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

SHADES = 32
"""Steps of a 'continuous' map: more than an eye tells apart."""
MOST_POINTS = 400
"""Jenks is exact up to so many distinct values; beyond, neighbours are gathered in as many groups of equal number."""


def quantiles(values: Values, count: int) -> list[float]:
    """Breaks that leave as many values in each class.

    >>> quantiles(np.array([1.0, 2, 3, 4]), 2)
    [2.5]
    """
    return [float(b) for b in np.quantile(values, np.linspace(0, 1, count + 1)[1:-1])]


def equal(values: Values, count: int) -> list[float]:
    """Breaks at equal distances between the smallest and the largest value.

    >>> equal(np.array([0.0, 1, 10]), 4)
    [2.5, 5.0, 7.5]
    """
    return [float(b) for b in np.linspace(values.min(), values.max(), count + 1)[1:-1]]


def deviations(values: Values, count: int) -> list[float]:
    """Breaks one standard deviation apart, placed alike on both sides of the mean.

    >>> deviations(np.array([1.0, 3.0]), 4)
    [1.0, 2.0, 3.0]
    """
    steps = np.arange(count - 1) - (count - 2) / 2
    return [float(b) for b in values.mean() + steps * values.std()]


def jenks(values: Values, count: int) -> list[float]:
    """Breaks in the widest natural gaps: the cut that leaves the least variance inside classes (Fisher, 1958).

    Each break is half way between the neighbours it parts.

    >>> jenks(np.array([1.0, 2, 3, 50, 51, 52, 99]), 3)
    [26.5, 75.5]
    """
    points, weights = _gathered(values)
    cost = _variances(points, weights)
    best, starts = cost[0], []
    for _ in range(min(count, len(points)) - 1):
        # joined[i, j]: the classes so far end before i, one more holds i to j.
        joined = np.vstack([np.full(len(points), np.inf), best[:-1, None] + cost[1:]])
        starts.append(joined.argmin(axis=0))
        best = joined.min(axis=0)
    firsts, last = [], len(points) - 1
    for start in reversed(starts):
        firsts.append(int(start[last]))
        last = firsts[-1] - 1
    return [float(points[i - 1] + points[i]) / 2 for i in reversed(firsts)]


def _gathered(values: Values) -> tuple[Values, Values]:
    points, weights = np.unique(values, return_counts=True)
    if len(points) > MOST_POINTS:
        groups = np.array_split(np.sort(values), MOST_POINTS)
        points, weights = np.unique([g.mean() for g in groups], return_counts=True)
    return points, weights.astype(float)


def _variances(points: Values, weights: Values) -> Values:
    """Squared distances to their mean of the points i to j; infinite where j is before i."""
    centred = points - np.average(points, weights=weights)
    w, s, q = (np.concatenate([[0.0], np.cumsum(weights * centred**power)]) for power in (0, 1, 2))
    mass, sums, squares = (t[None, 1:] - t[:-1, None] for t in (w, s, q))
    filled = np.where(mass > 0, mass, 1.0)
    return np.where(np.triu(np.ones_like(mass)) > 0, squares - sums**2 / filled, np.inf)


def continuous(values: Values, count: int) -> list[float]:
    """Many equal steps between the 2nd and the 98th hundredth: a few extremes must not flatten the rest."""
    low, high = np.quantile(values, (0.02, 0.98))
    return [float(b) for b in np.linspace(low, high, SHADES + 1)[1:-1]]


METHODS: dict[str, Callable[[Values, int], list[float]]] = {
    "quantiles": quantiles,
    "jenks": jenks,
    "equal": equal,
    "deviations": deviations,
    "continuous": continuous,
}


def readable(breaks: list[float]) -> tuple[float, ...]:
    """Breaks with as few figures as keep them apart: two where that is enough, six at most.

    >>> readable([1012.3, 1018.9, 1100.0]), readable([0.1834, 0.2611])
    ((1010.0, 1020.0, 1100.0), (0.18, 0.26))
    """
    exact = {_rounded(b, 6) for b in breaks}
    for figures in range(2, 7):
        short = {_rounded(b, figures) for b in breaks}
        if len(short) == len(exact):
            return tuple(sorted(short))
    return tuple(sorted(exact))


def _rounded(value: float, figures: int) -> float:
    return float(f"{value:.{figures}g}") if value and math.isfinite(value) else 0.0
