"""The same flows as a table of territories by territories, for who reads figures rather than curves."""

import math
from dataclasses import dataclass

import pandas as pd

from webmap import formatting

MOST = 14
"""Territories that a table still shows on a screen."""
SHADES = 5


@dataclass(frozen=True)
class Cell:
    """Money from the buyers of a row to the suppliers of a column; ``shade`` 0 is none, SHADES the largest."""

    text: str
    shade: int
    is_self: bool


@dataclass(frozen=True)
class Matrix:
    """Territories of most money, and what goes from each to each."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def matrix(flows: pd.DataFrame, names: dict[str, str]) -> Matrix:
    """The flows among the territories that spend and win most; shades grow with the square root of the amount.

    >>> flows = pd.DataFrame({"buyer_code": ["1", "1"], "supplier_code": ["1", "2"], "amount_eur": [400.0, 100.0]})
    >>> [[cell.shade for cell in cells] for _name, cells in matrix(flows, {"1": "Nord", "2": "Sud"}).rows]
    [[5, 3], [0, 0]]
    """
    placed = flows[flows["buyer_code"].isin(names.keys()) & flows["supplier_code"].isin(names.keys())]
    chosen = largest_ends(placed, MOST)
    amounts = placed.set_index(["buyer_code", "supplier_code"])["amount_eur"].to_dict()
    largest = max((amounts.get((a, b), 0.0) for a in chosen for b in chosen), default=0.0)
    rows = ((names[a], tuple(_cell(amounts.get((a, b), 0.0), largest, a == b) for b in chosen)) for a in chosen)
    return Matrix(tuple(names[code] for code in chosen), tuple(rows))


def largest_ends(placed: pd.DataFrame, most: int) -> list[str]:
    """The territories that spend and win most, by code; of two alike, the first code.

    >>> flows = pd.DataFrame({"buyer_code": ["1", "1"], "supplier_code": ["1", "2"], "amount_eur": [400.0, 100.0]})
    >>> largest_ends(flows, 1)
    ['1']
    """
    sides = pd.concat([placed.set_index(side)["amount_eur"] for side in ("buyer_code", "supplier_code")])
    weights = sides.groupby(level=0).sum().sort_index()
    return [str(code) for code in weights.sort_values(ascending=False, kind="stable").index[:most]]


def _cell(amount: float, largest: float, is_self: bool) -> Cell:
    if amount <= 0:
        return Cell("", 0, is_self)
    return Cell(formatting.euros(amount), math.ceil(SHADES * math.sqrt(amount / largest)), is_self)
