"""Location quotient: purchase families in which the firms of a territory win more than elsewhere."""

import pandas as pd

from geo.indicators.base import Cube, Indicator, Method, Variant, both_weights, figure
from geo.measures import wilson
from geo.selection import ALL_FAMILIES

CUT = ["level", "year", "weight"]


def compute(cube: Cube) -> pd.DataFrame:
    """(x_zs / x_z) / (x_s / x): the family's share in what the territory's firms win, over its share in France.

    The interval is Wilson's on the territory's share (effective number of buyers), divided by the national share.
    """
    table = both_weights(cube.total[cube.total["role"] == "supplier"])
    squares = table["amount_sq"].where(table["weight"] == "amount", table["contracts"])
    table["kish"] = table["w"] ** 2 / squares.where(squares > 0)
    whole = table[table["family"] == ALL_FAMILIES]
    local = whole[["code", *CUT, "w", "kish"]].rename(columns={"w": "w_z", "kish": "effective"})
    families = table[table["family"] != ALL_FAMILIES].merge(local, on=["code", *CUT])
    national = families.groupby([*CUT, "family"])["w"].sum().rename("w_s").reset_index()
    national["q_s"] = national["w_s"] / national.groupby(CUT)["w_s"].transform("sum")
    families = families.merge(national, on=[*CUT, "family"])
    families = families[(families["w_z"] > 0) & (families["q_s"] > 0)]
    share = (families["w"] / families["w_z"]).clip(upper=1)
    low, high = wilson((share * families["effective"]).fillna(0), families["effective"].fillna(0))
    q = families["q_s"]
    return figure(families.assign(variant="lq", value=share / q, low=low / q, high=high / q, covered=1.0))


LOCATION_QUOTIENT = Indicator(
    key="location_quotient",
    label_fr="Indice de spécificité",
    label_en="Location quotient",
    definition_fr="Poids d'une famille d'achat dans ce qu'obtiennent les entreprises du territoire, rapporté à son "
    "poids national : 1, autant qu'ailleurs ; 2, deux fois plus.",
    unit="ratio",
    scale="diverging",
    centre=1.0,
    variants=(Variant("lq", "par famille d'achat", "by purchase family"),),
    weights=("amount", "count"),
    compute=compute,
    method=Method(
        method="(montant de la famille obtenu dans le territoire / montant total obtenu dans le territoire) / (montant "
        "national de la famille / montant national total). L'intervalle est celui de Wilson sur la part du territoire, "
        "avec le nombre effectif d'acheteurs, divisé par la part nationale. Choisir une famille d'achat.",
        example="Les entreprises d'un département obtiennent 20 % de leurs montants en travaux ; la part nationale est "
        "de 16 %. Indice : 20 / 16 = 1,25.",
        not_said="La famille est ce qui est acheté (code CPV), non le métier déclaré de l'entreprise. Un indice élevé "
        "sur peu de marchés ne veut rien dire : lire l'intervalle.",
        exclusions="Marchés sans code CPV reconnu ; fournisseurs dont le lieu est inconnu.",
        source="Balassa (1965) ; O'Donoghue et Gleave (2004).",
    ),
)
