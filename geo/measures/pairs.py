"""Sums over all pairs of points, without ever holding them all.

Firms stand in few places (35,000 communes at most): points at one place are merged first, then pairs of
places are taken block by block. Beyond MOST_PLACES places, a grid and its Fourier transform give the
pairs by displacement, at a cost that no longer depends on the number of points.

scipy.spatial and scipy.fft are imported where they are used: a third of a second, that a site which reads
the atlas need not spend.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from geo.measures.arrays import Floats, Integers

PAIRS_AT_ONCE = 2_000_000
MOST_PLACES = 6_000
STEPS = 8_192
CELLS = 1_000


def merged(points: Floats) -> tuple[Floats, Integers]:
    """The distinct places of points (n x 2), and which of them each point is at.

    >>> merged(np.array([[5.0, 1.0], [2.0, 2.0], [5.0, 1.0]]))[1].tolist()
    [1, 0, 1]
    """
    found, place = np.unique(points[:, 0] + 1j * points[:, 1], return_inverse=True)
    return np.column_stack([found.real, found.imag]), place


def carried_by(place: Integers, columns: list[Floats]) -> Floats:
    """The sum of each column of point figures by place: places x columns."""
    sums: Floats = np.column_stack([np.bincount(place, column).astype(float) for column in columns])
    return sums


def within_radii(origins: Integers, places: Floats, carried: Floats, radii: Floats) -> Floats:
    """What the places within each radius (ascending, itself included) of each origin carry in all.

    ``origins``: positions among the places. ``carried``: places x K. Returns origins x radii x K.
    """
    if len(origins) * len(places) > MOST_PLACES**2:
        return _within_by_grid(origins, places, carried, radii)
    from scipy.spatial import cKDTree

    steps, tree = len(radii) + 1, cKDTree(places)
    total = np.empty((len(origins), len(radii), carried.shape[1]))
    for rows in _blocks(len(origins), len(places)):
        here = cKDTree(places[origins[rows]])
        near = here.sparse_distance_matrix(tree, float(radii[-1]), output_type="ndarray")
        cell = near["i"] * steps + np.searchsorted(radii, near["v"])
        for k, column in enumerate(carried.T):
            sums = np.bincount(cell, column[near["j"]], here.n * steps)
            total[rows, :, k] = sums.reshape(-1, steps)[:, :-1].cumsum(axis=1)
    return total


def pair_distances(points: Floats, weights: Floats, reach: float) -> tuple[Floats, Floats, Floats]:
    """Distances up to ``reach`` in fine steps, how many pairs are at each, and the sum of their w_i w_j.

    Each pair counts once, no point with itself; steps that hold no pair are left out.
    """
    places, place = merged(points)
    carried = carried_by(place, [np.ones(len(weights)), weights])
    ordered = _by_blocks if len(places) <= MOST_PLACES else _by_grid
    # Both ways give each pair of distinct places twice, and each place once with itself.
    table = ordered(places, carried, reach)
    table[0] -= len(weights), (weights**2).sum()
    table = np.maximum(table / 2, 0)
    held = table[:, 0] > 0.5
    middles = (np.arange(STEPS) + 0.5) * reach / STEPS
    middles[0] = 0.0  # nearly all of the first step: the pairs of one place
    return middles[held], table[held, 0], table[held, 1]


def _blocks(rows: int, columns: int) -> Iterator[slice]:
    height = max(PAIRS_AT_ONCE // max(columns, 1), 1)
    for start in range(0, rows, height):
        yield slice(start, min(start + height, rows))


def _by_blocks(places: Floats, carried: Floats, reach: float) -> Floats:
    from scipy.spatial.distance import cdist

    table = np.zeros((STEPS, 2))
    for rows in _blocks(len(places), len(places)):
        onwards = places[rows.start :]
        step = _step(cdist(places[rows], onwards), reach)
        for k, column in enumerate(carried.T):
            twice = 2 * column[rows.start :]
            twice[: rows.stop - rows.start] /= 2  # this block meets itself both ways
            mass = np.outer(column[rows], twice).ravel()
            table[:, k] += np.bincount(step, mass, STEPS + 1)[:STEPS]
    return table


def _by_grid(places: Floats, carried: Floats, reach: float) -> Floats:
    from scipy.fft import irfft2, next_fast_len, rfft2

    cell, column, row, shape = _cells(places)
    full = tuple(next_fast_len(2 * side, real=True) for side in shape)
    step = _step(_displacements(cell, full), reach)
    table = np.zeros((STEPS, 2))
    for k, mass in enumerate(carried.T):
        drawn = np.bincount(column * shape[1] + row, mass, shape[0] * shape[1]).reshape(shape)
        pairs = irfft2(np.abs(rfft2(drawn, full)) ** 2, full)
        table[:, k] = np.bincount(step, pairs.ravel(), STEPS + 1)[:STEPS]
    return table


def _within_by_grid(origins: Integers, places: Floats, carried: Floats, radii: Floats) -> Floats:
    from scipy.fft import irfft2, next_fast_len, rfft2

    cell, column, row, shape = _cells(places)
    margin = int(min(radii.max(), cell * max(shape)) / cell) + 1
    full = tuple(next_fast_len(side + margin, real=True) for side in shape)
    drawn = [np.bincount(column * shape[1] + row, mass, shape[0] * shape[1]).reshape(shape) for mass in carried.T]
    masses, away = [rfft2(mass, full) for mass in drawn], _displacements(cell, full)
    total = np.empty((len(origins), len(radii), len(masses)))
    for r, radius in enumerate(radii):
        disc = rfft2((away <= radius).astype(float))
        for k, mass in enumerate(masses):
            total[:, r, k] = irfft2(mass * disc, full)[column[origins], row[origins]]
    return total


def _cells(places: Floats) -> tuple[float, Integers, Integers, tuple[int, int]]:
    """The side of a cell, the column and row of each place, and the shape of a grid that holds them all."""
    corner, extent = places.min(axis=0), np.ptp(places, axis=0)
    cell = float(extent.max()) / CELLS
    column, row = ((places - corner) / cell).astype(np.int64).T
    return cell, column, row, (int(extent[0] / cell) + 1, int(extent[1] / cell) + 1)


def _displacements(cell: float, shape: tuple[int, ...]) -> Floats:
    """The length of each displacement on a grid that wraps round, as a Fourier transform sees it."""
    across, down = (np.minimum(np.arange(side), side - np.arange(side)) for side in shape)
    lengths: Floats = cell * np.hypot(across[:, None], down)
    return lengths


def _step(distance: Floats, reach: float) -> NDArray[np.int64]:
    """The fine step of each distance, STEPS for those at ``reach`` or beyond."""
    return np.minimum(distance * (STEPS / reach), STEPS).astype(np.int64).ravel()
