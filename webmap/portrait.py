"""The page of one territory: its key figures with what they rest on, its families, its partners."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from flask import url_for
from markupsafe import Markup

from geo import together
from geo.atlas.base import Atlas
from geo.errors import UnknownTerritoryError
from geo.indicators import INDICATORS
from geo.indicators.base import Indicator, Variant
from geo.selection import Selection
from geo.territories import ABOVE, ABROAD, UNKNOWN
from webmap import formatting, palettes, sentences, svg
from webmap.args import levels_of
from webmap.languages import gettext as _
from webmap.layers.choropleth import shows

Row = dict[Any, Any]
PLACELESS_FR = {UNKNOWN: "lieu inconnu", ABROAD: "hors de France"}
ByKey = dict[tuple[str, str], Row]


@dataclass(frozen=True)
class Figure:
    """One reading of an indicator for the territory, and the enclosing value where it has none."""

    indicator: Indicator
    variant: Variant
    text: str
    interval: str
    contracts: float
    covered: str
    reliability: str
    shown: bool
    instead: "Enclosing | None" = None

    @property
    def is_words(self) -> bool:
        """Whether the value is a class named in words rather than a figure."""
        return self.indicator.unit_of(self.variant.key) in palettes.CLASSES


@dataclass(frozen=True)
class Enclosing:
    """The value of the nearest enclosing territory that rests on enough contracts."""

    level: str
    code: str
    name: str
    text: str


def enclosing(atlas: Atlas, territory: Row) -> list[Row]:
    """The territories that contain this one, nearest first; a zone d'emploi contains no EPCI, and is beside.

    An EPCI may lie over two départements: the one its row names is taken.
    """
    codes = [(level, territory.get(level)) for level in ABOVE[territory["level"]]]
    found = []
    for level, code in codes:
        if code and not formatting.is_absent(code):
            try:
                found.append(atlas.territory(level, str(code)))
            except UnknownTerritoryError:
                continue
    return found


def zone(atlas: Atlas, territory: Row) -> Row | None:
    """The zone d'emploi of a commune, where the atlas has that level."""
    code = territory.get("zone_emploi")
    is_known = territory["level"] == "commune" and code and "zone_emploi" in levels_of(atlas)
    return atlas.territory("zone_emploi", str(code)) if is_known and not formatting.is_absent(code) else None


def children(atlas: Atlas, territory: Row) -> list[tuple[str, pd.DataFrame]]:
    """The territories of the level below, by name; for a département its zones, EPCI and communes."""
    below = {
        "region": ("departement",),
        "departement": ("zone_emploi", "epci", "commune"),
        "zone_emploi": ("commune",),
        "epci": ("commune",),
        "commune": (),
    }
    level, code = territory["level"], territory["code"]
    tables = ((under, atlas.territories(under, within=(level, code))) for under in below[level])
    return [(under, table.sort_values("name")) for under, table in tables if len(table)]


def key_figures(atlas: Atlas, territory: Row, selection: Selection) -> list[tuple[Indicator, list[Figure]]]:
    """Figures by indicator, in menu order."""
    rows = _by_key(together.figures(atlas, territory["code"], selection))
    around = ((t, together.figures(atlas, t["code"], selection.at(t["level"]))) for t in enclosing(atlas, territory))
    above = [(t, _by_key(figures)) for t, figures in around]
    blocks = ((i, list(_figures(i, rows, above))) for i in INDICATORS)
    return [(indicator, figures) for indicator, figures in blocks if figures]


def _by_key(frame: pd.DataFrame) -> ByKey:
    return {(r["indicator"], r["variant"]): r for r in frame.to_dict("records")}


