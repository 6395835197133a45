"""Figures of the whole country, family by family: those of an indicator whose unit is not a place."""

from collections.abc import Iterator
from dataclasses import dataclass

from geo.atlas.base import Atlas
from geo.indicators.base import COUNTRY, Indicator
from webmap import families, formatting, sentences


@dataclass(frozen=True)
class Line:
    """One figure as shown."""

    reading: str
    family: str
    value: str
    interval: str
    contracts: str
    reliability: str


def lines(atlas: Atlas, indicator: Indicator) -> tuple[Line, ...]:
    """What an indicator is worth in the country, or nothing for one that is read place by place."""
    return tuple(_lines(atlas, indicator)) if COUNTRY in indicator.levels else ()


def _lines(atlas: Atlas, indicator: Indicator) -> Iterator[Line]:
    labels = {v.key: formatting.french(v.label_fr) for v in indicator.variants}
    for row in atlas.country(indicator.key).itertuples():
        unit = indicator.unit_of(str(row.variant))
        few = row.reliability == "insuffisant"
        yield Line(
            reading=f"{labels.get(str(row.variant), row.variant)}, {sentences.WEIGHTS_FR[str(row.weight)]}",
            family=families.label_fr(str(row.family)),
            value=formatting.ABSENT if few else formatting.value(row.value, unit),
            interval="" if few else formatting.interval(row.low, row.high, unit),
            contracts=formatting.count(float(str(row.contracts))),
            reliability=sentences.RELIABILITY_SHORT[str(row.reliability)],
        )
