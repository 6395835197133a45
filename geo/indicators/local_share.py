"""Local sourcing ratio: what part of a territory's purchases goes to suppliers of the same territory."""

import pandas as pd

from geo.indicators.base import Cube, Indicator, Method, Variant, both_weights, figure
from geo.measures import wilson

KEYS = ["level", "code", "definition", "local_level", "year", "family"]
USUAL_LEVEL = {
    "commune": "epci", "epci": "epci", "zone_emploi": "zone_emploi", "departement": "departement", "region": "region",
}  # fmt: skip
"""At which level 'local' is asked of a buyer of a category, or of a territory; of the State and others: the région."""


def usual_level(category: str) -> str:
    """The level at which 'local' is usually asked of a buyer of a category, or of a territory of a level.

    A mayor speaks of the intercommunalité, whose firms serve the commune; the State, of the région.

    >>> usual_level("commune"), usual_level("state"), usual_level("zone_emploi")
    ('epci', 'region', 'zone_emploi')
    """
    return USUAL_LEVEL.get(category, "region")


def compute(cube: Cube) -> pd.DataFrame:
    """Share of the placed purchases won in the buyer's own territory of a level, and Wilson's interval.

    Each level is a variant, under each definition of 'local'. Unknown places leave both numerator and denominator and
    lower ``covered``; suppliers abroad stay in the denominator. By amount, the interval uses the effective number of
    suppliers (Kish).
    """
    wide = both_weights(_wide(cube.locality))
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
            variant=_readings(wide),
            value=share,
            low=low,
            high=high,
            contracts=wide["contracts_local"] + wide["contracts_elsewhere"] + wide["contracts_abroad"],
            effective=effective,
            covered=placed / (placed + unknown),
        )
    )


def _readings(wide: pd.DataFrame) -> pd.Series:
    other = wide["definition"] != DEFINITIONS[0].key
    return wide["local_level"].where(~other, wide["local_level"] + ":" + wide["definition"])


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


DEFINITIONS = (
    Variant("seat", "établissement déclaré", "buyer's seat and supplier's establishment"),
    Variant("head_office", "siège social", "supplier's head office"),
    Variant("performance", "lieu d'exécution", "place of performance"),
    Variant("no_ceilings", "hors plafonds d'accords-cadres", "without ceilings of framework agreements"),
)

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
        Variant("zone_emploi", "même zone d'emploi", "same employment zone"),
        Variant("region", "même région", "same région"),
    ),
    definitions=DEFINITIONS,
    weights=("amount", "count"),
    compute=compute,
    method=Method(
        method="Un marché est local quand l'établissement titulaire (son SIRET) et le siège de l'acheteur sont dans la "
        "même commune, la même intercommunalité, la même zone d'emploi, le même département ou la même région, au "
        "choix. La part est calculée "
        "sur les seuls marchés dont les deux lieux sont connus ; ce qui n'a pu être situé est affiché à côté (« part "
        "couverte ») et n'est jamais compté comme lointain. Un titulaire étranger reste au dénominateur. Un groupement "
        "est partagé à parts égales. L'intervalle est celui de Wilson à 95 % : sur le nombre de marchés, ou, en "
        "montant, sur le nombre effectif de fournisseurs (le carré de la somme des montants, divisé par la somme de "
        "leurs carrés).\n\n"
        "La définition est un réglage. Chaque autre définition n'en change qu'un : placer l'entreprise à son siège "
        "social au lieu de l'établissement déclaré (les deux valeurs sont montrées côte à côte : la vérité est le "
        "plus souvent entre elles) ; partir du lieu d'exécution au lieu du siège de l'acheteur ; laisser de côté les "
        "accords-cadres, dont le montant est un plafond. Elles sont calculées toutes années et toutes familles "
        "réunies. Pour une lecture par la distance plutôt que par les limites administratives, voir la part à moins "
        "de 10, 50 et 100 km (indicateur « Distance d'achat »).\n\n"
        "Niveau retenu quand aucun n'est choisi, selon l'acheteur : l'intercommunalité pour une commune ou une "
        "intercommunalité, le département pour un département, la région pour une région, l'État et tous les "
        "autres.\n\n"
        "La part locale d'un territoire à son propre niveau est sa rétention : ce que ses acheteurs gardent sur "
        "place. Son pendant, du côté des entreprises, est l'attraction.",
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
