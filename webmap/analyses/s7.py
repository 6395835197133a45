"""S7: which procedures go with which sizes of winners."""

import re

import pandas as pd
from markupsafe import Markup

from geo.atlas.base import Atlas
from geo.measures import cell_residuals, cramers_v
from webmap import families
from webmap.analyses.base import AGENCY, BUYER, ELECTED, SME, Analysis, Answer, Method, Query, Table
from webmap.analyses.economy import place_of
from webmap.analyses.missing import activities_missing
from webmap.analyses.mosaic import mosaic, signed
from webmap.formatting import ABSENT, euros, number, percent
from webmap.languages import gettext as _

SIZES = ("PME", "ETI", "GE")
FEWEST = 10
"""Fewer contracts of known size give no share, no residual, no V."""
_GROUPS = (
    ("direct", r"sans publicit"),
    ("adapted", r"adapt"),
    ("tender", r"appel d.offres"),
    ("negotiated", r"n.goci|dialogue"),
    ("other", r"."),
)
"""The first that matches is the group: 'Marché négocié sans publicité…' is direct, not negotiated."""


def group_of(procedure: object) -> str:
    """The group of a procedure as published, of which each platform has its spelling; 'unknown' where none is.

    >>> [group_of(p) for p in ("Appel d offres ouvert", "Marché négocié sans publicité", "Dialogue compétitif", None)]
    ['tender', 'direct', 'negotiated', 'unknown']
    """
    words = procedure.lower() if isinstance(procedure, str) else ""
    return next((group for group, pattern in _GROUPS if re.search(pattern, words)), "unknown")


def crossed(found: pd.DataFrame, what: str = "contracts") -> pd.DataFrame:
    """Sums by group of procedures (those present) and size: PME, ETI, GE, unknown."""
    table = found.assign(group=found["procedure"].map(group_of)).pivot_table(what, "group", "size_category", "sum")
    order = [group for group in (*(key for key, _pattern in _GROUPS), "unknown") if group in table.index]
    return table.reindex(index=order, columns=[*SIZES, "unknown"]).fillna(0.0)


def show(atlas: Atlas, query: Query) -> Answer:
    """Counts, then shares and residuals, then amounts; of a place's or category's buyers, of a family, where asked."""
    place, family, category = place_of(atlas, query), query.get("family") or None, query.get("category") or None
    level, code = (place["level"], place["code"]) if place else (None, None)
    found = atlas.procedures_and_sizes(level, code, family, category)
    if found.empty:
        return Answer(_("Aucun marché de ces acheteurs dans cette famille."))
    counts = crossed(found)
    if not counts[list(SIZES)].to_numpy().sum():
        return Answer(missing=[activities_missing()])
    said = _said(str(place["name"]) if place else _("la France entière"), family, counts)
    tables = [_counted(counts), _linked(counts), _paid(crossed(found, "amount_eur"))]
    return Answer(said, tables, drawing=_drawn(counts))


def _known(counts: pd.DataFrame) -> pd.DataFrame:
    """What the link is told of: sizes and procedures that are both known."""
    return counts.loc[counts.index != "unknown", list(SIZES)]


def _said(name: str, family: str | None, counts: pd.DataFrame) -> str:
    known = _known(counts)
    n = known.to_numpy().sum()
    return _(
        "%(name)s (%(family)s) : %(known)s marchés sur %(n)s ont une procédure et une taille de titulaire connues ; "
        "V de Cramér corrigé : %(v)s (0 : aucun lien ; 1 : l’une dit l’autre).",
        name=name,
        family=families.label(family or "all"),
        known=number(n),
        n=number(counts.to_numpy().sum()),
        v=number(cramers_v(known), 2) if n >= FEWEST else ABSENT,
    )


def _counted(counts: pd.DataFrame) -> Table:
    rows = [[_name(str(group)), *(number(n) for n in row)] for group, row in counts.iterrows()]
    columns = (_("Procédure"), *SIZES, _("Taille inconnue"))
    return Table(_("Marchés par procédure et taille du titulaire"), columns, rows)


