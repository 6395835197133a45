"""Family and distance: whether what is bought tells how far it is bought."""

import numpy as np
import pandas as pd

from geo.indicators.base import COUNTRY, FRANCE, Cube, Indicator, Method, Variant, figure, nothing
from geo.measures import cell_residuals, cramers_v, cramers_v_test
from geo.selection import ALL_FAMILIES, ALL_YEARS

BANDS = (0, 10, 30, 100, 300)
MOST_SHUFFLED = 100_000
"""Contracts that are shuffled at most: two hundred thousand would not make the p another one, only slower."""
_SHUFFLES = 99
_SEED = 20130601


def compute(cube: Cube) -> pd.DataFrame:
    """Bias-corrected Cramér's V of purchase family by distance band, its p, and the residual of each cell.

    All years, all contracts of known distance. p by shuffles within each buyer, of ``MOST_SHUFFLED`` contracts drawn
    where there are more. Residuals rest on all contracts of the family. No interval: the p says what chance would do.
    """
    if cube.band.empty:
        return nothing()
    rows = cube.band.assign(contracts=_whole(cube.band["contracts"]))
    counts = rows.pivot_table(index="family", columns="band", values="contracts", aggfunc="sum", fill_value=0)
    counts = counts.reindex(columns=BANDS, fill_value=0)
    contracts = float(counts.to_numpy().sum())
    if not contracts:
        return nothing()
    link = pd.DataFrame({"variant": ["v", "p"], "value": [cramers_v(counts), _p(rows)]})
    link = link.assign(family=ALL_FAMILIES, contracts=contracts)
    table = pd.concat([link, _residuals(counts)], ignore_index=True)
    return figure(
        table.assign(
            level=COUNTRY, code=FRANCE, year=ALL_YEARS, weight="count", low=np.nan, high=np.nan,
            effective=table["contracts"], covered=1.0,
        )
    )  # fmt: skip


def _p(rows: pd.DataFrame) -> float:
    rng = np.random.default_rng(_SEED)
    at = np.repeat(np.arange(len(rows)), rows["contracts"])
    if len(at) > MOST_SHUFFLED:
        at = np.sort(rng.choice(at, MOST_SHUFFLED, replace=False))
    drawn = rows.iloc[at]
    return cramers_v_test(drawn["family"], drawn["band"], drawn["buyer_siren"], _SHUFFLES, rng).p


def _residuals(counts: pd.DataFrame) -> pd.DataFrame:
    """A row per family and band: by how much the family is bought more, or less, in this band than all are."""
    cells = pd.DataFrame(cell_residuals(counts), index=counts.index, columns=[residual_of(band) for band in BANDS])
    contracts = counts.sum(axis=1).rename("contracts").astype(float)
    table = cells.melt(var_name="variant", ignore_index=False).join(contracts).reset_index()
    return table[table["contracts"] > 0]


def residual_of(band: int) -> str:
    """The variant that holds the residuals of a band, by its lower bound.

    >>> residual_of(10)
    'residual_10'
    """
    return f"residual_{band}"


def _whole(contracts: pd.Series) -> np.ndarray:
    """Contracts rounded to whole ones: half of a contract shared by two suppliers cannot be shuffled."""
    return np.floor(contracts.to_numpy(float) + 0.5).astype(np.int64)


_BAND_WORDS = ("moins de 10 km", "de 10 à 30 km", "de 30 à 100 km", "de 100 à 300 km", "300 km et plus")
_BAND_WORDS_EN = ("under 10 km", "10 to 30 km", "30 to 100 km", "100 to 300 km", "300 km and more")

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
        *(
            Variant(residual_of(band), french, english)
            for band, french, english in zip(BANDS, _BAND_WORDS, _BAND_WORDS_EN, strict=True)
        ),
    ),
    weights=("count",),
    compute=compute,
    method=Method(
        method="Les marchés sont croisés par famille d'achat et par tranche de distance (moins de 10 km, 10 à 30, 30 à "
        "100, 100 à 300, plus de 300). Le V de Cramér est corrigé de ce que le hasard donne à lui seul. La probabilité "
        "vient de 99 tirages où les distances sont mélangées entre les marchés d'un même acheteur : un acheteur "
        "éloigné de tout n'y pèse pas (sur 100 000 marchés tirés au sort, quand il y en a plus).\n\n"
        "Le tableau donne, pour chaque famille et chaque tranche, l'écart entre le nombre de marchés et celui qu'on "
        "aurait si la famille ne disait rien de la distance, rapporté à son écart type : au-delà de 2, plus de marchés "
        "qu'attendu ; au-dessous de −2, moins.",
        example="Trente-six marchés d'un même acheteur : les dix-huit de travaux sont tous proches, les dix-huit "
        "d'informatique tous lointains. La famille dit la distance : V = 1 ; aucun mélange sur 99 ne fait autant : "
        "probabilité de 1 / 100 = 0,01.",
        not_said="Un lien n'est pas une règle pour un marché donné. Sur beaucoup de marchés, un lien très faible est "
        "déjà significatif : lire V avant la probabilité.",
        exclusions="Marchés sans famille reconnue ou sans distance connue ; parts de groupement inférieures à un "
        "demi-marché ; toutes années réunies. Aucun intervalle : la probabilité en tient lieu.",
        source="Cramér (1946) ; Bergsma (2013) ; Agresti (2007).",
    ),
)
