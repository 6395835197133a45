"""Do the firms of a sector gather, and at what distance? M of Marcon & Puech, Kd of Duranton & Overman."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.measures.arrays import Floats, amounts, finite, same_length
from geo.measures.pairs import carried_by, merged, pair_distances, within_radii


def m_function(
    points: ArrayLike, weights: ArrayLike, cases: ArrayLike, neighbours: ArrayLike, radii: ArrayLike
) -> Floats:
    """M(r): how many times more of the neighbours' sector stands within r of a case than everywhere.

    ``points``: n x 2, metres in a projection. ``weights``: n sizes. ``cases``, ``neighbours``: n booleans,
    the points to stand on and those to look for (the same sector twice, or two for co-location). 1 where
    the sector follows activity as a whole. A case does not count itself; one with nothing within r is left
    out at that r; NaN where all are. Points at one place are merged first;
    beyond 36 million pairs of places, cells of a thousandth of the country take their place. No correction of
    edges is needed.
    Marcon & Puech (2010), J. Economic Geography 10(5).

    >>> towns = [[0, 0], [0, 0], [9, 0], [9, 0]]
    >>> bakers = [True, True, False, False]
    >>> m_function(towns, [1, 1, 1, 1], bakers, bakers, [1, 10]).tolist()
    [3.0, 1.0]
    """
    xy, w, r = finite(points, "points"), amounts(weights, "weights"), finite(radii, "radii")
    case, sought = np.asarray(cases, dtype=bool), np.asarray(neighbours, dtype=bool)
    same_length(xy, w)
    order = np.argsort(r)
    near, all_near, counted = _around_cases(xy, w, case, sought, r[order])
    everywhere = ((w * sought).sum() - (w * sought)[case]) / (w.sum() - w[case])
    local = np.divide(near, all_near, out=np.zeros_like(near), where=counted).sum(axis=0)
    overall = (counted * everywhere[:, None]).sum(axis=0)
    ratio = np.full(len(r), np.nan)
    ratio[order] = np.divide(local, overall, out=np.full(len(r), np.nan), where=overall > 0)
    return ratio


def kd_function(points: ArrayLike, weights: ArrayLike, radii: ArrayLike) -> Floats:
    """Kd(r): the density of distances between pairs of points at each radius, pairs weighing w_i w_j.

    ``points``: n x 2, metres in a projection. ``weights``: n sizes, all ones for the unweighted form.
    Gaussian kernel with Silverman's bandwidth on the distances up to twice the largest radius, reflected
    at 0; per metre. NaN with fewer than two distances. Points at one place are merged first.
    Duranton & Overman (2005), Rev. Econ. Studies 72(4); weighted: Behrens & Bougna (2015).
    """
    r = finite(radii, "radii")
    reach = 2 * float(r.max())
    xy, w = finite(points, "points"), amounts(weights, "weights")
    same_length(xy, w)
    total = (w.sum() ** 2 - (w**2).sum()) / 2
    distances, counts, masses = pair_distances(xy, w, reach)
    width = _silverman(distances, counts)
    if not (width > 0 and total > 0):
        return np.full(len(r), np.nan)
    kernel = sum(np.exp(-(((r[:, None] + side * distances) / width) ** 2) / 2) for side in (-1, 1))
    density: Floats = kernel @ masses / (total * width * np.sqrt(2 * np.pi))
    return density


def _around_cases(
    xy: Floats, w: Floats, case: NDArray[np.bool_], sought: NDArray[np.bool_], radii: Floats
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Weight sought, weight of all, and whether any point, within each radius of each case; itself apart."""
    places, place = merged(xy)
    carried = [w * sought, w, np.ones(len(w))]
    stood_on, standing = np.unique(place[case], return_inverse=True)
    found = within_radii(stood_on, places, carried_by(place, carried), radii)[standing]
    own = np.column_stack(carried)[case][:, None, :]
    near, all_near, count = np.moveaxis(found - own, 2, 0)
    return near, all_near, count > 0.5


def _silverman(distances: Floats, counts: Floats) -> float:
    """Silverman's rule of thumb (R's bw.nrd0) on distances given with their counts."""
    n = counts.sum()
    if n < 2:
        return float("nan")
    mean = (counts @ distances) / n
    deviation = np.sqrt(counts @ (distances - mean) ** 2 / (n - 1))
    reached = counts.cumsum() / n
    low, high = distances[np.searchsorted(reached, (0.25, 0.75))]
    spread = min(deviation, (high - low) / 1.34) or deviation
    return float(0.9 * spread * n**-0.2)
