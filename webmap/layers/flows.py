"""The flow map: where the money of a territory goes, and where it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from flask import url_for
from markupsafe import Markup

from geo.atlas.base import Atlas
from geo.territories import ABROAD, UNKNOWN
from webmap import formatting, palettes, svg
from webmap.args import FlowAsk, Query, flow_ask, known_territory, levels_of, require_level
from webmap.diagram import ribbons
from webmap.languages import gettext as _
from webmap.layers.base import Entry, Layer
from webmap.legend import step_text
from webmap.matrix import Matrix, matrix
from webmap.sankey import Ribbon, sankey

PARAMETERS = ("level", "year", "family", "weight", "direction", "code", "top", "within")
PLACELESS = (UNKNOWN, ABROAD)


@dataclass(frozen=True)
class Place:
    """One end of a flow: its name, and its point in degrees as the page shows it."""

    code: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Flow:
    """Money from the buyers of one territory to the suppliers of another."""

    start: Place
    end: Place
    amount: float
    contracts: float
    """A co-supplier has a share of a contract."""

    @property
    def is_self(self) -> bool:
        """Whether the money stays in the territory."""
        return self.start.code == self.end.code


@dataclass(frozen=True)
class FlowView:
    """A flow map ready to be phrased; amounts in euros, classes without a place set apart."""

    version: str
    ask: FlowAsk
    name: str | None
    lines: tuple[Flow, ...]
    rings: tuple[Flow, ...]
    total: float
    between: float
    """Amount of all flows between two known, different territories; the lines shown are its largest part."""
    unknown: float
    abroad: float
    stays: float
    around: str | None
    """Name of the territory in which both ends lie, where one was asked for."""
    matrix: Matrix
    ribbons: tuple[Ribbon, ...]
    """The flows of the largest territories, for the diagram."""

    @property
    def shown(self) -> float:
        """Amount of the lines drawn."""
        return sum(f.amount for f in self.lines)

    legend = None
    """Its colours say a direction, not a class."""

    @property
    def entries(self) -> list[Entry]:
        """The lines of the legend: directions, what stays, and three widths."""
        out = _("flux sortant") if self.ask.code else _("flux de l’acheteur au titulaire")
        ways = [Entry(out, palettes.FLOW_OUT, 3)]
        if self.ask.code:
            ways.append(Entry(_("flux entrant"), palettes.FLOW_IN, 3))
        widths = [Entry(step["text"], palettes.FLOW_OUT, step["width"]) for step in steps(self)]
        return [*ways, Entry(_("montant qui reste sur place"), "#5d594f", ring=True), *widths]

    def role(self, flow: Flow) -> str:
        """'in' when the chosen territory's suppliers win the money, else 'out'."""
        return "in" if self.ask.code and flow.end.code == self.ask.code else "out"


def view(atlas: Atlas, query: Query, strict: bool = False) -> FlowView:
    """Read the flows asked for, apart: between territories, inside one, unknown, abroad."""
    ask = flow_ask(query, strict)
    require_level(atlas, ask.selection.level)
    name = known_territory(atlas, ask.selection.level, ask.code)["name"] if ask.code else None
    around = known_territory(atlas, *ask.within)["name"] if ask.within else None
    frame = within(atlas, ask, atlas.flows(ask.selection, ask.code, ask.direction))
    ends = frame["buyer_code"], frame["supplier_code"]
    unknown = (ends[0] == UNKNOWN) | (ends[1] == UNKNOWN)
    abroad = ~unknown & ((ends[0] == ABROAD) | (ends[1] == ABROAD))
    stays = ~unknown & ~abroad & (ends[0] == ends[1])
    between = ~unknown & ~abroad & ~stays
    ends_at = places(atlas, ask.selection.level)
    names = {code: place.name for code, place in ends_at.items()}
    return FlowView(
        version=atlas.version,
        ask=ask,
        name=name,
        lines=tuple(_flows(frame[between].head(ask.top), ends_at)),
        rings=tuple(_flows(frame[stays].head(ask.top), ends_at)),
        total=_sum(frame),
        between=_sum(frame[between]),
        unknown=_sum(frame[unknown]),
        abroad=_sum(frame[abroad]),
        stays=_sum(frame[stays]),
        around=around,
        matrix=matrix(frame, names),
        ribbons=ribbons(frame, names),
    )


def within(atlas: Atlas, ask: FlowAsk, frame: pd.DataFrame) -> pd.DataFrame:
    """The flows whose two ends lie in the territory asked for; all of them without one."""
    if not ask.within:
        return frame
    inside = set(atlas.territories(ask.selection.level, within=ask.within)["code"])
    return frame[frame["buyer_code"].isin(inside) & frame["supplier_code"].isin(inside)]


def _sum(frame: pd.DataFrame) -> float:
    return float(frame["amount_eur"].sum())


