"""Do neighbours look alike? Moran, overall and place by place, and Getis-Ord's hot and cold spots."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array
from scipy.special import ndtr

from geo.measures.arrays import Floats, Integers, Neighbours, binary, degrees, finite, mean_of_neighbours
from geo.measures.permutation import two_sided_p

ISOLATE, HIGH_HIGH, LOW_LOW, HIGH_LOW, LOW_HIGH = range(5)

# The second stage draws a hundred times more: 999 draws cannot say less than 0.002, and 35,000
# communes under Benjamini-Hochberg then find nothing, whatever the map.
REFINE_UNDER = 0.01
REFINE_BY = 100


@dataclass(frozen=True)
class Moran:
    """Global Moran: ``i``, its ``expected`` value and ``variance`` without link, ``z``, two-sided ``p``."""

    i: float
    expected: float
    variance: float
    z: float
    p: float


@dataclass(frozen=True)
class LocalMoran:
    """Local Moran, one entry per unit.

    ``i`` as ``local_moran``; ``p`` two-sided, unadjusted (see ``benjamini_hochberg``), 1 for an isolate;
    ``quadrant`` 1 high among high, 2 low among low, 3 high among low, 4 low among high, 0 isolate.
    """

    i: Floats
    p: Floats
    quadrant: Integers


def moran(
    values: ArrayLike,
    neighbours: Neighbours,
    assumption: Literal["randomisation", "normality"] = "randomisation",
) -> Moran:
    """Global Moran's I, weights row-standardised: above ``expected`` when neighbours look alike.

    ``values``: n finite numbers (ValueError). ``neighbours``: n x n, binary. ``assumption`` gives the
    variance: values dealt at random over the map (spdep's default), or drawn from one normal law.
    NaN when all values are equal or nobody has a neighbour. Cliff & Ord (1981), Spatial Processes.

    >>> ring = csr_array(np.roll(np.eye(6), 1, axis=1) + np.roll(np.eye(6), -1, axis=1))
    >>> round(moran([1, 1, 1, 5, 5, 5], ring).i, 3)
    0.333
    """
    z = finite(values) - np.mean(finite(values))
    n, weights = len(z), _row_standardised(binary(neighbours, len(z)))
    s0, square = weights.sum(), (z**2).sum()
    if not (s0 > 0 and square > 0 and n > 3):
        return Moran(*(float("nan"),) * 5)
    i, expected = n / s0 * (z @ (weights @ z)) / square, -1 / (n - 1)
    second = _normal_moment(weights) if assumption == "normality" else _dealt_moment(weights, z)
    variance = second - expected**2
    score = (i - expected) / np.sqrt(variance) if variance > 0 else float("nan")
    return Moran(float(i), expected, float(variance), float(score), float(2 * ndtr(-abs(score))))


def local_moran(values: ArrayLike, neighbours: Neighbours) -> Floats:
    """Local Moran's I_i = n z_i lag_i / sum z^2 (spdep's scale), weights row-standardised; 0 for an isolate.

    ``values``: n finite numbers, on a log or standardised scale when they are amounts or rates.
    ``neighbours``: n x n, binary. NaN when all values are equal. esda's figures are (n-1)/n times these.
    Anselin (1995), Geographical Analysis 27(2).

    >>> line = csr_array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]])
    >>> local_moran([1, 1, 3, 7], line).round(2).tolist()
    [0.67, 0.33, 0.0, 0.0]
    """
    z = finite(values) - np.mean(finite(values))
    return _local(z, mean_of_neighbours(binary(neighbours, len(z)), z))


def local_moran_test(
    values: ArrayLike, neighbours: Neighbours, permutations: int, rng: np.random.Generator
) -> LocalMoran:
    """Local Moran with a two-sided p by conditional permutation, in two stages.

    Each unit keeps its value and is given neighbours drawn among all others, ``permutations`` times;
    where p <= 0.01, a hundred times more draws (99,999 for 999) take their place. Without the second
    stage the smallest p, 2/(permutations + 1), is too large for 35,000 tests. Arguments as ``local_moran``.
    Anselin (1995); Caldas de Castro & Singer (2006), Geographical Analysis 38(2), for the correction.

    >>> ring = csr_array(np.roll(np.eye(40), 1, axis=1) + np.roll(np.eye(40), -1, axis=1))
    >>> found = local_moran_test([0.0] * 36 + [9.0] * 4, ring, 999, np.random.default_rng(1))
    >>> found.quadrant[36:].tolist(), bool(found.p[37] < 0.02)
    ([1, 1, 1, 1], True)
    """
    matrix = binary(neighbours, np.size(values))
    z = finite(values) - np.mean(finite(values))
    lag = mean_of_neighbours(matrix, z)
    p = two_sided_p(z, matrix, np.arange(len(z)), permutations, rng)
    close = np.flatnonzero(p <= REFINE_UNDER)
    p[close] = two_sided_p(z, matrix, close, REFINE_BY * (permutations + 1) - 1, rng)
    return LocalMoran(_local(z, lag), p, _quadrant(z, lag, degrees(matrix)))


def getis_ord(values: ArrayLike, neighbours: Neighbours, star: bool = False) -> Floats:
    """Getis-Ord z values, binary weights: well above 0 amid high values, well below amid low ones.

    ``star`` counts the unit itself among its neighbours (G_i*), and then in the mean and spread. NaN for
    an isolate (without ``star``), for a unit that touches all others, and where the others are all equal.
    Ord & Getis (1995), Geographical Analysis 27(4).

    >>> line = csr_array([[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0]])
    >>> getis_ord([1, 2, 3, 9], line, star=True).round(2).tolist()
    [-1.25, -1.69, 0.88, 1.25]
    """
    y = finite(values)
    matrix = binary(neighbours, len(y))
    others = len(y) - (0 if star else 1)
    own, weight = (y, degrees(matrix) + 1) if star else (np.zeros_like(y), degrees(matrix))
    left_out = 0.0 if star else y
    mean = (y.sum() - left_out) / others
    variance = np.maximum(((y**2).sum() - np.square(left_out)) / others - mean**2, 0)
    room = variance * (others * weight - weight**2) / (others - 1)
    # Rounding leaves about 1e-16 of the squares where all the others are equal.
    known = room > 1e-12 * (y**2).mean()
    gap = matrix @ y + own - weight * mean
    score: Floats = np.divide(gap, np.sqrt(room), out=np.full(len(y), np.nan), where=known)
    return score


def _local(z: Floats, lag: Floats) -> Floats:
    square = (z**2).sum()
    return len(z) * z * lag / square if square > 0 else np.full(len(z), np.nan)


def _quadrant(z: Floats, lag: Floats, neighbour_count: Integers) -> Integers:
    high, amid_high = z > 0, lag > 0
    named = np.where(high, np.where(amid_high, HIGH_HIGH, HIGH_LOW), np.where(amid_high, LOW_HIGH, LOW_LOW))
    return np.where(neighbour_count == 0, ISOLATE, named).astype(np.int64)


def _row_standardised(matrix: csr_array) -> csr_array:
    shared = matrix.copy()
    shared.data = matrix.data / np.repeat(degrees(matrix), degrees(matrix))
    return shared


def _sums(weights: csr_array) -> tuple[float, float, float]:
    """S0, S1, S2 of Cliff & Ord: the sums over weights that every moment of Moran's I needs."""
    both = weights + weights.T
    rows, columns = np.asarray(weights.sum(axis=1)), np.asarray(weights.sum(axis=0))
    return (
        float(weights.sum()),
        float((both.multiply(both)).sum() / 2),
        float(((rows.ravel() + columns.ravel()) ** 2).sum()),
    )


def _normal_moment(weights: csr_array) -> float:
    """E[I^2] when values are drawn from one normal law."""
    n, (s0, s1, s2) = weights.shape[0], _sums(weights)
    return float((n**2 * s1 - n * s2 + 3 * s0**2) / (s0**2 * (n**2 - 1)))


def _dealt_moment(weights: csr_array, z: Floats) -> float:
    """E[I^2] when the values at hand are dealt at random over the map."""
    n, (s0, s1, s2) = weights.shape[0], _sums(weights)
    kurtosis = (z**4).mean() / (z**2).mean() ** 2
    free = n * ((n**2 - 3 * n + 3) * s1 - n * s2 + 3 * s0**2)
    tied = kurtosis * ((n**2 - n) * s1 - 2 * n * s2 + 6 * s0**2)
    return float((free - tied) / ((n - 1) * (n - 2) * (n - 3) * s0**2))
