"""The gravity of the flows between the territories of a level: what several indicators read."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from geo.indicators.base import Cube
from geo.measures import Gravity, gravity_of, internal_distance
from geo.selection import ALL_FAMILIES, ALL_YEARS
from geo.territories import LEVELS

MINIMUM_UNITS = 20
MINIMUM_CONTRACTS = 300
"""A purchase family with fewer has no slope of its own."""
CLOSEST_KM = 0.5


@dataclass(frozen=True)
class Fit:
    """Flows among ``codes`` (buyers in rows), the log of their distance, the borders, and the gravity fitted."""

    family: str
    codes: list[str]
    flows: np.ndarray
    contracts: np.ndarray
    log_km: np.ndarray
    borders: list[np.ndarray]
    gravity: Gravity

    @property
    def expected(self) -> np.ndarray:
        """Expected flows, n x n."""
        return self.gravity.expected.reshape(self.flows.shape)


def fits(
    cube: Cube, level: str, weight: str, families: tuple[str, ...] | None = None, walled: bool = True
) -> Iterator[Fit]:
    """The fit of each family of a level (all years) with enough contracts, 'all' among them.

    ``walled`` fits the borders beside the distance. Mainland and Corsica only: a kilometre over an ocean is no
    kilometre of road. Nothing below 20 territories.
    """
    places = _places(cube.territory, level)
    if len(places) < MINIMUM_UNITS:
        return
    log_km, borders = _distances(places)
    tried = [borders, borders[:1]] if walled else [[]]
    index = pd.Index(places["code"])
    flow = cube.flow[(cube.flow["level"] == level) & (cube.flow["year"] == ALL_YEARS)]
    flow = flow[flow["buyer_code"].isin(index) & flow["supplier_code"].isin(index)]
    for family, rows in flow.groupby("family"):
        if (families and family not in families) or rows["contracts"].sum() < MINIMUM_CONTRACTS:
            continue
        amounts, contracts = (_matrix(rows, index, column) for column in ("amount_eur", "contracts"))
        flows = amounts if weight == "amount" else contracts
        fitted = _gravity(flows, log_km, tried)
        if fitted:
            yield Fit(str(family), index.tolist(), flows, contracts, log_km, fitted[0], fitted[1])


def pooled(cube: Cube, level: str, weight: str, walled: bool = True) -> Fit | None:
    """The fit of all families together, where there is one."""
    return next(fits(cube, level, weight, (ALL_FAMILIES,), walled), None)


def _places(territory: pd.DataFrame, level: str) -> pd.DataFrame:
    rows = territory[(territory["level"] == level) & territory["lon"].notna() & (territory["area_km2"] > 0)]
    overseas = rows["departement"].fillna(rows["code"]).astype(str).str.match(r"9[78]\d")
    return rows[~overseas].sort_values("code", ignore_index=True)


def _distances(places: pd.DataFrame) -> tuple[np.ndarray, list[np.ndarray]]:
    """Log of kilometres, and two borders: one's own territory, one's own région."""
    region = places["region"].to_numpy()
    km = _kilometres(tuple(places["lon"]), tuple(places["lat"])).copy()
    np.fill_diagonal(km, internal_distance(places["area_km2"]))
    same_region = (region[:, None] == region).astype(float)
    return np.log(np.maximum(km, CLOSEST_KM)), [np.eye(len(places)), same_region]


@lru_cache(maxsize=len(LEVELS))
def _kilometres(lon: tuple[float, ...], lat: tuple[float, ...]) -> np.ndarray:
    """Between all places of a level: 1.6 million geodesics for EPCI, which several indicators ask for by weight."""
    from geo.distance import geodesic_km  # pyproj opens its database: half a second, for the batch alone

    lons, lats = np.array(lon), np.array(lat)
    return geodesic_km(lons[:, None], lats[:, None], lons, lats)


def _matrix(rows: pd.DataFrame, index: pd.Index, column: str) -> np.ndarray:
    n = len(index)
    one, other = (index.get_indexer(pd.Index(rows[side])).astype(np.int64) for side in ("buyer_code", "supplier_code"))
    return np.bincount(one * n + other, rows[column].to_numpy(float), n * n).astype(float).reshape(n, n)


def _gravity(
    flows: np.ndarray, log_km: np.ndarray, tried: list[list[np.ndarray]]
) -> tuple[list[np.ndarray], Gravity] | None:
    """With the first set of borders that can be told apart: in a file of Bretagne alone, the région is everywhere."""
    if min((flows.sum(axis=side) > 0).sum() for side in (0, 1)) < MINIMUM_UNITS:
        return None
    for borders in tried:
        try:
            return borders, gravity_of(flows, log_km, borders)
        except ValueError:
            continue
    return None
