"""Anchoring ratio: the observed local share over the one that supply, or supply and distance, would give."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from geo.indicators import gravity_fit, local_share
from geo.indicators.base import Cube, Indicator, Method, Variant, figure
from geo.measures import (
    as_expected_p,
    benjamini_hochberg,
    observed_over_expected,
    one_family_interval,
    share_by_distance,
    share_by_supply,
)
from geo.selection import ALL_FAMILIES, ALL_YEARS
from geo.territories import ABROAD, UNKNOWN

CUT = ["level", "year", "family", "weight"]
TERRITORY = ["level", "year", "weight", "code"]
MINIMUM_CONTRACTS = 10
DRAWS = 200
ALPHA = 0.05
AS_EXPECTED, MORE, LESS = 0, 1, 2
DISTANCE_LEVELS = ("departement", "zone_emploi", "epci")
TEST = "_test"
_SEED = 20200101


def compute(cube: Cube) -> pd.DataFrame:
    """Observed over expected local share, by supply alone (communes: all years) and by supply and distance (all years).

    Intervals (bootstrap of the contracts) from ten contracts on: below, none is given. ``*_test`` says whether the
    ratio is 0 as expected, 1 above or 2 below: a binomial test, Benjamini-Hochberg at 5 % over the territories of a
    level, year, family and weight.
    """
    rows = _rows(cube)
    rng = np.random.default_rng(_SEED)
    tables = [_figures(rows, "supply", rng)]
    by_distance = list(_distance_shares(cube))
    if by_distance:
        kept = rows[(rows["year"] == ALL_YEARS) & rows["level"].isin(DISTANCE_LEVELS)].drop(columns="expected")
        tables.append(_figures(_with_distance(kept, pd.concat(by_distance, ignore_index=True)), "distance", rng))
    return pd.concat(tables, ignore_index=True)


def _rows(cube: Cube) -> pd.DataFrame:
    """What each territory keeps, spends and is expected to keep by supply, by cut, and how sure its local share is.

    Sums come from the flows, which hold every family of every territory; the cells of ``locality`` are those of
    ten contracts or more, and only they are shown.
    """
    sums = _sums(cube.flow)
    weights = (("amount", "amount_eur"), ("count", "contracts"))
    rows = pd.concat([_expected(sums, column).assign(weight=weight) for weight, column in weights], ignore_index=True)
    own = cube.locality["local_level"] == cube.locality["level"]
    usual = cube.locality["definition"] == local_share.DEFINITIONS[0].key
    sure = local_share.shares(cube.locality[own & usual])[[*CUT, "code", "contracts", "effective", "covered"]]
    return rows.merge(sure, on=[*CUT, "code"], how="left")


def _sums(flow: pd.DataFrame) -> pd.DataFrame:
    """By level, year, family and territory: spent where it is known to go, won from known buyers, kept at home."""
    # A commune hardly has ten contracts of a family in one year, and these flows are half of the table.
    shown = (flow["year"] == ALL_YEARS) | (flow["level"] != "commune")
    known = flow["buyer_code"].ne(UNKNOWN) & flow["buyer_code"].ne(ABROAD) & flow["supplier_code"].ne(UNKNOWN)
    placed = flow[shown & known]
    cut, values = ["level", "year", "family"], ["amount_eur", "contracts"]
    home = placed[placed["buyer_code"] == placed["supplier_code"]]
    parts = {"spent": (placed, "buyer_code"), "won": (placed, "supplier_code"), "kept": (home, "buyer_code")}
    tables = [
        table.groupby([*cut, side], observed=True)[values].sum().add_prefix(f"{name}_").rename_axis([*cut, "code"])
        for name, (table, side) in parts.items()
    ]
    # One below the other: side by side, pandas 3.1 stops where one is empty and codes are as many as communes.
    stacked = pd.concat([table.reset_index() for table in tables], ignore_index=True)
    return stacked.groupby([*cut, "code"], observed=True, as_index=False, sort=False).sum()


def _expected(sums: pd.DataFrame, column: str) -> pd.DataFrame:
    """Column ``expected``: the share of the others' purchases that the suppliers of each territory win."""
    sides = ["spent", "won", "kept"]
    rows = sums[["level", "year", "family", "code", *(f"{side}_{column}" for side in sides)]]
    rows = rows.rename(columns={f"{side}_{column}": side for side in sides})
    expected, columns = np.full(len(rows), np.nan), rows[sides].to_numpy(float)
    for at in rows.groupby(["level", "year", "family"]).indices.values():
        expected[at] = share_by_supply(*columns[at].T[:, :, None])[:, 0]
    return rows.assign(expected=expected)


