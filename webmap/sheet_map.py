"""The small map of a sheet: from a territory, one curve to each of its main suppliers' territories.

Every paint is an attribute: WeasyPrint does not bring the style of a page to the pictures inside it.
"""

from typing import Any

from markupsafe import Markup

from geo.atlas.base import Atlas
from webmap import svg

Row = dict[Any, Any]
INK, GROUND, HERE = "#1c1b19", "#e4e1d8", "#9a968c"


def money_map(atlas: Atlas, place: Row, partners: list[Row]) -> Markup:
    """France, the territory, and its partners' curves: their width grows with the root of the amount."""
    return Markup("").join((*_ground(atlas, place), svg.inset_frames(), *_curves(atlas, place, partners)))


def _ground(atlas: Atlas, place: Row) -> list[Markup]:
    own = place["level"] if place["level"] in ("region", "departement") else "departement"
    return [
        Markup('<path d="{}" fill="{}" stroke="#ffffff" stroke-width="1"/>').format(
            path, HERE if own == place["level"] and code == place["code"] else GROUND
        )
        for code, _name, path in svg.outlines(atlas, own)
    ]


def _curves(atlas: Atlas, place: Row, partners: list[Row]) -> list[Markup]:
    rows = atlas.territories(place["level"])[["code", "map_lon", "map_lat"]].itertuples(index=False, name=None)
    points = {code: (lon, lat) for code, lon, lat in rows}
    linked = [p for p in partners if p["linked"] and p["code"] in points]
    largest = max((p["amount"] for p in linked), default=0.0)
    start = svg.point(place["map_lon"], place["map_lat"])
    drawn = [_curve(start, svg.point(*points[p["code"]]), svg.width(p["amount"], largest)) for p in linked]
    return [
        *drawn,
        Markup('<circle cx="{:.1f}" cy="{:.1f}" r="12" fill="#ffffff" stroke="{}" stroke-width="6"/>').format(
            *start, INK
        ),
    ]


def _curve(start: svg.Point, end: svg.Point, width: float) -> Markup:
    line = Markup('<path d="{}" fill="none" stroke="{}" stroke-opacity="0.72" stroke-width="{:.1f}"/>')
    dot = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="7" fill="{}"/>')
    return line.format(svg.curve(start, end), INK, 1.5 * width) + dot.format(*end, INK)
