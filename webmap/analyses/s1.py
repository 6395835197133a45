"""S1: how far a buyer rests on its suppliers, and a supplier on its buyers."""

from typing import Any

import pandas as pd

from geo.atlas.base import Atlas
from geo.indicators.dependence import MINIMUM_CONTRACTS
from geo.measures import hhi, normalised_hhi
from webmap import families
from webmap.analyses.base import AGENCY, BUYER, Analysis, Answer, Method, Page, Query, Table
from webmap.analyses.economy import place_of, rows_of
from webmap.formatting import ABSENT, count, euros, number, percent, text
from webmap.languages import gettext as _
from webmap.organisations import CATEGORIES_FR, siren_of

FEWEST = 10
"""Fewer contracts give no share and no index."""
FIRSTS = (1, 3, 5)
PARTNERS = 20


def show(atlas: Atlas, query: Query) -> Answer:
    """Of a SIREN: what it rests on as a buyer, then as a supplier; without one, the buyers to choose from."""
    siren = "".join(query.get("siren", "").split())
    if not siren:
        return _buyers(atlas, query)
    who = atlas.organisation(siren)
    name = text(who["name"]) or _("SIREN %(siren)s", siren=siren)
    sides = [
        _as_buyer(atlas, siren, name) if who["contracts_bought"] else ("", []),
        _as_supplier(atlas, who, name) if who["contracts_won"] else ("", []),
    ]
    said = " ".join(sentence for sentence, _tables in sides if sentence)
    return Answer(said, [table for _sentence, tables in sides for table in tables])


def _buyers(atlas: Atlas, query: Query) -> Answer:
    place = place_of(atlas, query)
    found = atlas.buyers_in(place["level"], place["code"]) if place else atlas.buyers_in()
    said = _(
        "%(name)s : %(n)s acheteurs. Choisissez-en un, ou saisissez un SIREN, d’acheteur ou de titulaire.",
        name=place["name"] if place else _("la France entière"),
        n=number(found["matched"].iloc[0] if len(found) else 0),
    )
    rows, pages = [], list[Page | None]()
    for row in rows_of(found):
        category = text(row.buyer_category)
        label = _(CATEGORIES_FR[category]) if category else ABSENT
        rows.append([text(row.name) or _("SIREN %(siren)s", siren=row.siren), label, number(row.contracts)])
        pages.append(Page("analyses.analysis", {"key": "s1", "siren": row.siren}))
    columns = (_("Acheteur"), _("Catégorie"), _("Marchés"))
    return Answer(said, [Table(_("Acheteurs, ceux de plus de marchés d’abord"), columns, rows, words=2, pages=pages)])


def _as_buyer(atlas: Atlas, siren: str, name: str) -> tuple[str, list[Table]]:
    bought = atlas.purchases(siren)
    named = bought[bought["unit"] != "nobody"]
    whole = shares(named)
    parts = [(families.coded(str(family)), shares(table)) for family, table in named.groupby("family")]
    parts.sort(key=lambda part: -part[1]["amount_eur"])
    rows = [_row(label, part) for label, part in [(families.label("all"), whole), *parts]]
    columns = (
        _("Famille d’achat"),
        _("Marchés"),
        _("Titulaires"),
        _("Montant"),
        _("Le premier"),
        _("Les trois premiers"),
        _("Les cinq premiers"),
        _("HHI*"),
        _("HHI"),
        _("HHI le plus bas possible"),
    )
    said = _(
        "%(name)s achète à %(n)s titulaires ; le premier a %(top)s des montants.",
        name=name,
        n=number(whole["suppliers"]),
        top=percent(whole["top1"]) if whole["contracts"] >= FEWEST else ABSENT,
    )
    table = Table(_("Part des premiers titulaires, par famille d’achat"), columns, rows)
    return said, [table, _suppliers(atlas.suppliers_of(siren, PARTNERS), whole["amount_eur"])]


def shares(bought: pd.DataFrame) -> dict[str, float]:
    """What some purchases rest on: contracts, suppliers, amount_eur, top1, top3, top5, hhi, hhi_star and floor.

    ``bought``: rows of ``Atlas.purchases``. ``floor`` is the index that would be had if each contract, or each
    supplier's part of one, went to a different supplier: no buyer of these contracts can have a lower one.

    >>> rows = [("a", 1, 50.0, 2500.0), ("b", 2, 30.0, 500.0), ("c", 1, 20.0, 400.0)]
    >>> found = shares(pd.DataFrame(rows, columns=["unit", "contracts", "amount_eur", "amount_sq"]))
    >>> [round(found[name], 2) for name in ("top1", "top3", "hhi", "hhi_star", "floor")]
    [0.5, 1.0, 0.38, 0.07, 0.34]
    """
    by_unit = bought.groupby("unit")["amount_eur"].sum().sort_values(ascending=False)
    amount = float(by_unit.sum())
    tops = {f"top{n}": float(by_unit.head(n).sum()) / amount if amount else float("nan") for n in FIRSTS}
    return {
        "contracts": float(bought["contracts"].sum()),
        "suppliers": float(len(by_unit)),
        "amount_eur": amount,
        **tops,
        "hhi": hhi(by_unit),
        "hhi_star": normalised_hhi(by_unit),
        "floor": float(bought["amount_sq"].sum()) / amount**2 if amount else float("nan"),
    }


