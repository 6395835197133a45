"""Polygons: their borders made to match, moved on the page, drawn as SVG, asked which one holds a point."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.territories import Numbers, degrees, frame_of, mercator, page_move

Geometries = NDArray[np.object_]


def clean_coverage(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """The same polygons with borders that match exactly: no overlap, no sliver; missing shapes stay missing.

    Slivers narrower than about 20 m close; a real hole (Llivia) stays.
    """
    known = shapes[shapes.notna()]
    cleaned = shapely.coverage_clean(known.to_numpy(), gap_width=0.0002)
    return gpd.GeoSeries(cleaned, index=known.index, crs=shapes.crs).reindex(shapes.index)


def fill_gaps(shapes: gpd.GeoSeries, heirs: Mapping[str, int]) -> gpd.GeoSeries:
    """Each hole inside the coverage goes to the heir with the longest border on it; without heir it stays.

    ``heirs``: code -> how many holes it may take. Verdun-Ciel absorbed Ciel, whose polygon is in no package:
    the hole beside it is Ciel. Holes with one possible heir are served first.
    """
    filled, left = shapes.copy(), dict(heirs)
    whole = shapely.coverage_union_all(shapes[shapes.notna()].to_numpy())
    claims = [(hole, _claims(hole, shapes[shapes.index.isin(left) & shapes.notna()])) for hole in _holes(whole)]
    for hole, claim in sorted(claims, key=lambda pair: len(pair[1])):
        open_claims = claim[[left[code] > 0 for code in claim.index]]
        if len(open_claims):
            heir = str(open_claims.idxmax())
            left[heir] -= 1
            filled[heir] = shapely.union_all([filled[heir], hole])
    return filled


def _claims(hole: shapely.Polygon, heirs: gpd.GeoSeries) -> pd.Series:
    """Length of the border that each heir shares with a hole, heirs that do not touch it left out."""
    near = heirs[shapely.intersects(heirs.to_numpy(), hole)]
    borders = shapely.length(shapely.intersection(near.to_numpy(), hole.exterior))
    return pd.Series(borders, index=near.index)


def _holes(union: shapely.Geometry) -> list[shapely.Polygon]:
    rings = [ring for part in shapely.get_parts(union) for ring in part.interiors]
    return [shapely.Polygon(ring) for ring in rings]


def union_by(shapes: gpd.GeoSeries, keys: pd.Series) -> gpd.GeoSeries:
    """One polygon per key, from polygons whose borders match; missing shapes or keys are left out."""
    pairs = pd.DataFrame({"shape": shapes.to_numpy(), "key": keys.to_numpy()}).dropna()
    parts = pairs.groupby("key")["shape"]
    unions = {key: shapely.coverage_union_all(part.to_numpy()) for key, part in parts}
    return gpd.GeoSeries(unions, crs=shapes.crs)


def inner_points(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """A point inside each shape: the centroid, or a point on the surface where the centroid falls outside."""
    polygons = shapes.to_numpy()
    middle = shapely.centroid(polygons)
    inside = shapely.contains(polygons, middle)
    return gpd.GeoSeries(
        np.where(inside, middle, shapely.point_on_surface(polygons)), index=shapes.index, crs=shapes.crs
    )


def area_km2(shapes: gpd.GeoSeries) -> pd.Series:
    """Area of each shape in km², in an equal-area projection (EPSG:6933); NaN where there is no shape."""
    area: pd.Series = shapes.to_crs("EPSG:6933").area / 1e6
    return area


def move_to_page(shapes: gpd.GeoSeries, departements: pd.Series) -> gpd.GeoSeries:
    """The shapes where the page draws them, in degrees: overseas départements go to their insets."""
    moved = [
        _move(geometry, str(code)) for geometry, code in zip(shapes, departements.reindex(shapes.index), strict=True)
    ]
    return gpd.GeoSeries(moved, index=shapes.index, crs=shapes.crs)


def _move(geometry: shapely.Geometry | None, departement: str) -> shapely.Geometry | None:
    scale, shift_x, shift_y = page_move(departement)
    if geometry is None or (scale, shift_x, shift_y) == (1.0, 0.0, 0.0):
        return geometry

    def moved(points: Numbers) -> Numbers:
        x, y = mercator(points[:, 0], points[:, 1])
        return np.column_stack(degrees(scale * x + shift_x, scale * y + shift_y))

    return shapely.transform(geometry, moved)


def svg_paths(shapes: gpd.GeoSeries, tolerance: float, smallest: float = 0.5) -> pd.Series:
    """SVG path of each shape already moved to the page, in units of the page's frame.

    Borders are simplified together (``tolerance`` in frame units), so that neighbours still touch. Islands
    under ``smallest`` square units are dropped, but never the largest part of a territory.
    """
    framed = shapely.transform(shapes.to_numpy(), _framed)
    simple = shapely.coverage_simplify(framed, tolerance)
    return pd.Series([_path(shape, smallest) for shape in simple], index=shapes.index)


def _framed(points: Numbers) -> Numbers:
    return np.column_stack(frame_of(points[:, 0], points[:, 1]))


def _path(shape: shapely.Geometry, smallest: float) -> str:
    parts = sorted(shapely.get_parts(shape), key=lambda part: -part.area)
    kept = parts[:1] + [part for part in parts[1:] if part.area >= smallest]
    rings = [ring for part in kept for ring in (part.exterior, *part.interiors)]
    return "".join(_ring(shapely.get_coordinates(ring)) for ring in rings)


def _ring(points: Numbers) -> str:
    """One closed ring, in tenths of a unit: a start, then steps (shorter than places); nothing of a mere point."""
    tenths = np.rint(points[:-1] * 10).astype(int)
    steps = np.diff(tenths, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    if not len(steps):
        return ""
    return "M" + _pair(tenths[0]) + "l" + "".join(_pair(step) for step in steps).lstrip() + "z"


def _pair(tenths: NDArray[np.int_]) -> str:
    x, y = (f"{value / 10:g}" for value in tenths)
    return f" {x}{y if y.startswith('-') else ' ' + y}"


def join_points(points: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> pd.Series:
    """Code of the commune that holds each point; missing outside every commune.

    A point on a border belongs to the first of the two codes. Both tables in EPSG:4326; ``communes`` has a
    column ``code``.
    """
    joined = gpd.sjoin(points[["geometry"]], communes[["code", "geometry"]], predicate="intersects")
    first: pd.Series = joined.groupby(level=0)["code"].min()
    return first.reindex(points.index)
