"""Local sourcing ratio: what part of a territory's purchases goes to suppliers of the same territory."""

import pandas as pd

from geo.indicators.base import Cube, Indicator, Method, Variant, both_weights, figure
from geo.measures import wilson

KEYS = ["level", "code", "local_level", "year", "family"]


def compute(cube: Cube) -> pd.DataFrame:
    """Share of the placed purchases won in the buyer's own commune, EPCI, département or région, and Wilson's interval.

    Unknown places leave both numerator and denominator and lower ``covered``; suppliers abroad stay in
    the denominator. By amount, the interval uses the effective number of suppliers (Kish).
    """
    table = _wide(cube.locality)
    wide = both_weights(table)
    prefix = wide["weight"].map({"amount": "amount_eur", "count": "contracts"})
    local, elsewhere, abroad, unknown = (
        _of(wide, prefix, place) for place in ("local", "elsewhere", "abroad", "unknown")
    )
    placed = local + elsewhere + abroad
    squares = wide["amount_sq_local"] + wide["amount_sq_elsewhere"] + wide["amount_sq_abroad"]
    kish = placed**2 / squares.where(squares > 0)
    effective = kish.where(wide["weight"] == "amount", placed)
    share = local / placed.where(placed > 0)
    low, high = wilson((share * effective).fillna(0), effective.fillna(0))
    return figure(
        wide.assign(
            variant=wide["local_level"],
            value=share,
            low=low,
            high=high,
            contracts=wide["contracts_local"] + wide["contracts_elsewhere"] + wide["contracts_abroad"],
            effective=effective,
            covered=placed / (placed + unknown),
        )
    )


def _wide(locality: pd.DataFrame) -> pd.DataFrame:
    """One row per territory and cut, one column per place and measure, absent ones at zero."""
    wide = locality.pivot_table(
        index=KEYS, columns="place", values=["contracts", "amount_eur", "amount_sq"], aggfunc="sum", fill_value=0.0
    )
    wide.columns = pd.Index([f"{column[0]}_{column[1]}" for column in wide.columns])
    for measure in ("contracts", "amount_eur", "amount_sq"):
        for place in ("local", "elsewhere", "abroad", "unknown"):
            if f"{measure}_{place}" not in wide:
                wide[f"{measure}_{place}"] = 0.0
    return wide.reset_index().assign(amount_eur=0.0, contracts=0.0)


def _of(wide: pd.DataFrame, prefix: pd.Series, place: str) -> pd.Series:
    by_amount = wide[f"amount_eur_{place}"]
    return by_amount.where(prefix == "amount_eur", wide[f"contracts_{place}"])


LOCAL_SHARE = Indicator(
    key="local_share",
    label_fr="Part locale",
    label_en="Local sourcing ratio",
    definition_fr="Part des achats des acheteurs du territoire attribuée à des entreprises du même territoire, "
    "parmi les marchés dont les deux lieux sont connus.",
    unit="share",
    scale="sequential",
    variants=(
        Variant("departement", "même département", "same département"),
        Variant("commune", "même commune", "same commune"),
        Variant("epci", "même intercommunalité", "same EPCI"),
        Variant("region", "même région", "same région"),
    ),
    weights=("amount", "count"),
    compute=compute,
    method=Method(
        method="Un marché est local quand l'établissement titulaire (son SIRET) et le siège de l'acheteur sont dans la "
        "même commune, la même intercommunalité, le même département ou la même région, au choix. La part est calculée "
        "sur les seuls marchés dont les deux lieux sont connus ; ce qui n'a pu être situé est affiché à côté (« part "
        "couverte ») et n'est jamais compté comme lointain. Un titulaire étranger reste au dénominateur. Un groupement "
        "est partagé à parts égales. L'intervalle est celui de Wilson à 95 % : sur le nombre de marchés, ou, en "
        "montant, sur le nombre effectif de fournisseurs (le carré de la somme des montants, divisé par la somme de "
        "leurs carrés).",
        example="Dix marchés : cinq du même département, trois d'ailleurs, deux dont le titulaire n'a pu être situé. "
        "Part locale : 5 / (5 + 3) = 62,5 % (de 30,6 % à 86,3 %), part couverte 8 / 10 = 80 %. Compter les inconnus "
        "comme lointains aurait donné 50 % : c'est l'erreur à ne pas faire.",
        not_said="Le SIRET déclaré peut être celui du siège d'une entreprise qui travaille depuis une agence voisine, "
        "ou l'inverse. La sous-traitance n'apparaît pas. Un territoire vaste ou peuplé a mécaniquement une part plus "
        "forte. Le code de la commande publique ne permet pas de choisir une entreprise parce qu'elle est locale : "
        "cette part décrit, elle ne note pas.",
        exclusions="Marchés dont l'un des deux lieux est inconnu au niveau choisi ; en montant, marchés sans montant "
        "utilisable.",
        source="Wilson (1927) ; Newcombe (1998) ; Kish (1965). Données essentielles de la commande publique ; SIRENE.",
    ),
)