def _distance_shares(cube: Cube) -> Iterator[pd.DataFrame]:
    """The expected own share by supply and distance: families by département, all together by EPCI too."""
    for level in DISTANCE_LEVELS:
        for weight in ("amount", "count"):
            for fit in gravity_fit.fits(cube, level, weight, None if level == "departement" else (ALL_FAMILIES,)):
                own = share_by_distance(fit.flows, fit.log_km, fit.borders, fit.gravity).diagonal()
                cut = {"level": level, "family": fit.family, "weight": weight}
                yield pd.DataFrame({"code": fit.codes, "expected": own}).assign(**cut)


def _with_distance(rows: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Families that are too small for a gravity of their own take the expectation of all families."""
    keys = ["level", "weight", "code"]
    shares = shares.astype({name: rows[name].dtype for name in (*keys, "family")})
    pooled = shares[shares["family"] == ALL_FAMILIES].rename(columns={"expected": "pooled"}).drop(columns="family")
    found = rows.merge(shares, on=[*keys, "family"], how="left").merge(pooled, on=keys, how="left")
    return found.assign(expected=found["expected"].fillna(found["pooled"]))


def _figures(rows: pd.DataFrame, variant: str, rng: np.random.Generator) -> pd.DataFrame:
    """By family the ratio of the two shares; for all families together, kept over the sum of what is expected."""
    usable = rows[(rows["family"] != ALL_FAMILIES) & rows["expected"].notna()].reset_index(drop=True)
    usable = usable.assign(hoped=usable["spent"] * usable["expected"])
    sums = usable.groupby(TERRITORY, as_index=False)[["kept", "hoped", "spent"]].sum()
    whole = rows[rows["family"] == ALL_FAMILIES].drop(columns=["kept", "spent"]).merge(sums, on=TERRITORY)
    both = pd.concat([usable, whole], ignore_index=True)
    both = both.assign(variant=variant, value=both["kept"] / both["hoped"].where(both["hoped"] > 0))
    shown = both[both["contracts"].notna()].reset_index(drop=True)
    return figure(pd.concat([_with_interval(shown, usable, rng), _tested(shown)], ignore_index=True))


def _tested(rows: pd.DataFrame) -> pd.DataFrame:
    """The class of each ratio of ten contracts or more, among all those that one map shows."""
    worth = rows[(rows["contracts"] >= MINIMUM_CONTRACTS) & rows["value"].notna() & (rows["spent"] > 0)]
    worth = worth.assign(low=np.nan, high=np.nan, variant=worth["variant"] + TEST)
    p = as_expected_p(worth["kept"] / worth["spent"], worth["hoped"] / worth["spent"], worth["effective"])
    adjusted = np.ones(len(worth))
    for at in worth.groupby(CUT).indices.values():
        adjusted[at] = benjamini_hochberg(p[at])
    side = np.where(worth["value"] > 1, MORE, LESS)
    return worth.assign(value=np.where(adjusted <= ALPHA, side, AS_EXPECTED).astype(float))


def _with_interval(rows: pd.DataFrame, by_family: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Below ten contracts, none. One family has the binomial's quantiles; all together are drawn one by one."""
    low, high = one_family_interval(rows["kept"] / rows["spent"], rows["expected"], rows["effective"])
    worth = ((rows["contracts"] >= MINIMUM_CONTRACTS) & rows["value"].notna()).to_numpy()
    low[~worth], high[~worth] = np.nan, np.nan
    columns = by_family[["kept", "spent", "expected"]].to_numpy(float)
    parts = by_family.groupby(TERRITORY).indices
    whole = rows["family"].eq(ALL_FAMILIES).to_numpy()
    names, effective = list(rows[TERRITORY].itertuples(index=False, name=None)), rows["effective"].to_numpy(float)
    for at in np.flatnonzero(worth & whole):
        kept, spent, expected = columns[parts[names[at]]].T
        _, low[at], high[at] = observed_over_expected(kept, spent, expected, effective[at], rng, DRAWS)
    return rows.assign(low=low, high=high)


ANCHORING = Indicator(
    key="anchoring",
    label_fr="Indice d'ancrage local",
    label_en="Anchoring ratio",
    definition_fr="Part locale observée, rapportée à la part attendue si les achats allaient aux entreprises en "
    "proportion de ce qu'elles vendent ailleurs : 1, autant qu'attendu ; 2, deux fois plus.",
    unit="ratio",
    scale="diverging",
    centre=1.0,
    variants=(
        Variant("supply", "attendu selon l'offre", "expected from supply"),
        Variant("distance", "attendu selon l'offre et la distance", "expected from supply and distance"),
        Variant("supply_test", "écart à l'attendu selon l'offre", "gap to what supply would give", "expectation"),
        Variant(
            "distance_test",
            "écart à l'attendu selon l'offre et la distance",
            "gap to what supply and distance would give",
            "expectation",
        ),
    ),
    weights=("amount", "count"),
    compute=compute,
    method=Method(
        method="L'observé est la part locale au niveau du territoire affiché. Selon l'offre, l'attendu est la somme, "
        "famille par famille, du poids de la famille dans les achats du territoire multiplié par la part que ses "
        "entreprises obtiennent des achats de tous les autres territoires : ses propres achats ne servent jamais à "
        "l'expliquer. Selon l'offre et la distance, l'attendu vient d'un modèle de gravité (Poisson, totaux attribués "
        "et obtenus respectés) où les effets de frontière — même territoire, même région — sont estimés puis retirés, "
        "là encore sans les achats du territoire ; la distance interne est 0,67 × √(surface / π). L'intervalle à 95 % "
        "retire au sort, parmi familles et lieux, autant de marchés que le nombre effectif de fournisseurs ; il est "
        "donné à partir de dix marchés.\n\n"
        "« Écart à l'attendu » dit, territoire par territoire, si l'observé s'écarte de l'attendu plus que le hasard "
        "ne le permet (loi binomiale, sur le nombre effectif de fournisseurs). Comme chaque carte fait autant de tests "
        "qu'elle montre de territoires, le taux de fausses découvertes est tenu à 5 % (Benjamini-Hochberg) : ce qui "
        "n'est pas significatif n'est pas coloré.",
        example="Un territoire achète pour 60 en travaux, dont 30 sur place, et pour 40 en services, dont 10 sur "
        "place. Ses entreprises obtiennent 10 % des travaux et 30 % des services achetés par les autres. Attendu : "
        "0,60 × 10 % + 0,40 × 30 % = 18 % ; observé : 40 / 100 = 40 % ; indice : 40 / 18 = 2,22.",
        not_said="Un indice supérieur à 1 est la règle : la proximité compte pour des raisons légitimes (délais, "
        "transport, connaissance des lieux) que le modèle ne mesure pas toutes. Il ne dit rien d'une intention de "
        "l'acheteur et ne constitue ni une note ni un objectif. Selon la distance, le niveau de l'indice tient à la "
        "distance interne retenue : sur l'échantillon fourni (départements, en nombre), la diviser par deux divise "
        "l'indice médian par 1,9 et la doubler le multiplie par 2,6, sans guère changer l'ordre des départements "
        "(corrélation des rangs de 0,97 et 0,99). Comparer des territoires, non des niveaux.",
        exclusions="Marchés dont l'un des lieux est inconnu ; marchés sans famille reconnue ; familles que personne "
        "d'autre n'achète. Communes : toutes années réunies seulement. Selon la distance : France métropolitaine, "
        "toutes années, départements (par famille) et EPCI (attendu de toutes les familles) ; une famille de moins de "
        "300 marchés y reçoit l'attendu de toutes les familles.",
        source="Herz et Varela-Irimia (2020) ; Santos Silva et Tenreyro (2006) ; Head et Mayer (2002) ; "
        "Benjamini et Hochberg (1995).",
    ),
)
