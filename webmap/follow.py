"""What a search can be followed by: a table to take away, a feed, a calendar; and the lists of pages for engines."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, time
from functools import lru_cache
from typing import Any

import pandas as pd
import xlsxwriter
from flask import Response, abort, render_template, request, url_for
from icalendar import Calendar, Event

from geo.atlas.base import Atlas
from webmap import families, formatting
from webmap.exports import csv_text
from webmap.languages import gettext as _
from webmap.prospects import Prospects

COLUMNS = (
    "siren", "name", "commune", "departement", "distance_km", "yearly_eur", "contracts", "years", "family",
    "quarter_eur", "median_eur", "three_quarters_eur", "procedure", "offers_median", "offered", "local", "placed",
    "small", "sized", "last_on", "last_uid",
)  # fmt: skip
ENDING_COLUMNS = (
    "ends_on", "name", "buyer_siren", "family", "title", "uid", "notified_on", "duration_months", "amount_eur",
)  # fmt: skip
URLS_A_PART = 50_000
"""What a sitemap may hold (sitemaps.org, 0.9)."""


def as_csv(found: Prospects) -> Response:
    """Every buyer found, best first."""
    return _file(csv_text(_plain(found.table, COLUMNS)), "text/csv", "csv")


def as_xlsx(found: Prospects) -> Response:
    """A workbook: the buyers, and the contracts that end soon. Text stays text: no cell is run as a formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name, table, columns in (("acheteurs", found.table, COLUMNS), ("échéances", found.endings, ENDING_COLUMNS)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, columns)
            for at, row in enumerate(_plain(table, columns).itertuples(index=False), 1):
                sheet.write_row(at, 0, row)
            sheet.autofit()
    return _file(out.getvalue(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")


def as_atom(found: Prospects) -> Response:
    """One entry for each contract that should end soon: a feed reader shows the new ones."""
    entries = [
        {**row, "told": ending_words(row), "url": url_for("market.contract", uid=row["uid"], _external=True)}
        for row in found.endings.to_dict("records")
    ]
    updated = max((_stamp(row["notified_on"]) for row in entries), default=f"{found.today}T00:00:00Z")
    text = render_template(
        "suivi.xml", entries=entries, updated=updated, stamp=_stamp, address=request.url, page=page_address()
    )
    return Response(text, mimetype="application/atom+xml")


def as_ics(found: Prospects) -> Response:
    """A day in the calendar for each contract that should end soon."""
    calendar = Calendar()
    calendar.add("prodid", "-//Geomarches//acheteurs proches//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Marchés qui se terminent près de chez moi"))
    for row in found.endings.to_dict("records"):
        event = Event()
        event.add("uid", f"{row['uid']}@geomarches")
        event.add("dtstamp", datetime.combine(found.today, time(), UTC))
        event.add("dtstart", pd.Timestamp(row["ends_on"]).date())
        event.add("summary", ending_words(row))
        event.add("url", url_for("market.contract", uid=row["uid"], _external=True))
        calendar.add_component(event)
    return _file(calendar.to_ical(), "text/calendar", "ics")


KINDS: dict[str, Callable[[Prospects], Response]] = {"csv": as_csv, "xlsx": as_xlsx, "atom": as_atom, "ics": as_ics}


def ending_words(row: dict[Any, Any]) -> str:
    """A contract that ends, in one line: who, what, when."""
    what = formatting.text(row["title"]) or families.label(str(row["family"]))
    return _(
        "%(buyer)s : « %(what)s » devrait se terminer le %(day)s",
        buyer=formatting.text(row["name"]) or row["buyer_siren"], what=what, day=formatting.day(row["ends_on"]),
    )  # fmt: skip


def page_address() -> str:
    """The page of this search."""
    return url_for("market.nearby", _external=True, **dict(request.args.lists()))  # type: ignore[arg-type]


@lru_cache(maxsize=2)
def _pages(atlas: Atlas) -> pd.DataFrame:
    return atlas.pages()


def sitemap_index(atlas: Atlas) -> Response:
    """The addresses of the parts of the sitemap."""
    parts = range(-(-len(_pages(atlas)) // URLS_A_PART))
    urls = [url_for("market.sitemap_part", number=part + 1, _external=True) for part in parts]
    return Response(render_template("sitemap.xml", kind="sitemapindex", urls=urls), mimetype="application/xml")


def sitemap_part(atlas: Atlas, number: int) -> Response:
    """The addresses of one part of the pages of organisations and contracts."""
    found = _pages(atlas).iloc[URLS_A_PART * (number - 1) : URLS_A_PART * number] if number else pd.DataFrame()
    if found.empty:
        abort(404)
    urls = [_address(kind, key) for kind, key in found[["kind", "key"]].itertuples(index=False, name=None)]
    return Response(render_template("sitemap.xml", kind="urlset", urls=urls), mimetype="application/xml")


def _address(kind: str, key: str) -> str:
    name = "uid" if kind == "contract" else "siren"
    return url_for(f"market.{kind}", **{name: key}, _external=True)


def _plain(table: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    kept = table[list(columns)].copy()
    for name in kept.columns.intersection(["last_on", "ends_on", "notified_on"]):
        kept[name] = pd.to_datetime(kept[name]).dt.strftime("%Y-%m-%d")
    return kept.astype(object).where(kept.notna(), None)


def _stamp(day: Any) -> str:
    return f"{pd.Timestamp(day).date()}T00:00:00Z"


def _file(body: str | bytes, kind: str, extension: str) -> Response:
    response = Response(body, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="acheteurs-proches.{extension}"'
    return response
