"""Conditional permutation of neighbours, shared between units: 35,000 communes in a fraction of a second.

What a unit with k neighbours would see by chance is the sum of k values drawn among all others. Draws
made among *all* units serve every unit that is not among them; a drawn unit passes its own turn and
takes the next draw instead, which leaves its k draws uniform over the others. So one draw, its running
sums and one sort answer for all units of the same k, where drawing unit by unit repeats the work n times.
"""

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_array

from geo.measures.arrays import Floats, Integers, degrees

CHUNK = 10_000


def two_sided_p(z: Floats, matrix: csr_array, units: Integers, permutations: int, rng: np.random.Generator) -> Floats:
    """Two-sided p of the neighbours' sum of each of ``units``: twice the smaller tail, at most 1.

    (1 + draws as far out) / (1 + draws), a tie counting as far out; 1 for an isolate.
    """
    count = degrees(matrix)[units]
    seen = (matrix @ z)[units]
    above, below = np.zeros(len(units)), np.zeros(len(units))
    for draws in _draws(len(z), int(count.max(initial=0)) + 1, permutations, rng):
        more, less = _tails(z, draws, units, count, seen)
        above += more
        below += less
    p = 2 * (np.minimum(above, below) + 1) / (permutations + 1)
    return np.where(count == 0, 1.0, np.minimum(p, 1.0))


def _draws(n: int, width: int, permutations: int, rng: np.random.Generator) -> Iterator[Integers]:
    for start in range(0, permutations, CHUNK):
        yield distinct(n, min(width, n), min(CHUNK, permutations - start), rng)


def distinct(n: int, width: int, rows: int, rng: np.random.Generator) -> Integers:
    """``rows`` draws of ``width`` distinct numbers below n, in random order: rows x width.

    Each is a stretch of a shuffled deck, and a deck is dealt to its end before the next is shuffled: 35,000
    communes make a thousand draws of thirty neighbours in one shuffle.

    >>> sorted(distinct(3, 3, 1, np.random.default_rng(0))[0].tolist())
    [0, 1, 2]
    """
    dealt = n // width
    decks = rng.permuted(np.tile(np.arange(n), (-(-rows // dealt), 1)), axis=1)
    return decks[:, : dealt * width].reshape(-1, width)[:rows]


def _tails(z: Floats, draws: Integers, units: Integers, count: Integers, seen: Floats) -> tuple[Floats, Floats]:
    """How many draws give each unit at least, and at most, the sum it sees."""
    sums = np.cumsum(z[draws], axis=1)
    slack = 1e-11 * np.abs(z).max(initial=0) * (1 + count)  # sums in another order differ by rounding
    above, below = _shared_tails(sums, count, seen, slack)
    row, unit, instead = _own_turns(z, draws, sums, units, count)
    shared, low, high = sums[row, count[unit] - 1], seen[unit] - slack[unit], seen[unit] + slack[unit]
    above += np.bincount(unit, (instead >= low).astype(float) - (shared >= low), len(units))
    below += np.bincount(unit, (instead <= high).astype(float) - (shared <= high), len(units))
    return above, below


def _shared_tails(sums: Floats, count: Integers, seen: Floats, slack: Floats) -> tuple[Floats, Floats]:
    above, below = np.zeros(len(count)), np.zeros(len(count))
    for k in np.unique(count[count > 0]):
        same = count == k
        ordered = np.sort(sums[:, k - 1])
        above[same] = len(ordered) - np.searchsorted(ordered, seen[same] - slack[same], "left")
        below[same] = np.searchsorted(ordered, seen[same] + slack[same], "right")
    return above, below


def _own_turns(
    z: Floats, draws: Integers, sums: Floats, units: Integers, count: Integers
) -> tuple[Integers, Integers, Floats]:
    """Where a unit is among its own k draws: the draw, the unit, and the sum with the next one instead."""
    position = np.full(len(z), -1)
    position[units] = np.arange(len(units))
    row, turn = np.divmod(np.flatnonzero(position[draws] >= 0), draws.shape[1])
    unit = position[draws[row, turn]]
    mine = turn < count[unit]
    row, unit = row[mine], unit[mine]
    return row, unit, sums[row, count[unit]] - z[units[unit]]
