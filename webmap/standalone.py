"""Any view as one HTML file that opens from a mail, without a network: folium's map with Leaflet carried inside."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from flask import current_app
from markupsafe import Markup

from geo.atlas.base import Atlas
from geo.atlas.listed import Part
from geo.errors import BadSelectionError, MissingToolError
from webmap import formatting, palettes, svg
from webmap.languages import gettext as _
from webmap.layers.areas import MapView
from webmap.layers.base import Layer
from webmap.layers.choropleth import fill_of
from webmap.layers.flows import Flow, FlowView, tip
from webmap.layers.residuals import GapView
from webmap.layers.residuals import tip as gap_tip

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

MOST_SHAPES = 3000
"""Territories of a file: the 1,255 EPCI weigh 2 MB; 35,000 communes would weigh 15 and take 15 seconds to make."""
STAYS, RING_WIDTH = "#5d594f", 3.0
HULL_WIDTH = 2.0
SURFACE = 16.0
"""Pixels of a colour that fills its place in the legend."""
TOLERANCE = 0.01
"""Degrees: see ``geo.painted.simplified``."""


def page(atlas: Atlas, layer: Layer, shown: Any, told: Mapping[str, str]) -> str:
    """The view as a page of its own; ``told`` is what goes with a file: its scope, method, source, licence, edition.

    Raises BadSelectionError for more territories than a mail can carry, MissingToolError where ``make setup`` has not
    filled ``static/vendor``.
    """
    # Heavy, and of no use to a page: imported by those who ask for a file.
    from geo.painted import painted_map

    marks = _MARKS[type(shown)](shown)
    if len(marks) > MOST_SHAPES:
        raise BadSelectionError(
            _("Trop de territoires pour un seul fichier : choisir un département, ou un niveau plus large.")
        )
    shapes = _placed(atlas, layer, shown, marks)
    legend = [
        (entry.color, entry.text, entry.width or (RING_WIDTH if entry.ring else SURFACE)) for entry in shown.entries
    ]
    source = _("Source : %(source)s. %(licence)s.", source=told["source"], licence=told["licence"])
    made = {"edition": told["edition"], "day": formatting.day(told["made_on"])}
    edition = _("Édition des données : %(edition)s. Figure du %(day)s.", **made)
    notes = [told["definition"], source, edition, told["address"]]
    drawn = painted_map(
        shapes,
        formatting.french(f"{told['title']}, {told['scope']}"),
        legend,
        notes=[formatting.french(note) for note in notes],
        ground=ground(atlas),
        engine=engine(str(current_app.static_folder)),
        paints=_paints(shown),
    )
    return str(drawn.get_root().render())


def _of_areas(shown: MapView) -> pd.DataFrame:
    """A mark a territory, in the order of the layer's table."""
    marks = [(fill_of(area, shown.legend), 0.6, area.tip) for area in shown.areas]
    return pd.DataFrame(marks, columns=["color", "weight", "tip"])


def _of_flows(shown: FlowView) -> pd.DataFrame:
    """A mark a flow, those that stay last, in the order of the layer's table; what has no place has no mark."""
    flows: list[Flow] = [*shown.lines, *shown.rings]
    largest = max((flow.amount for flow in flows), default=0.0)
    colors = {"out": palettes.FLOW_OUT, "in": palettes.FLOW_IN}
    marks = [
        (STAYS, RING_WIDTH, tip(flow))
        if flow.is_self
        else (colors[shown.role(flow)], svg.width(flow.amount, largest), tip(flow))
        for flow in flows
    ]
    return pd.DataFrame(marks, columns=["color", "weight", "tip"])


def _of_gaps(shown: GapView) -> pd.DataFrame:
    """A mark a gap, those inside a territory last, in the order of the layer's table."""
    gaps = (*shown.lines, *shown.rings)
    widest = max((abs(gap.residual) for gap in gaps), default=0.0)
    marks = [(palettes.GAPS[gap.k], svg.width(abs(gap.residual), widest), gap_tip(shown, gap)) for gap in gaps]
    return pd.DataFrame(marks, columns=["color", "weight", "tip"])


_MARKS: dict[type, Callable[[Any], pd.DataFrame]] = {
    MapView: _of_areas, FlowView: _of_flows, GapView: _of_gaps,
}  # fmt: skip


def _placed(atlas: Atlas, layer: Layer, shown: Any, marks: pd.DataFrame) -> "GeoDataFrame":
    """The marks on their shapes; borders of territories are simplified together."""
    import geopandas
    import shapely

    from geo.painted import simplified

    table = layer.table(shown).head(len(marks))
    shapes = geopandas.GeoSeries.from_wkb(pd.Series(layer.shapes(atlas, shown, table), dtype=object), crs="EPSG:4326")
    frame = geopandas.GeoDataFrame(marks, geometry=shapes)
    if isinstance(shown, MapView):
        return geopandas.GeoDataFrame(pd.concat([simplified(frame, TOLERANCE), *_hulls(shown)]), crs="EPSG:4326")
    known = frame[frame.geometry.notna()]
    # What stays is a line of no length, which no engine draws: a point is.
    lines = known.geometry.to_numpy()
    drawn = np.where(shapely.length(lines) > 0, lines, shapely.get_point(lines, 0))
    return known.set_geometry(geopandas.GeoSeries(drawn, index=known.index, crs=known.crs))


def _hulls(shown: MapView) -> "list[GeoDataFrame]":
    """The outlines over the colours, where they were asked for: lines, so that the colours stay seen."""
    import geopandas
    import shapely

    places = shown.hulls.places if shown.hulls else ()
    if not places:
        return []
    lines = [shapely.LineString(place.outline) for place in places]
    marks = pd.DataFrame({"color": palettes.HULL, "weight": HULL_WIDTH, "tip": [place.tip for place in places]})
    return [geopandas.GeoDataFrame(marks, geometry=lines, crs="EPSG:4326")]


@lru_cache(maxsize=2)
def ground(atlas: Atlas) -> "GeoDataFrame":
    """The shapes of départements, under every map."""
    import geopandas

    from geo.painted import simplified

    rows = atlas.listed("territory", Part(limit=MOST_SHAPES), level="departement")
    shapes = geopandas.GeoSeries.from_wkb([bytes(shape) for shape in rows["shape"].dropna()], crs="EPSG:4326")
    return simplified(geopandas.GeoDataFrame(geometry=shapes), TOLERANCE)


def _paints(shown: Any) -> Markup:
    """The patterns that colours name, where an SVG of no size keeps them."""
    hatches = svg.hatches(shown.legend.colors) if shown.legend else Markup("")
    dots = svg.dots(palettes.INSUFFICIENT)
    return Markup(
        '<svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>{}{}</defs></svg>'
    ).format(hatches, dots)


@lru_cache
def engine(static: str) -> str:
    """Leaflet's script and style as HTML; its pictures are of controls that these maps do not have."""
    folder = Path(static, "vendor", "leaflet")
    try:
        script, style = ((folder / f"leaflet.{kind}").read_text(encoding="utf-8") for kind in ("js", "css"))
    except FileNotFoundError as error:
        raise MissingToolError(f"Leaflet is not in {folder}; `make setup` puts it there") from error
    return f"<script>{script}</script><style>{style}</style>"
