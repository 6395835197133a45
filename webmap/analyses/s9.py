"""S9: the weight of public orders beside what became of employment."""

import pandas as pd

from geo.atlas.base import Atlas
from geo.measures import rank_correlation
from webmap.analyses.base import AGENCY, Analysis, Answer, Method, Query, Table
from webmap.analyses.economy import employment, label, scope_of, won_by_sector
from webmap.analyses.missing import activities_missing, employment_missing
from webmap.formatting import ABSENT, euros, number, percent
from webmap.languages import gettext as _


def evolution(jobs: pd.DataFrame) -> pd.DataFrame:
    """First and last employment of each branch and its evolution, between the first and last year told for it."""
    told = {sector: row.dropna() for sector, row in jobs.iterrows()}
    ends = {
        s: (r.index[0], r.iloc[0], r.index[-1], r.iloc[-1]) for s, r in told.items() if len(r) > 1 and r.iloc[0] > 0
    }
    table = pd.DataFrame.from_dict(ends, orient="index", columns=["first_year", "first", "last_year", "last"])
    return table.assign(change=table["last"] / table["first"] - 1)


def show(atlas: Atlas, query: Query) -> Answer:
    """Branch by branch: euros won by job, and the evolution of jobs; then whether the two ranks go together."""
    level, code, name = scope_of(atlas, query)
    jobs, _source = employment(atlas, level, code)
    won, known = won_by_sector(atlas, level, code)
    if jobs.empty or not known:
        missing = [employment_missing()] * jobs.empty + [activities_missing()] * (not known)
        return Answer("", [], missing)
    grown = evolution(jobs).reindex(won.index)
    by_job = won["annual_eur"] / grown["last"]
    link = rank_correlation(by_job, grown["change"])
    rows = [
        [
            label(str(s)),
            euros(won.loc[s, "annual_eur"]),
            number(grown.loc[s, "last"]),
            euros(by_job[s]),
            signed(grown.loc[s, "change"]),
        ]
        for s in won.index
    ]
    columns = (
        _("Branche"),
        _("Marchés, par an"),
        _("Emploi, dernière année"),
        _("Marchés par emploi"),
        _("Évolution de l’emploi"),
    )
    return Answer(
        _said(name, link.r, link.low, link.high, link.n),
        [Table(_("Marchés par emploi et évolution de l’emploi"), columns, rows)],
    )


def _said(name: str, r: float, low: float, high: float, n: int) -> str:
    if r != r:
        return _("%(name)s : trop peu de branches renseignées pour dire si les deux vont ensemble.", name=name)
    return _(
        "%(name)s : corrélation de rang %(r)s entre marchés par emploi et évolution de l’emploi, sur %(n)s branches "
        "(intervalle à 95 %% : %(low)s à %(high)s).",
        name=name,
        r=number(r, 2),
        n=n,
        low=number(low, 2),
        high=number(high, 2),
    )


def signed(share: float) -> str:
    """A change with its sign: '+3,2 %'."""
    return ABSENT if share != share else ("+" if share > 0 else "") + percent(share)


ANALYSIS = Analysis(
    "s9",
    "Commande publique et évolution de l’emploi",
    "Les branches qui gagnent le plus de marchés par emploi sont-elles celles dont l’emploi augmente ?",
    (AGENCY,),
    Method(
        "Pour chaque branche : montant annuel gagné divisé par l’emploi, et évolution de l’emploi de la première à "
        "la dernière "
        "année connue. La corrélation de rang (Spearman) dit si les deux classements se ressemblent, de −1 à 1.",
        "Six branches classées 1 à 6 d’un côté et 2, 1, 4, 3, 6, 5 de l’autre : corrélation 0,83, intervalle −0,13 "
        "à 0,99.",
        "Aucune cause : une branche peut croître pour tout autre raison. Avec dix branches, l’intervalle est très "
        "large.",
        "Eurostat, nama_10r_3empers ; à défaut INSEE Flores ou Urssaf (salariés). Bonett et Wright (2000) pour "
        "l’intervalle.",
    ),
    "Dix branches au plus : le chiffre décrit, il ne prouve rien.",
    show,
)
