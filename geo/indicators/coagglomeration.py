"""Coagglomeration: which purchase families are won in the same départements."""

import numpy as np
import pandas as pd

from geo.contracts import DIVISIONS
from geo.indicators.base import COUNTRY, FRANCE, Cube, Indicator, Method, Variant, figure, nothing
from geo.measures import coagglomeration
from geo.selection import ALL_FAMILIES, ALL_YEARS

MINIMUM_CONTRACTS = 100


def compute(cube: Cube) -> pd.DataFrame:
    """Pairwise Ellison-Glaeser index of purchase families over the départements (all years); symmetric.

    No interval: the départements are all there, and the index has no law of its own.
    """
    rows = cube.total[
        (cube.total["level"] == "departement") & (cube.total["role"] == "supplier") & (cube.total["year"] == ALL_YEARS)
    ]
    rows = rows[rows["family"] != ALL_FAMILIES]
    contracts = rows.groupby("family")["contracts"].sum()
    families = contracts.index[contracts >= MINIMUM_CONTRACTS].astype(str)
    if len(families) < 2:
        return nothing()
    tables = [
        _pairs(rows, pd.Index(families), column).assign(weight=weight)
        for weight, column in (("amount", "amount_eur"), ("count", "contracts"))
    ]
    table = pd.concat(tables, ignore_index=True)
    fewer = np.minimum(contracts[table["family"]].to_numpy(), contracts[table["other"]].to_numpy())
    return figure(table.assign(contracts=fewer, effective=fewer))


def _pairs(rows: pd.DataFrame, families: pd.Index, column: str) -> pd.DataFrame:
    sales = rows.pivot_table(index="family", columns="code", values=column, aggfunc="sum", fill_value=0.0)
    index = coagglomeration(sales.loc[families], sales.sum(axis=0))
    one, other = np.nonzero(~np.isnan(index))
    pairs = pd.DataFrame({"family": families[one], "other": families[other], "value": index[one, other]})
    return pairs.assign(
        variant="with_" + pairs["other"],
        level=COUNTRY,
        code=FRANCE,
        year=ALL_YEARS,
        low=np.nan,
        high=np.nan,
        covered=1.0,
    )


COAGGLOMERATION = Indicator(
    key="coagglomeration",
    label_fr="Regroupement conjoint de deux familles",
    label_en="Coagglomeration",
    definition_fr="Tendance des titulaires de deux familles d'achat à se trouver dans les mêmes départements : "
    "au-dessus de 0, plus que l'ensemble ; au-dessous, moins.",
    unit="ratio",
    scale="diverging",
    centre=0.0,
    levels=(COUNTRY,),
    variants=tuple(
        Variant(f"with_{division}", f"avec la famille {division}", f"with family {division}")
        for division in sorted(DIVISIONS)
    ),
    weights=("amount", "count"),
    compute=compute,
    method=Method(
        method="Pour chaque famille, l'écart entre sa répartition par département et celle de tout ce qui est obtenu. "
        "L'indice de deux familles est la somme, sur les départements, du produit de leurs deux écarts, divisée par 1 "
        "− S, où S est la somme des carrés des parts des départements.",
        example="Deux départements de même poids ; une famille y est répartie 80 / 20, une autre 60 / 40. Écarts : "
        "+0,3 et −0,3, +0,1 et −0,1. Indice : (0,03 + 0,03) / (1 − 0,5) = 0,12.",
        not_said="Deux familles peuvent se trouver au même endroit sans avoir affaire l'une à l'autre : une métropole "
        "attire l'une et l'autre. L'indice ne dit pas à quelle distance (voir le profil par distance).",
        exclusions="Familles de moins de 100 marchés ; titulaires sans département connu ; toutes années réunies. "
        "Aucun intervalle : tous les départements sont là, et l'indice n'a pas de loi connue.",
        source="Ellison, Glaeser et Kerr (2010).",
    ),
)
