"""The choropleth: one colour per territory, with what the colour rests on."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from flask import url_for
from markupsafe import Markup

from geo import together
from geo.atlas.base import Atlas
from geo.atlas.listed import Part
from geo.indicators import INDICATORS
from geo.indicators.basins import LEVELS as BASIN_LEVELS
from geo.territories import LEVELS
from webmap import formatting, look, palettes, sentences, svg
from webmap.args import BASINS, HULLS, MapAsk, Query, known_territory, levels_of, map_ask, require_level
from webmap.languages import gettext as _
from webmap.languages import label
from webmap.layers import basins, hulls
from webmap.layers.areas import HATCH_BELOW, Area, MapView
from webmap.layers.base import Layer
from webmap.legend import Legend, legend_of

PARAMETERS = (
    "indicator", "variant", "definition", "level", "year", "family", "weight", "departement", "groups",
    *look.PARAMETERS,
)  # fmt: skip
DRAWN_LEVELS = ("region", "departement", "zone_emploi", "epci")
"""Levels few enough to draw as SVG; communes wait for the engine, or for a département."""

EVERY = 1_000_000
GROUPS_FR = {
    HULLS: "concentrations de titulaires, par-dessus",
    BASINS: "bassins d’achat, à la place des couleurs",
}
OTHER_BOUND = "head_office"


def view(atlas: Atlas, query: Query, strict: bool = False) -> MapView:
    """Read the values asked for. A page whose indicator needs a family, and has none, takes the largest."""
    ask = map_ask(query, strict)
    require_level(atlas, ask.selection.level)
    if ask.groups == BASINS:
        return basins.view(atlas, ask)
    frame = _values(atlas, ask)
    if frame.empty and not strict and not query.get("family") and atlas.families():
        with_family = map_ask({**query, "family": atlas.families()[0]})
        instead = _values(atlas, with_family)
        ask, frame = (with_family, instead) if len(instead) else (ask, frame)
    unit = ask.indicator.unit_of(ask.variant.key)
    centre = ask.indicator.centre if unit != "eur" else 0.0
    legend = legend_of(_shown_values(frame, unit), _scale(ask, unit), unit, centre, ask.look)
    beside = _beside(atlas, ask, unit)
    places = hulls.of_family(atlas, ask.selection.family) if ask.groups == HULLS else None
    return MapView(atlas.version, ask, unit, legend, tuple(_areas(frame, unit, legend, beside)), places)


def shows(unit: str, reliability: str) -> bool:
    """Whether a figure is shown: a sum always is, a ratio only when it rests on enough contracts.

    >>> shows("share", "insuffisant"), shows("eur", "insuffisant")
    (False, True)
    """
    return unit == "eur" or reliability != "insuffisant"


def _values(atlas: Atlas, ask: MapAsk) -> pd.DataFrame:
    if not ask.is_made:
        return together.EMPTY
    frame = together.values(atlas, ask.indicator.key, ask.reading, ask.selection)
    if ask.departement and ask.selection.level == "commune":
        known_territory(atlas, "departement", ask.departement)
        inside = atlas.territories("commune", within=("departement", ask.departement))
        frame = frame[frame["code"].isin(inside["code"])]
    return frame


def _beside(atlas: Atlas, ask: MapAsk, unit: str) -> dict[str, str]:
    """Beside the usual definition, the value with suppliers at their head office: the truth is between the two."""
    if not (ask.indicator.definitions and ask.is_usual) or ask.selection.is_range:
        return {}
    other = atlas.values(ask.indicator.key, ask.indicator.reading(ask.variant.key, OTHER_BOUND), ask.selection)
    rows = other[[shows(unit, str(r)) for r in other["reliability"]]] if len(other) else other
    return {code: formatting.value(value, unit) for code, value in zip(rows["code"], rows["value"], strict=True)}


def _scale(ask: MapAsk, unit: str) -> str:
    """The indicator's scale; a share inside a diverging indicator is read from light to dark."""
    if unit in palettes.CLASSES:
        return "class"
    return "sequential" if ask.indicator.scale == "diverging" and unit == "share" else ask.indicator.scale


def _shown_values(frame: pd.DataFrame, unit: str) -> list[float]:
    shown = [shows(unit, str(r)) for r in frame["reliability"]]
    return [float(v) for v, keep in zip(frame["value"], shown, strict=True) if keep and not formatting.is_absent(v)]


