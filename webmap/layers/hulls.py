"""Hulls on the map: places where the suppliers of a purchase family stand dense, with their names."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from geo.atlas.base import Atlas
from geo.selection import ALL_FAMILIES
from webmap import families, formatting, palettes, sentences, svg
from webmap.languages import gettext as _

Point = tuple[float, float]


@dataclass(frozen=True)
class Hull:
    """One place: the commune that names it, what it holds, and its outline in degrees."""

    code: str
    name: str
    lon: float
    lat: float
    establishments: int
    amount: float
    outline: tuple[Point, ...]

    @property
    def tip(self) -> str:
        """The place in one sentence."""
        held = formatting.plural(self.establishments, "titulaire")
        return _("Concentration de %(name)s : %(held)s, %(amount)s", name=self.name, held=held,
                 amount=formatting.euros(self.amount))  # fmt: skip


@dataclass(frozen=True)
class Hulls:
    """The hulls of one purchase family, those of most suppliers first."""

    family: str
    places: tuple[Hull, ...]

    @property
    def title(self) -> str:
        """What they are, with the family they are of."""
        family = sentences.uncapitalize_first(families.label(self.family))
        return _("Concentrations de titulaires : %(family)s", family=family)

    def features(self) -> dict[str, Any]:
        """The outlines for the engine, as GeoJSON, and a point for each name."""
        return {"type": "FeatureCollection", "features": [one for hull in self.places for one in _features(hull)]}


def of_family(atlas: Atlas, family: str) -> Hulls:
    """The hulls of a family; for all of them together, those of the family whose hulls hold most suppliers.

    The hulls of every family lie one on the other around Paris: nobody could read them.
    """
    found = atlas.hulls(family)
    if family == ALL_FAMILIES and len(found):
        family = str(found.groupby("family")["establishments"].sum().idxmax())
        found = found[found["family"] == family]
    return Hulls(family, tuple(_hulls(found)))


def _hulls(found: pd.DataFrame) -> Iterator[Hull]:
    import shapely

    columns = ["code", "name", "lon", "lat", "establishments", "amount_eur", "shape"]
    for code, name, lon, lat, establishments, amount, shape in found[columns].itertuples(index=False, name=None):
        corners = shapely.get_coordinates(shapely.from_wkb(bytes(shape)))
        outline = tuple((float(x), float(y)) for x, y in corners)
        yield Hull(code, name, float(lon), float(lat), int(establishments), float(amount), outline)


def _features(hull: Hull) -> Iterator[dict[str, Any]]:
    said = {"name": hull.name, "tip": hull.tip}
    for kind, coordinates in (("Polygon", [hull.outline]), ("Point", (hull.lon, hull.lat))):
        yield {"type": "Feature", "properties": said, "geometry": {"type": kind, "coordinates": coordinates}}


def drawing(shown: Hulls) -> Markup:
    """The outlines as SVG, and their names above them all: no hull lies in an inset, so that degrees are the page's."""
    outlines = (_outline(hull) for hull in shown.places)
    names = (svg.name(hull.name, svg.point(hull.lon, hull.lat)) for hull in shown.places)
    return Markup("").join([*outlines, *names])


def _outline(hull: Hull) -> Markup:
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (svg.point(*corner) for corner in hull.outline)) + "Z"
    return Markup(
        '<path class="hull" fill="{c}" fill-opacity="0.12" stroke="{c}" stroke-width="2" d="{d}">'
        "<title>{t}</title></path>"
    ).format(c=palettes.HULL, d=path, t=hull.tip)
