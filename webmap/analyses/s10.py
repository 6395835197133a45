"""S10: which branches and which sizes of firms win more, or less, than they weigh."""

import pandas as pd

from geo.atlas.base import Atlas
from geo.measures import representation, wilson
from webmap.analyses.base import AGENCY, ELECTED, SME, Analysis, Answer, Method, Query, Table
from webmap.analyses.economy import label, rows_of, scope_of, times, value_added, won_by_sector
from webmap.analyses.missing import activities_missing, value_added_missing
from webmap.formatting import euros, percent
from webmap.languages import gettext as _

REFERENCE_WON, REFERENCE_WORTH = 0.28, 0.44
"""SMEs in 2009: 28 % of the amounts of contracts, 44 % of market value added (DG Trésor 2011-004)."""


def sizes(table: pd.DataFrame) -> pd.DataFrame:
    """Share of known annual euros won by each size of firm, with its interval: share, low, high, annual_eur."""
    known = table[table["size_category"] != "unknown"]
    summed = known.groupby("size_category")[["annual_eur", "annual_sq"]].sum()
    whole = summed["annual_eur"].sum()
    if not whole:
        return pd.DataFrame(columns=["annual_eur", "share", "low", "high"])
    effective = whole**2 / summed["annual_sq"].sum()
    share = summed["annual_eur"] / whole
    low, high = wilson(share * effective, [effective] * len(share))
    return summed.assign(share=share, low=low, high=high)[["annual_eur", "share", "low", "high"]]


def show(atlas: Atlas, query: Query) -> Answer:
    """Sizes first, beside the reference of 2009; then branches, where value added is known."""
    level, code, name = scope_of(atlas, query)
    won_by_size = atlas.sectors(level, code)
    by_size = sizes(won_by_size)
    tables = [_sizes(by_size)]
    worth, year = value_added(atlas, level, code)
    won, known = won_by_sector(atlas, level, code)
    if year and known:
        tables.append(_branches(won, worth, year))
    missing = [value_added_missing()] * (not year) + [activities_missing()] * (by_size.empty or not known)
    return Answer(_said(name, by_size, won_by_size), tables, missing)


def _said(name: str, by_size: pd.DataFrame, won: pd.DataFrame) -> str:
    if "PME" not in by_size.index:
        return _("%(name)s : la taille des titulaires n’est connue d’aucun répertoire dans ces données.", name=name)
    sme = rows_of(by_size.loc[["PME"]])[0]
    return _(
        "%(name)s : les PME gagnent %(share)s des montants dont la taille du titulaire est connue (%(low)s à "
        "%(high)s) ; elle l’est pour %(known)s des montants. En 2009, 28 %% pour 44 %% de la valeur ajoutée.",
        name=name,
        share=percent(float(sme.share)),
        low=percent(float(sme.low)),
        high=percent(float(sme.high)),
        known=percent(float(by_size["annual_eur"].sum() / won["annual_eur"].sum())),
    )


def _sizes(by_size: pd.DataFrame) -> Table:
    rows = [
        [
            str(size),
            euros(r["annual_eur"]),
            percent(r["share"]),
            f"{percent(r['low'])} – {percent(r['high'])}",
            times(r["share"] / REFERENCE_WORTH) if size == "PME" else "",
        ]
        for size, r in by_size.iterrows()
    ]
    rows.append([_("PME, référence 2009"), "", percent(REFERENCE_WON), "", times(REFERENCE_WON / REFERENCE_WORTH)])
    columns = (
        _("Taille"),
        _("Marchés notifiés"),
        _("Part"),
        _("Intervalle à 95 %"),
        _("Part / 44 % de la valeur ajoutée"),
    )
    return Table(_("Taille des titulaires"), columns, rows)


def _branches(won: pd.DataFrame, worth: pd.Series, year: int) -> Table:
    found = representation(won["annual_eur"], won["annual_sq"], worth.reindex(won.index).fillna(0.0))
    rows = [
        [
            label(str(sector)),
            times(found.index[at]),
            f"{times(found.low[at])} – {times(found.high[at])}",
            _verdict(found.low[at], found.high[at]),
        ]
        for at, sector in enumerate(won.index)
    ]
    columns = (_("Branche"), _("Indice"), _("Intervalle à 95 %"), _("Lecture"))
    return Table(_("Part des marchés / part de la valeur ajoutée en %(year)s", year=year), columns, rows)


def _verdict(low: float, high: float) -> str:
    if low != low or low <= 1 <= high:
        return _("ne se distingue pas de 1")
    return _("gagne plus que son poids") if low > 1 else _("gagne moins que son poids")


ANALYSIS = Analysis(
    "s10",
    "Sur- et sous-représentation",
    "Quelles branches et quelles tailles d’entreprises gagnent plus, ou moins, que leur poids dans l’économie ?",
    (AGENCY, ELECTED, SME),
    Method(
        "Indice = part des montants gagnés / part de la valeur ajoutée. Au-dessus de 1, la branche ou la catégorie "
        "gagne plus que son "
        "poids. L’intervalle tient compte de ce que quelques grandes entreprises font le total.",
        "Référence nationale de 2009 : les PME faisaient 44 % de la valeur ajoutée marchande et gagnaient 28 % des "
        "montants : 28 / 44 = 0,64, soit 36 % de moins que leur poids.",
        "La sous-traitance, par laquelle des PME participent aux marchés des grandes, n’est pas comptée. La taille "
        "est celle "
        "du groupe. La référence de 2009 porte sur d’autres marchés que ces données : elle situe, elle ne mesure "
        "pas un progrès.",
        "Eurostat, nama_10r_3gva ; Sirene (catégorie d’entreprise, décret 2008-1354) ; chiffres de 2009 : "
        "DG Trésor, document n° 2011-004. Wilson (1927), Kish (1965).",
    ),
    "Seuls comptent les titulaires dont la taille ou la branche est connue.",
    show,
)
