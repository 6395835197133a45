"""Attraction: what part of the public contracts of a territory's firms comes from buyers elsewhere."""

import pandas as pd

from geo.indicators.base import Cube, Indicator, Method, Variant, both_weights, figure
from geo.measures import wilson
from geo.territories import ABROAD, UNKNOWN

KEYS = ["level", "code", "year", "family"]


def compute(cube: Cube) -> pd.DataFrame:
    """Share of what the suppliers of a territory win that buyers of other territories of the level pay.

    Contracts whose buyer is not placed leave both sides and lower ``covered``. Wilson's interval: by count on the
    contracts, by amount on the effective number of buyers (Kish), which is known for all families together only.
    """
    wide = both_weights(_sums(cube.flow).merge(_buyers(cube.total), on=KEYS, how="left"))
    by_amount = wide["weight"] == "amount"
    placed, outside, unplaced = (
        wide[f"amount_{side}"].where(by_amount, wide[f"contracts_{side}"]) for side in ("placed", "outside", "unplaced")
    )
    effective = wide["buyers"].where(by_amount, placed)
    share = (outside / placed.where(placed > 0)).where(effective.notna())
    low, high = wilson((share * effective).fillna(0), effective.fillna(0))
    return figure(
        wide.assign(
            variant="outside", value=share, low=low, high=high, contracts=wide["contracts_placed"],
            effective=effective, covered=placed / (placed + unplaced),
        )
    )  # fmt: skip


def _sums(flow: pd.DataFrame) -> pd.DataFrame:
    """Per territory of suppliers: won from known buyers, of which elsewhere, and from buyers that are not placed."""
    rows = flow[~flow["supplier_code"].isin((UNKNOWN, ABROAD))].rename(columns={"supplier_code": "code"})
    known = ~rows["buyer_code"].isin((UNKNOWN, ABROAD))
    sides = {"placed": known, "outside": known & (rows["buyer_code"] != rows["code"]), "unplaced": ~known}
    columns = {"amount": "amount_eur", "contracts": "contracts"}
    parts = {f"{name}_{side}": rows[c].where(m, 0.0) for side, m in sides.items() for name, c in columns.items()}
    summed = rows[KEYS].assign(**parts).groupby(KEYS, as_index=False)[list(parts)].sum()
    return summed.assign(amount_eur=summed["amount_placed"], contracts=summed["contracts_placed"])


def _buyers(total: pd.DataFrame) -> pd.DataFrame:
    """The effective number of buyers of each territory's suppliers."""
    won = total[(total["role"] == "supplier") & (total["amount_sq"] > 0)]
    return won[KEYS].assign(buyers=won["amount_eur"] ** 2 / won["amount_sq"])


ATTRACTION = Indicator(
    key="attraction",
    label_fr="Attraction",
    label_en="Attraction",
    definition_fr="Part de ce que les entreprises du territoire obtiennent qui vient d'acheteurs d'autres territoires.",
    unit="share",
    scale="sequential",
    variants=(Variant("outside", "obtenu d'acheteurs d'ailleurs", "won from buyers elsewhere"),),
    weights=("amount", "count"),
    adds_up=("outside",),
    compute=compute,
    method=Method(
        method="Parmi les marchés des entreprises placées dans le territoire, la part qui vient d'acheteurs d'un autre "
        "territoire du même niveau. C'est le pendant, du côté des entreprises, de la rétention (la part locale d'un "
        "territoire à son propre niveau). L'intervalle est celui de Wilson à 95 % : sur le nombre de marchés, ou, en "
        "montant, sur le nombre effectif d'acheteurs (le carré de la somme des montants, divisé par la somme de leurs "
        "carrés), qui n'est connu que toutes familles d'achat réunies.",
        example="Les entreprises d'un département obtiennent dix marchés : quatre d'acheteurs du département, quatre "
        "d'ailleurs, deux d'acheteurs que l'on n'a pu situer. Attraction : 4 / (4 + 4) = 50 % (de 21,5 % à 78,5 %), "
        "part couverte 8 / 10 = 80 %.",
        not_said="Un petit territoire a mécaniquement une attraction plus forte : presque tout ce que ses entreprises "
        "vendent franchit sa limite. Le titulaire est placé à l'établissement déclaré : un siège attire ce que ses "
        "agences vendent ailleurs. Ce n'est pas une part du chiffre d'affaires.",
        exclusions="Marchés dont l'acheteur ou le titulaire n'a pu être situé au niveau choisi ; en montant, marchés "
        "sans montant utilisable, et cellules d'une seule famille d'achat.",
        source="Wilson (1927) ; Newcombe (1998) ; Kish (1965). Données essentielles de la commande publique ; SIRENE.",
    ),
)
