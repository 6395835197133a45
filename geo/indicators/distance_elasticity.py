"""Distance elasticity: how fast purchases of a family fall with distance."""

import numpy as np
import pandas as pd

from geo.indicators import gravity_fit
from geo.indicators.base import COUNTRY, FRANCE, Cube, Indicator, Method, Variant, figure
from geo.indicators.gravity_fit import Fit
from geo.measures import clustered_errors, shrunk_estimates
from geo.selection import ALL_FAMILIES, ALL_YEARS

LEVEL = "departement"
NINETY_FIVE = 1.96


def compute(cube: Cube) -> pd.DataFrame:
    """Slope of the log of distance by purchase family, between départements, with a two-way clustered interval."""
    rows = [_row(fit, weight) for weight in ("amount", "count") for fit in gravity_fit.fits(cube, LEVEL, weight)]
    table = pd.DataFrame(rows, columns=["family", "weight", "value", "error", "contracts", "effective"])
    table = table.assign(
        low=table["value"] - NINETY_FIVE * table["error"], high=table["value"] + NINETY_FIVE * table["error"],
        variant="slope", level=COUNTRY, code=FRANCE, year=ALL_YEARS, covered=1.0,
    )  # fmt: skip
    return figure(pd.concat([table, _shrunk(table)], ignore_index=True))


def _shrunk(table: pd.DataFrame) -> pd.DataFrame:
    """The slopes of families drawn towards their common mean, the more so where they are unsure."""
    families = table[(table["family"] != ALL_FAMILIES) & (table["error"] > 0)]
    drawn = [
        rows.assign(value=shrunk_estimates(rows["value"], rows["error"])) for _, rows in families.groupby("weight")
    ]
    shrunk = pd.concat(drawn) if drawn else families
    return shrunk.assign(variant="shrunk", low=np.nan, high=np.nan)


def _row(fit: Fit, weight: str) -> tuple[object, ...]:
    one, other = (ends.ravel() for ends in np.indices(fit.flows.shape))
    columns = np.column_stack([matrix.ravel() for matrix in (fit.log_km, *fit.borders)])
    flows = fit.flows.ravel()
    both, buyer = (clustered_errors(fit.gravity, flows, columns, one, other, by)[0] for by in ((one, other), (one,)))
    # Where one cluster has most of the money, the two-way variance may come out negative.
    error = buyer if np.isnan(both) else max(both, buyer)
    squares = (fit.flows**2).sum()
    return fit.family, weight, fit.gravity.slopes[0], error, fit.contracts.sum(), fit.flows.sum() ** 2 / squares


DISTANCE_ELASTICITY = Indicator(
    key="distance_elasticity",
    label_fr="Élasticité à la distance",
    label_en="Distance elasticity",
    definition_fr="De combien de pour cent baissent les achats d'une famille entre deux départements quand leur "
    "distance augmente de 1 %, à taille égale.",
    unit="ratio",
    scale="sequential",
    levels=(COUNTRY,),
    variants=(
        Variant("slope", "pente de la distance", "slope of distance"),
        Variant("shrunk", "pente rapprochée de la moyenne des familles", "slope drawn towards the families' mean"),
    ),
    weights=("amount", "count"),
    compute=compute,
    method=Method(
        method="Pour chaque famille d'au moins 300 marchés, un modèle de gravité (Poisson) est ajusté sur tous les "
        "couples de départements, y compris ceux sans échange : flux = exp(effet de l'acheteur + effet du fournisseur "
        "+ β × log de la distance + même département + même région). La valeur est β. L'intervalle à 95 % est β ± 1,96 "
        "écart type, celui-ci tenant compte de ce que les flux d'un même département, acheteur ou fournisseur, varient "
        "ensemble. La pente rapprochée pèse celle de la famille et la moyenne des familles selon leur incertitude : à "
        "lire pour comparer des familles entre elles.",
        example="Avec β = −1, deux départements deux fois plus éloignés échangent deux fois moins (2⁻¹ = 0,5) ; avec β "
        "= −0,5, ils échangent encore 71 % (2⁻⁰·⁵ = 0,71). Flux de 80, 40, 20 et 10 à 1, 2, 4 et 8 km : β = −1.",
        not_said="Une pente n'est pas une cause : le transport, l'urgence des interventions et l'habitude s'y mêlent. "
        "La distance est à vol d'oiseau, entre chefs-lieux.",
        exclusions="France métropolitaine ; familles de moins de 300 marchés ; toutes années réunies.",
        source="Santos Silva et Tenreyro (2006) ; Cameron, Gelbach et Miller (2011) ; DerSimonian et Laird (1986).",
    ),
)
