"""Which territories are alike: few gaps, each in its own ordinary unit, so that none weighs by its scale."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Likeness:
    """Distance of each row to the reference: 0 alike in all, about 1 for an ordinary one; and each of its gaps."""

    distance: Numbers
    gaps: Numbers
    """A column a gap, each divided by its quadratic mean over the other rows."""


def likeness(gaps: Numbers, reference: int) -> Likeness:
    """How far each row is from the reference, from raw gaps to it (a row a territory, a column a gap).

    Each gap is divided by its quadratic mean over the other rows, so that 1 is an ordinary gap; the distance is the
    quadratic mean of a row's gaps. A gap that is nothing everywhere counts nothing; one that is not known (NaN) makes
    the distance unknown.

    >>> found = likeness(np.array([[0.0, 0.0], [1.0, 2.0], [-1.0, 0.0]]), reference=0)
    >>> found.distance.round(2).tolist()
    [0.0, 1.22, 0.71]
    """
    others = np.delete(gaps, reference, axis=0)
    scale = np.sqrt(np.nanmean(others**2, axis=0)) if len(others) else np.ones(gaps.shape[1])
    measured = gaps / np.where(scale > 0, scale, 1.0)
    return Likeness(np.sqrt((measured**2).mean(axis=1)), measured)


def overlap(shares: Numbers, reference: int) -> Numbers:
    """The part that the mix of each row has in common with the reference's: 1 for the same mix, 0 for nothing shared.

    Rows are shares that sum to 1 (Renkonen, 1938: the sum of the smaller of both shares).

    >>> overlap(np.array([[0.5, 0.5], [1.0, 0.0]]), reference=0).tolist()
    [1.0, 0.5]
    """
    common: Numbers = np.minimum(shares, shares[reference]).sum(axis=1)
    return common