def _linked(counts: pd.DataFrame) -> Table:
    known = _known(counts)
    gaps = cell_residuals(known)
    rows = []
    for at, (group, row) in enumerate(known.iterrows()):
        n, cells = row.sum(), [ABSENT] * (2 * len(SIZES))
        if n >= FEWEST:
            pairs = zip(row, gaps[at], strict=True)
            cells = [cell for won, gap in pairs for cell in (percent(won / n), signed(gap))]
        rows.append([_name(str(group)), number(n), *cells])
    heads = [head for size in SIZES for head in (_("%(size)s : part", size=size), _("%(size)s : résidu", size=size))]
    caption = _("Parts de chaque taille dans la procédure, et résidus standardisés")
    return Table(caption, (_("Procédure"), _("Marchés de taille connue"), *heads), rows)


def _drawn(counts: pd.DataFrame) -> Markup | None:
    """The mosaic of procedures that have enough contracts of known size, residuals being those of the whole table."""
    known = _known(counts)
    enough = (known.sum(axis=1) >= FEWEST).to_numpy()
    named = known[enough].rename(index=lambda group: _name(str(group)))
    title = _("Tailles des titulaires dans chaque procédure : aire selon le nombre de marchés")
    return mosaic(named, cell_residuals(known)[enough], title)


def _paid(amounts: pd.DataFrame) -> Table:
    rows = [[_name(str(group)), *(euros(n) for n in row)] for group, row in amounts.iterrows()]
    columns = (_("Procédure"), *SIZES, _("Taille inconnue"))
    return Table(_("Montants par procédure et taille du titulaire"), columns, rows)


def _name(group: str) -> str:
    return {
        "direct": _("Sans publicité ni mise en concurrence"),
        "adapted": _("Procédure adaptée"),
        "tender": _("Appel d’offres"),
        "negotiated": _("Négociation ou dialogue"),
        "other": _("Autre procédure"),
        "unknown": _("Procédure non publiée"),
    }[group]


ANALYSIS = Analysis(
    "s7",
    "Procédure et taille du titulaire",
    "Quelles procédures vont avec quelles tailles d’entreprises titulaires ?",
    (AGENCY, ELECTED, SME, BUYER),
    Method(
        "Marchés comptés par procédure, dont les écritures sont réunies en cinq groupes, et par taille du titulaire ; "
        "un groupement partage son marché à parts égales. Résidu standardisé = (observé − attendu) / écart-type, "
        "l’attendu étant celui de l’indépendance : au-delà de 2, plus que le hasard n’en donne ; en dessous de −2, "
        "moins. Le V de Cramér est corrigé de ce que le hasard donne à lui seul.",
        "Sur 100 marchés, 60 en procédure adaptée, dont 44 à des PME, et 40 en appel d’offres, dont 16 à des PME : "
        "les PME ont 73,3 % des premiers et 40 % des seconds. En procédure adaptée, l’attendu est 36, l’écart-type "
        "2,4, le résidu (44 − 36) / 2,4 = +3,3.",
        "Un lien n’est pas une cause : les gros marchés passent par appel d’offres, et le montant va avec la taille. "
        "Les lots d’un même achat ne sont pas indépendants, et une case de peu de marchés donne un résidu fragile.",
        "Données essentielles de la commande publique ; Sirene (catégorie d’entreprise, décret 2008-1354). "
        "Agresti (2007), Bergsma (2013).",
    ),
    "Les titulaires de taille inconnue sont comptés à part, hors des parts, des résidus et du V ; de même les marchés "
    "sans procédure publiée. Sous 10 marchés de taille connue, aucune part n’est donnée. Le montant d’un accord-cadre "
    "est un maximum.",
    show,
    asks=("place", "family", "category"),
)
