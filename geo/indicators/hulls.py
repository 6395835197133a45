"""Hulls: where the suppliers of a purchase family stand dense enough for the place to have a name."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from geo.indicators.base import Cube
from geo.measures import dense_groups
from geo.selection import ALL_FAMILIES

REACH_KM = 10.0
LEAST_FIRMS = 10
COLUMNS = {
    "family": "str", "code": "str", "name": "str", "lon": "float64", "lat": "float64", "establishments": "int64",
    "amount_eur": "float64", "geometry": "object",
}  # fmt: skip
_DECIMALS = 4
"""Ten metres: a hull is drawn 5 km wider than its towns."""


def hulls(cube: Cube) -> pd.DataFrame:
    """The dense groups of each purchase family (all years): one row a hull, heaviest first within the family.

    A supplier counts once, at its commune's point; a hull is named after the commune that has most of its suppliers
    (``code``, ``name``, ``lon``, ``lat``), and ``geometry`` is its outline, a polygon in degrees (WKB). Mainland
    France and Corsica.
    """
    from pyproj import Transformer  # opens its database: half a second, for the batch alone

    points = suppliers_at(cube)
    there, back = (Transformer.from_crs(*ends, always_xy=True) for ends in ((4326, 2154), (2154, 4326)))
    x, y = there.transform(points["lon"].to_numpy(float), points["lat"].to_numpy(float))
    placed = points.assign(x=x, y=y)
    found = [
        row for family, firms in placed.groupby("family") for row in _of_family(str(family), firms, back.transform)
    ]
    return pd.DataFrame(found, columns=list(COLUMNS)).astype(COLUMNS)


def suppliers_at(cube: Cube) -> pd.DataFrame:
    """A row per supplier establishment and family, at its commune's point, in mainland France and Corsica."""
    towns = cube.territory[cube.territory["level"] == "commune"][["code", "name", "lon", "lat"]]
    if cube.firm.empty:
        return towns[:0].assign(family="", contracts=0.0, amount_eur=0.0)
    firm = cube.firm[(cube.firm["family"] != ALL_FAMILIES) & ~cube.firm["commune"].str.match(r"9[78]", na=True)]
    return firm.merge(towns.dropna(subset=["lon", "lat"]), left_on="commune", right_on="code")


def _of_family(family: str, firms: pd.DataFrame, to_degrees: Callable[..., Any]) -> list[tuple[object, ...]]:
    codes, metres = firms["code"].to_numpy(str), firms[["x", "y"]].to_numpy(float)
    groups = dense_groups(metres, np.ones(len(firms)), codes, 1_000 * REACH_KM, LEAST_FIRMS)
    towns = firms.drop_duplicates("code").set_index("code")[["name", "lon", "lat"]]
    amounts = firms["amount_eur"].to_numpy(float)
    return [
        (family, group.name, *towns.loc[group.name], len(group.members), amounts[group.members].sum(),
         _polygon(np.column_stack(to_degrees(*group.outline.T))))
        for group in groups
    ]  # fmt: skip


def _polygon(outline: np.ndarray) -> bytes:
    from shapely import Polygon, to_wkb  # the web process reads shapes through its store alone

    return bytes(to_wkb(Polygon(outline.round(_DECIMALS))))
