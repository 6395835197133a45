"""Figures of the whole country, family by family: those of an indicator whose unit is not a place, and a heat map."""

from collections.abc import Iterator
from dataclasses import dataclass

from geo.atlas.base import Atlas
from geo.indicators.base import COUNTRY, Indicator
from geo.indicators.family_distance import BANDS, FAMILY_DISTANCE, residual_of
from webmap import families, formatting, sentences
from webmap.languages import gettext as _
from webmap.languages import label

FEWEST = 10
"""Contracts of a family below which its residuals are not shown."""
NOTABLE, STRONG = 2.0, 4.0


@dataclass(frozen=True)
class Line:
    """One figure as shown."""

    reading: str
    family: str
    value: str
    interval: str
    contracts: str
    reliability: str


@dataclass(frozen=True)
class Cell:
    """A residual as shown, and what it is for the eye: 'less-2', 'less-1', 'usual', 'more-1' or 'more-2'."""

    text: str
    tone: str


@dataclass(frozen=True)
class Row:
    """The residuals of a purchase family, band by band, and the contracts they rest on."""

    family: str
    contracts: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Heat:
    """Where families are bought more, or less, than all of them are: a row a family, a column a band of distance."""

    bands: tuple[str, ...]
    rows: tuple[Row, ...]


def heat(atlas: Atlas, indicator: Indicator) -> Heat | None:
    """The residuals of family by distance, most contracts first; nothing for another indicator or without contracts."""
    if indicator != FAMILY_DISTANCE:
        return None
    keys = [residual_of(band) for band in BANDS]
    table = atlas.country(indicator.key)
    table = table[table["variant"].isin(keys) & (table["contracts"] >= FEWEST)]
    if table.empty:
        return None
    wide = table.pivot(index=["contracts", "family"], columns="variant", values="value")[keys]
    rows = [
        Row(families.label(str(family)), formatting.count(float(contracts)), tuple(_cell(value) for value in values))
        for (contracts, family), *values in wide.sort_index(ascending=False).itertuples()
    ]
    return Heat(tuple(_label(indicator, key) for key in keys), tuple(rows))


def _cell(residual: float) -> Cell:
    """A residual with its sign, which says it to whoever does not see the colour.

    >>> _cell(-4.21), _cell(1.04)
    (Cell(text='−4,2', tone='less-2'), Cell(text='+1,0', tone='usual'))
    """
    sign = "+" if round(residual, 1) > 0 else ""
    side = "more" if residual > 0 else "less"
    strength = 2 if abs(residual) >= STRONG else 1
    tone = f"{side}-{strength}" if abs(residual) >= NOTABLE else "usual"
    return Cell(sign + formatting.number(residual, 1), tone)


def _label(indicator: Indicator, key: str) -> str:
    return formatting.french(label(next(v for v in indicator.variants if v.key == key)))


def lines(atlas: Atlas, indicator: Indicator) -> tuple[Line, ...]:
    """What an indicator is worth in the country, or nothing for one that is read place by place."""
    return tuple(_lines(atlas, indicator)) if COUNTRY in indicator.levels else ()


def _lines(atlas: Atlas, indicator: Indicator) -> Iterator[Line]:
    labels = {v.key: formatting.french(label(v)) for v in indicator.variants}
    shown_apart = {residual_of(band) for band in BANDS}
    for row in atlas.country(indicator.key).itertuples():
        if row.variant in shown_apart:
            continue
        unit = indicator.unit_of(str(row.variant))
        few = row.reliability == "insuffisant"
        yield Line(
            reading=f"{labels.get(str(row.variant), row.variant)}, {_(sentences.WEIGHTS_FR[str(row.weight)])}",
            family=families.label(str(row.family)),
            value=formatting.ABSENT if few else formatting.value(row.value, unit),
            interval="" if few else formatting.interval(row.low, row.high, unit),
            contracts=formatting.count(float(str(row.contracts))),
            reliability=_(sentences.RELIABILITY_SHORT_FR[str(row.reliability)]),
        )
