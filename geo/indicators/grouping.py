"""Significant groupings: neighbouring territories that are alike more than chance allows."""

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.special import ndtr

from geo.indicators import local_share
from geo.indicators.base import Cube, Indicator, Method, Variant, figure
from geo.measures import benjamini_hochberg, getis_ord, local_moran_test, shrunk_shares
from geo.selection import ALL_FAMILIES, ALL_YEARS

LEVELS = ("commune", "epci", "zone_emploi", "departement")
ALPHA = 0.05
HOT, COLD = 1, 2
MINIMUM_CONTRACTS = 2
MINIMUM_UNITS = 20
_PERMUTATIONS = 999
_SEED = 20190401


def compute(cube: Cube) -> pd.DataFrame:
    """Classes of the smoothed share won in the same département, by local Moran and by Getis-Ord.

    ``local_share``: 0 none, 1 high-high, 2 low-low, 3 high-low, 4 low-high. ``hot_spot``: 0 none, 1 hot (the
    territory and its neighbours together high), 2 cold. Shares are drawn towards the national one by their
    effective number before the test; two-sided p-values (permutation in two stages, normal law for
    Getis-Ord), Benjamini-Hochberg at 5 % over the level. Territories with fewer than two placed contracts
    are left out before, never filled with zeros.
    """
    rows = cube.locality[(cube.locality["year"] == ALL_YEARS) & (cube.locality["family"] == ALL_FAMILIES)]
    usual = (rows["definition"] == local_share.DEFINITIONS[0].key) & (rows["local_level"] == "departement")
    shares = local_share.shares(rows[usual])
    tables = [
        _classes(shares[(shares["level"] == level) & (shares["weight"] == weight)], *cube.neighbours[level])
        for level in LEVELS
        for weight in ("amount", "count")
        if level in cube.neighbours
    ]
    return pd.concat(tables, ignore_index=True) if tables else figure(shares)


def _classes(shares: pd.DataFrame, codes: list[str], neighbours: csr_array) -> pd.DataFrame:
    rows = shares[shares["contracts"] >= MINIMUM_CONTRACTS]
    rows = rows[rows["code"].isin(codes)].assign(low=np.nan, high=np.nan)
    at = pd.Index(codes).get_indexer(pd.Index(rows["code"]))
    if len(rows) < MINIMUM_UNITS:
        return figure(rows.assign(value=np.nan))
    smoothed, near = shrunk_shares(rows["value"], rows["effective"]), neighbours[at][:, at]
    tested = local_moran_test(smoothed, near, permutations=_PERMUTATIONS, rng=np.random.default_rng(_SEED))
    alike = np.where(benjamini_hochberg(tested.p) <= ALPHA, tested.quadrant, 0)
    classes = {"local_share": alike, "hot_spot": _hot_spots(smoothed, near)}
    return pd.concat([figure(rows.assign(variant=key, value=value.astype(float))) for key, value in classes.items()])


def _hot_spots(values: np.ndarray, near: csr_array) -> np.ndarray:
    """1 hot, 2 cold, 0 neither; an island has no neighbourhood to be part of."""
    score = np.where(np.diff(near.indptr) > 0, getis_ord(values, near, star=True), np.nan)
    significant = benjamini_hochberg(2 * ndtr(-np.abs(score))) <= ALPHA
    return np.where(significant, np.where(score > 0, HOT, COLD), 0)


GROUPING = Indicator(
    key="grouping",
    label_fr="Regroupements significatifs",
    label_en="Significant groupings",
    definition_fr="Territoires qui, avec leurs voisins, ont une part locale nettement plus forte ou plus faible que "
    "l'ensemble, au-delà de ce que le hasard explique.",
    unit="class",
    scale="class",
    levels=LEVELS,
    variants=(
        Variant("local_share", "part locale (même département)", "local share (same département)"),
        Variant(
            "hot_spot", "points chauds et froids de la part locale", "hot and cold spots of the local share", "hot_spot"
        ),
    ),
    weights=("amount", "count"),
    compute=compute,
    method=Method(
        method="Indice local de Moran sur la part locale (même département), d'abord rapprochée de la moyenne "
        "nationale d'autant plus que les marchés sont peu nombreux. Chaque territoire est comparé à des voisinages "
        "tirés au sort (999 tirages, puis davantage pour les cas proches du seuil) ; le test est bilatéral et le taux "
        "de fausses découvertes est tenu à 5 % (Benjamini-Hochberg). Les points chauds et froids viennent de Gi* "
        "(Getis et Ord), qui compare la somme du territoire et de ses voisins à ce qu'un même nombre de territoires "
        "donnerait en moyenne. Ce qui n'est pas significatif n'est pas coloré.",
        example="Sur un damier de territoires tirés au hasard, aucun regroupement n'apparaît ; si dix territoires "
        "voisins ont tous 90 % quand les autres ont 40 %, ceux du cœur sortent en « élevé entouré d'élevés ».",
        not_said="Un regroupement n'est ni une cause ni un mérite : il dit où regarder.",
        exclusions="Territoires de moins de deux marchés situés ; toutes années et toutes familles réunies ; niveaux "
        "commune, EPCI et département ; rien n'est calculé sous vingt territoires.",
        source="Anselin (1995) ; Ord et Getis (1995) ; Benjamini et Hochberg (1995) ; Caldas de Castro et Singer "
        "(2006).",
    ),
)
