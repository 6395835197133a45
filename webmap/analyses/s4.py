"""S4: what a contract of each family usually costs."""

from typing import Any

import pandas as pd

from geo.atlas.base import Atlas
from webmap import families
from webmap.analyses.base import AGENCY, BUYER, SME, Analysis, Answer, Method, Page, Query, Table
from webmap.analyses.economy import place_of, rows_of
from webmap.formatting import ABSENT, euros, number, text
from webmap.languages import gettext as _
from webmap.organisations import CATEGORIES_FR, what
from webmap.reasons import said as reason_said

FEWEST = 10
"""Fewer contracts give no mean and no quartile."""
MOST = 100
"""Outliers listed."""
SIZES = (40_000, 90_000, 250_000, 1_000_000, 5_000_000)
"""Bounds of the sizes of contracts, in €, as in ``sql/prices.sql``."""


def show(atlas: Atlas, query: Query) -> Answer:
    """Prices by family; by kind of buyer and by size where a family is asked; maximums apart; then the outliers."""
    place = place_of(atlas, query)
    family, category = query.get("family") or None, query.get("category") or None
    level, code = (place["level"], place["code"]) if place else (None, None)
    ways = ("family", "category", "size") if family else ("family",)
    found = {by: atlas.prices(by, level, code, family, category) for by in ways}
    if found["family"].empty:
        return Answer(_("Aucun montant utilisable pour ces choix."))
    prices = found["family"][found["family"]["kind"] == "price"]
    said = _(
        "%(name)s (%(family)s) : %(n)s marchés au montant utilisable, hors accords-cadres, pour %(amount)s.",
        name=place["name"] if place else _("la France entière"),
        family=families.label(family or "all"),
        n=number(prices["contracts"].sum()),
        amount=euros(prices["amount_eur"].sum()),
    )
    tables = [_table(by, "price", table) for by, table in found.items()]
    tables.append(_table("family", "ceiling", found["family"]))
    return Answer(
        said, [*(one for one in tables if one.rows), _far(atlas.outliers(level, code, family, category, limit=MOST))]
    )


def _table(by: str, kind: str, found: pd.DataFrame) -> Table:
    captions = {
        ("family", "price"): _("Prix par famille d’achat"),
        ("category", "price"): _("Prix par catégorie d’acheteur"),
        ("size", "price"): _("Prix par taille de marché"),
        ("family", "ceiling"): _("Accords-cadres, comptés à part : maximums par famille d’achat"),
    }
    heads = {"family": _("Famille d’achat"), "category": _("Acheteur"), "size": _("Montant du marché")}
    told = (_("Marchés"), _("Premier quartile"), _("Médiane"), _("Troisième quartile"), _("Moyenne"), _("Total"))
    table = found[found["kind"] == kind]
    if by == "size":
        ordered = table.sort_values("key", key=lambda key: key.astype(int))
    else:
        ordered = table.sort_values(["contracts", "key"], ascending=[False, True])
    return Table(captions[by, kind], (heads[by], *told), [_row(by, row) for row in rows_of(ordered)])


def _row(by: str, row: Any) -> list[str]:
    usual = (row.quarter_eur, row.median_eur, row.three_quarters_eur, row.mean_eur)
    told = [euros(value) if row.contracts >= FEWEST else ABSENT for value in usual]
    return [_named(by, str(row.key)), number(row.contracts), *told, euros(row.amount_eur)]


def _named(by: str, key: str) -> str:
    """What a row is called: a family, a kind of buyer, or a range of amounts."""
    if by == "size":
        low, above = euros(int(key)), next((euros(size) for size in SIZES if size > int(key)), None)
        if key == "0":
            return _("moins de %(high)s", high=above)
        return _("de %(low)s à moins de %(high)s", low=low, high=above) if above else _("%(low)s et plus", low=low)
    if by == "category":
        return _("catégorie inconnue") if key == "unknown" else _(CATEGORIES_FR[key])
    return families.coded(key)


def _far(found: pd.DataFrame) -> Table:
    reasons = {"high": _("très au-dessus de sa famille"), "low": _("très au-dessous de sa famille")}
    rows, pages = [], list[Page | None]()
    for row in rows_of(found):
        why = reasons.get(row.found) or reason_said(text(row.reason))
        title = what(row.title, row.family)
        rows.append([title, text(row.buyer_name) or ABSENT, why, euros(row.amount_eur), euros(row.median_eur)])
        pages.append(Page("market.contract", {"uid": row.uid}))
    caption = _("Montants à part")
    if rows:
        matched = number(found["matched"].iloc[0])
        caption = _("Montants à part : les %(n)s plus élevés sur %(matched)s", n=number(len(rows)), matched=matched)
    columns = (_("Marché"), _("Acheteur"), _("Pourquoi"), _("Montant"), _("Médiane de la famille"))
    return Table(caption, columns, rows, words=3, pages=pages)


ANALYSIS = Analysis(
    "s4",
    "Prix par famille d’achat",
    "Combien coûte d’ordinaire un marché de chaque famille d’achat ?",
    (BUYER, SME, AGENCY),
    Method(
        "Nombre, quartiles, médiane et moyenne des montants utilisables, par famille d’achat (deux premiers chiffres "
        "du CPV) ; si une famille est choisie, aussi par catégorie d’acheteur et par taille de marché. Un quartile est "
        "un montant qui existe : le plus petit qui a au moins un quart des marchés à sa hauteur ou au-dessous. Les "
        "maximums d’accords-cadres, qui ne sont pas des prix, sont comptés à part. Un montant est dit à part s’il "
        "s’écarte d’un quartile de sa famille, en logarithme, de plus de trois fois l’écart entre les quartiles, ou "
        "si la construction de l’atlas l’a jugé douteux.",
        "Dix marchés de nettoyage de 10, 12, 14, 20, 24, 30, 34, 40, 50 et 66 k€ : premier quartile 14 k€, médiane "
        "24 k€, troisième quartile 40 k€, moyenne 30 k€. Est à part un marché de plus de 40 × (40 / 14)³ = 933 k€.",
        "Un montant de marché n’est pas un prix unitaire : il dépend de la quantité, de la durée et des lots ; "
        "deux acheteurs d’une même famille n’achètent pas la même chose.",
        "Données essentielles de la commande publique ; clôtures extérieures de Tukey (1977) sur les logarithmes.",
    ),
    "Sous 10 marchés, ni quartile ni moyenne. Les montants à part jugés seulement très hauts ou très bas restent dans "
    "les quartiles ; les montants douteux n’y sont pas. La catégorie d’acheteur vient de son SIREN, de son statut ou "
    "de son nom : « autre acheteur public » réunit ceux qu’aucun des trois ne classe.",
    show,
    asks=("place", "family", "category"),
)
