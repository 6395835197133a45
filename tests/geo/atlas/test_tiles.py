"""Tiles from a PMTiles file, byte for byte those that the stock reader finds."""

from pathlib import Path

import geopandas as gpd
import pytest
from pmtiles.reader import MmapSource, Reader, all_tiles
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from shapely import box

from etl.tiles import write_tiles
from geo.atlas.tiles import TileFile


@pytest.fixture(scope="module")
def departements(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two squares, as the build draws them."""
    shapes = {"level": "departement", "code": ["01", "2A"], "name": ["Ain", "Corse-du-Sud"]}
    page = gpd.GeoDataFrame(shapes, geometry=[box(0, 46, 1, 47), box(1, 46, 2, 47)], crs="EPSG:4326")
    folder = tmp_path_factory.mktemp("tiles")
    write_tiles(page, folder, progress=lambda text: None)
    return folder / "departement.pmtiles"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """So many tiles that the root directory points to others."""
    path = tmp_path_factory.mktemp("many") / "many.pmtiles"
    with path.open("wb") as file:
        writer = Writer(file)
        for x in range(128):
            for y in range(128):
                writer.write_tile(zxy_to_tileid(8, x, y), f"{x}/{y}".encode())
        header = {"tile_type": TileType.MVT, "tile_compression": Compression.NONE, "min_zoom": 8, "max_zoom": 8}
        header |= dict.fromkeys(("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7"), 0)
        header |= dict.fromkeys(("center_zoom", "center_lon_e7", "center_lat_e7"), 0)
        writer.finalize(header, {})
    return path


def test_each_tile_is_the_one_the_stock_reader_finds(departements: Path) -> None:
    tiles = TileFile(departements)
    with departements.open("rb") as file:
        expected = list(all_tiles(MmapSource(file)))
    assert len(expected) > 10
    assert all(tiles.read(*place) == data for place, data in expected)


def test_directories_that_point_to_others_are_followed(many: Path) -> None:
    with many.open("rb") as file:
        assert Reader(MmapSource(file)).header()["leaf_directory_length"] > 0
    tiles = TileFile(many)
    assert all(tiles.read(8, x, y) == f"{x}/{y}".encode() for x in range(0, 128, 7) for y in range(0, 128, 5))
    assert tiles.read(8, 200, 200) is None


@pytest.mark.parametrize("place", [(5, 0, 0), (2, 2, 1), (0, 1, 0), (5, 32, 0), (5, 0, -1), (-1, 0, 0), (31, 0, 0)])
def test_nothing_is_drawn_outside(departements: Path, place: tuple[int, int, int]) -> None:
    assert TileFile(departements).read(*place) is None


def test_an_absent_file_has_no_tile(tmp_path: Path) -> None:
    assert TileFile(tmp_path / "none.pmtiles").read(5, 16, 11) is None
