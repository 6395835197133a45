"""Geographic inequality: how unevenly public purchasing is spread over people."""

import numpy as np
import pandas as pd

from geo.indicators.base import COUNTRY, FRANCE, Cube, Indicator, Method, Variant, figure
from geo.measures import gini, theil_decomposition

UNIT_LEVEL = "epci"
MINIMUM_UNITS = 10
LABELS = ("theil", "between", "gini")


def compute(cube: Cube) -> pd.DataFrame:
    """Theil and Gini of spending per inhabitant between the EPCI of France and of each région.

    No interval: the EPCI are all there, they are no sample. ``between``: the part of Theil that lies between
    départements. EPCI whose buyers published nothing are left out, not counted as zero; ``covered`` is the
    share of the population that remains.
    """
    places = cube.territory[cube.territory["level"] == UNIT_LEVEL]
    places = places[places["population"] > 0][["code", "population", "departement", "region"]]
    spent = cube.total[
        (cube.total["level"] == UNIT_LEVEL) & (cube.total["role"] == "buyer") & (cube.total["amount_eur"] > 0)
    ]
    rows = spent.merge(places, on="code")
    people = places.groupby("region")["population"].sum()
    found = [
        _figures(part, year, family, code, people.sum() if code == FRANCE else people[code])
        for (year, family), cut in rows.groupby(["year", "family"])
        for code, part in [(FRANCE, cut), *cut.groupby("region")]
        if len(part) >= MINIMUM_UNITS
    ]
    columns = ["variant", "level", "code", "year", "family", "value", "contracts", "effective", "covered"]
    table = pd.DataFrame([row for rows in found for row in rows], columns=columns)
    return figure(table.assign(weight="amount", low=np.nan, high=np.nan))


def _figures(part: pd.DataFrame, year: object, family: object, code: object, people: float) -> list[tuple[object, ...]]:
    population = part["population"].to_numpy(float)
    per_head = part["amount_eur"].to_numpy(float) / population
    total, between, _ = theil_decomposition(per_head, part["departement"].fillna("").to_numpy(str), population)
    values = (total, between / total if total > 0 else float("nan"), gini(per_head, population))
    level, known = COUNTRY if code == FRANCE else "region", population.sum() / people
    base = (level, code, year, family)
    rest = (part["contracts"].sum(), float(len(part)), known)
    return [(label, *base, value, *rest) for label, value in zip(LABELS, values, strict=True)]


INEQUALITY = Indicator(
    key="inequality",
    label_fr="Inégalité territoriale",
    label_en="Geographic inequality",
    definition_fr="Inégalité, entre intercommunalités, du montant des marchés par habitant : 0 quand chaque habitant a "
    "le même.",
    unit="ratio",
    scale="sequential",
    levels=("region", COUNTRY),
    variants=(
        Variant("theil", "indice de Theil", "Theil index"),
        Variant("between", "part de l'inégalité entre départements", "part between départements", unit="share"),
        Variant("gini", "indice de Gini", "Gini index"),
    ),
    weights=("amount",),
    compute=compute,
    method=Method(
        method="Pour chaque intercommunalité, le montant des marchés de ses acheteurs est divisé par sa population. "
        "L'indice de Theil est la moyenne, pondérée par la population, de (x/m) × ln(x/m), où m est la moyenne par "
        "habitant ; il se partage exactement entre ce qui sépare les départements et ce qui sépare les "
        "intercommunalités d'un même département. L'indice de Gini est la moitié de l'écart moyen entre deux "
        "habitants, rapporté à la moyenne.",
        example="Deux départements de trois intercommunalités d'un habitant : 0, 0, 0 et 10, 10, 10. La moyenne est 5 "
        "; Theil : (3 × 2 × ln 2) / 6 = 0,69, entièrement entre les départements (part de 100 %) ; Gini : 0,50.",
        not_said="Le siège des grands acheteurs (ministères, régions, centrales d'achat) concentre des montants "
        "dépensés ailleurs. Une inégalité n'est pas une injustice : elle suit aussi les équipements en cours.",
        exclusions="Intercommunalités dont aucun acheteur n'a publié (la part de population couverte est affichée) ; "
        "régions de moins de dix intercommunalités renseignées. Aucun intervalle : toutes les intercommunalités sont "
        "là, ce n'est pas un sondage.",
        source="Theil (1967) ; Shorrocks (1980) ; Gini (1912).",
    ),
)
