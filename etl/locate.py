"""From what registers say to points in communes: projections, point-in-polygon, and what each rung placed."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import duckdb
import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer
from pyproj.exceptions import CRSError

from etl.sources.sirene import SCHEMA

Numbers = NDArray[np.float64]
Locate = Callable[[Numbers, Numbers, Path], NDArray[np.object_]]
"""Longitudes, latitudes (degrees) and the folder of territories, to the commune of each point."""

PRECISIONS = ("point", "address", "commune", "epci", "departement", "region", "abroad", "unknown")
"""How precisely an establishment is placed, the best first."""

# A quay stands up to 1 km off a generalised coast (degrees); a point farther out lies in no commune.
_OFF_SHORE = 0.01

# Of points whose declared commune is known, how many may lie in another one: a wrong projection moves them all.
_STRAY_SHARE, _FEW = 0.2, 100

_AMOUNTS = """
    WITH side AS (
        SELECT 'buyer' AS role, buyer_siret AS id, amount_eur FROM award
        UNION ALL SELECT 'supplier', supplier_id, amount_eur FROM award
    )
    SELECT s.role, coalesce(e.precision, 'unknown') AS step, coalesce(sum(s.amount_eur), 0)
    FROM side AS s LEFT JOIN establishment AS e ON e.id = s.id GROUP BY s.role, step
"""


def communes_at(lon: Numbers, lat: Numbers, territories: Path) -> NDArray[np.object_]:
    """The commune of a folder of territories that each point (degrees) falls in: see ``communes_of``."""
    return communes_of(lon, lat, read_communes(territories))


def load_registers(
    database: duckdb.DuckDBPyConnection, registers: Iterable[Path], territories: Path, locate: Locate = communes_at
) -> None:
    """Make tables ``register`` (what registers say) and ``register_point`` (SIRET, point, its commune, precision).

    Points that stand at random in their commune, or that belong to someone in partial diffusion, are not points.
    """
    database.from_arrow(SCHEMA.empty_table()).create("register")
    for path in registers:
        database.execute("INSERT INTO register BY NAME SELECT * FROM read_parquet(?)", [str(path)])
    given = database.sql(
        "SELECT siret, x, y, epsg FROM ("
        " SELECT *, row_number() OVER (PARTITION BY siret ORDER BY trust, x, y) AS place FROM register"
        " WHERE x IS NOT NULL AND y IS NOT NULL AND epsg IS NOT NULL AND is_point_precise"
        " AND siren NOT IN (SELECT siren FROM register WHERE siren IS NOT NULL AND NOT is_diffusible)"
        ") WHERE place = 1 ORDER BY siret"
    ).df()
    lon, lat = to_degrees(given["x"], given["y"], given["epsg"])
    database.execute(
        "CREATE TABLE register_point (siret VARCHAR, lon DOUBLE, lat DOUBLE, commune VARCHAR, precision VARCHAR)"
    )
    add_points(database, given["siret"], lon, lat, "point", territories, locate)


def add_points(
    database: duckdb.DuckDBPyConnection,
    siret: pd.Series,
    lon: Numbers,
    lat: Numbers,
    precision: str,
    territories: Path,
    locate: Locate = communes_at,
) -> None:
    """Add points (EPSG:4326) to ``register_point`` with the commune each falls in; those in none are left out."""
    if siret.empty:
        return
    commune = locate(lon, lat, territories)
    placed = pd.DataFrame({"siret": siret, "lon": lon, "lat": lat, "commune": commune, "precision": precision})
    database.register("placed", placed[placed["commune"].notna()])
    database.execute("INSERT INTO register_point SELECT siret, lon, lat, commune, precision FROM placed")
    database.unregister("placed")


def to_degrees(x: ArrayLike, y: ArrayLike, epsg: ArrayLike) -> tuple[Numbers, Numbers]:
    """Longitudes and latitudes (EPSG:4326) of metres whose projection is given row by row; NaN where it has none.

    >>> lon, lat = to_degrees([652_000, 340_000], [6_862_000, 7_640_000], [2154, 2975])
    >>> lon.round(1).tolist(), lat.round(1).tolist()
    ([2.3, 55.5], [48.9, -21.3])
    """
    x, y, codes = np.asarray(x, float), np.asarray(y, float), np.asarray(epsg)
    lon, lat = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    for code in np.unique(codes):
        rows = codes == code
        with suppress(CRSError):  # a code that names no projection
            lon[rows], lat[rows] = Transformer.from_crs(int(code), 4326, always_xy=True).transform(x[rows], y[rows])
    nowhere = ~(np.isfinite(lon) & np.isfinite(lat))
    lon[nowhere] = lat[nowhere] = np.nan
    return lon, lat


def read_communes(territories: Path) -> gpd.GeoDataFrame:
    """Code and geometry of the communes of a folder of territories."""
    rows = gpd.read_parquet(
        territories / "territory.parquet", columns=["code", "geometry"], filters=[("level", "==", "commune")]
    )
    return rows[rows.geometry.notna()].reset_index(drop=True)


def communes_of(lon: Numbers, lat: Numbers, communes: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """The commune each point (degrees) falls in, None where it falls in none.

    On a border, the smallest code. A point within about 1 km of the coast belongs to the nearest commune.

    >>> import shapely
    >>> square = gpd.GeoDataFrame({"code": ["01001"]}, geometry=[shapely.box(0, 45, 1, 46)], crs=4326)
    >>> communes_of(np.array([0.5, 1.005, 3]), np.array([45.5, 45.5, 45.5]), square).tolist()
    ['01001', '01001', None]
    """
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs=communes.crs)
    joined = gpd.sjoin(points, communes[["code", "geometry"]], predicate="intersects")["code"]
    if joined.index.has_duplicates:
        joined = joined.sort_values().loc[lambda codes: ~codes.index.duplicated()]
    found = np.full(len(points), None, dtype=object)
    found[joined.index] = joined
    outside = np.flatnonzero(pd.isna(found) & np.isfinite(lon))
    rows, nearest = communes.sindex.nearest(points.geometry[outside], max_distance=_OFF_SHORE, return_all=False)
    found[outside[rows]] = communes["code"].to_numpy()[nearest]
    return found


def check_points(database: duckdb.DuckDBPyConnection) -> dict[str, object]:
    """How many points lie in another commune than the one declared; too many say that a projection is wrong."""
    points, stray = database.sql(
        "SELECT count(*), count(commune_declared) FROM establishment WHERE precision IN ('point', 'address')"
    ).fetchall()[0]
    passed = points < _FEW or stray <= _STRAY_SHARE * points
    name = f"points outside the declared commune, of {points:,}"
    return {"name": name, "found": stray, "expected": 0, "passed": passed}


def placing_lines(database: duckdb.DuckDBPyConnection) -> list[str]:
    """One line a side: the share of the amount at each precision, best first, and the points that stray.

    'locate suppliers: point 61.0%, commune 25.0%, unknown 14.0% of the amount'.
    """
    amounts = {(role, step): amount for role, step, amount in database.sql(_AMOUNTS).fetchall()}
    lines = []
    for role in ("buyer", "supplier"):
        whole = sum(amount for (side, _), amount in amounts.items() if side == role) or 1.0
        shares = [f"{step} {amounts[role, step] / whole:.1%}" for step in PRECISIONS if (role, step) in amounts]
        lines.append(f"locate {role}s: {', '.join(shares)} of the amount")
    stray = check_points(database)
    return [*lines, f"locate: {stray['found']} {stray['name']}"]
