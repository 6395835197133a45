"""Cubes written by hand: the totals that an indicator starts from, a few rows each."""

from collections.abc import Iterable
from typing import Any

import pandas as pd
from hypothesis import settings

from geo.columns import TABLES
from geo.indicators import Cube

LAW = settings(max_examples=30, deadline=None)
"""A cube takes pandas 50 ms: few examples, and no stopwatch on a machine shared by others."""

CUT = {"level": "departement", "year": 0, "family": "all"}


def cube(neighbours: dict[str, Any] | None = None, **tables: Iterable[dict[str, Any]]) -> Cube:
    """A cube of the rows given, whose cut is the whole of a département unless they say otherwise."""
    made = {name: table(name, tables.get(name, ())) for name in ("total", "locality", "flow", "distance")}
    territory = pd.DataFrame(tables.get("territory", ()), columns=["level", "code", "population"])
    return Cube(territory=territory, **made, neighbours=neighbours or {})


def table(name: str, rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Rows of one table of the cube, absent sums at zero."""
    columns = [column.name for column in TABLES[name]]
    blank = dict.fromkeys(columns, 0.0)
    return pd.DataFrame([blank | CUT | row for row in rows], columns=columns)


def place(code: str, where: str, contracts: float, amount: float, **more: Any) -> dict[str, Any]:
    """A row of locality won by equal suppliers, one a contract."""
    square = amount**2 / contracts if contracts else 0.0
    return {
        "code": code, "place": where, "contracts": contracts, "amount_eur": amount, "amount_sq": square,
        "local_level": "departement", **more,
    }  # fmt: skip


def total(code: str, role: str, amounts: list[float], **more: Any) -> dict[str, Any]:
    """A row of total: one contract with each partner, for these amounts."""
    ranked = sorted(amounts, reverse=True)
    tops = {f"amount_top{n}": sum(ranked[:n]) for n in (1, 3, 5)}
    tops |= {f"contracts_top{n}": float(min(n, len(amounts))) for n in (1, 3, 5)}
    return {
        "code": code, "role": role, "contracts": float(len(amounts)), "partners": len(amounts),
        "amount_eur": sum(amounts), "amount_sq": sum(a * a for a in amounts), "contracts_sq": float(len(amounts)),
        **tops, **more,
    }  # fmt: skip


def flow(buyer: str, supplier: str, amount: float, contracts: float = 1.0, **more: Any) -> dict[str, Any]:
    """A row of flow."""
    return {"buyer_code": buyer, "supplier_code": supplier, "amount_eur": amount, "contracts": contracts, **more}


def one(figures: pd.DataFrame, **where: Any) -> Any:
    """The only figure that fits."""
    for column, value in where.items():
        figures = figures[figures[column] == value]
    assert len(figures) == 1, f"{len(figures)} figures fit {where}"
    return figures.iloc[0]
