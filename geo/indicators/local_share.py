"""Local sourcing ratio: what part of a territory's purchases goes to suppliers of the same territory."""

import numpy as np
import pandas as pd

from geo.indicators.base import Cube, Indicator, Method, Variant, figure, nothing
from geo.measures import wilson
from geo.territories import LEVELS

KEYS = ["level", "code", "definition", "local_level", "year", "family"]
NAMES = ["level", "code", "definition", "local_level", "family"]
WEIGHTS = (("amount", "amount_eur"), ("count", "contracts"))
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
    return shares(cube.locality)


def shares(locality: pd.DataFrame) -> pd.DataFrame:
    """The figures of these rows of ``cube.locality`` alone, for who needs some: of 2 M contracts all are 3 M."""
    if locality.empty:
        return nothing()
    wide = _wide(locality)
    readings = wide[KEYS].assign(variant=_readings(wide))
    return pd.concat([_read(readings, wide, *names) for names in WEIGHTS], ignore_index=True)


def _read(readings: pd.DataFrame, wide: pd.DataFrame, weight: str, measure: str) -> pd.DataFrame:
    local, unknown = wide[f"{measure}_local"], wide[f"{measure}_unknown"]
    placed, contracts, squares = (_placed(wide, name) for name in (measure, "contracts", "amount_sq"))
    effective = placed**2 / squares.where(squares > 0) if weight == "amount" else placed
    share = local / placed.where(placed > 0)
    low, high = wilson((share * effective).fillna(0), effective.fillna(0))
    return figure(
        readings.assign(
            weight=weight, value=share, low=low, high=high, contracts=contracts, effective=effective,
            covered=placed / (placed + unknown),
        )
    )  # fmt: skip


def _placed(wide: pd.DataFrame, measure: str) -> pd.Series:
    return wide[f"{measure}_local"] + wide[f"{measure}_elsewhere"] + wide[f"{measure}_abroad"]


def _readings(wide: pd.DataFrame) -> pd.Series:
    level, definition = wide["local_level"].astype(str), wide["definition"].astype(str)
    return level.where(definition == DEFINITIONS[0].key, level + ":" + definition)


def _wide(locality: pd.DataFrame) -> pd.DataFrame:
    """One row per territory and cut, one column per place and measure, absent ones at zero."""
    names = locality.astype(dict.fromkeys(NAMES, "category"))[KEYS]  # millions of rows of few words: as numbers
    number = names.groupby(KEYS, observed=True).ngroup().to_numpy()
    first = np.unique(number, return_index=True)[1]
    place = locality["place"].to_numpy(str)
    sums = {
        f"{measure}_{there}": np.bincount(number[place == there], locality.loc[place == there, measure], len(first))
        for measure in ("contracts", "amount_eur", "amount_sq")
        for there in ("local", "elsewhere", "abroad", "unknown")
    }
    return locality[KEYS].take(first).reset_index(drop=True).assign(**sums)


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
        Variant("epci", "même intercommunalité", "same intercommunality"),
        Variant("zone_emploi", "même zone d'emploi", "same employment zone"),
        Variant("region", "même région", "same région"),
    ),
    definitions=DEFINITIONS,
    weights=("amount", "count"),
    adds_up=LEVELS,
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
