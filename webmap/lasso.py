"""Communes picked on the map: those whose town hall lies in an outline drawn by hand, and those pointed at."""

import re
from functools import lru_cache

import numpy as np
import pandas as pd
from flask import Blueprint, Response, request

from geo.atlas.base import Atlas
from geo.errors import BadSelectionError
from webmap import formatting
from webmap.current import atlas
from webmap.custom import MOST, codes_from
from webmap.exports import as_json
from webmap.languages import gettext as _

lasso = Blueprint("lasso", __name__)

Point = tuple[float, float]
MOST_POINTS = 500
FEWEST_POINTS = 3
_POINT = re.compile(r"(-?\d{1,3}(?:\.\d{1,6})?),(-?\d{1,2}(?:\.\d{1,6})?)")


@lasso.get("/territoire/communes.json")
def found() -> Response:
    """The communes of ``codes`` and those in ``outline``, together, each with its point on the page.

    Beyond a hundred, what the outline adds is left out, and ``said`` says how many there were. A code that today's list
    lacks is left out.
    """
    table = halls(atlas())
    chosen = table["code"].isin(codes_from(request.args.get("codes", "")))
    drawn = request.args.get("outline", "")
    wanted = chosen | inside(table, outline_from(drawn)) if drawn else chosen
    fits = int(wanted.sum()) <= MOST
    rows = table[wanted if fits else chosen]
    places = [
        {"code": code, "name": name, "point": [lon, lat]}
        for code, name, lon, lat in rows[["code", "name", "map_lon", "map_lat"]].itertuples(index=False, name=None)
    ]
    return as_json({"communes": places, "said": said(rows) if fits else too_many(int(wanted.sum()))})


@lru_cache(maxsize=2)
def halls(atlas: Atlas) -> pd.DataFrame:
    """The communes with the point of their town hall on the page, by name."""
    table = atlas.territories("commune")
    return table[table["map_lon"].notna()].sort_values("name", key=lambda names: names.map(formatting.in_order))


def said(rows: pd.DataFrame) -> str:
    """How many communes and inhabitants, in words."""
    if rows.empty:
        return _("Aucune commune choisie.")
    parts = formatting.plural(len(rows), "commune"), formatting.plural(float(rows["population"].sum()), "habitant")
    return " · ".join(parts)


def too_many(count: int) -> str:
    """Why an outline added nothing."""
    return _("%(n)s communes : une liste en compte au plus %(most)s.", n=count, most=MOST)


def inside(communes: pd.DataFrame, outline: list[Point]) -> np.ndarray:
    """Whether each town hall lies in the outline; where it crosses itself, each loop counts.

    The town hall is a point: a commune is in or out, whereas shapes that only touch the line would come in too.
    """
    # Heavy, and of no use to a page: imported by those who draw.
    import shapely

    area = shapely.make_valid(shapely.Polygon(outline))
    shapely.prepare(area)
    return np.asarray(shapely.contains_xy(area, communes["map_lon"], communes["map_lat"]))


def outline_from(text: str) -> list[Point]:
    """The points of an outline, ``lon,lat`` in degrees of the page, parted by blanks.

    >>> outline_from("-4.5,48.3 -4.4,48.3 -4.4,48.4")
    [(-4.5, 48.3), (-4.4, 48.3), (-4.4, 48.4)]
    """
    found = [_POINT.fullmatch(word) for word in text.split()]
    points = [(float(point[1]), float(point[2])) for point in found if point]
    if len(points) != len(found) or not FEWEST_POINTS <= len(points) <= MOST_POINTS:
        raise BadSelectionError(
            _(
                "Un tracé compte de %(fewest)s à %(most)s points, en degrés ; écrire par exemple "
                "outline=-4.5,48.3 -4.4,48.3 -4.4,48.4.",
                fewest=FEWEST_POINTS,
                most=MOST_POINTS,
            )
        )
    return points