def places(atlas: Atlas, level: str) -> dict[str, Place]:
    """The territories of a level by code, each at its point on the page."""
    rows = atlas.territories(level)[["code", "name", "map_lon", "map_lat"]]
    return {row[0]: Place(*row) for row in rows.itertuples(index=False, name=None)}


def _flows(frame: pd.DataFrame, places: dict[str, Place]) -> Iterator[Flow]:
    columns = ["buyer_code", "supplier_code", "amount_eur", "contracts"]
    for buyer, supplier, amount, contracts in frame[columns].itertuples(index=False, name=None):
        if buyer in places and supplier in places:
            yield Flow(places[buyer], places[supplier], float(amount), float(contracts))


def document(shown: FlowView) -> dict[str, Any]:
    """The JSON of /api/flows; amounts in euros, points in degrees as shown on the page."""
    query = shown.ask.query()
    return {
        "version": shown.version,
        "selection": {k: query[k] for k in ("level", "year", "family", "weight", "top")},
        "direction": shown.ask.direction,
        "code": shown.ask.code,
        "colors": {"out": palettes.FLOW_OUT, "in": palettes.FLOW_IN},
        "flows": [_packed(shown, f) for f in (*shown.lines, *shown.rings)],
        "total": shown.total,
        "shown": shown.shown,
        "unknown": shown.unknown,
        "abroad": shown.abroad,
        "self": shown.stays,
    }


def packed_ends(start: Place, end: Place) -> dict[str, Any]:
    """Both ends of a flow, as scripts read them."""
    return {
        "from": start.code,
        "to": end.code,
        "from_name": start.name,
        "to_name": end.name,
        "from_point": [start.lon, start.lat],
        "to_point": [end.lon, end.lat],
    }


def _packed(shown: FlowView, flow: Flow) -> dict[str, Any]:
    return {
        **packed_ends(flow.start, flow.end),
        "amount": flow.amount,
        "contracts": round(flow.contracts, 2),
        "text": formatting.euros(flow.amount),
        "role": "self" if flow.is_self else shown.role(flow),
        "tip": tip(flow),
    }


def tip(flow: Flow) -> str:
    """A flow in one sentence."""
    what = f"{formatting.euros(flow.amount)}, {formatting.contracts(flow.contracts)}"
    if flow.is_self:
        return _("%(name)s : %(what)s attribués sur place", name=flow.start.name, what=what)
    ends = {"start": flow.start.name, "end": flow.end.name}
    return _("Des acheteurs de %(start)s aux titulaires de %(end)s : %(what)s", what=what, **ends)


def table(shown: FlowView) -> pd.DataFrame:
    """The CSV of /api/flows.csv: lines, then what stays, then the classes without a place."""
    columns = ["buyer_code", "buyer_name", "supplier_code", "supplier_name", "contracts", "amount_eur"]
    drawn = [
        (f.start.code, f.start.name, f.end.code, f.end.name, round(f.contracts, 4), f.amount)
        for f in (*shown.lines, *shown.rings)
    ]
    apart = [
        ("", "", UNKNOWN, _("lieu inconnu"), None, shown.unknown),
        ("", "", ABROAD, _("hors de France"), None, shown.abroad),
    ]
    return pd.DataFrame([*drawn, *apart], columns=columns)


def title(shown: FlowView) -> str:
    """What the map shows, as a title."""
    if shown.around and not shown.name:
        return _("Flux d’argent à l’intérieur de %(name)s", name=shown.around)
    if not shown.name:
        return _("Flux d’argent des acheteurs aux titulaires")
    said = {
        "out": _("%(name)s : où va l’argent de ses acheteurs", name=shown.name),
        "in": _("%(name)s : d’où vient l’argent de ses titulaires", name=shown.name),
    }
    return said.get(shown.ask.direction, _("%(name)s : où va l’argent, d’où il vient", name=shown.name))


def method(shown: FlowView) -> dict[str, str]:
    """What a flow is, and what the whole is made of."""
    return {
        "definition": _("Un flux est la somme des montants attribués par les acheteurs d’un territoire aux titulaires "
                        "d’un autre, chacun placé à l’établissement déclaré."),
        "method": sentence(shown),
    }  # fmt: skip


def shapes(atlas: Atlas, shown: Any, table: pd.DataFrame) -> list[bytes | None]:
    """A line from the true place of the buyers to that of the suppliers; nothing for an end without a place."""
    import shapely

    rows = atlas.territories(shown.ask.selection.level)[["code", "lon", "lat"]].itertuples(index=False, name=None)
    point = {code: (lon, lat) for code, lon, lat in rows}
    ends = [(point.get(a), point.get(b)) for a, b in zip(table["buyer_code"], table["supplier_code"], strict=True)]
    return [shapely.to_wkb(shapely.LineString([a, b])) if a and b else None for a, b in ends]


