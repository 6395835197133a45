"""Whether sectors gather, alone or together, more than thrown darts or dealt labels would."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from geo.measures.arrays import Floats, Integers, amounts, finite, same_length
from geo.measures.pairs import merged
from geo.measures.specialisation import ellison_glaeser, regions


@dataclass(frozen=True)
class Profiles:
    """M by sector and radius, with the range 5-95 % of what labels dealt at random give: sectors x radii."""

    sectors: list[str]
    m: Floats
    low: Floats
    high: Floats


def ellison_glaeser_test(
    plant_size: ArrayLike,
    plant_region: ArrayLike,
    region_share: Mapping[str, float] | ArrayLike,
    permutations: int,
    rng: np.random.Generator,
) -> float:
    """One-sided p of the Ellison-Glaeser index: how often darts gather plants of these sizes as much.

    Arguments as ``ellison_glaeser``. Each plant is thrown at the regions by ``region_share``:
    (1 + throws as concentrated) / (1 + throws). The published z supposes a normal law, which a sector led
    by one large plant does not follow. Ellison & Glaeser (1997).

    >>> ellison_glaeser_test([1] * 8, ["a"] * 8, {"a": 0.5, "b": 0.5}, 999, np.random.default_rng(0)) < 0.02
    True
    """
    sizes = amounts(plant_size, "plant_size")
    shares, _ = regions(plant_region, region_share)
    seen = ellison_glaeser(plant_size, plant_region, region_share).g
    if not np.isfinite(seen):
        return float("nan")
    plants, edges = sizes / sizes.sum(), shares.cumsum()
    edges[-1] = 1.0
    as_far = 0
    for _ in range(permutations):
        landed = np.searchsorted(edges, rng.random(len(plants)), side="right")
        gathered = ((np.bincount(landed, plants, len(shares)) - shares) ** 2).sum()
        as_far += gathered >= seen * (1 - 1e-12)
    return (1 + int(as_far)) / (1 + permutations)


def coagglomeration(sales: ArrayLike, region_share: ArrayLike) -> Floats:
    """Pairwise Ellison-Glaeser index of sectors: above 0 when two sectors lean towards the same regions.

    ``sales``: sectors x regions, amounts or workforce. ``region_share``: all activity by region, brought to a
    sum of 1. Sectors x sectors out, the diagonal NaN (a sector with itself is ``ellison_glaeser``), NaN too
    for an empty sector. Ellison, Glaeser & Kerr (2010), Am. Econ. Review 100(3).

    >>> coagglomeration([[8, 2], [6, 4], [2, 8]], [0.5, 0.5]).round(2).tolist()
    [[nan, 0.12, -0.36], [0.12, nan, -0.12], [-0.36, -0.12, nan]]
    """
    table, shares = amounts(sales, "sales"), amounts(region_share, "region_share")
    shares = shares / shares.sum()
    total = table.sum(axis=1, keepdims=True)
    lean = np.divide(table, total, out=np.full(table.shape, np.nan), where=total > 0) - shares
    room = 1 - (shares**2).sum()
    index: Floats = lean @ lean.T / room if room > 0 else np.full((len(table),) * 2, np.nan)
    np.fill_diagonal(index, np.nan)
    return index


def m_profiles(
    points: ArrayLike,
    weights: ArrayLike,
    sectors: ArrayLike,
    radii: ArrayLike,
    permutations: int,
    rng: np.random.Generator,
) -> Profiles:
    """M(r) of every sector at once, and the range that labels dealt at random among the points give.

    ``points``: n x 2, metres. ``weights``: n sizes, that stay where they are. ``sectors``: n labels. ``radii``
    ascending. Which place is near which is looked up once, then each dealing only sums anew. As
    ``m_function`` for the rest. Marcon & Puech (2010, 2017).

    >>> towns, labels = [[0, 0], [0, 0], [9, 0], [9, 0]], ["bakers", "bakers", "masons", "masons"]
    >>> m_profiles(towns, [1, 1, 1, 1], labels, [1, 10], 19, np.random.default_rng(0)).m.tolist()
    [[3.0, 1.0], [3.0, 1.0]]
    """
    xy, w, r = finite(points, "points"), amounts(weights, "weights"), finite(radii, "radii")
    names, sector = np.unique(np.asarray(sectors), return_inverse=True)
    same_length(xy, w)
    places, place = merged(xy)
    rings = _rings(places, r)
    everything = _near(rings, np.bincount(place, w, len(places)).astype(float)[:, None])[:, :, 0]
    around = everything[:, place].T - w[:, None]

    def profile(labels: Integers) -> Floats:
        return _m_by_sector(rings, place, w, labels, len(names), around)

    dealt = np.array([profile(rng.permutation(sector)) for _ in range(permutations)])
    low, high = np.quantile(dealt, (0.05, 0.95), axis=0)
    return Profiles(names.tolist(), profile(sector), low, high)


def _m_by_sector(
    rings: list[csr_array], place: Integers, w: Floats, labels: Integers, count: int, around: Floats
) -> Floats:
    table = np.bincount(place * count + labels, w, rings[0].shape[0] * count).astype(float).reshape(-1, count)
    own = _near(rings, table)[:, place, labels].T - w[:, None]
    # A weight of a billion leaves a rounding behind where nobody else is near.
    met = around > 1e-9 * w[:, None]
    local = np.divide(own, around, out=np.zeros_like(own), where=met)
    others = w.sum() - w  # nothing where one plant is all there is
    everywhere = np.divide(table.sum(axis=0)[labels] - w, others, out=np.zeros_like(w), where=others > 0)
    sums = [
        (np.bincount(labels, local[:, k], count), np.bincount(labels, everywhere * met[:, k], count))
        for k in range(around.shape[1])
    ]
    nearby, overall = (np.array(side).T for side in zip(*sums, strict=True))
    m: Floats = np.divide(nearby, overall, out=np.full(nearby.shape, np.nan), where=overall > 0)
    return m


def _rings(places: Floats, radii: Floats) -> list[csr_array]:
    """Which places lie within the first radius, between the first and the second...: one matrix each."""
    from scipy.spatial import cKDTree  # a third of a second, for the batch alone

    tree = cKDTree(places)
    near = tree.sparse_distance_matrix(tree, float(radii.max()), output_type="ndarray")
    band = np.searchsorted(radii, near["v"])
    n = len(places)
    found = [near[band == k] for k in range(len(radii))]
    return [csr_array((np.ones(len(pairs)), (pairs["i"], pairs["j"])), shape=(n, n)) for pairs in found]


def _near(rings: list[csr_array], table: Floats) -> Floats:
    """What lies within each radius of each place, by column: radii x places x columns."""
    total: Floats = np.cumsum([ring @ table for ring in rings], axis=0)
    return total
