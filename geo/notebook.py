"""Three lines in a notebook: an indicator as a GeoDataFrame, or as a map.

from geo.notebook import indicator_frame, indicator_map
indicator_map("atlas", "local_share", "departement")
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import geopandas
import numpy as np
import pandas as pd
from branca.colormap import ColorMap, linear

from geo.atlas import Atlas, open_atlas
from geo.atlas.listed import Part
from geo.indicators import indicator
from geo.indicators.base import Indicator
from geo.painted import Line, painted_map, simplified
from geo.selection import ALL_FAMILIES, ALL_YEARS, Selection
from geo.territories import Numbers

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

EVERY = 1_000_000
TOLERANCE = {"region": 0.03, "departement": 0.02, "zone_emploi": 0.015, "epci": 0.01, "commune": 0.005}
"""Degrees: half a pixel where a whole level fills a screen."""
CLASSES = 5
NO_FIGURE = "#d9d7d2"
SEQUENTIAL, DIVERGING = "YlGnBu_09", "PuOr_09"
"""Names of ColorBrewer's palettes in branca."""


def indicator_frame(
    atlas: Atlas | str | Path,
    key: str,
    level: str = "departement",
    *,
    reading: str = "",
    year: int = ALL_YEARS,
    family: str = ALL_FAMILIES,
    weight: str = "amount",
) -> "GeoDataFrame":
    """Every territory of a level with its figure, its interval and what it rests on, on its true shape (degrees).

    ``reading`` is a variant of the indicator, with a definition where it has several ('departement:head_office'); the
    one named as the level, else the first, where it is left out. Columns are those of ``Atlas.values``; a territory
    without a figure keeps its row, empty. Raises UnknownIndicatorError and BadSelectionError.
    """
    opened = atlas if isinstance(atlas, Atlas) else open_atlas(atlas)
    chosen = indicator(key)
    selection = Selection(level, year, family, weight)
    values = opened.values(key, reading or _usual(chosen, level), selection).drop(columns="name")
    places = opened.listed("territory", Part(limit=EVERY), level=level)[["code", "name", "population", "shape"]]
    table = places.merge(values, on="code", how="left")
    shapes = geopandas.GeoSeries.from_wkb(table["shape"].map(_plain), crs="EPSG:4326")
    return geopandas.GeoDataFrame(table.drop(columns="shape"), geometry=shapes)


def indicator_map(atlas: Atlas | str | Path, key: str, level: str = "departement", **wanted: Any) -> folium.Map:
    """The same as a map: five classes of as many territories each, too few contracts in grey; see ``indicator_frame``.

    The shapes are simplified; a map of all communes weighs 15 MB, and is better seen on the site.
    """
    chosen = indicator(key)
    frame = simplified(indicator_frame(atlas, key, level, **wanted), TOLERANCE[level])
    unit = chosen.unit_of(wanted.get("reading") or _usual(chosen, level))
    shown = frame["value"].where(frame["reliability"].isin(("fiable", "indicatif")) | chosen.is_sum)
    breaks = (
        np.unique(np.quantile(shown.dropna(), np.linspace(0, 1, CLASSES + 1))) if shown.notna().any() else np.array([])
    )
    colors = _colors(chosen, len(breaks) - 1)
    at = np.searchsorted(breaks[1:-1], shown, side="right")
    color = [colors[k] if known else NO_FIGURE for k, known in zip(at, shown.notna(), strict=True)]
    tip = [_tip(row, known, unit) for row, known in zip(frame.to_dict("records"), shown.notna(), strict=True)]
    return painted_map(
        frame[["code", "geometry"]].assign(color=color, tip=tip),
        chosen.label_en,
        _legend(breaks, colors, unit),
        notes=[chosen.definition_fr],
    )


def _usual(chosen: Indicator, level: str) -> str:
    keys = [variant.key for variant in chosen.variants]
    return level if level in keys else keys[0]


def _plain(shape: Any) -> bytes | None:
    return None if pd.api.types.is_scalar(shape) and pd.isna(shape) else bytes(shape)


def _colors(chosen: Indicator, count: int) -> list[str]:
    ramp: ColorMap = getattr(linear, DIVERGING if chosen.scale == "diverging" else SEQUENTIAL)
    return [ramp.rgb_hex_str(k / max(count - 1, 1)) for k in range(max(count, 1))]


def figure_of(value: float, unit: str) -> str:
    """A figure in plain English.

    >>> figure_of(0.547, "share"), figure_of(1_234_567, "eur"), figure_of(2.278, "ratio")
    ('54.7 %', '€1,234,567', '2.28')
    """
    if unit == "share":
        return f"{100 * value:.1f} %"
    return f"€{value:,.0f}" if unit.startswith("eur") else f"{value:,.0f} km" if unit == "km" else f"{value:.2f}"


def _tip(row: dict[Any, Any], known: bool, unit: str) -> str:
    if not known:
        return f"{row['name']}: no figure"
    span = f" ({figure_of(row['low'], unit)} to {figure_of(row['high'], unit)})" if pd.notna(row["low"]) else ""
    return f"{row['name']}: {figure_of(row['value'], unit)}{span}, {row['contracts']:,.0f} contracts"


def _legend(breaks: Numbers, colors: list[str], unit: str) -> list[Line]:
    ends = [figure_of(float(b), unit) for b in breaks]
    lines = [(color, f"{low} to {high}", 16.0) for color, low, high in zip(colors, ends, ends[1:], strict=False)]
    return [*lines, (NO_FIGURE, "no figure, or fewer than 10 contracts", 16.0)]
