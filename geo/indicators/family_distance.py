"""Family and distance: whether what is bought tells how far it is bought."""

import numpy as np
import pandas as pd

from geo.indicators.base import COUNTRY, FRANCE, Cube, Indicator, Method, Variant, figure, nothing
from geo.measures import cramers_v_test
from geo.selection import ALL_FAMILIES, ALL_YEARS

_SHUFFLES = 99
_SEED = 20130601


def compute(cube: Cube) -> pd.DataFrame:
    """Bias-corrected Cramér's V of purchase family by distance band, and its p by shuffles within each buyer.

    All years, all contracts of known distance. No interval: the p says what chance would do.
    """
    if cube.band.empty:
        return nothing()
    rows = cube.band.loc[cube.band.index.repeat(_whole(cube.band["contracts"]))]
    if not len(rows):
        return nothing()
    rng = np.random.default_rng(_SEED)
    found = cramers_v_test(rows["family"], rows["band"], rows["buyer_siren"], _SHUFFLES, rng)
    table = pd.DataFrame({"variant": ["v", "p"], "value": [found.v, found.p]})
    return figure(
        table.assign(
            level=COUNTRY, code=FRANCE, year=ALL_YEARS, family=ALL_FAMILIES, weight="count", low=np.nan, high=np.nan,
            contracts=float(len(rows)), effective=float(len(rows)), covered=1.0,
        )
    )  # fmt: skip


def _whole(contracts: pd.Series) -> np.ndarray:
    """Contracts rounded to whole ones: half of a contract shared by two suppliers cannot be shuffled."""
    return np.floor(contracts.to_numpy(float) + 0.5).astype(np.int64)


FAMILY_DISTANCE = Indicator(
    key="family_distance",
    label_fr="Lien famille-distance",
    label_en="Family-distance link",
    definition_fr="Force du lien entre ce qui est acheté (famille) et la distance du titulaire : de 0 (aucun) à 1 (la "
    "famille dit la distance).",
    unit="ratio",
    scale="sequential",
    levels=(COUNTRY,),
    variants=(
        Variant("v", "V de Cramér corrigé", "bias-corrected Cramér's V"),
        Variant("p", "probabilité que le hasard fasse autant", "probability under chance", unit="p"),
    ),
    weights=("count",),
    compute=compute,
    method=Method(
        method="Les marchés sont croisés par famille d'achat et par tranche de distance (moins de 10 km, 10 à 30, 30 à "
        "100, 100 à 300, plus de 300). Le V de Cramér est corrigé de ce que le hasard donne à lui seul. La probabilité "
        "vient de 99 tirages où les distances sont mélangées entre les marchés d'un même acheteur : un acheteur "
        "éloigné de tout n'y pèse pas.",
        example="Trente-six marchés d'un même acheteur : les dix-huit de travaux sont tous proches, les dix-huit "
        "d'informatique tous lointains. La famille dit la distance : V = 1 ; aucun mélange sur 99 ne fait autant : "
        "probabilité de 1 / 100 = 0,01.",
        not_said="Un lien n'est pas une règle pour un marché donné. Sur beaucoup de marchés, un lien très faible est "
        "déjà significatif : lire V avant la probabilité.",
        exclusions="Marchés sans famille reconnue ou sans distance connue ; parts de groupement inférieures à un "
        "demi-marché ; toutes années réunies. Aucun intervalle : la probabilité en tient lieu.",
        source="Cramér (1946) ; Bergsma (2013).",
    ),
)
