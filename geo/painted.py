"""A folium map of shapes that come with their colour: what a notebook shows, and what a mail carries.

folium loads nine files from four hosts for any map; one is enough here, Leaflet, and a file to be opened without a
network carries it inside.
"""

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import folium
import numpy as np
import shapely
from branca.element import Element
from jinja2 import Template

from geo.territories import FRAME_BOUNDS

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

LEAFLET = ("leaflet", "leaflet_css")
"""The names under which folium knows Leaflet's script and style, alone kept."""
Line = tuple[str, str, float]
"""A line of a legend: its paint, its words, and its thickness in pixels: 16 for a surface."""
STYLE = """
html, body { margin: 0; height: 100%; }
body { display: flex; flex-direction: row-reverse; background: #fff; color: #1c1b19; font: 14px/1.4 sans-serif; }
.leaflet-container { flex: 1; background: #e8ecee; font: inherit; }
aside { width: 19rem; flex: none; overflow: auto; padding: 1rem 1.2rem; box-sizing: border-box; }
aside h1 { font: 600 1.2rem/1.25 Georgia, "DejaVu Serif", serif; margin: 0 0 0.8rem; }
aside ul { list-style: none; margin: 0 0 0.8rem; padding: 0; }
aside li { display: flex; gap: 0.5rem; margin: 0.2rem 0; }
aside li svg { flex: none; margin-top: 0.15rem; }
aside p { margin: 0.5rem 0 0; color: #57534a; font-size: 0.85rem; overflow-wrap: anywhere; }
@media (max-width: 44rem) {
  body { flex-direction: column; height: auto; }
  .leaflet-container { flex: none; height: 65vh !important; }
  aside { width: auto; }
}
"""
GROUND = {"fillColor": "#fbfaf7", "color": "#b9b4a8", "weight": 0.6, "fillOpacity": 1}


class Html(Element):
    """HTML as it stands: branca runs what it is given as a template, and words may come from a reader."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


def painted_map(
    shapes: "GeoDataFrame",
    title: str,
    legend: Sequence[Line],
    *,
    notes: Sequence[str] = (),
    ground: "GeoDataFrame | None" = None,
    engine: str = "",
    paints: str = "",
) -> folium.Map:
    """A map of the shapes (degrees) in their column ``color``, with the words of ``tip`` under the pointer.

    A point is a ring of its colour. ``ground`` lies under them, without words, so that no place is missing. ``weight``,
    where there is such a column, is the width of lines in pixels. ``engine`` is Leaflet's script and style as HTML, to
    be carried inside; without it they are fetched when the map is opened. ``paints`` is SVG that defines the patterns
    that a colour may name, such as ``url(#dots)``. Words are shown as text, never run as HTML.
    """
    drawn = folium.Map(tiles=None, attribution_control=False, zoom_snap=0.25)
    if ground is not None:
        folium.GeoJson(ground[["geometry"]].to_json(drop_id=True), style_function=lambda _: GROUND).add_to(drawn)
    if "weight" not in shapes:
        shapes = shapes.assign(weight=0.6)
    features = folium.GeoJson(
        shapes.assign(tip=[_inert(tip) for tip in shapes["tip"]]).to_json(drop_id=True),
        style_function=_style,
        highlight_function=_highlight,
        marker=folium.CircleMarker(radius=5),
        # folium looks for the field in the first shape, and refuses where there is none.
        tooltip=folium.GeoJsonTooltip(["tip"], labels=False, sticky=True) if len(shapes) else None,
    )
    features.add_to(drawn)
    west, south, east, north = _bounds(shapes)
    drawn.fit_bounds([[south, west], [north, east]])
    _load(drawn, engine)
    _page(drawn).html.add_child(Html(_panel(title, legend, notes) + str(paints)))
    return drawn


def _page(drawn: folium.Map) -> Any:
    """The page that holds a map: branca makes it a Figure, and declares an Element."""
    return drawn.get_root()


def _inert(words: str) -> str:
    """Words that neither the browser nor branca runs: it renders the features of a map twice, as a template."""
    return html.escape(words).replace("{", "&#123;")


def _style(feature: dict[str, Any]) -> dict[str, Any]:
    said, is_line = feature["properties"], feature["geometry"]["type"] in ("LineString", "Point")
    edge = said["color"] if is_line else "#6b675e"
    return {
        "fillColor": said["color"],
        "color": edge,
        "weight": said["weight"],
        "fillOpacity": 0.92,
        "fill": not is_line,
    }


def _highlight(feature: dict[str, Any]) -> dict[str, Any]:
    return {"color": "#000000", "weight": feature["properties"]["weight"] + 1.5}


def _bounds(shapes: "GeoDataFrame") -> tuple[float, float, float, float]:
    """West, south, east, north of what lies in mainland France, else of all: the overseas would shrink the rest."""
    west, south, east, north = FRAME_BOUNDS
    places = shapes.geometry.bounds.to_numpy()
    inside = (places[:, 0] > west) & (places[:, 1] > south) & (places[:, 2] < east) & (places[:, 3] < north)
    kept = places[inside] if inside.any() else places if len(places) else np.array([FRAME_BOUNDS])
    low, high = kept[:, :2].min(axis=0), kept[:, 2:].max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _load(drawn: folium.Map, engine: str) -> None:
    """Leaflet alone: carried inside where it is given, else from where folium finds it."""
    drawn.default_js = [] if engine else [one for one in drawn.default_js if one[0] in LEAFLET]
    drawn.default_css = [] if engine else [one for one in drawn.default_css if one[0] in LEAFLET]
    _page(drawn).header.add_child(Html(f"{engine}<style>{STYLE}</style>"), name="engine")


def _panel(title: str, legend: Sequence[Line], notes: Sequence[str]) -> str:
    """Title, legend and notes, beside the map or under it."""
    lines = (f"<li>{_swatch(paint, height)}<span>{html.escape(words)}</span></li>" for paint, words, height in legend)
    told = (f"<p>{html.escape(note)}</p>" for note in notes)
    return f"<aside><h1>{html.escape(title)}</h1><ul>{''.join(lines)}</ul>{''.join(told)}</aside>"


def _swatch(paint: str, height: float) -> str:
    place = f'y="{8 - height / 2:.1f}" width="26" height="{height:.1f}"'
    return f'<svg width="26" height="16" aria-hidden="true"><rect {place} fill="{html.escape(paint)}"/></svg>'


def simplified(shapes: "GeoDataFrame", tolerance: float) -> "GeoDataFrame":
    """The shapes with fewer points, borders still shared; those without a shape are left out.

    ``tolerance`` is in degrees: the side of the triangles that may be dropped (Visvalingam & Whyatt 1993).
    """
    known = shapes[shapes.geometry.notna()]
    thin = shapely.coverage_simplify(np.asarray(known.geometry.array), tolerance)
    return known.set_geometry(shapely.set_precision(thin, 0.0001, mode="pointwise"), crs=shapes.crs)
