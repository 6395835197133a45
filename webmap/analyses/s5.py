"""S5: what a territory spends outside, and the contracts that end in the coming year."""

from datetime import date, timedelta

import pandas as pd

from geo.atlas.base import Atlas
from webmap import families
from webmap.analyses.base import AGENCY, SME, Analysis, Answer, Method, Page, Query, Table
from webmap.analyses.economy import place_of, rows_of
from webmap.analyses.ending_map import ending_map, where
from webmap.analyses.missing import budget_missing
from webmap.formatting import day, euros, number
from webmap.languages import gettext as _

YEAR = timedelta(days=365)
MOST = 200


def endings(atlas: Atlas, query: Query) -> pd.DataFrame:
    """Contracts of the place's buyers that should end within a year of ``depuis`` (a day; today by default)."""
    place = place_of(atlas, query)
    since = since_of(query)
    if place is None:
        return pd.DataFrame(columns=["buyer_name", "family", "uid", "title", "amount_eur", "ends_on"])
    found = atlas.endings_in(place["level"], place["code"], since, since + YEAR)
    family = query.get("family")
    return found[found["family"] == family] if family else found


def since_of(query: Query) -> date:
    """The day from which a year is looked at."""
    try:
        return date.fromisoformat(query.get("depuis", ""))
    except ValueError:
        return date.today()


def show(atlas: Atlas, query: Query) -> Answer:
    """By family, then contract by contract, with a calendar to subscribe to."""
    place, since, family = place_of(atlas, query), since_of(query), query.get("family") or None
    everywhere = atlas.endings_by("departement", since, since + YEAR, family)
    drawing = ending_map(atlas, everywhere, query)
    if place is None:
        said = _("Choisissez un territoire : ses achats, et les marchés de ses acheteurs qui finissent dans l’année.")
        return Answer(said, [_by_departement(atlas, everywhere, query)] if len(everywhere) else [], drawing=drawing)
    found = endings(atlas, query)
    budget = atlas.budget(place["level"], place["code"])
    said = _(
        "%(name)s : %(n)s marchés devraient finir entre le %(since)s et le %(until)s.",
        name=place["name"],
        n=number(len(found)),
        since=day(since),
        until=day(since + YEAR),
    )
    calendar = {key: query[key] for key in ("territoire", "family", "depuis") if query.get(key)}
    return Answer(
        said,
        [*_spent(budget), _by_family(found), _one_by_one(found)],
        [] if len(budget) else [budget_missing()],
        drawing=drawing,
        calendar=calendar if len(found) else None,
    )


def _spent(budget: pd.DataFrame) -> list[Table]:
    kinds = {
        "external": _("Achats et charges externes"),
        "supplies": _("Fournitures (60)"),
        "services": _("Services (61, 62)"),
        "equipment": _("Équipement (20, 21, 23)"),
    }
    if budget.empty:
        return []
    last = budget[(budget["year"] == budget["year"].max()) & budget["item"].isin(list(kinds))]
    summed = last.groupby(["item", "chart"])["amount_eur"].sum().reset_index()
    rows = [[kinds[r.item], str(r.chart), euros(r.amount_eur)] for r in rows_of(summed)]
    caption = _("Ce que la collectivité a dépensé à l’extérieur en %(year)s", year=int(budget["year"].max()))
    return [Table(caption, (_("Dépense"), _("Nomenclature"), _("Montant")), rows, words=2)]


def _by_family(found: pd.DataFrame) -> Table:
    summed = (
        found.groupby("family")
        .agg(n=("uid", "count"), amount=("amount_eur", "sum"))
        .sort_values("amount", ascending=False)
    )
    rows = [[f"{f} – {families.label(str(f))}", number(r.n), euros(r.amount)] for f, r in summed.iterrows()]
    return Table(
        _("Marchés qui finissent, par famille d’achat"), (_("Famille d’achat"), _("Marchés"), _("Montant")), rows
    )


def _by_departement(atlas: Atlas, found: pd.DataFrame, query: Query) -> Table:
    names = atlas.territories("departement").set_index("code")["name"]
    known = found[found["code"].isin(names.index)].sort_values(["contracts", "code"], ascending=[False, True])
    rows = [[str(names[r.code]), number(r.contracts), euros(r.amount_eur)] for r in rows_of(known)]
    pages: list[Page | None] = [
        Page("analyses.analysis", {"key": "s5", **where(r.code, query)}) for r in rows_of(known)
    ]
    columns = (_("Département"), _("Marchés"), _("Montant"))
    return Table(_("Marchés qui finissent dans l’année, par département de l’acheteur"), columns, rows, pages=pages)


def _one_by_one(found: pd.DataFrame) -> Table:
    rows = [
        [day(r.ends_on), str(r.buyer_name or ""), str(r.title or ""), euros(r.amount_eur)]
        for r in rows_of(found.head(MOST))
    ]
    columns = (_("Fin estimée"), _("Acheteur"), _("Objet"), _("Montant"))
    return Table(_("Marchés un par un (les %(n)s premiers à finir)", n=len(rows)), columns, rows, words=3)


def calendar(found: pd.DataFrame) -> str:
    r"""The contracts as a calendar (RFC 5545), a day each; lines longer than 75 bytes are folded.

    >>> ends = {"uid": "u1", "ends_on": date(2027, 3, 1), "title": "Nettoyage; vitres", "buyer_name": "Ville"}
    >>> calendar(pd.DataFrame([ends])).splitlines()[6:8]
    ['DTSTART;VALUE=DATE:20270301', 'SUMMARY:Ville : Nettoyage\\; vitres']
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//geomarches//endings//FR"]
    for row in rows_of(found):
        on = f"{pd.Timestamp(row.ends_on):%Y%m%d}"
        lines += ["BEGIN:VEVENT", f"UID:{row.uid}@geomarches", f"DTSTAMP:{on}T000000Z", f"DTSTART;VALUE=DATE:{on}"]
        lines += [f"SUMMARY:{_escaped(f'{row.buyer_name} : {row.title}')}", "END:VEVENT"]
    return "\r\n".join(_folded(line) for line in [*lines, "END:VCALENDAR"]) + "\r\n"


def _escaped(text: str) -> str:
    for mark in "\\;,":
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.split())


def _folded(line: str) -> str:
    """At most 75 bytes a line: 24 characters of 3 bytes fit whatever they are."""
    parts = [line] if len(line.encode()) <= 75 else [line[i : i + 24] for i in range(0, len(line), 24)]
    return "\r\n ".join(parts)


ANALYSIS = Analysis(
    "s5",
    "Occasions de l’année à venir",
    "Que dépensent les collectivités à l’extérieur, et quels marchés finissent dans les douze mois ?",
    (SME, AGENCY),
    Method(
        "Fin estimée d’un marché = jour de notification + dernière durée publiée. Sont retenus les marchés qui "
        "finissent "
        "dans l’année qui suit la date choisie, pour les acheteurs du territoire.",
        "Un marché de nettoyage notifié le 15 mars 2023 pour 48 mois finit vers le 15 mars 2027 : il paraît dans la "
        "liste "
        "établie le 25 novembre 2026.",
        "Une fin de marché n’annonce pas un nouveau marché : il peut être reconduit, regroupé ou abandonné. Une durée "
        "mal publiée déplace la date.",
        "Données essentielles de la commande publique ; comptes des collectivités (DGFiP, OFGL) ; Licence Ouverte 2.0.",
    ),
    "Le budget dit ce qui a été dépensé l’année passée, non ce qui sera acheté.",
    show,
    asks=("place", "family"),
)
