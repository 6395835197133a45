"""Weighted least squares on group effects, one or two at once, for the gravity model."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from geo.measures.arrays import Floats, Integers

MOST_TURNS = 2_000


class Effects:
    """The groups (origins, destinations, both or none) whose common level is taken out of a column.

    >>> one = Effects([np.array([0, 0, 1])])
    >>> one.take_out(np.array([[1.0], [3.0], [5.0]]), np.ones(3)).ravel().tolist()
    [-1.0, 1.0, 0.0]
    """

    def __init__(self, groups: list[Integers]) -> None:
        self.groups = groups
        self.sizes = tuple(int(group.max(initial=-1)) + 1 for group in groups)

    def take_out(self, columns: Floats, weights: Floats) -> Floats:
        """The columns (N x K) less their best fit by the effects, weighted by ``weights`` (N)."""
        if not self.groups:
            return columns
        if len(self.groups) == 1:
            return columns - self._fit_one(columns, weights)
        return columns - self._fit_two(columns, weights)

    def _fit_one(self, columns: Floats, weights: Floats) -> Floats:
        means = self._sums(0, columns, weights) / np.bincount(self.groups[0], weights)[:, None]
        fit: Floats = means[self.groups[0]]
        return fit

    def _fit_two(self, columns: Floats, weights: Floats) -> Floats:
        """Origins follow from destinations in closed form; destinations by conjugate gradient."""
        table = self._table(weights)
        out, into = table.sum(axis=1), table.sum(axis=0)
        first, second = self._sums(0, columns, weights), self._sums(1, columns, weights)

        def reduced(b: Floats) -> Floats:
            remains: Floats = into * b - table.T @ ((table @ b) / out)
            return remains

        b = np.empty_like(second)
        for k, wanted in enumerate((second - table.T @ (first / out[:, None])).T):
            b[:, k] = _conjugate_gradient(reduced, wanted, into)
        a = (first - table @ b) / out[:, None]
        fit: Floats = a[self.groups[0]] + b[self.groups[1]]
        return fit

    def _sums(self, side: int, columns: Floats, weights: Floats) -> Floats:
        group, size = self.groups[side], self.sizes[side]
        return np.column_stack([np.bincount(group, weights * column, size) for column in columns.T])

    def _table(self, weights: Floats) -> Any:
        """Weights by origin and destination: dense when most pairs are there, as between EPCI."""
        (first, second), (rows, columns) = self.groups, self.sizes
        if rows * columns > 4 * len(weights):
            return csr_array((weights, (first, second)), shape=self.sizes)
        return np.bincount(first * columns + second, weights, rows * columns).reshape(self.sizes)


def _conjugate_gradient(matrix: Callable[[Floats], Floats], wanted: Floats, diagonal: Floats) -> Floats:
    """Solve matrix(b) = wanted, symmetric, singular along the constant, preconditioned by its diagonal."""
    b, rest = np.zeros_like(wanted), wanted.copy()
    direction = rest / diagonal
    size = start = float(rest @ direction)
    for _ in range(MOST_TURNS):
        if size <= 1e-24 * start:
            break
        image = matrix(direction)
        bend = float(direction @ image)
        if bend <= 0:  # flows that are all alike leave a rounding along the constant, which no step can mend
            break
        step = size / bend
        b += step * direction
        rest -= step * image
        ready = rest / diagonal
        size, previous = float(rest @ ready), size
        direction = ready + size / previous * direction
    return b
