"""How far each firm rests on one buyer, and what a purchase family usually costs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from geo.measures.arrays import Floats, Integers, amounts, same_length
from geo.measures.quantiles import weighted_quantile


@dataclass(frozen=True)
class Quartiles:
    """By group: how many, the mean, and the three quartiles."""

    groups: list[str]
    count: Integers
    mean: Floats
    quarter: Floats
    median: Floats
    three_quarters: Floats


def first_partner_share(owners: ArrayLike, partners: ArrayLike, values: ArrayLike) -> tuple[list[str], Floats]:
    """Each owner in order, and the part of its total that its first partner makes: 1 when it has only one.

    ``owners``, ``partners``: labels of each contract, or of each sum by pair (a supplier, its buyer); the other
    way round, a buyer's rest on its first supplier. ``values``: amounts or counts. NaN for a total of 0.

    >>> first_partner_share(["x", "x", "x", "y"], ["a", "b", "a", "a"], [30, 25, 45, 10])
    (['x', 'y'], array([0.75, 1.  ]))
    """
    worth = amounts(values)
    names, owner = np.unique(np.asarray(owners), return_inverse=True)
    others, partner = np.unique(np.asarray(partners), return_inverse=True)
    same_length(worth, owner)
    pairs, at = np.unique(owner * len(others) + partner, return_inverse=True)
    sums = np.bincount(at, worth)
    first = np.zeros(len(names))
    np.maximum.at(first, pairs // max(len(others), 1), sums)
    total = np.bincount(owner, worth, len(names))
    share: Floats = np.divide(first, total, out=np.full(len(names), np.nan), where=total > 0)
    return names.tolist(), np.minimum(share, 1.0)


def quartiles(values: ArrayLike, groups: ArrayLike) -> Quartiles:
    """Count, mean and quartiles of amounts by group, such as what a contract of each purchase family is worth.

    ``values``: amounts, none negative; NaN ones (no usable amount) count for nothing, and a group without any
    other is left out. Quartiles are amounts that exist: the smallest at or under which the share lies.

    >>> quartiles([10, 20, 30, 500, 7], ["45", "45", "45", "45", "72"]).median.tolist()
    [20.0, 7.0]
    """
    given = np.asarray(values, dtype=float)
    labels = np.asarray(groups)
    same_length(given, labels)
    known = ~np.isnan(given)
    names, group, worth = *np.unique(labels[known], return_inverse=True), amounts(given[known])
    order = np.argsort(group, kind="stable")
    parts = np.split(worth[order], np.bincount(group, minlength=len(names)).cumsum()[:-1]) if len(names) else []
    found = np.array([weighted_quantile(p, np.ones(len(p)), (0.25, 0.5, 0.75)) for p in parts]).reshape(-1, 3)
    count = np.array([len(part) for part in parts], dtype=np.int64)
    mean = np.array([part.mean() for part in parts])
    return Quartiles(names.tolist(), count, mean, *found.T)
