"""Standard errors of gravity slopes that hold when the flows of one territory go up and down together."""

from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from geo.measures.arrays import Floats, Integers, amounts, finite
from geo.measures.effects import Effects
from geo.measures.gravity import Gravity


def clustered_errors(
    fitted: Gravity,
    flows: ArrayLike,
    covariates: ArrayLike,
    origins: ArrayLike,
    destinations: ArrayLike,
    by: tuple[ArrayLike, ...],
) -> Floats:
    """Standard errors of the slopes of a doubly constrained gravity, clustered one or two ways, one per covariate.

    ``fitted``: what ``poisson_gravity`` gave for the other arguments. ``by``: one or two sets of N labels
    (the buyer's territory; then the supplier's). Corrected by G/(G - 1), G the number of clusters, the
    smaller of the two; no other small-sample factor. NaN where a two-way variance comes out negative.
    Cameron, Gelbach & Miller (2011), J. Business & Econ. Statistics 29(2).

    >>> from geo.measures import poisson_gravity
    >>> one, other = (ends.ravel() for ends in np.indices((4, 4)))
    >>> x = np.log(1.0 + (one - other) ** 2)[:, None]
    >>> flows = np.array([9, 5, 2, 1, 4, 9, 6, 2, 2, 4, 9, 6, 1, 3, 4, 9])
    >>> clustered_errors(poisson_gravity(flows, x, one, other), flows, x, one, other, (one,)).round(3).tolist()
    [0.06]
    """
    y, x = amounts(flows, "flows"), finite(covariates, "covariates")
    live = fitted.expected > 0
    groups = [_codes(np.asarray(ends)[live]) for ends in (origins, destinations)]
    expected = fitted.expected[live]
    own = Effects(groups).take_out(x.reshape(len(y), -1)[live], expected)
    bread = np.linalg.inv((own.T * expected) @ own)
    scores = own * (y[live] - expected)[:, None]
    clusters = [_codes(np.asarray(labels)[live]) for labels in by]
    variance = np.diag(bread @ _meat(scores, clusters) @ bread)
    errors: Floats = np.sqrt(np.where(variance >= 0, variance, np.nan))
    return errors


def _meat(scores: Floats, clusters: list[Integers]) -> Floats:
    """Sum over clusters of squared sums of scores; two ways: one, plus the other, less their crossing."""
    fewest = min(int(labels.max()) + 1 for labels in clusters)
    total = np.sum([_squares(scores, labels) for labels in clusters], axis=0)
    for one, other in combinations(clusters, 2):
        total = total - _squares(scores, _codes(one * (int(other.max()) + 1) + other))
    found: Floats = total * fewest / (fewest - 1)
    return found


def _squares(scores: Floats, labels: Integers) -> Floats:
    sums = np.column_stack([np.bincount(labels, column) for column in scores.T])
    squares: Floats = (sums.T @ sums).astype(float)
    return squares


def _codes(labels: ArrayLike) -> Integers:
    return np.unique(np.asarray(labels), return_inverse=True)[1].astype(np.int64)
