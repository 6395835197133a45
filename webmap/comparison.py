"""Up to five territories side by side: their figures, where these stand among all of their level, who is alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geo import together
from geo.atlas.base import Atlas
from geo.indicators import INDICATORS
from geo.indicators.base import Indicator, Variant
from geo.measures.likeness import likeness, overlap
from geo.selection import Selection
from geo.territories import LEVELS
from webmap import formatting
from webmap.languages import gettext as _
from webmap.languages import label
from webmap.layers.choropleth import shows

MOST = 5
FEWEST_CONTRACTS = 10
"""Below, what the buyers of a territory buy says little of it."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Figure:
    """One territory's value of an indicator, None where there is none or too few contracts for one."""

    value: float | None
    text: str
    interval: str
    contracts: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Spread:
    """Where the territories of a level stand: tenths, quarters and the middle of their values."""

    tenth: float
    quarter: float
    median: float
    three_quarters: float
    nine_tenths: float
    median_text: str
    count: int


@dataclass(frozen=True)
class Line:
    """An indicator for each territory, then for the territories that enclose them, with the level's spread."""

    indicator: Indicator
    variant: Variant
    unit: str
    figures: tuple[Figure, ...]
    above: tuple[Figure, ...]
    spread: Spread | None

    def place(self, value: float) -> float:
        """Where a value stands on the drawing, 0 to 100: from the 1st to the 9th tenth, widened to what is shown."""
        known = [f.value for f in self.figures if f.value is not None]
        ends = [self.spread.tenth, self.spread.nine_tenths] if self.spread else []
        low, high = min([*known, *ends]), max([*known, *ends])
        return 50.0 if high == low else 100 * (value - low) / (high - low)


def lines(atlas: Atlas, places: Sequence[Row], above: Sequence[Row], selection: Selection) -> list[Line]:
    """Each indicator that at least one of the territories has, in menu order."""
    tables = [_figures(atlas, place, selection) for place in (*places, *above)]
    found = (_line(atlas, one, tables, len(places), selection) for one in INDICATORS)
    return [line for line in found if line and any(f.value is not None for f in line.figures)]


def _figures(atlas: Atlas, place: Row, selection: Selection) -> dict[tuple[str, str], Row]:
    rows = together.figures(atlas, place["code"], selection.at(place["level"])).to_dict("records")
    return {(str(row["indicator"]), str(row["variant"])): row for row in rows}  # type: ignore[misc]


def _line(atlas: Atlas, one: Indicator, tables: list[Any], count: int, selection: Selection) -> Line | None:
    if not set(one.levels) & set(LEVELS) or one.scale == "class":
        return None
    variant = next((v for v in one.variants if v.key == selection.level), one.variants[0])
    unit = one.unit_of(variant.key)
    figures = [_figure(table.get((one.key, variant.key)), unit) for table in tables]
    return Line(
        one, variant, unit, tuple(figures[:count]), tuple(figures[count:]), _spread(atlas, one, variant, selection)
    )


def _figure(row: Row | None, unit: str) -> Figure:
    if row is None or formatting.is_absent(row["value"]):
        return Figure(None, formatting.ABSENT, "", 0.0, None, None)
    contracts = float(row["contracts"])
    if not shows(unit, str(row["reliability"])):
        return Figure(None, _("effectif insuffisant"), "", contracts, None, None)
    low, high = (None if formatting.is_absent(row[end]) else float(row[end]) for end in ("low", "high"))
    text = formatting.value(row["value"], unit)
    return Figure(float(row["value"]), text, formatting.interval(low, high, unit), contracts, low, high)


