"""S2: what a service costs bought outside, beside what staff costs."""

import pandas as pd

from geo.atlas.base import Atlas
from webmap import families
from webmap.analyses.base import AGENCY, BUYER, CITIZEN, Analysis, Answer, Method, Query, Table
from webmap.analyses.economy import place_of, rows_of
from webmap.analyses.functions import function_name
from webmap.analyses.missing import budget_missing
from webmap.formatting import euros, is_absent, number, percent
from webmap.languages import gettext as _

FIRST_SERVICE = "50"
"""CPV divisions from 50 on are services."""


def outsourced(budget: pd.DataFrame) -> pd.DataFrame:
    """Euros of services bought (61-62) and of staff (64) by year and function, and the share of the first in both.

    OFGL's aggregates count supplies with services, so only accounts answer. The first chart found stands alone.
    """
    known = budget[budget["item"].isin(["services", "staff"])]
    known = known[known["chart"] != "OFGL"]
    wide = known.pivot_table("amount_eur", ["year", "chart", "function"], "item", aggfunc="sum", fill_value=0.0)
    wide = wide.reindex(columns=["services", "staff"], fill_value=0.0).reset_index()
    both = wide["services"] + wide["staff"]
    wide["share"] = (wide["services"] / both).where(both > 0)
    return wide.sort_values(["year", "function"], ascending=[False, True], ignore_index=True)


def show(atlas: Atlas, query: Query) -> Answer:
    """By year and function for one authority, and the service contracts it signed."""
    place = place_of(atlas, query)
    if place is None:
        return Answer(_("Choisissez une commune, une intercommunalité, un département ou une région."))
    rows = outsourced(atlas.budget(place["level"], place["code"]))
    tables = [_contracts(atlas, place["level"], place["code"])]
    if rows.empty:
        return Answer("", tables, [budget_missing()])
    whole = rows.groupby("year")[["services", "staff"]].sum()
    share = whole["services"] / whole.sum(axis=1)
    last, first = int(whole.index.max()), int(whole.index.min())
    said = _(
        "%(name)s : en %(last)s, les services achetés font %(share)s de l’ensemble services et personnel "
        "(%(before)s en %(first)s).",
        name=place["name"],
        last=last,
        share=percent(share[last]),
        before=percent(share[first]),
        first=first,
    )
    return Answer(said, [_accounts(rows, place.get("population")), *tables])


def _accounts(rows: pd.DataFrame, population: float | None) -> Table:
    def a_head(amount: float) -> str:
        return _("%(n)s €", n=number(amount / population)) if population and not is_absent(population) else "—"

    columns = (
        _("Année"),
        _("Fonction"),
        _("Services achetés"),
        _("Personnel"),
        _("Services par habitant"),
        _("Personnel par habitant"),
        _("Part des services"),
    )
    return Table(
        _("Services achetés (comptes 61 et 62) et personnel (compte 64)"),
        columns,
        [
            [
                str(row.year),
                function_name(row.chart, row.function),
                euros(row.services),
                euros(row.staff),
                a_head(row.services),
                a_head(row.staff),
                percent(row.share),
            ]
            for row in rows_of(rows)
        ],
        words=2,
    )


def _contracts(atlas: Atlas, level: str, code: str) -> Table:
    bought = [atlas.organisation_families(siren, "buyer") for siren in atlas.authority(level, code)["siren"]]
    table = pd.concat(bought) if bought else pd.DataFrame(columns=["family", "contracts", "amount_eur"])
    table = table[table["family"].fillna("").str.fullmatch(r"\d\d") & (table["family"] >= FIRST_SERVICE)]
    return Table(
        _("Marchés de services de la collectivité dans ces données"),
        (_("Famille d’achat"), _("Marchés"), _("Montant")),
        [
            [f"{r.family} – {families.label(r.family)}", number(r.contracts), euros(r.amount_eur)]
            for r in rows_of(table)
        ],
    )


ANALYSIS = Analysis(
    "s2",
    "Service externalisé ou régie",
    "Que coûte un service acheté à l’extérieur, à côté du personnel de la collectivité ?",
    (AGENCY, BUYER, CITIZEN),
    Method(
        "Part des services dans l’ensemble services et personnel : comptes 61 et 62 (services extérieurs) divisés par "
        "les comptes 61, 62 et 64 (charges de personnel), par année et par fonction quand la nomenclature la donne.",
        "Une commune paie 300 000 € de services et 700 000 € de personnel pour sa fonction enseignement : "
        "300 000 / (300 000 + 700 000) = 30 %.",
        "C’est un indice, pas un coût complet : ni les bâtiments ni les fournitures n’y sont, une régie achète "
        "aussi des "
        "services, et la même fonction n’est pas rendue au même niveau partout.",
        "Balances comptables de la DGFiP (M14, M57), comptes administratifs par nature et fonction ; Licence "
        "Ouverte 2.0.",
    ),
    "Les comptes disent ce qui a été payé dans l’année, les marchés ce qui a été signé : les deux ne s’additionnent "
    "pas.",
    show,
)
