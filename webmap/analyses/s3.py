"""S3: what goes through UGAP and other central purchasing bodies, as a lower bound."""

import pandas as pd

from geo.atlas.base import Atlas
from geo.central import central_bodies
from webmap import families
from webmap.analyses.base import BUYER, CITIZEN, SME, Analysis, Answer, Method, Page, Query, Table
from webmap.analyses.economy import place_of, rows_of
from webmap.formatting import ABSENT, count, euros, number, percent, text
from webmap.languages import gettext as _
from webmap.organisations import what

ROLES = ("supplier", "buyer")


def show(atlas: Atlas, query: Query) -> Answer:
    """By family, what bodies sell to the territory's buyers and what they buy; body by body; titles that name one."""
    place, bodies = place_of(atlas, query), central_bodies()
    level, code = (place["level"], place["code"]) if place else (None, None)
    found = atlas.through_central(list(bodies), level, code)
    name = str(place["name"]) if place else _("la France entière")
    tables = [_by_family(found), _by_body(found, bodies), _titled(atlas.named_central(level, code))]
    return Answer(_said(name, found), tables)


def spent(found: pd.DataFrame) -> float:
    """What the territory's buyers spend, through a body or not: all but what the bodies themselves buy."""
    return float(found.loc[found["role"] != "buyer", "amount_eur"].sum())


def _said(name: str, found: pd.DataFrame) -> str:
    sold = found[found["role"] == "supplier"]
    if sold.empty:
        return _(
            "%(name)s : aucun marché publié n’a pour titulaire une centrale d’achat connue. Cela ne dit pas que rien "
            "ne s’y achète : ces achats ne sont souvent pas publiés.",
            name=name,
        )
    amount, whole = float(sold["amount_eur"].sum()), spent(found)
    return _(
        "%(name)s : une centrale d’achat est titulaire de %(n)s marchés publiés, pour %(amount)s ; c’est au moins "
        "%(share)s des montants publiés. Le reste de ce qu’on y achète ne paraît pas ici.",
        name=name,
        n=count(float(sold["contracts"].sum())),
        amount=euros(amount),
        share=least(amount / whole) if whole else ABSENT,
    )


def _by_family(found: pd.DataFrame) -> Table:
    touched = sorted(found.loc[found["role"].isin(ROLES), "family"].unique())
    rows = [_row(families.coded(family), found[found["family"] == family]) for family in touched]
    columns = (
        _("Famille d’achat"),
        _("Marchés dont une centrale est titulaire"),
        _("Leur montant"),
        _("Part des montants, au moins"),
        _("Marchés passés par une centrale (France)"),
        _("Leur montant"),
    )
    whole = [_row(families.label("all"), found)] if rows else []
    return Table(_("Achats à une centrale, et achats des centrales, par famille"), columns, [*whole, *rows])


def _row(label: str, found: pd.DataFrame) -> list[str]:
    (sold, sold_eur), (bought, bought_eur) = (_sums(found, role) for role in ROLES)
    whole = spent(found)
    share = least(sold_eur / whole) if whole else ABSENT
    return [label, count(sold), euros(sold_eur), share, count(bought), euros(bought_eur)]


def _sums(found: pd.DataFrame, role: str) -> tuple[float, float]:
    """Contracts and euros of a role."""
    of_role = found[found["role"] == role]
    return float(of_role["contracts"].sum()), float(of_role["amount_eur"].sum())


def least(share: float) -> str:
    """A lower bound: a little is told to the ten thousandth, for 'at least less than 0.1 %' would be no bound.

    >>> least(0.012), least(0.0000461), least(0.0)
    ('1,2\xa0%', '0,0046\xa0%', '0,0\xa0%')
    """
    return percent(share, 4 if 0 < share < 0.001 else 1)


def _by_body(found: pd.DataFrame, bodies: dict[str, str]) -> Table:
    rows, pages = [], list[Page | None]()
    for siren, name in bodies.items():
        of_body = found[found["body"] == siren]
        sums = {role: _sums(of_body, role) for role in ROLES}
        rows.append([name, siren, *(cell for n, amount in sums.values() for cell in (count(n), euros(amount)))])
        role = next((role for role, (n, _amount) in sums.items() if n), None)
        pages.append(Page(f"market.{role}", {"siren": siren}) if role else None)
    columns = (
        _("Centrale d’achat"),
        "SIREN",
        _("Titulaire : marchés"),
        _("Titulaire : montant"),
        _("Acheteur : marchés"),
        _("Acheteur : montant"),
    )
    return Table(_("Centrales d’achat connues"), columns, rows, words=2, pages=pages)


def _titled(found: pd.DataFrame) -> Table:
    rows = [
        [what(r.title, r.family), text(r.buyer_name) or ABSENT, families.coded(text(r.family) or "unknown"),
         euros(r.amount_eur)]
        for r in rows_of(found)
    ]  # fmt: skip
    pages: list[Page | None] = [Page("market.contract", {"uid": uid}) for uid in found["uid"]]
    caption = _("Marchés dont l’objet nomme une centrale d’achat")
    if len(rows) > 1:
        caption = _(
            "Marchés dont l’objet nomme une centrale d’achat : les %(n)s plus élevés sur %(matched)s",
            n=number(len(rows)),
            matched=number(found["matched"].iloc[0]),
        )
    columns = (_("Objet"), _("Acheteur"), _("Famille d’achat"), _("Montant"))
    return Table(caption, columns, rows, words=3, pages=pages)


ANALYSIS = Analysis(
    "s3",
    "Achats par l’UGAP et les autres centrales",
    "Quelle part des achats passe par l’UGAP ou une autre centrale d’achat, famille par famille ?",
    (BUYER, SME, CITIZEN),
    Method(
        "Une centrale est connue par son SIREN (UGAP : 776056467). On compte, par famille d’achat, les marchés du "
        "territoire dont elle est titulaire, et leur part dans les montants de tous les acheteurs du territoire ; à "
        "côté, les marchés que les centrales passent elles-mêmes, pour la France entière, hors de cette part. Une "
        "troisième table donne les marchés dont l’objet nomme une centrale d’achat : leur acheteur achète pour "
        "d’autres.",
        "Un territoire publie 10 M€ de marchés, dont un de 120 k€ à l’UGAP : au moins 1,2 %. S’il lui a aussi commandé "
        "1 M€ d’ordinateurs sans le publier, la vraie part est de 10,2 % (1,12 M€ sur 11 M€).",
        "Un acheteur qui passe par une centrale n’a pas à mettre en concurrence : il ne publie souvent rien sous son "
        "nom, et le marché paraît sous celui de la centrale, sans dire pour qui. La part est donc une borne basse, "
        "et son absence ne dit rien.",
        "Données essentielles de la commande publique ; liste des centrales : geo/data/central_purchasing.csv, où la "
        "source de chaque SIREN est dite ; code de la commande publique, articles L2113-2 à L2113-5.",
    ),
    "La liste ne compte que les centrales dont le SIREN a été vérifié dans des données publiques : l’UGAP. Resah, "
    "UniHA, la CAIH, la centrale d’achat du transport public et les centrales régionales n’y sont pas encore.",
    show,
)
