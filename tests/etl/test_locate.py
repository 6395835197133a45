"""Where establishments are: projections, points in communes, and the rungs of the ladder."""

import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer
from shapely.geometry import box
from world import A1, B1, FIRM_A1, FIRM_ABROAD, FIRM_B2, FIRM_LOST, contract, write_json

from etl.locate import communes_of, read_communes, to_degrees
from geo.atlas import open_atlas

PROJECTIONS = {
    "Lyon": (2154, 4.83, 45.76),
    "Saint-Denis": (2975, 55.45, -20.88),
    "Fort-de-France": (5490, -61.07, 14.6),
    "Cayenne": (2972, -52.33, 4.93),
    "Mamoudzou": (4471, 45.23, -12.78),
}


def write_geolocation(path: Path, rows: list[tuple[str, float, float, str, str]]) -> Path:
    """INSEE's file: siret, longitude, latitude (written as metres of Lambert 93), quality, commune."""
    to_metres = Transformer.from_crs(4326, 2154, always_xy=True)
    lines = ["siret;x;y;qualite_xy;epsg;plg_qp24;plg_code_commune;x_longitude;y_latitude"]
    for siret, lon, lat, quality, commune in rows:
        x, y = to_metres.transform(lon, lat)
        lines.append(f"{siret};{x};{y};{quality};2154;;{commune};{lon};{lat}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def places(tmp_path: Path) -> pd.DataFrame:
    version = tmp_path / "atlas" / open_atlas(tmp_path / "atlas").version
    return pd.read_parquet(version / "establishment.parquet").set_index("id")


# --- projections ---


def test_each_row_is_read_in_its_own_projection() -> None:
    rows = [Transformer.from_crs(4326, e, always_xy=True).transform(lon, lat) for e, lon, lat in PROJECTIONS.values()]
    lon, lat = to_degrees([x for x, _ in rows], [y for _, y in rows], [e for e, _, _ in PROJECTIONS.values()])
    assert lon == pytest.approx([one[1] for one in PROJECTIONS.values()], abs=1e-6)
    assert lat == pytest.approx([one[2] for one in PROJECTIONS.values()], abs=1e-6)


def test_degrees_stay_degrees_and_a_code_of_no_projection_gives_no_point() -> None:
    lon, lat = to_degrees([2.35, 2.35, np.inf], [48.85, 48.85, np.inf], [4326, 99_999, 2154])
    assert (lon[0], lat[0]) == (2.35, 48.85)
    assert np.isnan([lon[1], lat[1], lon[2], lat[2]]).all()


# --- point in polygon ---


@pytest.fixture(scope="module")
def grid() -> gpd.GeoDataFrame:
    """Nine communes of one degree: 00 to 22, column then row."""
    cells = [(f"{x}{y}", box(x, y, x + 1, y + 1)) for x in range(3) for y in range(3)]
    return gpd.GeoDataFrame(cells, columns=["code", "geometry"], crs=4326)


coordinate = st.floats(0.001, 2.999).filter(lambda v: abs(v - round(v)) > 1e-9)


@given(st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=20))
def test_a_point_falls_in_the_cell_of_its_whole_degrees(
    grid: gpd.GeoDataFrame, points: list[tuple[float, float]]
) -> None:
    lon, lat = np.array(points).T
    assert communes_of(lon, lat, grid).tolist() == [f"{int(x)}{int(y)}" for x, y in points]


def test_on_a_border_the_smallest_code_holds_whatever_the_order(grid: gpd.GeoDataFrame) -> None:
    corner = np.array([1.0]), np.array([1.0])
    assert (
        communes_of(*corner, grid).tolist()
        == communes_of(*corner, grid[::-1].reset_index(drop=True)).tolist()
        == ["00"]
    )


def test_a_quay_belongs_to_its_coast_and_the_open_sea_to_none(grid: gpd.GeoDataFrame) -> None:
    lon, lat = np.array([3.005, 3.5, np.nan]), np.array([0.5, 0.5, np.nan])
    assert communes_of(lon, lat, grid).tolist() == ["20", None, None]


def test_the_communes_of_a_folder_of_territories(tiny_country: Path) -> None:
    assert read_communes(tiny_country)["code"].tolist() == ["01001", "01002", "02001", "02002"]


# --- the ladder ---


def test_each_rung_of_the_ladder(build: Any, tmp_path: Path) -> None:
    """A point, a random point, a commune, a commune merged since, an authority, an unknown firm and a foreign one."""
    records = [
        contract(str(n), suppliers=[s]) for n, s in enumerate([FIRM_A1, FIRM_B2, FIRM_LOST, "44444444400044"], 1)
    ]
    records += [contract("5", titulaires=[{"typeIdentifiant": "HORS_UE", "id": FIRM_ABROAD}])]
    points = [(FIRM_A1, 0.25, 45.25, "11", "01001"), (FIRM_B2, 3.9, 45.4, "33", "02002")]
    register = tmp_path / "sirene.csv"
    register.write_text("siret,codeCommuneEtablissement\n44444444400044,01009\n", encoding="utf-8")
    run = build(write_json(tmp_path / "a.json", records), write_geolocation(tmp_path / "geo.csv", points), register)
    found = places(tmp_path)[["precision", "placed_by", "commune", "departement"]].to_dict("index")
    named = {key: tuple(None if pd.isna(v) else v for v in row.values()) for key, row in found.items()}
    assert named == {
        A1: ("commune", "local authority", "01001", "01"),
        FIRM_A1: ("point", "register point", "01001", "01"),
        FIRM_B2: ("commune", "register", "02002", "02"),
        "44444444400044": ("commune", "register", "01001", "01"),
        FIRM_LOST: ("unknown", "unknown", None, None),
        FIRM_ABROAD: ("abroad", "foreign identifier", None, None),
    }
    assert places(tmp_path).loc[FIRM_A1, ["lon", "lat"]].tolist() == pytest.approx([0.25, 45.25])
    assert places(tmp_path).loc[FIRM_B2, ["lon", "lat"]].tolist() == [3.5, 45.0]
    assert "locate suppliers: point 20.0%, commune 40.0%, abroad 20.0%, unknown 20.0% of the amount" in run.lines


