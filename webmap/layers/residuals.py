"""Flows against what sizes and distance give: which territories trade more than that, which less."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from markupsafe import Markup

from geo.atlas.base import Atlas
from geo.indicators.flow_residual import FLOW_RESIDUAL, LEVELS
from webmap import formatting, palettes, svg
from webmap.args import FlowAsk, Query, flow_ask, known_territory, levels_of, require_level
from webmap.languages import gettext as _
from webmap.layers import flows
from webmap.layers.base import Entry, Layer
from webmap.layers.flows import Place

PARAMETERS = ("level", "weight", "direction", "code", "top", "within")
INSTEAD = {"commune": "epci", "region": "departement"}
"""Where a level has no gravity, the one that has one and is nearest."""
FEWEST = 10
"""Contracts, seen or expected, under which no gap is shown: one where a thousandth was expected says nothing."""
NOTABLE = 2.0
BREAKS = (-4.0, -NOTABLE, NOTABLE, 4.0)


@dataclass(frozen=True)
class Gap:
    """A flow between two territories, or inside one, and what was expected of it (euros, or contracts)."""

    start: Place
    end: Place
    contracts: float
    observed: float
    expected: float
    residual: float

    @property
    def is_self(self) -> bool:
        """Whether it stays in the territory."""
        return self.start.code == self.end.code

    @property
    def k(self) -> int:
        """Its class: 0 and 1 less than expected, 3 and 4 more."""
        return bisect_right(BREAKS, self.residual)


@dataclass(frozen=True)
class GapView:
    """The gaps of a level ready to be phrased, the widest first."""

    version: str
    ask: FlowAsk
    name: str | None
    around: str | None
    lines: tuple[Gap, ...]
    rings: tuple[Gap, ...]
    compared: int
    """Pairs with enough contracts."""
    more: int
    less: int

    legend = None
    """Its legend is of lines: see ``entries``."""

    @property
    def entries(self) -> list[Entry]:
        """The lines of the legend: four classes of gap, and what stays."""
        said = [
            _("beaucoup moins que l’attendu (écart sous −4)"), _("moins que l’attendu (de −4 à −2)"),
            _("plus que l’attendu (de 2 à 4)"), _("beaucoup plus que l’attendu (4 et plus)"),
        ]  # fmt: skip
        kept = [colour for k, colour in enumerate(palettes.GAPS) if k != len(BREAKS) // 2]
        lines = [Entry(words, colour, 4) for words, colour in zip(said, kept, strict=True)]
        return [*lines, Entry(_("ce qui reste sur place"), "#5d594f", ring=True)]

    def amount(self, value: float) -> str:
        """A flow in the unit compared."""
        return formatting.euros(value) if self.ask.selection.weight == "amount" else formatting.number(value, 1)


def view(atlas: Atlas, query: Query, strict: bool = False) -> GapView:
    """Read the gaps asked for; contracts are compared where nothing else is said, all years and families together."""
    kept = {name: query[name] for name in PARAMETERS if name in query}
    ask = flow_ask({**kept, "weight": query.get("weight") or "count"}, strict)
    require_level(atlas, ask.selection.level)
    level = INSTEAD.get(ask.selection.level, ask.selection.level)
    # A code belongs to its level.
    code = ask.code if level == ask.selection.level else None
    ask = replace(ask, code=code, selection=replace(ask.selection, level=level))
    name = known_territory(atlas, level, ask.code)["name"] if ask.code else None
    around = known_territory(atlas, *ask.within)["name"] if ask.within else None
    frame = flows.within(atlas, ask, _of_code(ask, atlas.flow_residuals(level, ask.selection.weight)))
    frame = frame[frame[["contracts", "contracts_expected"]].max(axis=1) >= FEWEST]
    notable = frame[frame["residual"].abs() >= NOTABLE]
    gaps = tuple(_gaps(notable, flows.places(atlas, level)))
    lines = tuple(gap for gap in gaps if not gap.is_self)[: ask.top]
    rings = tuple(gap for gap in gaps if gap.is_self)[: ask.top]
    more = int((notable["residual"] > 0).sum())
    return GapView(atlas.version, ask, name, around, lines, rings, len(frame), more, len(notable) - more)


def _of_code(ask: FlowAsk, frame: pd.DataFrame) -> pd.DataFrame:
    if not ask.code:
        return frame
    out, into = frame["buyer_code"] == ask.code, frame["supplier_code"] == ask.code
    return frame[{"out": out, "in": into, "both": out | into}[ask.direction]]


def _gaps(frame: pd.DataFrame, places: dict[str, Place]) -> Iterator[Gap]:
    columns = ["buyer_code", "supplier_code", "contracts", "observed", "expected", "residual"]
    for buyer, supplier, *numbers in frame[columns].itertuples(index=False, name=None):
        if buyer in places and supplier in places:
            yield Gap(places[buyer], places[supplier], *map(float, numbers))


def tip(shown: GapView, gap: Gap) -> str:
    """A gap in one sentence."""
    unit = _("marchés") if shown.ask.selection.weight == "count" else ""
    seen = {"seen": f"{shown.amount(gap.observed)} {unit}".strip(), "expected": shown.amount(gap.expected)}
    said = _("%(seen)s pour %(expected)s attendus, écart %(gap)s", gap=signed(gap.residual), **seen)
    if gap.is_self:
        return _("%(name)s, sur place : %(said)s", name=gap.start.name, said=said)
    ends = {"start": gap.start.name, "end": gap.end.name}
    return _("Des acheteurs de %(start)s aux titulaires de %(end)s : %(said)s", said=said, **ends)


def signed(residual: float) -> str:
    """A residual with its sign.

    >>> signed(4.21), signed(-2.5)
    ('+4,2', '−2,5')
    """
    return ("+" if residual > 0 else "") + formatting.number(residual, 1)


def document(shown: GapView) -> dict[str, Any]:
    """The JSON of /api/residuals; points in degrees as shown on the page."""
    query = shown.ask.query()
    return {
        "version": shown.version,
        "selection": {k: query[k] for k in ("level", "weight", "top")},
        "direction": shown.ask.direction,
        "code": shown.ask.code,
        "colors": palettes.GAPS,
        "flows": [_packed(shown, gap) for gap in (*shown.lines, *shown.rings)],
        "compared": shown.compared,
        "more": shown.more,
        "less": shown.less,
    }


def _packed(shown: GapView, gap: Gap) -> dict[str, Any]:
    return {
        **flows.packed_ends(gap.start, gap.end),
        "contracts": round(gap.contracts, 2),
        "observed": gap.observed,
        "expected": gap.expected,
        "residual": gap.residual,
        "k": gap.k,
        "role": "self" if gap.is_self else "gap",
        "tip": tip(shown, gap),
    }


def table(shown: GapView) -> pd.DataFrame:
    """The CSV of /api/residuals.csv: lines, then what stays."""
    columns = ["buyer_code", "buyer_name", "supplier_code", "supplier_name", "contracts", "observed", "expected"]
    rows = [
        (g.start.code, g.start.name, g.end.code, g.end.name, round(g.contracts, 4), g.observed, g.expected, g.residual)
        for g in (*shown.lines, *shown.rings)
    ]
    return pd.DataFrame(rows, columns=[*columns, "residual"])


def title(shown: GapView) -> str:
    """What the map shows, as a title."""
    if shown.name:
        return _("%(name)s : flux au-delà et en deçà de l’attendu", name=shown.name)
    if shown.around:
        return _("Flux au-delà et en deçà de l’attendu, à l’intérieur de %(name)s", name=shown.around)
    return _("Flux au-delà et en deçà de l’attendu")


def method(shown: GapView) -> dict[str, str]:
    """What a gap is, and how many there are."""
    told = FLOW_RESIDUAL.method
    return {"definition": sentence(shown), "method": _(told.method), "not_said": _(told.not_said),
            "reference": _(told.source)}  # fmt: skip


def sentence(shown: GapView) -> str:
    """How many flows were compared, and how many are out of the ordinary, in words that do not judge."""
    if not shown.compared:
        return _("Trop peu de territoires ou de marchés à ce niveau pour dire ce qui était attendu.")
    pairs = _("%(pairs)s d’au moins dix marchés, passés ou attendus, sont comparés à ce que la taille des territoires "
              "et la distance laissent attendre.", pairs=formatting.plural(shown.compared, "couple de territoires",
                                                                           "couples de territoires"))  # fmt: skip
    beyond = _("%(more)s échangent plus et %(less)s moins, au-delà de deux écarts types ; les autres ne sont pas "
               "dessinés, ni les couples sans aucun marché.", more=formatting.number(shown.more),
               less=formatting.number(shown.less))  # fmt: skip
    return f"{pairs} {beyond}"


def drawing(atlas: Atlas, shown: GapView, links: bool = True) -> Markup:
    """The map as SVG: shapes in the background, rings for what stays, curves above, the widest gap on top."""
    ground = (flows.ground(shown.ask, row, "pages.residuals", links) for row in flows.grounds(atlas, shown.ask))
    widest = max((abs(gap.residual) for gap in (*shown.lines, *shown.rings)), default=0.0)
    drawn = (_drawn(shown, gap, widest) for gap in (*reversed(shown.rings), *reversed(shown.lines)))
    return Markup("").join([*ground, *drawn])


def _drawn(shown: GapView, gap: Gap, widest: float) -> Markup:
    wide, colour = svg.width(abs(gap.residual), widest), palettes.GAPS[gap.k]
    start, end = (svg.point(place.lon, place.lat) for place in (gap.start, gap.end))
    if gap.is_self:
        return Markup(
            '<circle class="ring gap-{}" fill="none" stroke="{}" stroke-width="2" cx="{:.1f}" cy="{:.1f}" r="{:.1f}">'
            "<title>{}</title></circle>"
        ).format(gap.k, colour, *start, 1.4 * wide, tip(shown, gap))
    return Markup(
        '<path class="flow gap-{}" fill="none" stroke="{}" stroke-opacity="0.8" stroke-linecap="round" d="{}"'
        ' stroke-width="{:.2f}"><title>{}</title></path>'
    ).format(gap.k, colour, svg.curve(start, end), wide, tip(shown, gap))


def page(atlas: Atlas, shown: GapView) -> dict[str, Any]:
    """What the page needs beside the view."""
    level = shown.ask.selection.level
    return {
        "drawing": drawing(atlas, shown),
        "places": atlas.territories(level) if level == "departement" else None,
        "levels": [one for one in levels_of(atlas) if one in LEVELS],
        "sentence": sentence(shown),
        "title": title(shown),
        "signed": signed,
    }


RESIDUALS = Layer(
    key="residuals",
    label_fr="Écarts des flux",
    path="/flux/ecarts",
    template="ecarts.html",
    api="residuals",
    parameters=PARAMETERS,
    view=view,
    document=document,
    table=table,
    title=title,
    method=method,
    shapes=flows.shapes,
    drawing=drawing,
    page=page,
    in_menu=False,
)
