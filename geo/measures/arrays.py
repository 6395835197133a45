"""What the formulas accept: finite numbers, amounts that are not negative, binary neighbours."""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, sparray, spmatrix

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Neighbours: TypeAlias = sparray | spmatrix


def finite(values: ArrayLike, name: str = "values") -> Floats:
    """A float array of the values; a missing one raises ValueError, for no formula can guess it."""
    array = np.asarray(values, dtype=float)
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds missing or infinite numbers; leave those units out first")
    return array


def amounts(values: ArrayLike, name: str = "values") -> Floats:
    """A float array of finite values, none of them negative; ValueError otherwise."""
    array = finite(values, name)
    if (array < 0).any():
        raise ValueError(f"{name} holds negative numbers; a share of a total has no meaning there")
    return array


def same_length(first: Floats, second: NDArray[np.generic]) -> None:
    """Refuse (ValueError) two arrays that do not speak of the same units."""
    if len(first) != len(second):
        raise ValueError(f"{len(first)} units on one side and {len(second)} on the other")


def binary(neighbours: Neighbours, units: int) -> csr_array:
    """The square matrix of zeros and ones of who touches whom, nobody its own neighbour.

    >>> binary(csr_array([[1, 2], [0, 0]]), 2).toarray().tolist()
    [[0.0, 1.0], [0.0, 0.0]]
    """
    found = csr_array(neighbours).tocoo()
    if found.shape != (units, units):
        raise ValueError(f"neighbours has shape {found.shape} for {units} values")
    rows, columns = found.coords
    kept = (rows != columns) & (found.data != 0)
    ones = np.ones(int(kept.sum()))
    matrix = csr_array((ones, (rows[kept], columns[kept])), shape=found.shape)
    matrix.data[:] = 1.0  # the constructor adds up a pair given twice
    return matrix


def degrees(matrix: csr_array) -> Integers:
    """How many neighbours each unit has; 0 for an isolate such as Belle-Île."""
    found: Integers = np.diff(matrix.indptr).astype(np.int64)
    return found


def mean_of_neighbours(matrix: csr_array, values: Floats) -> Floats:
    """The spatial lag, weights row-standardised: the neighbours' mean, 0 for an isolate.

    >>> mean_of_neighbours(binary(csr_array([[0, 1, 1], [1, 0, 0], [0, 0, 0]]), 3), np.array([1.0, 2.0, 4.0]))
    array([3., 1., 0.])
    """
    lag: Floats = (matrix @ values) / np.maximum(degrees(matrix), 1)
    return lag
