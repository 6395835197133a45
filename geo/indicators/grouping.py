"""Significant groupings: neighbouring territories that are alike more than chance allows."""

import numpy as np
import pandas as pd

from geo.indicators import local_share
from geo.indicators.base import Cube, Indicator, Method, Variant, figure
from geo.measures import benjamini_hochberg, local_moran_test
from geo.selection import ALL_FAMILIES, ALL_YEARS

LEVELS = ("epci", "departement")
ALPHA = 0.05
MINIMUM_CONTRACTS = 2
MINIMUM_UNITS = 20
_PERMUTATIONS = 999
_SEED = 20190401


def compute(cube: Cube) -> pd.DataFrame:
    """Local Moran classes of the smoothed share won in the same département: 0 none, 1 high-high … 4 low-high.

    Shares are drawn towards the national one by their effective number before the test; two-sided
    permutation p-values, Benjamini-Hochberg at 5 % over the level. Territories with fewer than two
    placed contracts are left out before, never filled with zeros.
    """
    shares = local_share.compute(cube)
    shares = shares[(shares["year"] == ALL_YEARS) & (shares["family"] == ALL_FAMILIES)]
    tables = [
        _classes(shares[(shares["level"] == level) & (shares["weight"] == weight)], *cube.neighbours[level])
        for level in LEVELS
        for weight in ("amount", "count")
        if level in cube.neighbours
    ]
    return pd.concat(tables, ignore_index=True) if tables else figure(shares)


def _classes(shares: pd.DataFrame, codes: list[str], neighbours: object) -> pd.DataFrame:
    rows = shares[(shares["variant"] == "departement") & (shares["contracts"] >= MINIMUM_CONTRACTS)]
    rows = rows[rows["code"].isin(codes)].assign(variant="local_share", low=np.nan, high=np.nan)
    at = pd.Index(codes).get_indexer(pd.Index(rows["code"]))
    if len(rows) < MINIMUM_UNITS:
        return figure(rows.assign(value=np.nan))
    near = neighbours[at][:, at]  # type: ignore[index]
    tested = local_moran_test(_smoothed(rows), near, permutations=_PERMUTATIONS, rng=np.random.default_rng(_SEED))
    significant = benjamini_hochberg(tested.p) <= ALPHA
    return figure(rows.assign(value=np.where(significant, tested.quadrant, 0).astype(float)))


def _smoothed(rows: pd.DataFrame) -> np.ndarray:
    """Shares drawn towards their weighted mean p0 by the beta-binomial rule: (n p + M p0) / (n + M)."""
    n, p = rows["effective"].to_numpy(), rows["value"].to_numpy()
    mean = np.average(p, weights=n)
    between = max(np.average((p - mean) ** 2, weights=n) - mean * (1 - mean) / n.mean(), 1e-6)
    strength = max(mean * (1 - mean) / between - 1, 0.0)
    return np.asarray((n * p + strength * mean) / (n + strength))


GROUPING = Indicator(
    key="grouping",
    label_fr="Regroupements significatifs",
    label_en="Significant groupings",
    definition_fr="Territoires qui, avec leurs voisins, ont une part locale nettement plus forte ou plus faible que "
    "l'ensemble, au-delà de ce que le hasard explique.",
    unit="class",
    scale="class",
    variants=(Variant("local_share", "part locale (même département)", "local share (same département)"),),
    weights=("amount", "count"),
    compute=compute,
    method=Method(
        method="Indice local de Moran sur la part locale (même département), d'abord rapprochée de la moyenne "
        "nationale d'autant plus que les marchés sont peu nombreux. Chaque territoire est comparé à des voisinages "
        "tirés au sort (999 tirages, puis davantage pour les cas proches du seuil) ; le test est bilatéral et le taux "
        "de fausses découvertes est tenu à 5 % (Benjamini-Hochberg). Ce qui n'est pas significatif n'est pas coloré.",
        example="Sur un damier de territoires tirés au hasard, aucun regroupement n'apparaît ; si dix territoires "
        "voisins ont tous 90 % quand les autres ont 40 %, ceux du cœur sortent en « élevé entouré d'élevés ».",
        not_said="Un regroupement n'est ni une cause ni un mérite : il dit où regarder.",
        exclusions="Territoires de moins de deux marchés situés ; toutes années et toutes familles réunies ; niveaux "
        "EPCI et département seulement ; rien n'est calculé sous vingt territoires.",
        source="Anselin (1995) ; Benjamini et Hochberg (1995) ; Caldas de Castro et Singer (2006).",
    ),
)
