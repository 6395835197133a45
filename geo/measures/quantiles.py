"""Quantiles where each value weighs: half of the money is spent within the weighted median distance."""

import numpy as np
from numpy.typing import ArrayLike

from geo.measures.arrays import Floats, amounts, same_length


def weighted_quantile(values: ArrayLike, weights: ArrayLike, q: ArrayLike) -> Floats:
    """The smallest values at or under which shares ``q`` (0-1) of the weight lie; one number per q.

    Values that are NaN (a contract whose supplier is not placed) count for nothing; NaN when nothing is left.

    >>> weighted_quantile([1, 2, 300], [5, 4, 1], [0.5, 0.75, 0.95]).tolist()
    [1.0, 2.0, 300.0]
    """
    x, w = np.asarray(values, dtype=float), amounts(weights, "weights")
    same_length(x, w)
    kept = ~np.isnan(x) & (w > 0)
    x, w = x[kept], w[kept]
    wanted = np.asarray(q, dtype=float)
    if not len(x):
        return np.full(wanted.shape, np.nan)
    order = np.argsort(x, kind="stable")
    reached = w[order].cumsum() / w.sum()
    # 0.1 + 0.2 must reach a wanted 0.3 in spite of rounding.
    first = np.searchsorted(reached, wanted - 1e-12)
    found: Floats = x[order][np.minimum(first, len(x) - 1)]
    return found


def weighted_median(values: ArrayLike, weights: ArrayLike) -> float:
    """The smallest value at or under which half of the weight lies; NaN when there is none.

    >>> weighted_median([3, 40, 700], [10, 80, 10])
    40.0
    """
    return float(weighted_quantile(values, weights, 0.5))


def median_interval(values: ArrayLike, level: float = 0.95) -> tuple[float, float, float]:
    """The median and an interval that holds the population's at least so often, whatever its shape.

    From order statistics: the narrowest symmetric pair of ranks that the binomial (n, 1/2) covers (David and Nagaraja,
    2003, 7.1). Ends are NaN where no pair does (fewer than six values for 95 %), all three where there is no value.

    >>> median_interval([30, 40, 50, 60, 70, 80, 90, 100])
    (65.0, 30.0, 100.0)
    >>> median_interval([10, 20, 30])
    (20.0, nan, nan)
    """
    from scipy.stats import binom  # slow to load, and only a build asks

    ordered = np.sort(np.asarray(values, dtype=float))
    n = len(ordered)
    if n == 0:
        return float("nan"), float("nan"), float("nan")
    rank = int(binom.ppf((1 - level) / 2, n, 0.5))
    low, high = (ordered[rank - 1], ordered[n - rank]) if rank >= 1 else (float("nan"), float("nan"))
    return float(np.median(ordered)), float(low), float(high)
