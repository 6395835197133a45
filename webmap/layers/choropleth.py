"""The choropleth: one colour per territory, with what the colour rests on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from flask import url_for
from markupsafe import Markup

from geo.atlas.base import Atlas
from geo.atlas.listed import Part
from geo.indicators import INDICATORS
from geo.territories import LEVELS
from webmap import formatting, look, palettes, sentences, svg
from webmap.args import MapAsk, Query, known_territory, levels_of, map_ask, require_level
from webmap.histogram import Histogram, histogram
from webmap.languages import gettext as _
from webmap.languages import label
from webmap.layers.base import Entry, Layer
from webmap.legend import Legend, asked, legend_of

HATCH_BELOW = 0.6
"""Under this share of amounts whose supplier could be placed, the colour is hatched."""
PARAMETERS = (
    "indicator", "variant", "definition", "level", "year", "family", "weight", "departement", *look.PARAMETERS,
)  # fmt: skip
DRAWN_LEVELS = ("region", "departement", "zone_emploi", "epci")
"""Levels few enough to draw as SVG; communes wait for the engine, or for a département."""

EVERY = 1_000_000
OTHER_BOUND = "head_office"


@dataclass(frozen=True)
class Area:
    """One territory on the map."""

    code: str
    name: str
    value: float | None
    low: float | None
    high: float | None
    contracts: float
    covered: float | None
    reliability: str
    text: str
    interval: str
    k: int | None
    beside: str = ""
    """The value under the other bound of the definition, where there is one."""

    @property
    def state(self) -> str:
        """The CSS class: k0, k1…, insufficient or nodata."""
        if self.k is not None:
            return f"k{self.k}"
        return "insufficient" if self.reliability == "insuffisant" else "nodata"

    @property
    def hatched(self) -> bool:
        """Whether too little of the amount could be placed."""
        return self.k is not None and self.covered is not None and self.covered < HATCH_BELOW

    @property
    def tip(self) -> str:
        """The figure in one sentence, for a tooltip or a screen reader."""
        parts = [_("%(name)s : %(text)s", name=self.name, text=self.text)]
        if self.k is not None and self.interval:
            parts.append(_("intervalle à 95 %% %(interval)s", interval=self.interval))
        if self.beside:
            parts.append(_("selon le siège social %(value)s", value=self.beside))
        parts.append(formatting.contracts(self.contracts))
        if self.covered is not None:
            parts.append(_("part couverte %(share)s", share=formatting.percent(self.covered, 0)))
        return ", ".join(parts)


@dataclass(frozen=True)
class MapView:
    """A choropleth ready to be phrased as a page, JSON or CSV."""

    version: str
    ask: MapAsk
    unit: str
    legend: Legend
    areas: tuple[Area, ...]

    @property
    def by_code(self) -> dict[str, Area]:
        """Areas by code."""
        return {area.code: area for area in self.areas}

    @property
    def entries(self) -> list[Entry]:
        """The lines of the legend: classes, then what is hatched, dotted, or without a figure."""
        labels, colors = self.legend.labels, self.legend.colors
        if self.legend.kind == "continuous":
            shown = range(0, len(labels), max(len(labels) // 6, 1))
            labels, colors = tuple(labels[k] for k in shown), tuple(colors[k] for k in shown)
        lines = [Entry(text, colour) for text, colour in zip(labels, colors, strict=True)]
        if any(a.hatched for a in self.areas):
            few = _(
                "moins de %(share)s des montants ont un titulaire localisé", share=formatting.percent(HATCH_BELOW, 0)
            )
            lines.append(Entry(few, f"url(#hatch-k{len(self.legend.colors) // 2})"))
        if any(a.state == "insufficient" for a in self.areas):
            lines.append(Entry(_("moins de 10 marchés : effectif insuffisant"), "url(#dots)"))
        return [*lines, Entry(_(sentences.NO_DATA), palettes.NO_DATA)]

    @property
    def breaks_asked(self) -> str:
        """The breaks as the form takes them; nothing where classes are names, or too many for a form."""
        few = self.legend.kind not in ("class", "continuous")
        return " ".join(asked(b, self.unit) for b in self.legend.breaks) if few else ""

    @property
    def histogram(self) -> Histogram:
        """How the values coloured are spread."""
        return histogram([a.value for a in self.areas if a.value is not None], self.legend, self.unit)


def view(atlas: Atlas, query: Query, strict: bool = False) -> MapView:
    """Read the values asked for. A page whose indicator needs a family, and has none, takes the largest."""
    ask = map_ask(query, strict)
    require_level(atlas, ask.selection.level)
    frame = _values(atlas, ask)
    if frame.empty and not strict and not query.get("family") and atlas.families():
        with_family = map_ask({**query, "family": atlas.families()[0]})
        instead = _values(atlas, with_family)
        ask, frame = (with_family, instead) if len(instead) else (ask, frame)
    unit = ask.indicator.unit_of(ask.variant.key)
    centre = ask.indicator.centre if unit != "eur" else 0.0
    legend = legend_of(_shown_values(frame, unit), _scale(ask, unit), unit, centre, ask.look)
    beside = _beside(atlas, ask, unit)
    return MapView(atlas.version, ask, unit, legend, tuple(_areas(frame, unit, legend, beside)))


def shows(unit: str, reliability: str) -> bool:
    """Whether a figure is shown: a sum always is, a ratio only when it rests on enough contracts.

    >>> shows("share", "insuffisant"), shows("eur", "insuffisant")
    (False, True)
    """
    return unit == "eur" or reliability != "insuffisant"


def _values(atlas: Atlas, ask: MapAsk) -> pd.DataFrame:
    frame = atlas.values(ask.indicator.key, ask.reading, ask.selection)
    if ask.departement and ask.selection.level == "commune":
        known_territory(atlas, "departement", ask.departement)
        inside = atlas.territories("commune", within=("departement", ask.departement))
        frame = frame[frame["code"].isin(inside["code"])]
    return frame


def _beside(atlas: Atlas, ask: MapAsk, unit: str) -> dict[str, str]:
    """Beside the usual definition, the value with suppliers at their head office: the truth is between the two."""
    if not (ask.indicator.definitions and ask.is_usual):
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
    ask, legend = shown.ask, shown.legend
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
        return Markup("").join(_doors_to_communes(atlas, shown, links))
    areas = shown.by_code
    return Markup("").join(
        _painted(areas.get(code), code, name, path, level, shown.legend, links)
        for code, name, path in svg.outlines(atlas, level)
    )


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
        "definition_note": sentences.definition_note(ask),
        "levels": [lv for lv in levels_of(atlas) if lv in ask.indicator.levels or lv == level],
        "title": sentences.title(ask),
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


def _look_options(shown: MapView) -> dict[str, Any]:
    """What the reader may choose of classes and colours; nothing where classes have names."""
    scale = _scale(shown.ask, shown.unit)
    if scale == "class":
        return {"method_options": []}
    methods = {
        look.USUAL: _("usuelles"), "quantiles": _("effectifs égaux (quantiles)"), "jenks": _("seuils naturels (Jenks)"),
        "equal": _("amplitudes égales"), "deviations": _("écarts types"), "continuous": _("dégradé continu"),
        look.FIXED: _("bornes choisies"),
    }  # fmt: skip
    named = palettes.DIVERGING if scale == "diverging" else palettes.SEQUENTIAL
    return {
        "method_options": list(methods.items()),
        "count_options": [("" if int(n) == look.USUAL_CLASSES else n, n) for n in look.COUNTS],
        "palette_options": [("", _("usuelles")), *((name, name) for name in named)],
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
