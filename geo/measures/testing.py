"""Many tests at once, and the link between two ways of sorting contracts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from geo.measures.arrays import Floats, Integers, amounts


@dataclass(frozen=True)
class Association:
    """Bias-corrected Cramér's ``v``, its permutation ``p``, and the standardised residual of each cell."""

    v: float
    p: float
    residuals: Floats


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """Adjusted p-values, in the order given: keeping those <= 0.05 leaves 5 % of false finds on average.

    ``p``: one-dimensional, each in 0-1 (ValueError). NaN (a unit not tested) stays NaN and counts as no test.
    Benjamini & Hochberg (1995), JRSS B 57(1).

    >>> benjamini_hochberg([0.01, 0.04, 0.03, 1.0]).round(4).tolist()
    [0.04, 0.0533, 0.0533, 1.0]
    """
    given = np.asarray(p, dtype=float)
    tested = ~np.isnan(given)
    tests = given[tested]
    if ((tests < 0) | (tests > 1)).any():
        raise ValueError("p-values lie between 0 and 1")
    order = np.argsort(tests)[::-1]
    ranks = np.arange(len(tests), 0, -1)
    adjusted = np.full(given.shape, np.nan)
    stepped = np.empty_like(tests)
    stepped[order] = np.minimum.accumulate(np.minimum(tests[order] * len(tests) / ranks, 1))
    adjusted[tested] = stepped
    return adjusted


def cramers_v(table: ArrayLike, corrected: bool = True) -> float:
    """Cramér's V of a contingency table of counts: 0 without link, 1 when one side tells the other.

    ``corrected`` takes off what chance alone gives (naive V of independent data is 0.47 for 200
    contracts in 45 families x 6 distance bands). Empty rows and columns are left out; NaN when fewer
    than two of either remain. Cramér (1946); Bergsma (2013), J. Korean Statistical Society 42(3).

    >>> round(cramers_v([[100, 150], [203, 322], [420, 700], [320, 210]], corrected=False), 4)
    0.1862
    """
    counts = amounts(table, "table")
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    n, (rows, columns) = counts.sum(), counts.shape
    if min(rows, columns) < 2 or n <= 1:
        return float("nan")
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / n
    phi2 = float(((counts - expected) ** 2 / expected).sum() / n)
    if not corrected:
        return float(np.sqrt(phi2 / (min(rows, columns) - 1)))
    phi2 = max(phi2 - (rows - 1) * (columns - 1) / (n - 1), 0)
    room = min(side - (side - 1) ** 2 / (n - 1) for side in (rows, columns)) - 1
    return float(np.sqrt(phi2 / room)) if room > 0 else float("nan")


def cramers_v_test(
    rows: ArrayLike, columns: ArrayLike, groups: ArrayLike, permutations: int, rng: np.random.Generator
) -> Association:
    """Link between two ways of sorting contracts, tested by shuffling one of them within each group.

    ``rows``, ``columns``, ``groups``: one label per contract (family, distance band, buyer). Within the buyer,
    because a buyer far from everything buys everything far: only what its own families tell apart counts.
    p = (1 + shuffles as linked) / (1 + shuffles). Residuals as ``cell_residuals``, rows and columns in the order of
    ``numpy.unique``. Bergsma (2013).

    >>> near = cramers_v_test(list("aabb" * 9), list("xxyy" * 9), [0] * 36, 99, np.random.default_rng(0))
    >>> round(near.v, 9), near.p, near.residuals.round(1).tolist()
    (1.0, 0.01, [[6.0, -6.0], [-6.0, 6.0]])
    """
    names, row = np.unique(np.asarray(rows), return_inverse=True)
    bands, column = np.unique(np.asarray(columns), return_inverse=True)
    group = np.unique(np.asarray(groups), return_inverse=True)[1]
    order = np.argsort(group, kind="stable")
    row, column, group = row[order], column[order], group[order]

    cells = len(names) * len(bands)

    def table(shuffled: Integers) -> Floats:
        return np.bincount(row * len(bands) + shuffled, minlength=cells).reshape(-1, len(bands)).astype(float)

    seen = table(column)
    v = cramers_v(seen)
    # Sorted by group, then at random inside it: one sort shuffles every buyer's contracts at once.
    dealt = [cramers_v(table(column[np.argsort(group + rng.random(len(group)))])) for _ in range(permutations)]
    p = (1 + sum(other >= v - 1e-12 for other in dealt)) / (1 + permutations)
    return Association(v, p, cell_residuals(seen))


def cell_residuals(table: ArrayLike) -> Floats:
    """Standardised residual of each cell of counts: beyond 2, more than independence would give; below -2, less.

    (O - E) / sqrt(E (1 - row share)(1 - column share)); 0 where a side holds everything or nothing. Agresti (2007),
    section 2.4.

    >>> cell_residuals([[18, 0], [0, 18]]).tolist()
    [[6.0, -6.0], [-6.0, 6.0]]
    """
    counts = amounts(table, "table")
    n = counts.sum()
    down, across = counts.sum(axis=1, keepdims=True), counts.sum(axis=0, keepdims=True)
    expected = down * across / n if n else np.zeros_like(counts)
    spread = np.sqrt(expected * (1 - down / n) * (1 - across / n)) if n else expected
    residuals: Floats = np.divide(counts - expected, spread, out=np.zeros_like(counts), where=spread > 0)
    return residuals
