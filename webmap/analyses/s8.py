"""S8: how much each branch lives of public orders."""

import numpy as np

from geo.atlas.base import Atlas
from geo.measures import representation
from webmap.analyses.base import AGENCY, ELECTED, Analysis, Answer, Method, Query, Table
from webmap.analyses.economy import label, scope_of, times, value_added, won_by_sector
from webmap.analyses.missing import activities_missing, value_added_missing
from webmap.formatting import ABSENT, euros, percent
from webmap.languages import gettext as _


def show(atlas: Atlas, query: Query) -> Answer:
    """Euros won over value added, branch by branch, and the two weights compared."""
    level, code, name = scope_of(atlas, query)
    won, known = won_by_sector(atlas, level, code)
    worth, year = value_added(atlas, level, code)
    missing = [] if year else [value_added_missing()]
    if not known:
        return Answer("", [], [activities_missing(), *missing])
    base = worth.reindex(won.index).to_numpy(dtype=float) if year else np.full(len(won), np.nan)
    index = representation(won["annual_eur"], won["annual_sq"], np.nan_to_num(base))
    whole = won["annual_eur"].sum()
    rows = []
    for at, (sector, row) in enumerate(won.iterrows()):
        has_base = bool(base[at] > 0)
        rows.append(
            [
                label(str(sector)),
                euros(row["annual_eur"]),
                percent(row["annual_eur"] / whole if whole else None),
                euros(base[at]) if has_base else ABSENT,
                percent(row["annual_eur"] / base[at]) if has_base else ABSENT,
                times(index.index[at]) if has_base else ABSENT,
                f"{times(index.low[at])} – {times(index.high[at])}" if has_base and whole else ABSENT,
            ]
        )
    said = _(
        "%(name)s : %(known)s des montants vont à des titulaires dont la branche est connue ; le reste n’est pas "
        "compté.",
        name=name,
        known=percent(known),
    )
    columns = (
        _("Branche"),
        _("Marchés, par an"),
        _("Part des marchés"),
        _("Valeur ajoutée %(year)s", year=year or ""),
        _("Marchés / valeur ajoutée"),
        _("Poids relatif"),
        _("Intervalle à 95 %"),
    )
    return Answer(said, [Table(_("Marchés gagnés et valeur ajoutée, par branche"), columns, rows)], missing)


ANALYSIS = Analysis(
    "s8",
    "Dépendance des branches à la commande publique",
    "Quelles branches vivent le plus de la commande publique ?",
    (AGENCY, ELECTED),
    Method(
        "Montant annuel gagné par les entreprises d’une branche, divisé par la valeur ajoutée de la branche. Le poids "
        "relatif compare la part de la branche dans les marchés à sa part dans la valeur ajoutée : 1 si elles sont "
        "égales. "
        "Un marché de plusieurs années compte pour douze mois.",
        "La construction gagne 30 M€ par an sur 100 M€ de marchés et fait 6 % de la valeur ajoutée : poids relatif "
        "30 % / 6 % = 5.",
        "Un chiffre d’affaires n’est pas une valeur ajoutée : il contient des achats. Le rapport classe les "
        "branches, il ne "
        "dit pas quelle part de leurs emplois en dépend. La branche est celle du titulaire, non celle du travail "
        "acheté.",
        "Eurostat, nama_10r_3gva ; activité des titulaires : répertoire Sirene. Intervalle : Wilson sur le nombre "
        "efficace "
        "d’entreprises (Kish, 1965).",
    ),
    "Seuls les marchés publiés et les titulaires dont l’activité est connue y sont.",
    show,
)