def _areas(frame: pd.DataFrame, unit: str, legend: Legend, beside: dict[str, str]) -> Iterator[Area]:
    columns = ["code", "name", "value", "low", "high", "contracts", "covered", "reliability"]
    for code, name, *numbers, contracts, covered, reliability in frame[columns].itertuples(index=False, name=None):
        value, low, high = (None if formatting.is_absent(n) else float(n) for n in numbers)
        shown = value is not None and shows(unit, reliability)
        k = legend.class_of(value) if shown else None
        text = _text(value, unit, legend, k) if shown else _absence(reliability, value)
        span = formatting.interval(low, high, unit) if shown and unit not in palettes.CLASSES else ""
        share = None if formatting.is_absent(covered) else float(covered)
        count = 0.0 if formatting.is_absent(contracts) else round(float(contracts), 4)
        worth, bound = (value, beside.get(code, "")) if shown else (None, "")
        yield Area(code, name, worth, low, high, count, share, str(reliability), text, span, k, bound)


def _text(value: float | None, unit: str, legend: Legend, k: int | None) -> str:
    return legend.labels[k] if unit in palettes.CLASSES and k is not None else formatting.value(value, unit)


def _absence(reliability: str, value: float | None) -> str:
    return _(sentences.INSUFFICIENT if reliability == "insuffisant" else sentences.NO_DATA)


def document(shown: MapView) -> dict[str, Any]:
    """The JSON of /api/values: the browser only paints it."""
    ask, legend, groups = shown.ask, shown.legend, shown.hulls or shown.basins
    return {
        "version": shown.version,
        "indicator": ask.indicator.key,
        "variant": ask.variant.key,
        "definition": ask.definition.key if ask.definition else None,
        "label": sentences.title(ask),
        "unit": shown.unit,
        "selection": {k: v for k, v in ask.query().items() if k not in ("indicator", "variant", "definition")},
        "classes": {
            "kind": legend.kind,
            "breaks": legend.breaks,
            "colors": legend.colors,
            "labels": legend.labels,
            "no_data_color": palettes.NO_DATA,
            "no_data_label": _(sentences.NO_DATA),
            "insufficient_color": palettes.INSUFFICIENT,
            "insufficient_label": _(sentences.INSUFFICIENT),
            "hatch_below": HATCH_BELOW,
        },
        "groups": groups.features() if groups else None,
        "values": {area.code: _packed(area) for area in shown.areas},
    }


def _packed(area: Area) -> dict[str, Any]:
    shown = area.value is not None
    return {
        "v": _short(area.value),
        "l": _short(area.low) if shown else None,
        "h": _short(area.high) if shown else None,
        "n": _short(area.contracts),
        "c": _short(area.covered),
        "r": area.reliability,
        "t": area.text,
        "k": area.k,
        "tip": area.tip,
    }


def _short(value: float | None) -> float | None:
    """Six significant figures: 35,000 communes are many bytes, and nobody reads the seventh."""
    return None if value is None else float(f"{value:.6g}")


def table(shown: MapView) -> pd.DataFrame:
    """The CSV of /api/values.csv: one row a territory; ratios on too few contracts stay empty."""
    if shown.basins:
        return shown.basins.table()
    columns = ["code", "name", "value", "low", "high", "contracts", "covered", "reliability", "unit"]
    return pd.DataFrame([(*_cells(a), shown.unit) for a in shown.areas], columns=columns)


def _cells(a: Area) -> tuple[Any, ...]:
    low, high = (a.low, a.high) if a.value is not None else (None, None)
    return a.code, a.name, a.value, low, high, a.contracts, a.covered, a.reliability


def shapes(atlas: Atlas, shown: MapView, table: pd.DataFrame) -> list[bytes | None]:
    """The true shape of each territory of the table."""
    rows = atlas.listed("territory", Part(limit=EVERY), level=shown.ask.selection.level)
    rows = rows[rows["shape"].notna()]
    by_code = {code: bytes(shape) for code, shape in zip(rows["code"], rows["shape"], strict=True)}
    return [by_code.get(code) for code in table["code"]]


def method(shown: MapView) -> dict[str, str]:
    """What the indicator counts, how, and what it does not say."""
    if shown.basins:
        return shown.basins.method()
    chosen = shown.ask.indicator
    return {
        "definition": _(chosen.definition_fr),
        "method": _(chosen.method.method),
        "not_said": _(chosen.method.not_said),
        "reference": _(chosen.method.source),
        "unit": shown.unit,
    }


def drawing(atlas: Atlas, shown: MapView, links: bool = True) -> Markup:
    """The map as SVG; communes are replaced by the départements that lead to them."""
    level = shown.ask.selection.level
    if level not in DRAWN_LEVELS:
        return Markup("").join([*_doors_to_communes(atlas, shown, links), _over(atlas, shown)])
    areas = shown.by_code
    painted = (
        _painted(areas.get(code), code, name, path, level, shown.legend, links)
        for code, name, path in svg.outlines(atlas, level)
    )
    return Markup("").join([*painted, _over(atlas, shown)])


