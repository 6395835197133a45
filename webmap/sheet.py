"""The sheet of a territory: one A4 page to print, to send or to project, as HTML, PDF and PNG.

WeasyPrint lays the page out and writes the PDF; pypdfium2 paints that very PDF, so that the picture cannot differ from
it. Chromium would do both, but a site that needs a browser to answer is a burden on whoever hosts it.
"""

import io
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import pandas as pd
from flask import Blueprint, Response, current_app, render_template, request

from geo.atlas.base import Atlas
from geo.errors import MissingToolError
from geo.selection import Selection
from geo.territories import ABROAD, UNKNOWN
from webmap import portrait, sentences
from webmap.args import known_territory, selection_from
from webmap.caching import unless_known
from webmap.current import atlas
from webmap.languages import gettext as _
from webmap.locality import locality
from webmap.sheet_map import money_map

sheet = Blueprint("sheet", __name__)

Row = dict[Any, Any]
FORMS = {"pdf": "application/pdf", "png": "image/png"}
PNG_DPI = 160
"""1323 by 1871 pixels: read on a slide, and under 600 kB."""
KEY = (
    ("spend", "total"), ("spend", "per_inhabitant"), ("local_share", "{level}"), ("local_share", "region"),
    ("spend_distance", "median"), ("anchoring", "distance"), ("attraction", "outside"), ("net_balance", "balance"),
    ("concentration", "top5"), ("dependence", "one_buyer"), ("sme_access", "pme"), ("spend_distance", "within_50"),
)  # fmt: skip
"""Figures of the sheet in order of interest: the first eight that the territory has."""
MOST_FIGURES, MOST_PARTNERS, MOST_FAMILIES = 8, 8, 7
_ONE_AT_A_TIME = Lock()
"""Neither pdfium nor fontconfig may be entered by two threads, and a page takes memory."""


@sheet.get("/territoire/<level>/<code>/fiche")
def page(level: str, code: str) -> str:
    """The sheet on screen, ready to print."""
    return html(level, code, request.args)


@sheet.get("/territoire/<level>/<code>/fiche.<any(pdf,png):form>")
def as_file(level: str, code: str, form: str) -> Response:
    """The sheet as a file; one already in the browser's cache is not drawn again."""
    return unless_known(lambda: _sent(level, code, form))


def _sent(level: str, code: str, form: str) -> Response:
    response = Response(made(level, code, form, request.args), mimetype=FORMS[form])
    response.headers["Content-Disposition"] = f'inline; filename="geomarches-{level}-{code}.{form}"'
    return response


def made(level: str, code: str, form: str, query: Mapping[str, str]) -> bytes:
    """The sheet as ``html`` that stands alone, ``pdf`` or ``png``.

    Raises UnknownTerritoryError, and MissingToolError where the machine lacks Pango, which lays the text out.
    """
    text = html(level, code, query, stylesheet())
    match form:
        case "pdf":
            return pdf(text)
        case "png":
            return png(text)
    return text.encode()


def html(level: str, code: str, query: Mapping[str, str], style: str = "") -> str:
    """The sheet as a page; ``style`` is written inside it, for a file that leaves without its stylesheet."""
    place = known_territory(atlas(), level, code)
    selection = selection_from({**query, "level": level})
    return render_template(
        "fiche.html",
        place=place,
        selection=selection,
        style=style,
        today=date.today(),
        **told(atlas(), place, selection),
    )


def told(atlas: Atlas, place: Row, selection: Selection) -> dict[str, Any]:
    """What the sheet says: the sentence, eight figures, where the money goes, families, what is not known."""
    flows = atlas.flows(selection, place["code"], "out")
    partners = portrait.partners(atlas, place, selection, "out", MOST_PARTNERS)
    families = portrait.family_rows(atlas, place, selection)
    figures = key_figures(atlas, place, selection)
    spent = float(flows["amount_eur"].sum())
    return {
        "local": locality(atlas, place, selection),
        "figures": figures,
        "contracts": next((f.contracts for f in figures if f.indicator.key == "spend"), None),
        "destinations": _destinations(place, flows.to_dict("records"), partners, spent),
        "families_rows": families[:MOST_FAMILIES],
        "unknowns": sentences.not_known(flows, pd.DataFrame()),
        "picture": money_map(atlas, place, partners),
    }


def key_figures(atlas: Atlas, place: Row, selection: Selection) -> list[portrait.Figure]:
    """The first figures of ``KEY`` that the territory has."""
    blocks = portrait.key_figures(atlas, place, selection)
    by_key = {(indicator.key, f.variant.key): f for indicator, figures in blocks for f in figures}
    wanted = dict.fromkeys((key, variant.format(level=place["level"])) for key, variant in KEY)
    return [by_key[one] for one in wanted if one in by_key][:MOST_FIGURES]


def _destinations(place: Row, flows: list[Row], partners: list[Row], spent: float) -> list[Row]:
    """Where the money goes, by row: what stays first, what has no place last, each with its share of all."""
    here = [
        {"name": _("Sur place"), "amount": float(f["amount_eur"])} for f in flows if f["supplier_code"] == place["code"]
    ]
    placed = [p for p in partners if p["linked"]]
    apart = [{**p, "name": sentences.capitalize_first(p["name"])} for p in partners if not p["linked"]]
    listed = {place["code"], UNKNOWN, ABROAD, *(p["code"] for p in placed)}
    rest = sum(float(f["amount_eur"]) for f in flows if f["supplier_code"] not in listed)
    others = [{"name": _("Autres territoires"), "amount": rest}] if rest else []
    rows = [*here, *placed, *others, *apart]
    return [{**r, "part": r["amount"] / spent if spent else 0.0} for r in rows]


def stylesheet() -> str:
    """The text of the sheet's own style."""
    return Path(str(current_app.static_folder), "css", "sheet.css").read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def pdf(text: str) -> bytes:
    """A page as PDF: the same page is laid out once. Nothing is fetched, whatever its text names."""
    try:
        # Loads Pango and HarfBuzz: only for who asks for a sheet.
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise MissingToolError(
            "the sheet is laid out by Pango, which is not on this machine; on Debian: "
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        ) from error
    with _ONE_AT_A_TIME:
        return bytes(HTML(string=text, url_fetcher=URLFetcher(allowed_protocols=())).write_pdf())


@lru_cache(maxsize=16)
def png(text: str) -> bytes:
    """A page as a picture of its PDF."""
    import pypdfium2

    document, out = pdf(text), io.BytesIO()
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(document) as opened:
        opened[0].render(scale=PNG_DPI / 72).to_pil().save(out, "PNG", optimize=True)
    return out.getvalue()