def drawing(atlas: Atlas, shown: FlowView, links: bool = True) -> Markup:
    """The map as SVG: shapes in the background, rings for what stays, curves above."""
    shapes = (ground(shown.ask, row, "pages.flows", links) for row in grounds(atlas, shown.ask))
    largest = max((f.amount for f in (*shown.lines, *shown.rings)), default=0.0)
    rings = (_ring(f, largest) for f in reversed(shown.rings))
    curves = (_curve(shown, f, largest) for f in reversed(shown.lines))
    return Markup("").join([*shapes, *rings, *curves])


def grounds(atlas: Atlas, ask: FlowAsk) -> tuple[tuple[str, str, str, str], ...]:
    """Level, code, name and path of the shapes under the flows: those of the level where they are few."""
    level = ask.selection.level if ask.selection.level in ("region", "departement") else "departement"
    return tuple((level, *row) for row in svg.outlines(atlas, level))


def ground(ask: FlowAsk, row: tuple[str, str, str, str], endpoint: str, links: bool) -> Markup:
    """A territory under the flows; it leads to its own flows when it is of the level shown."""
    level, code, name, path = row
    if level != ask.selection.level or not links:
        return svg.shape(code, path, "ground", name)
    chosen = "ground chosen" if code == ask.code else "ground"
    return svg.shape(code, path, chosen, _("Flux : %(name)s", name=name), url_for(endpoint, **ask.query(code=code)))


def _ring(flow: Flow, largest: float) -> Markup:
    x, y = svg.point(flow.start.lon, flow.start.lat)
    return Markup(
        '<circle class="ring" fill="none" stroke="#5d594f" stroke-width="2" cx="{:.1f}" cy="{:.1f}" r="{:.1f}">'
        "<title>{}</title></circle>"
    ).format(x, y, 1.4 * svg.width(flow.amount, largest), tip(flow))


def _curve(shown: FlowView, flow: Flow, largest: float) -> Markup:
    path = svg.curve(svg.point(flow.start.lon, flow.start.lat), svg.point(flow.end.lon, flow.end.lat))
    role = shown.role(flow)
    colour = palettes.FLOW_IN if role == "in" else palettes.FLOW_OUT
    return Markup(
        '<path class="flow {}" fill="none" stroke="{}" stroke-opacity="0.66" stroke-linecap="round" d="{}"'
        ' stroke-width="{:.2f}"><title>{}</title></path>'
    ).format(role, colour, path, svg.width(flow.amount, largest), tip(flow))


def page(atlas: Atlas, shown: FlowView) -> dict[str, Any]:
    """What the page of the flows needs beside the view."""
    level = shown.ask.selection.level
    few = level in ("region", "departement")
    return {
        "drawing": drawing(atlas, shown),
        "places": atlas.territories(level) if few else None,
        "arounds": [(kind, atlas.territories(kind)) for kind in ("region", "departement") if kind != level],
        "levels": levels_of(atlas),
        "sentence": sentence(shown),
        "steps": steps(shown),
        "title": title(shown),
        "diagram": sankey(shown.ribbons, title(shown)),
    }


def steps(shown: FlowView) -> list[dict[str, Any]]:
    """Amounts for the legend of widths: the largest, a quarter and a twentieth of it, rounded."""
    largest = max((f.amount for f in (*shown.lines, *shown.rings)), default=0.0)
    amounts = [float(f"{largest * part:.1g}") for part in (0.05, 0.25, 1)] if largest else []
    return [{"text": step_text(a, "eur"), "width": svg.width(a, largest)} for a in amounts]


def sentence(shown: FlowView) -> str:
    """Where all the money went, so that nothing is hidden by what is drawn."""
    if not shown.total:
        return _("Aucun flux pour cette sélection.")
    parts = (
        (shown.between, _("%(amount)s (%(share)s) vont d’un territoire à un autre")),
        (shown.stays, _("%(amount)s (%(share)s) restent dans le territoire de l’acheteur")),
        (shown.unknown, _("%(amount)s (%(share)s) concernent un acheteur ou un titulaire dont le lieu est inconnu")),
        (shown.abroad, _("%(amount)s (%(share)s) vont hors de France")),
    )
    said = [
        words % {"amount": formatting.euros(amount), "share": formatting.small_percent(amount / shown.total)}
        for amount, words in parts
        if amount
    ]
    return _("Sur %(total)s : %(parts)s.", total=formatting.euros(shown.total), parts=_(" ; ").join(said))


FLOWS = Layer(
    key="flows",
    label_fr="Flux",
    path="/flux",
    template="flux.html",
    api="flows",
    parameters=PARAMETERS,
    view=view,
    document=document,
    table=table,
    title=title,
    method=method,
    shapes=shapes,
    drawing=drawing,
    page=page,
)
