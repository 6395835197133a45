"""Industry concentration: whether the suppliers of a purchase family gather in few départements."""

import numpy as np
import pandas as pd

from geo.indicators.base import COUNTRY, FRANCE, Cube, Indicator, Method, Variant, figure, nothing
from geo.measures import ellison_glaeser, ellison_glaeser_test
from geo.selection import ALL_FAMILIES, ALL_YEARS

MINIMUM_FIRMS = 20
_THROWS = 99
_SEED = 19971001


def compute(cube: Cube) -> pd.DataFrame:
    """Ellison-Glaeser index of each purchase family over the départements, and its p by thrown darts (all years).

    A supplier establishment counts as a plant, what it wins as its size; the shares of the départements are
    those of all that is won. No interval: the p says what chance would do.
    """
    if cube.firm.empty:
        return nothing()
    placed = cube.firm[cube.firm["departement"].notna()]
    whole = placed[placed["family"] == ALL_FAMILIES]
    rng = np.random.default_rng(_SEED)
    tables = []
    for weight, column in (("amount", "amount_eur"), ("count", "contracts")):
        shares = whole.groupby("departement")[column].sum()
        for family, plants in placed[placed[column] > 0].groupby("family"):
            if family != ALL_FAMILIES and len(plants) >= MINIMUM_FIRMS:
                tables.append(_figures(plants, column, shares, rng).assign(family=family, weight=weight))
    return figure(pd.concat(tables, ignore_index=True)) if tables else nothing()


def _figures(plants: pd.DataFrame, column: str, shares: pd.Series, rng: np.random.Generator) -> pd.DataFrame:
    region = pd.Index(shares.index).get_indexer(pd.Index(plants["departement"]))
    size = plants[column].to_numpy(float)
    found = ellison_glaeser(size, region, shares.to_numpy(float))
    p = ellison_glaeser_test(size, region, shares.to_numpy(float), _THROWS, rng)
    return pd.DataFrame({"variant": ["gamma", "p"], "value": [found.gamma, p]}).assign(
        level=COUNTRY, code=FRANCE, year=ALL_YEARS, low=np.nan, high=np.nan, contracts=plants["contracts"].sum(),
        effective=1 / found.hhi, covered=1.0,
    )  # fmt: skip


INDUSTRY_CONCENTRATION = Indicator(
    key="industry_concentration",
    label_fr="Agglomération sectorielle",
    label_en="Industry concentration",
    definition_fr="Tendance des titulaires d'une famille d'achat à se regrouper dans peu de départements, au-delà de "
    "ce que leur taille explique : 0, comme au hasard ; plus de 0,05, forte.",
    unit="ratio",
    scale="diverging",
    centre=0.0,
    levels=(COUNTRY,),
    variants=(
        Variant("gamma", "indice d'Ellison et Glaeser", "Ellison-Glaeser index"),
        Variant("p", "probabilité que le hasard fasse autant", "probability under chance", unit="p"),
    ),
    weights=("amount", "count"),
    compute=compute,
    method=Method(
        method="G est la somme des carrés des écarts entre la répartition de la famille par département et celle de "
        "tout ce qui est obtenu ; H, la somme des carrés des parts des titulaires ; S, celle des parts des "
        "départements. γ = (G − (1 − S) H) / ((1 − S)(1 − H)). Au-dessus de 0,05 le regroupement est dit fort, "
        "au-dessous de 0,02 faible. La probabilité vient de 99 tirages où chaque titulaire tombe dans un département "
        "en proportion de celui-ci.",
        example="Deux départements de même poids ; quatre titulaires de tailles 5, 5, 1 et 1, les deux grands dans le "
        "premier. Parts : 5/6 et 1/6, G = 2 × (1/3)² = 0,222 ; H = 52 / 144 = 0,361 ; S = 0,5 ; γ = (0,222 − 0,5 × "
        "0,361) / (0,5 × 0,639) = 0,13.",
        not_said="La taille est ce que le titulaire obtient en marchés publics, faute de son effectif ; le "
        "regroupement mesuré est donc celui des gagnants, non celui du métier. Des titulaires déclarés au siège se "
        "regroupent en apparence.",
        exclusions="Titulaires sans département connu ; familles de moins de vingt titulaires ; toutes années réunies. "
        "Aucun intervalle : la probabilité en tient lieu.",
        source="Ellison et Glaeser (1997).",
    ),
)
