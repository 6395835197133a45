"""Location quotient: purchase families in which the firms of a territory win more than elsewhere."""

import numpy as np
import pandas as pd

from geo.indicators.base import Cube, Indicator, Method, Variant, both_weights, figure
from geo.measures import shrunk_shares, wilson
from geo.selection import ALL_FAMILIES

CUT = ["level", "year", "weight"]


def compute(cube: Cube) -> pd.DataFrame:
    """(x_zs / x_z) / (x_s / x): the family's share in what the territory's firms win, over its share in France.

    The interval is Wilson's on the territory's share (effective number of buyers), divided by the national share.
    ``shrunk``: the same, drawn towards 1 where few buyers make it.
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
    raw = families.assign(variant="lq", value=share / q, low=low / q, high=high / q, covered=1.0)
    drawn = raw.assign(variant="shrunk", value=_shrunk(families.assign(share=share)) / q, low=np.nan, high=np.nan)
    return figure(pd.concat([raw, drawn], ignore_index=True))


def _shrunk(families: pd.DataFrame) -> pd.Series:
    """Each share drawn towards the family's national one by its effective number; none where that is unknown."""
    drawn = pd.Series(np.nan, index=families.index)
    known = families[families["effective"] > 0]
    for _, rows in known.groupby([*CUT, "family"]):
        drawn[rows.index] = shrunk_shares(rows["share"], rows["effective"], float(rows["q_s"].iloc[0]))
    return drawn


LOCATION_QUOTIENT = Indicator(
    key="location_quotient",
    label_fr="Indice de spécificité",
    label_en="Location quotient",
    definition_fr="Poids d'une famille d'achat dans ce qu'obtiennent les entreprises du territoire, rapporté à son "
    "poids national : 1, autant qu'ailleurs ; 2, deux fois plus.",
    unit="ratio",
    scale="diverging",
    centre=1.0,
    variants=(
        Variant("lq", "par famille d'achat", "by purchase family"),
        Variant(
            "shrunk", "rapproché de 1 quand peu d'acheteurs le portent", "drawn towards 1 where few buyers make it"
        ),
    ),
    weights=("amount", "count"),
    adds_up=("lq",),
    compute=compute,
    method=Method(
        method="(montant de la famille obtenu dans le territoire / montant total obtenu dans le territoire) / (montant "
        "national de la famille / montant national total). L'intervalle est celui de Wilson sur la part du territoire, "
        "avec le nombre effectif d'acheteurs, divisé par la part nationale. Choisir une famille d'achat.\n\n"
        "L'indice rapproché de 1 remplace la part p du territoire par (n p + M q) / (n + M), où n est le nombre "
        "effectif d'acheteurs, q la part nationale, et M d'autant plus grand que les territoires ne diffèrent pas plus "
        "que le hasard : c'est lui qu'il faut lire pour comparer des territoires de tailles inégales.",
        example="Les entreprises d'un département obtiennent 20 % de leurs montants en travaux ; la part nationale est "
        "de 16 %. Indice : 20 / 16 = 1,25.",
        not_said="La famille est ce qui est acheté (code CPV), non le métier déclaré de l'entreprise. Un indice élevé "
        "sur peu de marchés ne veut rien dire : lire l'intervalle.",
        exclusions="Marchés sans code CPV reconnu ; fournisseurs dont le lieu est inconnu.",
        source="Balassa (1965) ; O'Donoghue et Gleave (2004).",
    ),
)
