"""How far a total rests on a few: Herfindahl-Hirschman and Gini."""

import numpy as np
from numpy.typing import ArrayLike

from geo.measures.arrays import amounts, same_length


def hhi(values: ArrayLike) -> float:
    """Herfindahl-Hirschman index: the sum of squared shares, from 1/n (equal) to 1 (one takes all).

    ``values``: one amount per supplier, any unit, none negative (ValueError). NaN when the total is 0.
    1/hhi is the equivalent number of suppliers. Hirschman (1964), Am. Econ. Review 54(5).

    >>> round(hhi([20, 50, 20, 10]), 2)
    0.34
    """
    shares = amounts(values)
    total = shares.sum()
    return float(((shares / total) ** 2).sum()) if total > 0 else float("nan")


def normalised_hhi(values: ArrayLike) -> float:
    """Herfindahl-Hirschman index brought to 0 (equal) - 1 (one takes all): (H - 1/n) / (1 - 1/n).

    NaN with fewer than two values: alone, nobody could have shared less.

    >>> round(normalised_hhi([20, 50, 20, 10]), 2)
    0.12
    """
    floor = 1 / max(np.size(values), 1)
    return (hhi(values) - floor) / (1 - floor) if floor < 1 else float("nan")


def gini(values: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Gini coefficient: the mean gap between two units over twice the mean, from 0 (equal) towards 1.

    ``weights``: how many units each value stands for (a class size, a population). No small-sample
    correction: multiply by n/(n-1) for it. NaN when the total is 0. Gini (1912), Variabilità e mutabilità.

    >>> round(gini([20, 50, 20, 10]), 3)
    0.3
    """
    x = amounts(values).ravel()
    w = np.ones_like(x) if weights is None else amounts(weights, "weights").ravel()
    same_length(x, w)
    order = np.argsort(x)
    x, w = x[order], w[order]
    total = (w * x).sum()
    if total <= 0:
        return float("nan")
    rank = w.cumsum() - w / 2
    return float(2 * (w * x * rank).sum() / (total * w.sum()) - 1)
