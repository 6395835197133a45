"""Who publishes in these files: local authorities seen as buyers among those known, drawn and listed."""

from dataclasses import dataclass
from functools import lru_cache

import pandas as pd
from flask import url_for
from markupsafe import Markup

from geo.atlas.base import Atlas
from webmap import formatting, palettes, svg
from webmap.languages import gettext as _
from webmap.legend import Legend, legend_of

NONE_SEEN = "url(#hatch-k0)"
_LOCAL = ("commune", "epci", "departement")
"""Levels whose authorities sit in a département; a région has a line of its own."""


@dataclass(frozen=True)
class Seen:
    """How many authorities are seen, of how many known, and their contracts."""

    code: str
    name: str
    known: int
    seen: int
    contracts: int

    @property
    def share(self) -> float:
        """Seen among known, 0-1."""
        return self.seen / self.known if self.known else 0.0

    @property
    def tip(self) -> str:
        """The figure in one sentence, for a tooltip or a screen reader."""
        seen = formatting.plural(self.seen, "collectivité vue", "collectivités vues")
        return _(
            "%(name)s : %(seen)s sur %(known)s, %(contracts)s",
            name=self.name,
            seen=seen,
            known=formatting.number(self.known),
            contracts=formatting.contracts(self.contracts),
        )


@dataclass(frozen=True)
class Line:
    """One département of the table: all its authorities together, then each level."""

    together: Seen
    of_level: dict[str, Seen]


@dataclass(frozen=True)
class Coverage:
    """What the quality page shows of it."""

    legend: Legend
    by_level: tuple[Seen, ...]
    lines: tuple[Line, ...]
    regions: tuple[Seen, ...]
    drawing: Markup

    @property
    def has_gaps(self) -> bool:
        """Whether some département has no authority seen: the hatch is then in the legend."""
        return any(line.together.seen == 0 for line in self.lines)


def coverage(atlas: Atlas, year: int = 0) -> Coverage:
    """The coverage of a year, or of all of them (0)."""
    table = _counted(atlas, year)
    lines = _lines(table[table["level"].isin(_LOCAL)], _names(atlas, "departement"))
    legend = legend_of((line.together.share for line in lines if line.together.seen), "sequential", "share")
    of_regions = table[table["level"] == "region"]
    names = _names(atlas, "region")
    regions = [_seen(str(code), names.get(str(code), str(code)), rows) for code, rows in of_regions.groupby("code")]
    return Coverage(
        legend=legend,
        by_level=tuple(_seen(level, level, table[table["level"] == level]) for level in (*_LOCAL, "region")),
        lines=tuple(lines),
        regions=tuple(sorted(regions, key=lambda one: formatting.in_order(one.name))),
        drawing=_drawing(atlas, lines, legend),
    )


@lru_cache(maxsize=64)
def _counted(atlas: Atlas, year: int) -> pd.DataFrame:
    return atlas.coverage(year)


def _names(atlas: Atlas, level: str) -> dict[str, str]:
    table = atlas.territories(level)
    return dict(zip(table["code"], table["name"], strict=True))


def _lines(table: pd.DataFrame, names: dict[str, str]) -> list[Line]:
    lines = []
    for code, rows in table.groupby("code"):
        name = names.get(str(code), str(code))
        levels = {level: _seen(str(code), name, rows[rows["level"] == level]) for level in _LOCAL}
        lines.append(Line(_seen(str(code), name, rows), levels))
    return sorted(lines, key=lambda line: formatting.in_order(line.together.name))


def _seen(code: str, name: str, rows: pd.DataFrame) -> Seen:
    known, seen, contracts = (int(rows[column].sum()) for column in ("known", "seen", "contracts"))
    return Seen(code, name, known, seen, contracts)


def _drawing(atlas: Atlas, lines: list[Line], legend: Legend) -> Markup:
    found = {line.together.code: line.together for line in lines}
    shapes = [
        svg.shape(code, path, "", found[code].tip, _page(code), _fill(found[code], legend))
        if code in found
        else svg.shape(
            code, path, "nodata", _("%(name)s : aucune collectivité connue", name=name), fill=palettes.NO_DATA
        )
        for code, name, path in svg.outlines(atlas, "departement")
    ]
    return Markup("").join(shapes)


def _page(code: str) -> str:
    return url_for("pages.territory", level="departement", code=code)


def _fill(place: Seen, legend: Legend) -> str:
    k = legend.class_of(place.share) if place.seen else None
    return NONE_SEEN if k is None else legend.colors[k]