def test_the_point_decides_of_the_commune_and_the_declared_one_is_told(build: Any, tmp_path: Path) -> None:
    point = write_geolocation(tmp_path / "geo.csv", [(FIRM_A1, 2.5, 45.0, "12", "01009")])
    run = build(write_json(tmp_path / "a.json", [contract("1")]), point)
    assert places(tmp_path).loc[FIRM_A1, ["commune", "commune_declared"]].tolist() == ["02001", "01001"]
    assert "locate: 1 points outside the declared commune, of 1" in run.lines


@pytest.mark.parametrize(("lon", "lat"), [(9.0, 45.0), (45.25, 0.25), (0.0, 0.0), (-61.0, 14.6), (1e9, 1e9)])
def test_a_point_outside_every_commune_falls_back_on_the_register(
    build: Any, tmp_path: Path, lon: float, lat: float
) -> None:
    """Abroad, its degrees swapped, at zero, overseas, beyond the earth."""
    point = write_geolocation(tmp_path / "geo.csv", [(FIRM_A1, lon, lat, "11", "01001")])
    build(write_json(tmp_path / "a.json", [contract("1")]), point)
    assert places(tmp_path).loc[FIRM_A1, ["precision", "commune"]].tolist() == ["commune", "01001"]


def test_a_supplier_known_by_its_siren_stands_at_its_head_office(build: Any, tmp_path: Path) -> None:
    unit, register = tmp_path / "unit.csv", tmp_path / "sirene.csv"
    unit.write_text("siren,categorieJuridiqueUniteLegale,nicSiegeUniteLegale\n443061841,5710,00047\n", encoding="utf-8")
    register.write_text("siret,codeCommuneEtablissement\n44306184100047,02002\n", encoding="utf-8")
    by_siren = contract("1", titulaires=[{"typeIdentifiant": "SIREN", "id": "443061841"}])
    build(write_json(tmp_path / "a.json", [by_siren]), unit, register)
    found = places(tmp_path)
    assert found.loc["443061841", ["commune", "placed_by", "is_head_office"]].tolist() == ["02002", "register", False]
    assert found.loc["44306184100047", ["commune", "is_head_office"]].tolist() == ["02002", True]


def test_the_head_office_can_be_elsewhere_than_the_establishment(build: Any, tmp_path: Path) -> None:
    """What the 'head office' reading of local compares: the firm of A1 is the branch of a firm of B1."""
    rows = f"siret,siren,codeCommuneEtablissement,etablissementSiege\n{FIRM_A1},111111111,01001,false\n"
    register = tmp_path / "sirene.csv"
    register.write_text(rows + "11111111100099,111111111,02001,true\n", encoding="utf-8")
    build(write_json(tmp_path / "a.json", [contract("1")]), register)
    version = tmp_path / "atlas" / open_atlas(tmp_path / "atlas").version
    of = pd.read_parquet(version / "territory_of.parquet").query("level == 'departement'").set_index("id")["code"]
    firms = pd.read_parquet(version / "organisation.parquet").set_index("siren")
    assert (of[FIRM_A1], of[firms.loc["111111111", "head_office_id"]]) == ("01", "02")


def test_a_wrong_projection_stops_the_build(build: Any, tmp_path: Path) -> None:
    """A hundred firms of A1, all of whose points are in B1: not their move, but a file read wrong."""
    firms = [f"{n:09d}00011" for n in range(111_111_111, 111_111_211)]
    points = write_geolocation(tmp_path / "geo.csv", [(f, 2.5, 45.0, "11", "01001") for f in firms])
    records = [contract(str(n), suppliers=[f]) for n, f in enumerate(firms)]
    with pytest.raises(Exception, match="points outside the declared commune, of 100"):
        build(write_json(tmp_path / "a.json", records), points)


def test_a_zip_is_read_as_its_file_is(build: Any, tmp_path: Path) -> None:
    plain = write_geolocation(tmp_path / "geo.csv", [(FIRM_A1, 0.25, 45.25, "11", "01001")])
    with zipfile.ZipFile(tmp_path / "geo.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(plain, "Geolocalisation.csv")
    build(write_json(tmp_path / "a.json", [contract("1", B1)]), tmp_path / "geo.zip")
    assert places(tmp_path).loc[FIRM_A1, "precision"] == "point"
