"""The pages for who sells: buyers near her, one buyer, one supplier, one contract, and what to follow."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from geo.errors import UnknownOrganisationError
from webmap import follow, story, trades
from webmap.args import only_known, whole
from webmap.current import atlas
from webmap.exports import as_json
from webmap.families import DIVISIONS
from webmap.languages import gettext as _
from webmap.nearby import NearbyAsk, Seller, nearby_ask, understand
from webmap.organisations import CATEGORIES_FR, PAGE, profile, siren_of, what
from webmap.pages import json_for_page
from webmap.prospects import Prospects, prospects
from webmap.reach import partners_map, reach_map

market = Blueprint("market", __name__)
EXAMPLES = (
    ("Un charpentier à Quimper", {"place": "29232", "sells": "charpentier"}),
    ("Un traiteur à Nantes", {"place": "44109", "sells": "traiteur"}),
    ("Une entreprise informatique à Lyon", {"place": "69123", "sells": "informatique"}),
    ("Un géomètre à La Réunion", {"departements": "974", "sells": "géomètre"}),
)

HOUR = "public, max-age=3600"
UNKEPT = "no-store"
"""What a visitor typed stands in the address: no cache keeps it."""


def today() -> date:
    """The day that endings are counted from; the TODAY of the configuration where it is set."""
    return current_app.config.get("TODAY") or date.today()


def kept(answer: str | Response, rule: str = HOUR) -> Response:
    """An answer with how long caches may keep it: a name withdrawn is forgotten within the hour."""
    response = Response(answer, mimetype="text/html") if isinstance(answer, str) else answer
    response.headers["Cache-Control"] = rule
    return response


def asked() -> tuple[NearbyAsk, Seller, Prospects | None]:
    """The wish of this request, what was understood of it, and the buyers found where a search can start."""
    ask = nearby_ask(request.args)
    seller = understand(atlas(), ask, request.args.get("proposed_for", ""))
    can = seller.is_placed and seller.families
    return ask, seller, prospects(atlas(), ask, seller, today()) if can else None


@market.get("/acheteurs-proches")
def nearby() -> Response:
    """Who buys what she sells, within reach, at what size, and when they will buy again."""
    ask, seller, found = asked()
    drawn = reach_map(atlas(), found.table, seller, ask.km) if found else ""
    page = render_template(
        "acheteurs_proches.html", ask=ask, seller=seller, found=found, drawn=drawn, divisions=DIVISIONS,
        examples=EXAMPLES, search={**ask.query(), "family": list(seller.families), "proposed_for": ask.proposed_for},
    )  # fmt: skip
    return kept(page, UNKEPT)


@market.get("/acheteurs-proches.<kind>")
def followed(kind: str) -> Response:
    """The same search as a table (csv, xlsx), a feed (atom) or a calendar (ics)."""
    if kind not in follow.KINDS:
        return Response(_("Formats : csv, xlsx, atom, ics."), status=404, mimetype="text/plain")
    _ask, seller, found = asked()
    if found is None:
        words = " ".join(seller.problems) or _("Rien n’est demandé : partir de la page « Acheteurs proches ».")
        return kept(Response(words, status=400, mimetype="text/plain"), UNKEPT)
    return kept(follow.KINDS[kind](found), UNKEPT)


@market.get("/methode/acheteurs-proches")
def nearby_method() -> str:
    """How buyers are ranked, and how well it foretells."""
    return render_template("methode_acheteurs.html", tested=BACK_TEST)


BACK_TEST = {"gravity": 0.56, "distance": 0.52, "volume": 0.09, "suppliers": 832, "buyers": 789}
"""What ``tests/webmap/test_back_test.py`` finds: share of suppliers one of whose next buyers is in the first ten."""


@market.get("/api/suggest")
def suggest() -> Response:
    """Communes and purchase families for the text ``q``, as it is typed."""
    only_known(request.args, ("q",))
    text = request.args.get("q", "").strip()[:80]
    found = atlas().search_territories(text, 40) if text else None
    communes = [] if found is None else found[found["level"] == "commune"].head(8).to_dict("records")
    answer = {
        "communes": [{"code": c["code"], "name": c["name"]} for c in communes],
        "families": [{"code": p.family, "name": p.label} for p in trades.proposals(atlas(), "", "", text)],
    }
    return kept(as_json(answer), UNKEPT)


@market.get("/acheteur/<siren>", endpoint="buyer", defaults={"role": "buyer"})
@market.get("/fournisseur/<siren>", endpoint="supplier", defaults={"role": "supplier"})
def organisation(siren: str, role: str) -> Answer:
    """One buyer, or one supplier: who it is, what it buys or wins, with whom, and until when."""
    if len(siren) == 14 and siren.isdigit():
        return redirect(url_for(f"market.{role}", siren=siren[:9]))
    page = whole("page", request.args.get("page"), 1, 1, 100_000)
    text = request.args.get("q", "").strip()[:80]
    try:
        shown = profile(atlas(), siren, role, text, page, today())
    except UnknownOrganisationError as unknown:
        raise UnknownOrganisationError(_(_NOT_FOUND_FR[role], siren=siren)) from unknown
    drawn = partners_map(atlas(), shown.reach, shown.who["departement"])
    return kept(render_template("organisation.html", shown=shown, drawn=drawn, text=text, page=page, page_size=PAGE))


_NOT_FOUND_FR = {
    "buyer": "Aucun acheteur de ces données n’a le SIREN « %(siren)s ». "
    "Un SIREN a neuf chiffres, ceux du début du SIRET.",
    "supplier": "Aucun titulaire de ces données n’a le SIREN « %(siren)s ». "
    "Un SIREN a neuf chiffres, ceux du début du SIRET.",
}


@market.get("/marche/<path:uid>")
def contract(uid: str) -> Response:
    """The story of one contract, in words."""
    return kept(render_template("marche.html", told=story.told(atlas(), atlas().contract(uid), today())))


@market.get("/robots.txt")
def robots() -> Response:
    """Searches are left alone: what a visitor types is in their address."""
    lines = ("User-agent: *", "Disallow: /acheteurs-proches?", "Disallow: /acheteurs-proches.", "Disallow: /api/",
             f"Sitemap: {url_for('market.sitemap', _external=True)}", "")  # fmt: skip
    return Response("\n".join(lines), mimetype="text/plain")


@market.get("/sitemap.xml")
def sitemap() -> Response:
    """The list of the lists of pages."""
    return follow.sitemap_index(atlas())


@market.get("/sitemap-<int:number>.xml")
def sitemap_part(number: int) -> Response:
    """One list of pages, 50 000 at most."""
    return follow.sitemap_part(atlas(), number)


@market.app_context_processor
def names() -> dict[str, Any]:
    """How a template links an organisation or a contract."""
    return {"siren_of": siren_of, "what": what, "categories": CATEGORIES_FR, "as_json": json_for_page}
