"""S16: budget, spending by function, contracts and suppliers in one picture, for any local authority."""

import pandas as pd
from markupsafe import Markup

from geo.atlas.base import Atlas
from webmap import families
from webmap.analyses.base import BUYER, CITIZEN, ELECTED, Analysis, Answer, Method, Query, Table
from webmap.analyses.economy import place_of, rows_of
from webmap.analyses.functions import function_name
from webmap.analyses.missing import budget_missing
from webmap.formatting import euros
from webmap.languages import gettext as _
from webmap.sankey import Ribbon, sankey

BOUGHT = ("supplies", "services", "equipment")
SHOWN = 8
LAST = 2
"""The column from which the last ribbons start: families, to suppliers."""
LEAST = 0.1


def bought(budget: pd.DataFrame) -> tuple[pd.Series, int]:
    """Purchases (60 to 62, 20, 21, 23) by function in the last year of accounts, and that year; empty, 0 without any.

    Where only OFGL's aggregates are known, 'external' and 'equipment' stand for them, without function.
    """
    accounts = budget[budget["chart"] != "OFGL"]
    table = accounts[accounts["item"].isin(BOUGHT)]
    if accounts.empty:
        table = budget[budget["item"].isin(["external", "equipment"])]
    if table.empty:
        return pd.Series(dtype=float), 0
    year = int(table["year"].max())
    last = table[table["year"] == year]
    names = [function_name(chart, code) for chart, code in zip(last["chart"], last["function"], strict=True)]
    return last.groupby(names)["amount_eur"].sum(), year


def show(atlas: Atlas, query: Query) -> Answer:
    """Functions, purchases, families and suppliers, in euros a year."""
    place = place_of(atlas, query)
    if place is None:
        return Answer(_("Choisissez une commune, une intercommunalité, un département ou une région."))
    spent, year = bought(atlas.budget(place["level"], place["code"]))
    signed = _signed(atlas, place["level"], place["code"])
    missing = [] if year else [budget_missing()]
    if signed.empty and not year:
        return Answer(_("%(name)s : ni compte ni marché dans ces données.", name=place["name"]), [], missing)
    said = _(
        "%(name)s : %(signed)s de marchés par an en moyenne%(beside)s.",
        name=place["name"],
        signed=euros(signed["annual_eur"].sum()),
        beside=_(", à côté de %(spent)s d’achats dans les comptes de %(year)s", spent=euros(spent.sum()), year=year)
        if year
        else "",
    )
    ribbons = _ribbons(spent, signed)
    rows = [[r.start, r.end, euros(r.amount)] for r in ribbons]
    columns = (_("De"), _("Vers"), _("Montant par an"))
    title = _("Du budget aux titulaires : %(name)s", name=place["name"])
    return Answer(said, [Table(_("Les mêmes flux en tableau"), columns, rows, words=2)], missing, drawn(ribbons, title))


def drawn(ribbons: list[Ribbon], title: str) -> Markup | None:
    """All flows; and the last ones alone where contracts are too small a part of purchases to be read beside them."""
    contracts = [r for r in ribbons if r.left == LAST]
    told, bought_in_all = (sum(r.amount for r in ribbons if r.left == column) for column in (LAST, 0))
    pictures = [sankey(ribbons, title), sankey(contracts, title) if told < LEAST * bought_in_all else None]
    return Markup("").join(filter(None, pictures)) or None


def _signed(atlas: Atlas, level: str, code: str) -> pd.DataFrame:
    """Euros a year by family and supplier: all contracts over the years in which the authority signed one."""
    tables = []
    for one in rows_of(atlas.authority(level, code).astype({"years": "float64"}).fillna({"years": 1.0})):
        table = atlas.purchases(one.siren)
        tables.append(table.assign(annual_eur=table["annual_eur"] / one.years))
    empty = pd.DataFrame(columns=["family", "unit", "name", "contracts", "annual_eur"])
    whole = pd.concat(tables) if tables else empty
    return whole[whole["annual_eur"] > 0]


def _ribbons(spent: pd.Series, signed: pd.DataFrame) -> list[Ribbon]:
    """Every flow: function to purchases, purchases to families (and to what no contract tells), family to supplier."""
    hub, unseen, rest = _("Achats"), _("Sans marché publié"), _("Autres")
    ribbons = [Ribbon(0, str(f), 1, hub, float(a)) for f, a in spent.items() if a > 0]
    if signed.empty:
        return ribbons
    by_family = signed.groupby("family")["annual_eur"].sum().sort_values(ascending=False)
    family_of = {f: _family(str(f)) if at < SHOWN else rest for at, f in enumerate(by_family.index)}
    by_unit = signed.groupby("unit")["annual_eur"].sum().sort_values(ascending=False)
    first = by_unit.head(SHOWN).index
    names = signed.drop_duplicates("unit").set_index("unit")["name"]
    supplier_of = {u: str(names[u] or _("Personne non nommée")) for u in first}
    told = signed.assign(
        family=signed["family"].map(family_of),
        supplier=[supplier_of.get(u, _("Autres titulaires")) for u in signed["unit"]],
    )
    for family, amount in told.groupby("family", sort=False)["annual_eur"].sum().sort_values(ascending=False).items():
        ribbons.append(Ribbon(1, hub, 2, str(family), float(amount)))
    left = float(spent.sum()) - float(signed["annual_eur"].sum())
    if left > 0:
        ribbons.append(Ribbon(1, hub, 2, unseen, left))
    summed = told.groupby(["family", "supplier"], sort=False)["annual_eur"].sum().sort_values(ascending=False)
    return ribbons + [Ribbon(2, r.family, 3, r.supplier, float(r.annual_eur)) for r in rows_of(summed.reset_index())]


def _family(code: str) -> str:
    return _("Famille inconnue") if code == "unknown" else f"{code} – {families.label(code)}"


ANALYSIS = Analysis(
    "s16",
    "Budget, dépenses, marchés, titulaires",
    "Où va l’argent d’une collectivité, du budget aux entreprises ?",
    (CITIZEN, ELECTED, BUYER),
    Method(
        "À gauche, les achats des comptes (60, 61, 62, 20, 21, 23) par fonction ; au milieu, les familles d’achat "
        "des marchés ; à "
        "droite, les titulaires. Un marché de plusieurs années compte douze mois ; les marchés sont une moyenne par "
        "an.",
        "100 M€ d’achats dans les comptes et 60 M€ de marchés publiés par an : 40 M€ « sans marché publié ».",
        "Les comptes ne disent pas quel marché a payé quoi : le passage par « Achats » est un rapprochement de deux "
        "totaux, pas un "
        "suivi de chaque euro. Les maximums d’accords-cadres gonflent les marchés.",
        "DGFiP, OFGL, comptes administratifs ; données essentielles de la commande publique ; Licence Ouverte 2.0.",
    ),
    "« Sans marché publié » mêle les achats sous le seuil de publication et les marchés qui manquent à ces données.",
    show,
)
