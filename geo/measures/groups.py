"""Where firms stand dense enough to have a name, and which territories trade among themselves.

scikit-learn, networkx and shapely are imported where they are used: they take seconds and hundreds of MB,
and the web process imports this package for Wilson's interval alone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.measures.arrays import Floats, Integers, amounts, finite, same_length
from geo.measures.pairs import merged


@dataclass(frozen=True)
class Dense:
    """A dense group: the ``name`` of its heaviest place, its ``weight``, its ``members`` and a closed ``outline``."""

    name: str
    weight: float
    members: Integers
    outline: Floats


@dataclass(frozen=True)
class Basins:
    """A ``label`` per territory, and how well other seeds agree: mean adjusted Rand index with this one."""

    labels: Integers
    modularity: float
    stability: float


def dense_groups(points: ArrayLike, weights: ArrayLike, names: ArrayLike, reach: float, least: float) -> list[Dense]:
    """Places no farther than ``reach`` from one another's dense heart, heaviest first; loose places in none.

    ``points``: n x 2, metres in a projection; firms of one place may be given apart or together. ``weights``:
    firms or amounts. A place is a heart when at least ``least`` of weight stands within ``reach`` metres, itself
    included. ``outline``: corners of the concave hull widened by half of ``reach``, so that two towns have an
    area too. Ester et al. (1996), KDD-96.

    >>> towns = [[0, 0], [3, 0], [0, 3], [900, 900]]
    >>> [group.name for group in dense_groups(towns, [5, 9, 4, 2], ["Ay", "Bû", "Cy", "Dax"], 10, 15)]
    ['Bû']
    """
    from sklearn.cluster import DBSCAN

    xy, w = finite(points, "points"), amounts(weights, "weights")
    same_length(xy, w)
    places, place = merged(xy)
    mass = np.bincount(place, w, len(places))
    label = DBSCAN(eps=reach, min_samples=least).fit_predict(places, sample_weight=mass)[place]
    called = np.asarray(names)
    found = [_dense(xy, w, called, np.flatnonzero(label == one), reach) for one in range(label.max(initial=-1) + 1)]
    return sorted(found, key=lambda group: -group.weight)


def basins(flows: ArrayLike, seeds: int = 20) -> Basins:
    """Territories that trade more with one another than sizes alone would give (Louvain), and how stable that is.

    ``flows``: n x n amounts, both directions added, the diagonal kept. The partition of the best modularity
    among ``seeds`` runs; ``stability`` is the mean adjusted Rand index of the others with it: 1 when all
    agree, near 0 when the basins are luck. Labels 0, 1, ... by falling weight. A territory without flow is
    alone. Blondel et al. (2008), J. Stat. Mech. P10008; Hubert & Arabie (1985), J. Classification 2.

    >>> basins([[0, 9, 0, 0], [9, 0, 1, 0], [0, 0, 0, 8], [0, 0, 8, 0]]).labels.tolist()
    [0, 0, 1, 1]
    """
    import networkx

    table = amounts(flows, "flows")
    both = table + table.T
    graph = networkx.from_numpy_array(both)
    runs = [networkx.community.louvain_communities(graph, weight="weight", seed=seed) for seed in range(seeds)]
    fits = [networkx.community.modularity(graph, run, weight="weight") if both.any() else np.nan for run in runs]
    labels = [_labels(run, both.sum(axis=1)) for run in runs]
    best = int(np.nanargmax(fits)) if both.any() else 0
    agreed = [adjusted_rand(labels[best], other) for rank, other in enumerate(labels) if rank != best]
    return Basins(labels[best], float(fits[best]), float(np.mean(agreed)) if agreed else 1.0)


def adjusted_rand(one: ArrayLike, other: ArrayLike) -> float:
    """Agreement of two partitions of the same units: 1 the same, 0 what chance gives, below 0 less than that.

    Of the pairs of units, those together in both, beyond what the sizes of the groups give by chance.
    Hubert & Arabie (1985), J. Classification 2.

    >>> round(adjusted_rand([0, 0, 1, 1], [0, 0, 1, 2]), 3)
    0.571
    """
    a, b = (np.unique(np.asarray(labels), return_inverse=True)[1] for labels in (one, other))
    crossed = np.zeros((a.max() + 1, b.max() + 1))
    np.add.at(crossed, (a, b), 1)
    together, first, second = (_pairs(x) for x in (crossed, crossed.sum(axis=1), crossed.sum(axis=0)))
    chance = first * second / _pairs(np.array([float(len(a))])) if len(a) > 1 else 0.0
    room = (first + second) / 2 - chance
    return float((together - chance) / room) if room else 1.0


def _pairs(sizes: Floats) -> float:
    return float((sizes * (sizes - 1) / 2).sum())


def _dense(xy: Floats, w: Floats, names: NDArray[np.generic], members: Integers, reach: float) -> Dense:
    from shapely import MultiPoint, concave_hull, get_coordinates

    hull = concave_hull(MultiPoint(xy[members]), ratio=0.3).buffer(reach / 2)
    called, at = np.unique(names[members], return_inverse=True)
    heaviest = str(called[np.bincount(at, w[members]).argmax()])
    return Dense(heaviest, float(w[members].sum()), members, get_coordinates(hull.exterior))


def _labels(communities: list[set[int]], weight: Floats) -> Integers:
    ranked = sorted(communities, key=lambda members: (-weight[list(members)].sum(), min(members)))
    labels = np.empty(len(weight), dtype=np.int64)
    for rank, members in enumerate(ranked):
        labels[list(members)] = rank
    return labels
