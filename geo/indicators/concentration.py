"""Supplier concentration: on how few suppliers the purchases of a territory rest."""

import pandas as pd

from geo.indicators.base import Cube, Indicator, Method, Variant, both_weights, figure
from geo.measures import wilson


def compute(cube: Cube) -> pd.DataFrame:
    """Normalised Herfindahl index of suppliers (by SIREN) and shares of the first 1, 3 and 5.

    HHI* = (HHI − 1/n) / (1 − 1/n): 0 when the n suppliers are equal, 1 when one has all; none for n < 2.
    """
    table = both_weights(cube.total[cube.total["role"] == "buyer"])
    by_amount = table["weight"] == "amount"
    squares = table["amount_sq"].where(by_amount, table["contracts_sq"])
    index = (squares / table["w"].where(table["w"] > 0) ** 2).clip(upper=1)
    floor = 1 / table["partners"].where(table["partners"] > 1)
    table = table.assign(effective=1 / index, covered=1.0, low=float("nan"), high=float("nan"))
    normalised = ((index - floor) / (1 - floor)).clip(lower=0)
    tops = [_top(table, by_amount, n) for n in (1, 3, 5)]
    return pd.concat([figure(table.assign(variant="hhi", value=normalised)), *tops], ignore_index=True)


def _top(table: pd.DataFrame, by_amount: pd.Series, n: int) -> pd.DataFrame:
    first = table[f"amount_top{n}"].where(by_amount, table[f"contracts_top{n}"])
    share = (first / table["w"].where(table["w"] > 0)).clip(upper=1)
    low, high = wilson((share * table["contracts"]).fillna(0), table["contracts"])
    kept = table.assign(variant=f"top{n}", value=share, low=low, high=high)
    return figure(kept[kept["partners"] > n])


CONCENTRATION = Indicator(
    key="concentration",
    label_fr="Concentration des fournisseurs",
    label_en="Supplier concentration",
    definition_fr="Place des premiers fournisseurs dans les achats du territoire : de 0 (tous à égalité) à 1 "
    "(un seul).",
    unit="ratio",
    scale="sequential",
    variants=(
        Variant("hhi", "indice de Herfindahl normalisé", "normalised Herfindahl index", unit="ratio"),
        Variant("top1", "part du premier fournisseur", "share of the first supplier", unit="share"),
        Variant("top3", "part des trois premiers", "share of the first three", unit="share"),
        Variant("top5", "part des cinq premiers", "share of the first five", unit="share"),
    ),
    weights=("amount", "count"),
    compute=compute,
    method=Method(
        method="Les fournisseurs sont regroupés par entreprise (SIREN). L'indice de Herfindahl est la somme des carrés "
        "de leurs parts ; l'indice normalisé HHI* = (HHI − 1/n) / (1 − 1/n) retire ce qui ne tient qu'au nombre n de "
        "fournisseurs. Les parts des premiers portent un intervalle de Wilson sur le nombre de marchés. L'indice n'en "
        "a pas : il décrit tous les marchés connus, et le sien tiendrait à la somme des cubes des parts, qu'un seul "
        "gros marché suffit à faire ; lire à côté le nombre de marchés et la part des premiers.",
        example="Quatre fournisseurs pour 20, 50, 20 et 10 : HHI = 0,04 + 0,25 + 0,04 + 0,01 = 0,34 ; "
        "HHI* = (0,34 − 0,25) / 0,75 = 0,12 ; le premier tient 50 %.",
        not_said="Un petit nombre de marchés donne un indice élevé quoi que fasse l'acheteur. Une concentration peut "
        "venir du métier (eau, énergie) autant que des choix d'achat.",
        exclusions="Territoires à fournisseur unique pour l'indice ; montants non utilisables.",
        source="Herfindahl (1950) ; HHI* : le même, ramené à 0 quand tous les titulaires ont la même part.",
    ),
)
