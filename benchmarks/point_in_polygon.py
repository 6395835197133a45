"""Point-in-polygon: 1 M points among all communes, against a bare ``geopandas.sjoin``. Prints the ratio (≤ 1.3)."""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np

from etl.locate import communes_of, read_communes

POINTS, ROUNDS = 1_000_000, 3


def draw(communes: gpd.GeoDataFrame, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Points around the communes' middles, as firms are: most of them inside one."""
    middles = communes.geometry.representative_point()
    chosen = rng.zipf(1.3, POINTS) % len(communes)
    scatter = rng.normal(0, 0.01, (2, POINTS))
    return middles.x.to_numpy()[chosen] + scatter[0], middles.y.to_numpy()[chosen] + scatter[1]


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main(territories: Path) -> None:
    communes = read_communes(territories)
    lon, lat = draw(communes, np.random.default_rng(1))

    def bare() -> object:
        points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs=communes.crs)
        return gpd.sjoin(points, communes[["code", "geometry"]], predicate="intersects")

    rounds = [(seconds(bare), seconds(lambda: communes_of(lon, lat, communes))) for _ in range(ROUNDS)]
    theirs, ours = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(our / their for their, our in rounds)
    print(f"{POINTS:,} points in {len(communes):,} communes: {ratio:.2f} × sjoin ({ours:.2f} s against {theirs:.2f} s)")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
