"""S12: firms that open, close and fail beside public revenue."""

import pandas as pd

from geo.atlas.base import Atlas
from geo.measures import rank_correlation
from geo.sectors import ALL_SECTORS
from webmap.analyses.base import AGENCY, ELECTED, Analysis, Answer, Method, Query, Table
from webmap.analyses.economy import rows_of, scope_of
from webmap.analyses.missing import demography_missing, failures_missing
from webmap.formatting import ABSENT, euros, number
from webmap.languages import gettext as _

LAGS = (0, 1, 2)
EVENTS = ("births", "failures", "deaths")


def revenue(atlas: Atlas, level: str) -> pd.Series:
    """Annual euros won by the suppliers of each territory, by code and year of notification."""
    return atlas.sectors(level).groupby(["code", "year"])["annual_eur"].sum()


def firms(atlas: Atlas, level: str, code: str | None = None) -> pd.DataFrame:
    """Births, deaths and failures of all branches by code and year, whatever source tells each."""
    table = atlas.demography(level, code)
    table = table[table["sector"] == ALL_SECTORS]
    return table.groupby(["code", "year"])[list(EVENTS)].max()


def changes(series: pd.Series, lag: int = 0) -> pd.Series:
    """Relative change from one year to the next, by code and year; ``lag`` moves it back by so many years."""
    wide = series[series > 0].unstack("year")
    if wide.empty:
        return pd.Series(dtype=float)
    wide = wide.reindex(columns=range(int(wide.columns.min()), int(wide.columns.max()) + 1))
    moved = wide.pct_change(axis="columns", fill_method=None)
    moved.columns = moved.columns - lag
    return pd.Series(moved.stack()).dropna()


def show(atlas: Atlas, query: Query) -> Answer:
    """Year by year for the place, then how the changes of départements go together at 0, 1 and 2 years."""
    level, code, name = scope_of(atlas, query)
    here, won = firms(atlas, level, code), revenue(atlas, level)
    if here.empty:
        return Answer("", [], [demography_missing()])
    rows = [
        [str(r.year), *(number(v) for v in (r.births, r.failures, r.deaths)), _euros(won, code, int(r.year))]
        for r in rows_of(here.sort_index(ascending=False).reset_index())
    ]
    columns = (
        _("Année"),
        _("Créations"),
        _("Procédures collectives"),
        _("Cessations"),
        _("Marchés notifiés aux entreprises du territoire"),
    )
    said = _("%(name)s : créations, cessations et procédures collectives, à côté des marchés gagnés.", name=name)
    missing = [] if here["failures"].notna().any() else [failures_missing()]
    return Answer(said, [Table(_("Année par année"), columns, rows), _links(atlas)], missing)


def _euros(won: pd.Series, code: str, year: int) -> str:
    return euros(float(won[code, year])) if (code, year) in won.index else ABSENT


def _links(atlas: Atlas) -> Table:
    every, won = firms(atlas, "departement"), changes(revenue(atlas, "departement"))
    names = {"births": _("créations"), "failures": _("procédures collectives"), "deaths": _("cessations")}
    rows = []
    for event in EVENTS:
        for lag in LAGS:
            pairs = pd.concat([won, changes(every[event], lag)], axis=1, join="inner")
            found = rank_correlation(pairs.iloc[:, 0], pairs.iloc[:, 1])
            told = found.r == found.r
            interval = f"{number(found.low, 2)} – {number(found.high, 2)}" if told else ABSENT
            rows.append([names[event], str(lag), number(found.r, 2) if told else ABSENT, interval, number(found.n)])
    columns = (_("Événement"), _("Décalage, années"), _("Corrélation de rang"), _("Intervalle à 95 %"), _("Couples"))
    return Table(_("Variations d’une année à l’autre dans les départements"), columns, rows)


ANALYSIS = Analysis(
    "s12",
    "Créations et défaillances d’entreprises",
    "Les créations et les défaillances varient-elles avec les marchés gagnés par le territoire ?",
    (AGENCY, ELECTED),
    Method(
        "Pour chaque département et chaque année : variation des marchés gagnés par rapport à l’année d’avant, et "
        "variation des "
        "créations (ou des procédures collectives) la même année, un an et deux ans après. La corrélation de rang "
        "(Spearman) "
        "dit si les deux classements se ressemblent.",
        "Les marchés passent de 10 à 12 M€ en 2019 (+20 %) et les créations de 500 à 550 en 2020 (+10 %) : un couple "
        "(+20 %, +10 %) au décalage de un an.",
        "Aucune cause n’est établie. Les couples d’un même département se ressemblent : l’intervalle, qui les suppose "
        "indépendants, est trop étroit. Une entreprise domiciliée n’exerce pas toujours là.",
        "Eurostat, bd_size_r3 ; DILA, BODACC (procédures collectives, ouverture de redressement ou de liquidation) ; "
        "Bonett et Wright (2000).",
    ),
    "Une création au registre n’est pas une entreprise qui travaille ; une cessation n’est pas une défaillance.",
    show,
)