def _over(atlas: Atlas, shown: MapView) -> Markup:
    """What is drawn over the colours: hulls with their names; the names of basins, and the limits of a level above."""
    if shown.basins:
        return basins.drawing(atlas, shown.basins)
    return hulls.drawing(shown.hulls) if shown.hulls else Markup("")


def _painted(area: Area | None, code: str, name: str, path: str, level: str, legend: Legend, links: bool) -> Markup:
    tip = area.tip if area else _("%(name)s : %(text)s", name=name, text=_(sentences.NO_DATA))
    href = url_for("pages.territory", level=level, code=code) if links else ""
    return svg.shape(code, path, area.state if area else "nodata", tip, href, fill_of(area, legend))


def fill_of(area: Area | None, legend: Legend) -> str:
    """The paint of a territory: its class, hatched where little is covered, dots where contracts are few."""
    if area is None or area.state == "nodata":
        return palettes.NO_DATA
    if area.k is None:
        return "url(#dots)"
    return f"url(#hatch-k{area.k})" if area.hatched else legend.colors[area.k]


def _doors_to_communes(atlas: Atlas, shown: MapView, links: bool) -> Iterator[Markup]:
    for code, name, path in svg.outlines(atlas, "departement"):
        chosen = "door chosen" if code == shown.ask.departement else "door"
        href = url_for("pages.choropleth", **shown.ask.query(departement=code)) if links else ""
        yield svg.shape(code, path, chosen, _("Communes : %(name)s", name=name), href)


def page(atlas: Atlas, shown: MapView) -> dict[str, Any]:
    """What the page of the map needs beside the view."""
    level, ask = shown.ask.selection.level, shown.ask
    read = {v.key for v in ask.indicator.variants} - (set(LEVELS) - set(levels_of(atlas)))
    rows = shown.areas if level in DRAWN_LEVELS or ask.departement else ()
    return {
        "indicator_options": [(i.key, formatting.french(label(i))) for i in INDICATORS if set(i.levels) & set(LEVELS)],
        "variant_options": [(v.key, formatting.french(label(v))) for v in ask.indicator.variants if v.key in read],
        "definition_options": [(d.key, formatting.french(label(d))) for d in ask.indicator.definitions],
        "definition_note": sentences.definition_note(ask) or ("" if ask.is_made else sentences.years_note(ask)),
        "years_note": sentences.years_note(ask),
        "levels": [
            lv
            for lv in levels_of(atlas)
            if lv in (BASIN_LEVELS if shown.basins else ask.indicator.levels) or lv == level
        ],
        "title": sentences.title(ask),
        "group_options": [("", _("aucun")), *((key, _(words)) for key, words in GROUPS_FR.items())],
        **_look_options(shown),
        "weight_options": [(w, _(sentences.WEIGHTS_FR[w])) for w in ask.indicator.weights],
        "drawing": drawing(atlas, shown),
        "rows": sorted(rows, key=lambda a: formatting.in_order(a.name)),
        "has_intervals": any(a.interval for a in rows),
        "hatched": sum(a.hatched for a in shown.areas),
        "insufficient": sum(a.state == "insufficient" for a in shown.areas),
        "departements": atlas.territories("departement") if level == "commune" else None,
        "unplaced": sentences.unplaced(atlas, ask.selection),
    }


def palette_options(shown: MapView) -> list[tuple[str, str]]:
    """The palettes that suit what is shown, by name; where classes have names, their own colours alone."""
    scale = _scale(shown.ask, shown.unit)
    named = {"class": {}, "diverging": palettes.DIVERGING}.get(scale, palettes.SEQUENTIAL)
    return [("", _("usuelles")), *((name, name) for name in named)]


def _look_options(shown: MapView) -> dict[str, Any]:
    """What the reader may choose of classes and colours; nothing where classes have names."""
    scale = _scale(shown.ask, shown.unit)
    if scale == "class" or shown.basins:
        return {"method_options": []}
    methods = {
        look.USUAL: _("usuelles"), "quantiles": _("effectifs égaux (quantiles)"), "jenks": _("seuils naturels (Jenks)"),
        "equal": _("amplitudes égales"), "deviations": _("écarts types"), "continuous": _("dégradé continu"),
        look.FIXED: _("bornes choisies"),
    }  # fmt: skip
    return {
        "method_options": list(methods.items()),
        "count_options": [("" if int(n) == look.USUAL_CLASSES else n, n) for n in look.COUNTS],
        "palette_options": palette_options(shown),
        "breaks": shown.breaks_asked if shown.ask.look.method == look.FIXED else "",
    }


CHOROPLETH = Layer(
    key="choropleth",
    label_fr="Carte",
    path="/carte",
    template="carte.html",
    api="values",
    parameters=PARAMETERS,
    view=view,
    document=document,
    table=table,
    title=lambda shown: sentences.title(shown.ask),
    method=method,
    shapes=shapes,
    drawing=drawing,
    page=page,
)