def _row(label: str, part: dict[str, float]) -> list[str]:
    enough = part["contracts"] >= FEWEST - 1e-6  # a grouping's shares add up to nearly one
    tops = [percent(part[f"top{n}"]) if enough and part["suppliers"] > n else ABSENT for n in FIRSTS]
    indexes = [number(part[name], 2) if enough else ABSENT for name in ("hhi_star", "hhi", "floor")]
    return [label, count(part["contracts"]), number(part["suppliers"]), euros(part["amount_eur"]), *tops, *indexes]


def _suppliers(found: pd.DataFrame, whole: float) -> Table:
    rows, pages = [], list[Page | None]()
    for row in rows_of(found):
        told = not row.is_private and row.contracts_won >= MINIMUM_CONTRACTS and row.won_eur > 0
        rows.append(
            [
                _partner(row, row.is_private),
                count(row.contracts),
                euros(row.amount_eur),
                percent(row.amount_eur / whole) if whole else ABSENT,
                percent(row.amount_eur / row.won_eur) if told else ABSENT,
            ]
        )
        pages.append(_page("supplier", row.unit))
    columns = (
        _("Titulaire"),
        _("Marchés"),
        _("Montant"),
        _("Part chez l’acheteur"),
        _("Part de l’acheteur dans ses marchés publics"),
    )
    return Table(_("Ses premiers titulaires, et ce que l’acheteur est pour eux"), columns, rows, pages=pages)


def _as_supplier(atlas: Atlas, who: dict[str, Any], name: str) -> tuple[str, list[Table]]:
    if who["is_diffusible"] is False or str(who["legal_category"] or "").startswith("1"):
        return _("Personne physique, ou en diffusion partielle : de quels acheteurs elle dépend n’est pas montré."), []
    won, amount = float(who["contracts_won"]), float(who["amount_won_eur"])
    found = atlas.organisation_partners(str(who["siren"]), "supplier", PARTNERS)
    if won < MINIMUM_CONTRACTS or not amount or found.empty:
        few = number(MINIMUM_CONTRACTS)
        return _("%(name)s obtient moins de %(n)s marchés : trop peu pour une part.", name=name, n=few), []
    rows = [
        [_partner(r), count(r.contracts), euros(r.amount_eur), percent(r.amount_eur / amount)] for r in rows_of(found)
    ]
    said = _(
        "%(name)s obtient %(contracts)s marchés ; son premier acheteur fait %(top)s de ses montants publics visibles.",
        name=name,
        contracts=count(won),
        top=percent(float(found["amount_eur"].iloc[0]) / amount),
    )
    pages = [_page("buyer", str(unit)) for unit in found["unit"]]
    columns = (_("Acheteur"), _("Marchés"), _("Montant"), _("Part de ses marchés publics visibles"))
    return said, [Table(_("De quels acheteurs elle obtient ses marchés"), columns, rows, pages=pages)]


def _partner(row: Any, is_private: bool = False) -> str:
    """Who it is: its name, else what identifies it; that a private name is not published."""
    if name := text(row.name):
        return name
    siren = siren_of(row.unit)
    return _("Nom non diffusé") if is_private else _("SIREN %(siren)s", siren=siren) if siren else str(row.unit)


def _page(role: str, unit: str) -> Page | None:
    siren = siren_of(unit)
    return Page(f"market.{role}", {"siren": siren}) if siren else None


ANALYSIS = Analysis(
    "s1",
    "Dépendance entre acheteurs et titulaires",
    "De quels titulaires un acheteur dépend-il, et de quels acheteurs un titulaire ?",
    (BUYER, AGENCY),
    Method(
        "Part du premier titulaire, des trois et des cinq premiers dans les montants d’un acheteur, par famille et en "
        "tout ; un titulaire est une entreprise (SIREN), un groupement partage son marché. HHI : somme des carrés des "
        "parts. Le plus bas possible est celui qu’aurait l’acheteur si chaque marché avait un titulaire différent : "
        "un gros marché le relève à lui seul. HHI* = (HHI − 1/n) / (1 − 1/n), n étant le nombre de titulaires. Le "
        "miroir : ce qu’un titulaire obtient d’un acheteur, sur ce qu’il obtient de tous.",
        "Quatre marchés de 50, 20, 10 et 20 k€ : le premier titulaire a celui de 50 k€, le deuxième ceux de 20 et "
        "10 k€, le troisième le dernier. Le premier a 50 % ; HHI = 0,25 + 0,09 + 0,04 = 0,38 ; le plus bas possible "
        "est 0,25 + 0,04 + 0,01 + 0,04 = 0,34 ; HHI* = (0,38 − 1/3) / (2/3) = 0,07.",
        "Ce n’est pas la part dans le chiffre d’affaires : les clients privés et les marchés non publiés n’y sont "
        "pas. Peu de titulaires peuvent tenir au métier (eau, énergie) comme aux choix d’achat.",
        "Données essentielles de la commande publique ; Herfindahl (1950).",
    ),
    "Sous 10 marchés de l’acheteur dans une famille, aucune part ni indice ; sous 3 marchés du titulaire, aucune part "
    "de ses acheteurs. Pour une personne physique ou en diffusion partielle, que le répertoire Sirene désigne, cette "
    "part n’est pas montrée ; sans ce répertoire, personne n’est connu comme tel. Les montants d’accords-cadres sont "
    "des maximums.",
    show,
    asks=("place", "siren"),
)
