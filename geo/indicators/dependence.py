"""Dependence: how far the firms of a territory rest on one public buyer."""

import pandas as pd

from geo.indicators.base import Cube, Indicator, Method, Variant, figure, nothing
from geo.measures import wilson
from geo.selection import ALL_YEARS
from geo.territories import LEVELS

MINIMUM_CONTRACTS = 3
MINIMUM_FIRMS = 3
HALF = 0.500000001
"""Halves that are sums of thirds of contracts can be a hair above one half."""
FIRSTS = (("amount", "amount_first_eur", "amount_eur"), ("count", "contracts_first", "contracts"))


def compute(cube: Cube) -> pd.DataFrame:
    """Share of a territory's firms of three contracts or more that have over half from one buyer (all years).

    Wilson's interval on the number of firms. Nothing below three firms: one firm's dependence is its own affair.
    """
    if cube.firm.empty:
        return nothing()
    firm = cube.firm[cube.firm["contracts"] >= MINIMUM_CONTRACTS]
    levels = [level for level in LEVELS if level in firm]
    return pd.concat([_at(firm, level, *names) for level in levels for names in FIRSTS], ignore_index=True)


def _at(firm: pd.DataFrame, level: str, weight: str, first: str, whole: str) -> pd.DataFrame:
    known = firm[firm[level].notna() & (firm[whole] > 0)]
    known = known.assign(rests=(known[first] > HALF * known[whole]).astype(float), firms=1.0)
    table = known.groupby([level, "family"], as_index=False)[["rests", "firms", "contracts"]].sum()
    table = table[table["firms"] >= MINIMUM_FIRMS].rename(columns={level: "code"})
    low, high = wilson(table["rests"], table["firms"])
    return figure(
        table.assign(
            variant="one_buyer", level=level, year=ALL_YEARS, weight=weight, value=table["rests"] / table["firms"],
            low=low, high=high, effective=table["firms"], covered=1.0,
        )
    )  # fmt: skip


DEPENDENCE = Indicator(
    key="dependence",
    label_fr="Dépendance à un acheteur",
    label_en="Dependence on one buyer",
    definition_fr="Part des entreprises titulaires du territoire dont un seul acheteur public fait plus de la moitié "
    "de la commande publique visible.",
    unit="share",
    scale="sequential",
    variants=(Variant("one_buyer", "plus de la moitié d'un seul acheteur", "over half from one buyer"),),
    weights=("amount", "count"),
    compute=compute,
    method=Method(
        method="Pour chaque établissement titulaire d'au moins trois marchés, on prend la part de son premier acheteur "
        "(par SIREN) dans ce qu'il obtient, en montant ou en nombre. La valeur est la part des établissements où elle "
        "dépasse la moitié ; l'intervalle est celui de Wilson sur le nombre d'établissements. Le miroir — la place du "
        "premier fournisseur chez un acheteur — se lit dans la concentration des fournisseurs.",
        example="Un titulaire obtient 75, 15 et 10 de trois acheteurs : son premier acheteur fait 75 %, il est compté. "
        "Un autre obtient 40, 30 et 30 : 40 %, il ne l'est pas. Sur quatre titulaires dont un seul est compté : 1 / 4 "
        "= 25 % (de 4,6 % à 69,9 %).",
        not_said="Ce n'est pas la part dans le chiffre d'affaires : les clients privés et les marchés non publiés n'y "
        "sont pas. Une entreprise peut dépendre d'un acheteur par choix, par métier ou par accident d'une année.",
        exclusions="Titulaires de moins de trois marchés ; territoires de moins de trois titulaires de ce type ; "
        "toutes années réunies. Aucune valeur n'est publiée pour une personne physique.",
        source="Wilson (1927) ; Newcombe (1998). Données essentielles de la commande publique ; SIRENE.",
    ),
)
