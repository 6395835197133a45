"""What the buyers of a territory spend: in all, and per inhabitant."""

import pandas as pd

from geo.indicators.base import Cube, Indicator, Method, Variant, figure
from geo.measures import sum_interval


def compute(cube: Cube) -> pd.DataFrame:
    """Euros notified by the buyers seated in each territory, and how far they rest on few suppliers (interval).

    No interval where the cell has too few contracts for its suppliers to be counted.
    """
    total = cube.total[cube.total["role"] == "buyer"]
    total = total.merge(cube.territory[["level", "code", "population"]], on=["level", "code"], how="left")
    people = total["population"].where(total["population"] > 0)
    per_head = total["amount_eur"] / people
    low, high = sum_interval(total["amount_eur"], total["amount_sq"], total["amount_top1"])
    base = total.assign(weight="amount", effective=_kish(total), covered=1.0)
    return pd.concat(
        [
            figure(base.assign(variant="per_inhabitant", value=per_head, low=low / people, high=high / people)),
            figure(base.assign(variant="total", value=total["amount_eur"], low=low, high=high)),
        ],
        ignore_index=True,
    )


def _kish(total: pd.DataFrame) -> pd.Series:
    return total["amount_eur"] ** 2 / total["amount_sq"].where(total["amount_sq"] > 0)


SPEND = Indicator(
    key="spend",
    label_fr="Montant des marchés des acheteurs",
    label_en="Contract value of local buyers",
    definition_fr="Montant des marchés notifiés par les acheteurs publics dont le siège est dans le territoire.",
    unit="eur",
    scale="sequential",
    variants=(
        Variant("per_inhabitant", "par habitant", "per inhabitant", unit="eur_per_inhabitant"),
        Variant("total", "au total", "in total", unit="eur"),
    ),
    weights=("amount",),
    adds_up=("per_inhabitant", "total"),
    compute=compute,
    is_sum=True,
    method=Method(
        method="On additionne, une seule fois par marché, le montant hors taxes en vigueur (celui de la dernière "
        "modification publiée). Le marché compte l'année de sa notification, dans le territoire où siège l'acheteur. "
        "La somme est divisée par la population municipale pour la valeur par habitant.\n\n"
        "La somme des marchés connus est exacte. L'intervalle à 95 % dit de combien elle changerait si chaque "
        "fournisseur avait pu, par hasard, obtenir ou non ce qu'il a obtenu : large quand un seul fournisseur fait "
        "l'essentiel, étroit quand beaucoup se le partagent. Il se calcule sur la somme des carrés de ce que chacun "
        "obtient (loi gamma) ; il n'est pas donné sous dix marchés.",
        example="Une commune de 2 000 habitants notifie deux marchés, de 60 000 € et 40 000 € ; le second est porté à "
        "50 000 € par une modification. Total : 60 000 + 50 000 = 110 000 €, soit 55 € par habitant.",
        not_said="Ce n'est pas une dépense constatée : un montant de marché peut courir sur plusieurs années, et celui "
        "d'un accord-cadre est un maximum. Un ministère ou une centrale d'achat fait monter le territoire de son siège "
        "sans y dépenser. Un total bas peut vouloir dire que les acheteurs ne publient pas. Les montants de marchés "
        "sont très inégaux : celui qui dépasse tous les autres est rarement parmi dix. Avec des montants aussi inégaux "
        "que ceux de l'échantillon fourni, l'intervalle à 95 % contient la moyenne 79 fois sur 100 à dix marchés, 87 à "
        "trente, 92 à cent, 95 à mille ; quand il la manque, c'est d'être trop étroit vers le haut.",
        exclusions="Marchés sans montant, montants nuls ou négatifs, montants de remplissage (999 999 999 par "
        "exemple) ; acheteurs dont le siège n'est pas connu au niveau choisi.",
        source="Données essentielles de la commande publique (Licence Ouverte 2.0) ; population municipale, INSEE. "
        "Intervalle : Fay et Feuer (1997).",
    ),
)