def _figures(indicator: Indicator, rows: ByKey, above: list[tuple[Row, ByKey]]) -> Iterator[Figure]:
    for variant in indicator.variants:
        row = rows.get((indicator.key, variant.key))
        if row is None or formatting.is_absent(row["value"]):
            continue
        unit = indicator.unit_of(variant.key)
        shown = shows(unit, row["reliability"])
        ranged = shown and unit not in palettes.CLASSES
        yield Figure(
            indicator=indicator,
            variant=variant,
            text=said(row["value"], unit) if shown else _(sentences.INSUFFICIENT),
            interval=formatting.interval(row["low"], row["high"], unit) if ranged else "",
            contracts=float(row["contracts"]),
            covered="" if formatting.is_absent(row["covered"]) else formatting.percent(row["covered"], 0),
            reliability=row["reliability"],
            shown=shown,
            instead=None if shown else _instead(indicator, variant, above),
        )


def said(value: Any, unit: str) -> str:
    """A value in words; a class of grouping by its name."""
    if unit in palettes.CLASSES:
        return _(palettes.CLASSES[unit][int(value)][1])
    return formatting.value(value, unit)


def _instead(indicator: Indicator, variant: Variant, above: list[tuple[Row, ByKey]]) -> Enclosing | None:
    unit = indicator.unit_of(variant.key)
    for territory, rows in above:
        row = rows.get((indicator.key, variant.key))
        if row and not formatting.is_absent(row["value"]) and row["reliability"] != "insuffisant":
            return Enclosing(territory["level"], territory["code"], territory["name"], said(row["value"], unit))
    return None


def partners(atlas: Atlas, territory: Row, selection: Selection, direction: str, top: int = 8) -> list[Row]:
    """The largest partners but the territory itself, with the length of a bar in percent.

    Unknown and abroad come last, under their own names and without a bar: they are no place.
    """
    frame = atlas.flows(selection, territory["code"], direction)
    side = "supplier_code" if direction == "out" else "buyer_code"
    frame = frame[frame[side] != territory["code"]].rename(columns={side: "partner"})
    placed = frame[~frame["partner"].isin(PLACELESS_FR)].head(top)
    apart = frame[frame["partner"].isin(PLACELESS_FR)]
    names = dict(atlas.territories(territory["level"])[["code", "name"]].itertuples(index=False, name=None))
    largest = float(placed["amount_eur"].max()) if len(placed) else 0.0
    rows = [*placed.to_dict("records"), *apart.to_dict("records")]
    placeless = {code: _(words) for code, words in PLACELESS_FR.items()}
    return [_partner(row, {**names, **placeless}, largest) for row in rows]


def _partner(row: Row, names: dict[str, str], largest: float) -> Row:
    code, amount = row["partner"], float(row["amount_eur"])
    linked = code not in PLACELESS_FR
    return {
        "code": code,
        "name": names.get(code, code),
        "linked": linked,
        "amount": amount,
        "contracts": float(row["contracts"]),
        "bar": 100 * amount / largest if linked and largest else 0,
    }


def family_rows(atlas: Atlas, territory: Row, selection: Selection) -> list[Row]:
    """Totals by purchase family, largest first, with the length of a bar in percent."""
    frame = atlas.totals(territory["code"], selection, "buyer", "family")
    frame = frame[frame["family"] != "all"].sort_values("amount_eur", ascending=False)
    largest = float(frame["amount_eur"].max()) if len(frame) else 0.0
    return [{**r, "bar": 100 * r["amount_eur"] / largest if largest else 0} for r in frame.to_dict("records")]


def place_map(atlas: Atlas, territory: Row) -> Markup:
    """Where the territory is: its shape, or the point of a small one, on the map of France."""
    level, code = territory["level"], territory["code"]
    own = level if level in ("region", "departement") else "departement"
    home = code if own == level else territory.get("departement")
    drawn = [_ground(own, c, name, path, c == home) for c, name, path in svg.outlines(atlas, own)]
    if own != level:
        x, y = svg.point(territory["map_lon"], territory["map_lat"])
        drawn.append(Markup('<circle class="here" cx="{:.1f}" cy="{:.1f}" r="11"/>').format(x, y))
    return Markup("").join(drawn)


def _ground(level: str, code: str, name: str, path: str, here: bool) -> Markup:
    href = url_for("pages.territory", level=level, code=code)
    return svg.shape(code, path, "ground chosen" if here else "ground", name, href)
