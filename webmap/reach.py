"""Where partners are, drawn by the server: buyers around a seller, départements of an organisation's partners."""

import math
from typing import Any

import numpy as np
import pandas as pd
from flask import url_for
from markupsafe import Markup

from geo import territories
from geo.atlas.base import Atlas
from webmap import formatting, svg
from webmap.nearby import Seller

MOST_DRAWN, NUMBERED = 300, 10
_KM_OF_A_DEGREE = 111.2
_LARGEST, _SMALLEST = 45, 4
"""Radii, in units of the page, which is about 1,000 wide."""
Box = tuple[float, float, float]
"""Left, top and side of a square of the page."""


def reach_map(atlas: Atlas, table: pd.DataFrame, seller: Seller, km: int) -> Markup:
    """The square of the page around what was found, as an SVG; nothing where no buyer has a point.

    Areas of circles are in proportion to the yearly spend; the first ten bear their rank. Outlines follow a zoom as
    thin as they were.
    """
    drawn = table[table["lon"].notna()].head(MOST_DRAWN)
    if drawn.empty:
        return Markup("")
    x, y = _on_page(drawn["lon"], drawn["lat"], drawn["departement"].fillna(""))
    box, ring = _box(x, y, seller, km)
    largest = float(drawn["yearly_eur"].max()) or 1.0
    ground = Markup("").join(
        Markup('<path class="ground" d="{}"><title>{}</title></path>').format(path, name)
        for _, name, path in svg.outlines(atlas, "departement")
    )
    # The small ones are drawn last: a large circle must not hide them.
    marks = [_mark(i, row, x[i], y[i], box[2], largest) for i, row in enumerate(drawn.itertuples())]
    circles = Markup("").join(marks[i] for i in np.argsort(-drawn["yearly_eur"].fillna(0).to_numpy(), kind="stable"))
    numbers = Markup("").join(_number(i, row, x[i], y[i], box[2]) for i, row in enumerate(drawn.head(NUMBERED).index))
    view = f"{box[0]:.2f} {box[1]:.2f} {box[2]:.2f} {box[2]:.2f}"
    return Markup('<svg class="map-svg reach" viewBox="{}" role="group" aria-labelledby="map-title">{}</svg>').format(
        view, ground + ring + circles + numbers
    )


def partners_map(atlas: Atlas, reach: pd.DataFrame, home: str | None) -> Markup:
    """A circle for each département where partners stand, its area in proportion to the amount; ``home`` is marked.

    Nothing where none is placed. ``reach`` has code, contracts and amount_eur.
    """
    found = atlas.territories("departement").merge(reach[["code", "contracts", "amount_eur"]], on="code")
    found = found.sort_values("amount_eur", ascending=False)
    if found.empty:
        return Markup("")
    largest = float(found["amount_eur"].max()) or 1.0
    ground = Markup("").join(
        svg.shape(code, path, "ground chosen" if code == home else "ground", name)
        for code, name, path in svg.outlines(atlas, "departement")
    )
    circles = Markup("").join(_departement(row, largest) for row in found.itertuples())
    return Markup('<svg class="map-svg reach" viewBox="{}" role="group" aria-labelledby="reach-title">{}</svg>').format(
        svg.view_box(), svg.inset_frames() + ground + circles
    )


def _departement(row: Any, largest: float) -> Markup:
    x, y = svg.point(row.map_lon, row.map_lat)
    title = f"{row.name} : {formatting.euros(row.amount_eur)}, {formatting.contracts(row.contracts)}"
    radius = max(_LARGEST * math.sqrt(max(row.amount_eur, 0) / largest), _SMALLEST)
    return Markup(
        '<a href="{}" aria-label="{}"><circle class="buyer" cx="{:.1f}" cy="{:.1f}" r="{:.1f}"><title>{}</title>'
        "</circle></a>"
    ).format(url_for("pages.territory", level="departement", code=row.code), title, x, y, radius, title)


def _box(x: np.ndarray, y: np.ndarray, seller: Seller, km: int) -> tuple[Box, Markup]:
    """The square that holds the reach and its ring, or the buyers where départements were asked for."""
    if seller.departements or seller.lon is None or seller.lat is None:
        side = max(np.ptp(x), np.ptp(y), 20.0) * 1.2
        return (float((x.min() + x.max() - side) / 2), float((y.min() + y.max() - side) / 2), float(side)), Markup("")
    here = [seller.departement] * 2
    px, py = _on_page([seller.lon] * 2, [seller.lat, seller.lat + km / _KM_OF_A_DEGREE], here)
    radius = abs(float(py[1] - py[0]))
    side = 2.2 * radius
    ring = Markup(
        '<circle class="reach-ring" cx="{0:.2f}" cy="{1:.2f}" r="{2:.2f}"/><circle class="here" cx="{0:.2f}" '
        'cy="{1:.2f}" r="{3:.2f}"/>'
    ).format(px[0], py[0], radius, side / 110)
    return (float(px[0]) - side / 2, float(py[0]) - side / 2, side), ring


def _on_page(lon: object, lat: object, departement: object) -> tuple[np.ndarray, np.ndarray]:
    """Units of the frame; overseas départements stand in their insets."""
    codes = [str(code) for code in departement]  # type: ignore[attr-defined]
    moved = territories.to_page(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float), codes)
    return territories.frame_of(*moved)


def _mark(rank: int, row: object, x: float, y: float, side: float, largest: float) -> Markup:
    yearly = float(getattr(row, "yearly_eur", 0) or 0)
    size = max(math.sqrt(max(yearly, 0) / largest) * side / 18, side / 160)
    name, siren = formatting.text(getattr(row, "name", "")), str(getattr(row, "siren", ""))
    title = f"{rank + 1}. {name} : {formatting.euros(yearly)}"
    return Markup(
        '<a href="{}" aria-label="{}"><circle class="buyer" cx="{:.2f}" cy="{:.2f}" r="{:.2f}"><title>{}</title>'
        "</circle></a>"
    ).format(url_for("market.buyer", siren=siren), title, x, y, size, title)


def _number(rank: int, _row: object, x: float, y: float, side: float) -> Markup:
    return Markup('<text class="rank" x="{:.2f}" y="{:.2f}" font-size="{:.2f}">{}</text>').format(
        x, y + side / 110, side / 32, rank + 1
    )
