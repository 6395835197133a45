"""Flow residual: how far a flow of money is from what sizes and distance give."""

import numpy as np
import pandas as pd

from geo.indicators import gravity_fit
from geo.indicators.base import Cube, Indicator, Method, Variant, figure
from geo.indicators.gravity_fit import Fit
from geo.measures import standardised_residuals
from geo.selection import ALL_FAMILIES, ALL_YEARS

LEVELS = ("departement", "zone_emploi", "epci")
COLUMNS = {
    "level": "str", "weight": "str", "buyer_code": "str", "supplier_code": "str", "contracts": "float64",
    "observed": "float64", "expected": "float64", "residual": "float64",
}  # fmt: skip


def compute(cube: Cube) -> pd.DataFrame:
    """Standardised residual of what each territory keeps, against the flows that distance alone would give."""
    pairs = flow_residuals(cube) if cube.flow_residual.empty else cube.flow_residual
    own = pairs[pairs["buyer_code"] == pairs["supplier_code"]]
    own = own.rename(columns={"buyer_code": "code", "residual": "value"}).assign(
        variant="own", year=ALL_YEARS, family=ALL_FAMILIES, low=np.nan, high=np.nan, covered=1.0
    )
    own["effective"] = own["contracts"]
    return figure(own)


def flow_residuals(cube: Cube) -> pd.DataFrame:
    """Every pair of territories with a flow: observed, expected by sizes and distance, standardised residual.

    Columns: those of ``COLUMNS``; all years and families; euros, or contracts where ``weight`` is count. Beyond 2 in
    absolute value, a flow that sizes and distance do not account for.
    """
    cuts = [(level, weight) for level in LEVELS for weight in ("amount", "count")]
    # Without borders in the fit: they would take away the very gap that is looked for.
    fitted = [(gravity_fit.pooled(cube, *cut, walled=False), *cut) for cut in cuts]
    tables = [_pairs(fit).assign(level=level, weight=weight) for fit, level, weight in fitted if fit]
    pairs = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(COLUMNS))
    return pairs[list(COLUMNS)].astype(COLUMNS)


def _pairs(fit: Fit) -> pd.DataFrame:
    expected = fit.expected
    residual = standardised_residuals(fit.flows, expected, 2 * len(fit.codes))  # effects: 2 n - 1; slope: 1
    buyer, supplier = np.nonzero((fit.flows > 0) | np.eye(len(fit.codes), dtype=bool))
    codes = np.array(fit.codes, dtype=object)
    return pd.DataFrame(
        {
            "buyer_code": codes[buyer], "supplier_code": codes[supplier], "contracts": fit.contracts[buyer, supplier],
            "observed": fit.flows[buyer, supplier], "expected": expected[buyer, supplier],
            "residual": residual[buyer, supplier],
        }
    )  # fmt: skip


FLOW_RESIDUAL = Indicator(
    key="flow_residual",
    label_fr="Écart des flux à l'attendu",
    label_en="Flow residual",
    definition_fr="Écart, en unités d'écart type, entre ce que le territoire achète à ses propres entreprises et ce "
    "que la taille des territoires et la distance laissent attendre.",
    unit="ratio",
    scale="diverging",
    centre=0.0,
    levels=LEVELS,
    variants=(Variant("own", "achats conservés sur place", "purchases kept at home"),),
    weights=("amount", "count"),
    compute=compute,
    method=Method(
        method="Un modèle de gravité (Poisson) donne chaque flux attendu d'après ce que le territoire d'origine "
        "attribue, ce que le territoire d'arrivée obtient, et la distance entre les deux. L'écart est (observé − "
        "attendu) / √(φ × attendu), où φ est la dispersion de Pearson : la moyenne, sur tous les couples, de (observé "
        "− attendu)² / attendu. Au-delà de 2 en valeur absolue, le flux sort de l'ordinaire. Les totaux attribués et "
        "obtenus étant respectés, l'écart dit où va l'argent, non combien.",
        example="Trois flux observés de 4, 9 et 4 pour des attendus de 4, 4 et 9, et un paramètre : φ = (0 + 25/4 + "
        "25/9) / (3 − 1) = 4,51 ; écarts : 0, (9 − 4) / √(4,51 × 4) = 1,18 et (4 − 9) / √(4,51 × 9) = −0,78.",
        not_said="Un écart n'est pas une anomalie : il contient les transports, les spécialités et les erreurs de "
        "siège que le modèle ignore. Les montants étant très inégaux, un seul grand marché peut faire un grand écart.",
        exclusions="France métropolitaine ; toutes années et toutes familles réunies ; départements et EPCI. Rien "
        "n'est calculé sous vingt territoires ou 300 marchés. Aucun intervalle : l'écart est déjà rapporté à son écart "
        "type.",
        source="Wilson (1971) ; Santos Silva et Tenreyro (2006) ; Dennett (2012).",
    ),
)
