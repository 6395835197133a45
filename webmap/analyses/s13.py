"""S13: what became of employment, branch by branch."""

from geo.atlas.base import Atlas
from webmap.analyses.base import AGENCY, ELECTED, Analysis, Answer, Method, Query, Table
from webmap.analyses.economy import employment, label, rows_of, scope_of
from webmap.analyses.missing import employment_missing
from webmap.analyses.s9 import evolution, signed
from webmap.formatting import number
from webmap.languages import gettext as _


def show(atlas: Atlas, query: Query) -> Answer:
    """First and last employment of each branch."""
    level, code, name = scope_of(atlas, query)
    jobs, source = employment(atlas, level, code)
    if jobs.empty:
        return Answer("", [], [employment_missing()])
    grown = evolution(jobs)
    said = _("%(name)s : %(n)s branches renseignées (source : %(source)s).", name=name, n=len(grown), source=source)
    rows = [
        [label(str(r.Index)), str(r.first_year), number(r.first), str(r.last_year), number(r.last), signed(r.change)]
        for r in rows_of(grown)
    ]
    columns = (_("Branche"), _("Première année"), _("Emploi"), _("Dernière année"), _("Emploi"), _("Évolution"))
    return Answer(said, [Table(_("Emploi par branche"), columns, rows)])


ANALYSIS = Analysis(
    "s13",
    "Évolution de l’emploi par branche",
    "Comment l’emploi a-t-il évolué dans chaque branche du territoire ?",
    (AGENCY, ELECTED),
    Method(
        "Emploi de la dernière année connue divisé par celui de la première, moins un, branche par branche (A10 de "
        "l’INSEE).",
        "De 10 000 à 10 500 emplois : 10 500 / 10 000 − 1 = +5 %.",
        "Les sources ne se mélangent pas : Eurostat compte tous les actifs occupés, Flores les salariés, l’Urssaf "
        "les salariés du "
        "privé. Un changement de contour d’une entreprise déplace des emplois d’une branche à l’autre.",
        "Eurostat, nama_10r_3empers ; INSEE, Flores ; Urssaf, effectifs par commune et APE ; Licence Ouverte 2.0.",
    ),
    "Deux années seulement sont comparées : le chemin entre elles n’y est pas.",
    show,
)
