"""Spend distance: how far, in kilometres, the purchases of a territory go."""

import pandas as pd

from geo.indicators.base import Cube, Indicator, Method, Variant, figure
from geo.measures import wilson

_RADII = (10, 50, 100)


def compute(cube: Cube) -> pd.DataFrame:
    """Weighted median of the geodesic distance (km, quartiles as its range) and shares within 10, 50 and 100 km."""
    table = cube.distance.assign(
        effective=cube.distance["placed"] ** 2 / cube.distance["placed_sq"],
        covered=cube.distance["placed"] / cube.distance["whole"],
    )
    median = table.assign(
        variant="median", value=table["median_km"], low=table["quarter_km"], high=table["three_quarters_km"]
    )
    return pd.concat([figure(median), *(_within(table, km) for km in _RADII)], ignore_index=True)


def _within(table: pd.DataFrame, km: int) -> pd.DataFrame:
    share = (table[f"within_{km}"] / table["placed"]).clip(upper=1)
    low, high = wilson(share * table["effective"], table["effective"])
    return figure(table.assign(variant=f"within_{km}", value=share, low=low, high=high))


SPEND_DISTANCE = Indicator(
    key="spend_distance",
    label_fr="Distance d'achat",
    label_en="Spend distance",
    definition_fr="Distance à vol d'oiseau entre l'acheteur et l'établissement titulaire, de mairie à mairie : la "
    "moitié des achats se fait à moins de la médiane.",
    unit="km",
    scale="sequential",
    variants=(
        Variant("median", "médiane", "median", unit="km"),
        Variant("within_10", "part à moins de 10 km", "share within 10 km", unit="share"),
        Variant("within_50", "part à moins de 50 km", "share within 50 km", unit="share"),
        Variant("within_100", "part à moins de 100 km", "share within 100 km", unit="share"),
    ),
    weights=("amount", "count"),
    adds_up=("within_10", "within_50", "within_100"),
    compute=compute,
    method=Method(
        method="Distance géodésique (ellipsoïde WGS84) entre la mairie de la commune de l'acheteur et celle de la "
        "commune du titulaire. La médiane est pondérée par le montant ou par le nombre de marchés ; l'étendue affichée "
        "va du premier au troisième quartile. Pour les parts, l'intervalle est celui de Wilson sur le nombre effectif.",
        example="Quatre marchés de même montant à 2, 8, 40 et 300 km : la médiane est de 8 km (la moitié du montant "
        "est atteinte au deuxième), la part à moins de 50 km est de 3 / 4 = 75 %.",
        not_said="Ce n'est pas un temps de trajet. Deux établissements d'une même commune sont à 0 km. La distance ne "
        "dépend d'aucun découpage, mais elle dépend de l'établissement déclaré.",
        exclusions="Marchés dont la commune de l'acheteur ou du titulaire est inconnue : un lieu connu au seul "
        "département ne suffit pas.",
        source="Karney (2013) pour la géodésique ; coordonnées des mairies, données publiques.",
    ),
)