def _spread(atlas: Atlas, one: Indicator, variant: Variant, selection: Selection) -> Spread | None:
    if selection.is_range and not one.is_over_years(variant.key):
        return None
    table = together.values(atlas, one.key, variant.key, selection)
    unit = one.unit_of(variant.key)
    shown = [shows(unit, str(r)) for r in table["reliability"]]
    values = table.loc[shown, "value"].dropna().to_numpy(dtype=float) if len(table) else np.array([])
    if len(values) < 4:
        return None
    tenth, quarter, median, three_quarters, nine_tenths = map(float, np.quantile(values, (0.1, 0.25, 0.5, 0.75, 0.9)))
    said = formatting.value(median, unit)
    return Spread(tenth, quarter, median, three_quarters, nine_tenths, said, len(values))


@dataclass(frozen=True)
class Said:
    """A sentence to quote; plain when the whole interval stands on one side of the median."""

    text: str
    is_plain: bool


def sentences(lines: Sequence[Line], places: Sequence[Row], many: str) -> list[Said]:
    """What can be said and quoted: each territory against the middle of its level, where its interval allows it."""
    pairs = ((line, place["name"], f) for line in lines for place, f in zip(places, line.figures, strict=True))
    said = (_said(line, name, figure, many) for line, name, figure in pairs)
    return [words for words in said if words]


def _said(line: Line, name: str, figure: Figure, many: str) -> Said | None:
    if line.spread is None or figure.value is None or figure.low is None or figure.high is None:
        return None
    middle = line.spread.median
    words = {
        "about": label(line.indicator), "reading": label(line.variant), "name": name, "value": figure.text,
        "interval": figure.interval, "median": line.spread.median_text, "many": many,
    }  # fmt: skip
    told = _("%(about)s (%(reading)s), %(name)s : %(value)s (%(interval)s)", **words)
    if figure.low > middle:
        return Said(_("%(told)s, au-dessus de la médiane des %(many)s (%(median)s).", told=told, **words), True)
    if figure.high < middle:
        return Said(_("%(told)s, au-dessous de la médiane des %(many)s (%(median)s).", told=told, **words), True)
    return Said(
        _("%(told)s ; l’écart à la médiane des %(many)s (%(median)s) n’est pas établi.", told=told, **words), False
    )


@dataclass(frozen=True)
class Neighbour:
    """A territory that is like the first one, and in what."""

    code: str
    name: str
    population: float
    density: float
    common: float
    """Part of the contracts that goes to the same purchase families, 0 to 1."""
    distance: float


def neighbours(atlas: Atlas, level: str, code: str, count: int = 5) -> list[Neighbour]:
    """The territories most like one, by inhabitants, density and what their buyers buy; nearest first.

    Gaps of population and density are ratios (logarithms); only territories of at least ten contracts are compared.
    """
    table = atlas.territories(level).set_index("code")
    mixes = atlas.mixes(level).pivot_table(
        index="code", columns="family", values="contracts", aggfunc="sum", fill_value=0
    )
    mixes = mixes[mixes.sum(axis=1) >= FEWEST_CONTRACTS]
    table = table.loc[table.index.intersection(mixes.index)]
    table = table[(table["population"] > 0) & (table["area_km2"] > 0)]
    if code not in table.index:
        return []
    shares = mixes.loc[table.index].div(mixes.loc[table.index].sum(axis=1), axis=0).to_numpy(dtype=float)
    return _nearest(table, shares, table.index.get_loc(code), count)  # type: ignore[arg-type]


def _nearest(table: pd.DataFrame, shares: np.ndarray, at: int, count: int) -> list[Neighbour]:
    population = table["population"].to_numpy(dtype=float)
    density = population / table["area_km2"].to_numpy(dtype=float)
    common = overlap(shares, at)
    gaps = np.column_stack([np.log(population / population[at]), np.log(density / density[at]), 1 - common])
    far = likeness(gaps, at).distance
    order = [i for i in np.argsort(far, kind="stable") if i != at][:count]
    rows = zip(table.index, table["name"], population, density, common, far, strict=True)
    found = [Neighbour(str(c), str(n), *(float(v) for v in values)) for c, n, *values in rows]
    return [found[i] for i in order]
