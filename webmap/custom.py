"""A territory of one's own: a list of communes, and what their buyers spend inside it and beyond."""

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd
from flask import Blueprint, render_template, request

from geo.atlas.base import Atlas
from geo.errors import BadSelectionError
from geo.selection import Selection
from geo.territories import ABROAD, UNKNOWN
from webmap import families, svg
from webmap.args import known_territory, selection_from
from webmap.current import atlas
from webmap.languages import gettext as _

custom = Blueprint("custom", __name__)

MOST = 100
"""Communes of one territory: each costs a query."""
FEWEST_CONTRACTS = 10
Row = dict[str, Any]


@dataclass(frozen=True)
class Own:
    """What the communes spend and win together, in euros; money between two of them stays inside."""

    spent: float
    contracts: float
    inside: float
    unknown: float
    abroad: float
    won_from_elsewhere: float
    families: tuple[tuple[str, float, float], ...]
    """Label, amount, and length of a bar in percent."""
    partners: tuple[tuple[str, str, float, float], ...]
    """Code, name, amount and bar of the communes outside where most is bought."""

    @property
    def local_share(self) -> float | None:
        """Part of what could be placed that stays inside; None where it rests on too few contracts."""
        placed = self.spent - self.unknown
        return self.inside / placed if placed > 0 and self.contracts >= FEWEST_CONTRACTS else None


@custom.get("/territoire/communes")
def page() -> str:
    """The page of a list of communes; ``codes`` parted by commas or spaces, ``name`` as its title."""
    codes = codes_from(request.args.get("codes", ""))
    communes = [known_territory(atlas(), "commune", code) for code in codes]
    selection = selection_from({**request.args.to_dict(), "level": "commune"})
    return render_template(
        "communes.html",
        name=request.args.get("name", "").strip()[:80] or _("Mon territoire"),
        communes=communes,
        codes=codes,
        own=together(atlas(), codes, selection) if codes else None,
        points=[svg.point(c["map_lon"], c["map_lat"]) for c in communes],
        ground=svg.outlines(atlas(), "departement"),
        population=sum(c["population"] or 0 for c in communes),
        selection=selection,
        years=atlas().years(),
        families_present=atlas().families(),
    )


def codes_from(text: str) -> tuple[str, ...]:
    """The codes of a text, each once, in order; refused beyond a hundred.

    >>> codes_from("29019, 29232;2A004 29019")
    ('29019', '29232', '2A004')
    """
    codes = tuple(dict.fromkeys(re.findall(r"\w+", text)))
    if len(codes) > MOST:
        raise BadSelectionError(_("%(n)s communes : une liste en compte au plus %(most)s.", n=len(codes), most=MOST))
    return codes


def together(atlas: Atlas, codes: tuple[str, ...], selection: Selection) -> Own:
    """Add the flows and totals of communes; a flow between two of them is counted once."""
    out = pd.concat([atlas.flows(selection, code, "out") for code in codes])
    into = pd.concat([atlas.flows(selection, code, "in") for code in codes])
    to = out["supplier_code"]
    outside = out[~to.isin([*codes, UNKNOWN, ABROAD])].groupby("supplier_code")["amount_eur"].sum()
    return Own(
        spent=float(out["amount_eur"].sum()),
        contracts=float(out["contracts"].sum()),
        inside=float(out.loc[to.isin(codes), "amount_eur"].sum()),
        unknown=float(out.loc[to == UNKNOWN, "amount_eur"].sum()),
        abroad=float(out.loc[to == ABROAD, "amount_eur"].sum()),
        won_from_elsewhere=float(into.loc[~into["buyer_code"].isin(codes), "amount_eur"].sum()),
        families=_families(atlas, codes, selection),
        partners=_partners(atlas, outside.sort_values(ascending=False).head(8)),
    )


def _families(atlas: Atlas, codes: tuple[str, ...], selection: Selection) -> tuple[tuple[str, float, float], ...]:
    totals = pd.concat([atlas.totals(code, selection) for code in codes])
    sums = totals.groupby("family")["amount_eur"].sum().sort_values(ascending=False).head(10)
    return tuple((families.label(str(f)), float(a), _bar(a, sums.max())) for f, a in sums.items())


def _partners(atlas: Atlas, sums: pd.Series) -> tuple[tuple[str, str, float, float], ...]:
    named = ((str(code), atlas.territory("commune", str(code))["name"], float(a)) for code, a in sums.items())
    return tuple((code, name, amount, _bar(amount, sums.max())) for code, name, amount in named)


def _bar(amount: float, largest: float) -> float:
    return 100 * amount / largest if largest > 0 else 0.0
