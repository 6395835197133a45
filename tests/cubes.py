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
    columns = ["level", "code", "name", "departement", "region", "population", "area_km2", "lon", "lat"]
    territory = pd.DataFrame(tables.get("territory", ()), columns=columns)
    more = {name: pd.DataFrame(tables.get(name, ())) for name in ("size", "firm", "band")}
    return Cube(territory=territory, **made, neighbours=neighbours or {}, **more)


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
        "definition": "seat", "local_level": "departement", **more,
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


def firm(code: str, family: str, amount: float, first: float, contracts: float = 3.0, **more: Any) -> dict[str, Any]:
    """A row of firm: a supplier of a commune, what it wins and what its first buyer makes of that."""
    return {
        "supplier_id": f"{code}-{family}-{amount}", "family": family, "commune": code, "epci": None,
        "departement": code[:2], "region": None, "contracts": contracts, "amount_eur": amount,
        "contracts_first": contracts * first / amount, "amount_first_eur": first, **more,
    }  # fmt: skip


def country(side: int = 6, family: str = "45", level: str = "departement") -> dict[str, list[dict[str, Any]]]:
    """A square country of towns 50 km apart, in two régions: each buys the less the farther, twice at home.

    Tables territory, flow and locality of a cube, whose slope is -1 and whose border with oneself is 2.
    """
    codes = [f"{row}{column}" for row in range(side) for column in range(side)]
    lon, lat = ({c: start + step * int(c[at]) for c in codes} for at, start, step in ((1, 1.0, 0.65), (0, 46.0, 0.45)))
    towns = [
        {"level": level, "code": c, "departement": c, "region": "AB"[int(c[0]) * 2 // side], "population": 1_000.0,
         "area_km2": 2_500.0, "lon": lon[c], "lat": lat[c]}
        for c in codes
    ]  # fmt: skip
    rows = []
    for one in codes:
        for other in codes:
            km = ((76.0 * (lon[one] - lon[other])) ** 2 + (111.0 * (lat[one] - lat[other])) ** 2) ** 0.5
            count = float(round(2_000 / (km or 10)))
            rows.append(flow(one, other, 1_000 * count, count, level=level, family="all"))
    rows += [row | {"family": family} for row in rows]
    local = [
        place(row["buyer_code"], where, row["contracts"], row["amount_eur"], level=level, local_level=level,
              family=row["family"])
        for row in rows
        for where in ["local" if row["buyer_code"] == row["supplier_code"] else "elsewhere"]
    ]  # fmt: skip
    return {"territory": towns, "flow": rows, "locality": local}
