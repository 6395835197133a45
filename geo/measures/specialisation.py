"""Which sectors a territory leans towards, and which sectors gather: location quotient, Ellison-Glaeser."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from geo.measures.arrays import Floats, Integers, amounts, same_length


@dataclass(frozen=True)
class EllisonGlaeser:
    """The index ``gamma``, raw concentration ``g``, the plants' ``hhi``, and ``z`` against pure chance."""

    gamma: float
    g: float
    hhi: float
    z: float


def location_quotient(matrix: ArrayLike) -> Floats:
    """Location quotients (x_zs / x_z) / (x_s / x): 1 where a territory buys a family as much as all do.

    ``matrix``: territories in rows, families in columns, amounts or counts, none negative (ValueError).
    Same shape out; NaN along an empty row or column. Balassa (1965), The Manchester School 33(2).

    >>> location_quotient([[30, 10], [10, 30]]).tolist()
    [[1.5, 0.5], [0.5, 1.5]]
    """
    x = amounts(matrix, "matrix")
    expected = np.outer(x.sum(axis=1), x.sum(axis=0))
    quotient: Floats = np.divide(x * x.sum(), expected, out=np.full(x.shape, np.nan), where=expected > 0)
    return quotient


def ellison_glaeser(
    plant_size: ArrayLike, plant_region: ArrayLike, region_share: Mapping[str, float] | ArrayLike
) -> EllisonGlaeser:
    """Ellison-Glaeser index of a sector: 0 when its plants fall like darts, above 0.05 when they gather.

    ``plant_size``: sales or workforce of each plant. ``plant_region``: its region, a key of
    ``region_share`` (a mapping), or a position in it (an array). ``region_share``: all activity by
    region, brought to a sum of 1. NaN where one plant makes the whole sector, or one region the country.
    Ellison & Glaeser (1997), J. Political Economy 105(5).

    >>> round(ellison_glaeser([5, 5, 1, 1], ["a", "a", "b", "b"], {"a": 0.5, "b": 0.5}).gamma, 3)
    0.13
    """
    sizes = amounts(plant_size, "plant_size")
    shares, region = regions(plant_region, region_share)
    same_length(sizes, region)
    plants = sizes / sizes.sum() if sizes.sum() > 0 else np.full(len(sizes), np.nan)
    g = float(((np.bincount(region, plants, len(shares)) - shares) ** 2).sum())
    herfindahl, room = float((plants**2).sum()), 1 - float((shares**2).sum())
    excess, spare = g - room * herfindahl, room * (1 - herfindahl)
    deviation = np.sqrt(_chance_variance(plants, shares))
    return EllisonGlaeser(
        gamma=excess / spare if spare > 0 else float("nan"),
        g=g,
        hhi=herfindahl,
        z=float(excess / deviation) if deviation > 0 else float("nan"),
    )


def regions(plant_region: ArrayLike, region_share: Mapping[str, float] | ArrayLike) -> tuple[Floats, Integers]:
    """Shares brought to a sum of 1, and the position of each plant's region among them."""
    if isinstance(region_share, Mapping):
        position = {code: rank for rank, code in enumerate(region_share)}
        shares = amounts(list(region_share.values()), "region_share")
        region = np.array([position[code] for code in np.asarray(plant_region).tolist()], dtype=np.int64)
    else:
        shares, region = amounts(region_share, "region_share"), np.asarray(plant_region, dtype=np.int64)
    return shares / shares.sum(), region


def _chance_variance(plants: Floats, shares: Floats) -> float:
    """Variance of g when each plant falls by the regions' shares (Ellison & Glaeser 1997)."""
    square, cube = (shares**2).sum(), (shares**3).sum()
    pairs = (plants**2).sum() ** 2 * (square - 2 * cube + square**2)
    own = (plants**4).sum() * (square - 4 * cube + 3 * square**2)
    return max(float(2 * (pairs - own)), 0.0)
