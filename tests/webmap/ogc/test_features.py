"""OGC API Features as GIS read it: GDAL's OAPIF driver, OWSLib, and SQL over the same files must agree."""

import json
import re
import warnings
from pathlib import Path
from typing import Any

import duckdb
import geopandas as gpd
import pyogrio
import pytest
import shapely
from flask import Flask
from geopandas.testing import assert_geodataframe_equal
from owslib.ogcapi.features import Features
from werkzeug.test import TestResponse

from geo.atlas.pointer import current_version

COLLECTIONS = ["region", "departement", "epci", "commune", "buyers", "suppliers", "contracts"]


def get(app: Flask, path: str) -> Any:
    return app.test_client().get(f"/ogc{path}").json


def status(app: Flask, path: str) -> int:
    answer: TestResponse = app.test_client().get(f"/ogc{path}")
    return answer.status_code


@pytest.fixture(scope="session")
def folder(tiny_atlas: Path) -> Path:
    return tiny_atlas / str(current_version(tiny_atlas))


def territories(folder: Path, level: str) -> gpd.GeoDataFrame:
    table = gpd.read_parquet(folder / "territory.parquet")
    return table[table["level"] == level].sort_values("code", ignore_index=True)


def test_the_landing_page_leads_everywhere(app: Flask) -> None:
    links = {link["rel"]: link["href"] for link in get(app, "/")["links"]}
    assert set(links) == {"self", "service-desc", "service-doc", "conformance", "data"}
    for href in links.values():
        assert app.test_client().get(href).status_code == 200


def test_collections_are_the_levels_present_and_the_places(app: Flask) -> None:
    assert [one["id"] for one in get(app, "/collections")["collections"]] == COLLECTIONS
    for one in get(app, "/collections")["collections"]:
        assert get(app, f"/collections/{one['id']}") == one


@pytest.mark.parametrize("level", ["region", "departement", "commune"])
def test_gdal_reads_the_very_shapes_of_the_file(site: str, folder: Path, level: str) -> None:
    read = gpd.read_file(f"OAPIF:{site}/ogc", layer=level).sort_values("code", ignore_index=True)
    expected = territories(folder, level)
    assert read["code"].tolist() == expected["code"].tolist()
    same = ["code", "name", "geometry"]
    read, expected = read[same].set_crs(4326, allow_override=True), expected[same]
    assert_geodataframe_equal(read, expected, check_less_precise=True, check_dtype=False, check_index_type=False)


def test_gdal_sees_every_layer_with_its_count_and_extent(site: str, app: Flask) -> None:
    assert [name for name, _ in pyogrio.list_layers(f"OAPIF:{site}/ogc")] == COLLECTIONS
    for name in COLLECTIONS:
        read = gpd.read_file(f"OAPIF:{site}/ogc", layer=name)
        assert len(read) == get(app, f"/collections/{name}/items")["numberMatched"]
        (extent,) = get(app, f"/collections/{name}")["extent"]["spatial"]["bbox"]
        assert read.total_bounds.tolist() == pytest.approx(extent)


def test_gdal_asks_the_server_for_a_box_and_a_value(site: str, folder: Path) -> None:
    box = (0.2, 44.6, 0.8, 45.4)
    inside = territories(folder, "commune")
    expected = inside[inside.intersects(shapely.box(*box))]["code"].tolist()
    assert expected == ["01001"]
    assert gpd.read_file(f"OAPIF:{site}/ogc", layer="commune", bbox=box)["code"].tolist() == expected
    read = gpd.read_file(f"OAPIF:{site}/ogc", layer="commune", where="departement = '02'")
    assert sorted(read["code"]) == ["02001", "02002"]


def test_owslib_reads_the_same(site: str) -> None:
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        service = Features(f"{site}/ogc")
        assert service.feature_collections() == COLLECTIONS
        first = service.collection_items("commune", limit=1)
        assert service.collection("commune")["extent"]["spatial"]["bbox"] == [[0.0, 44.5, 4.0, 45.5]]
        assert service.collection_item("commune", "02001")["properties"]["name"] == "B1"
        assert service.collection_items("commune", bbox=[2.5, 44.6, 2.6, 44.7])["numberMatched"] == 1
    assert (first["numberMatched"], first["numberReturned"], first["features"][0]["id"]) == (4, 1, "01001")


def test_suppliers_are_those_of_sql(app: Flask, folder: Path) -> None:
    establishment = duckdb.read_parquet(str(folder / "establishment.parquet"))
    award = duckdb.read_parquet(str(folder / "award.parquet"))
    assert min(len(establishment), len(award)) > 0
    known = duckdb.sql(
        "SELECT DISTINCT e.id FROM establishment AS e JOIN award AS a ON a.supplier_id = e.id "
        "WHERE e.lon IS NOT NULL ORDER BY e.id"
    ).fetchall()
    read = get(app, "/collections/suppliers/items")
    assert [f["id"] for f in read["features"]] == [row[0] for row in known]
    assert all(f["geometry"]["type"] == "Point" for f in read["features"])


def test_pages_follow_one_another_to_the_last(app: Flask) -> None:
    seen, path = [], "/ogc/collections/commune/items?limit=3"
    while path:
        page = app.test_client().get(path).json
        assert page
        seen += [feature["id"] for feature in page["features"]]
        path = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert seen == ["01001", "01002", "02001", "02002"]
    beyond = get(app, "/collections/commune/items?offset=99")
    assert (beyond["numberMatched"], beyond["features"]) == (4, [])
    assert [link["rel"] for link in beyond["links"]] == ["self", "prev", "collection"]


@pytest.mark.parametrize(
    ("asked", "matched"),
    [
        ("contracts/items?datetime=2020-01-01/..", 1),
        ("contracts/items?datetime=../2019-12-31T23:59:59Z", 5),
        ("contracts/items?datetime=2019-03-01", 5),
        ("contracts/items?purchase_family=72", 1),
        ("contracts/items?year=2019&buyer_departement=02", 1),
        ("commune/items?datetime=1990-01-01", 4),
        ("commune/items?bbox=0.5,44.6,1,2.5,44.7,9", 3),
        ("buyers/items?departement=01", 2),
    ],
)
def test_filters(app: Flask, asked: str, matched: int) -> None:
    assert get(app, f"/collections/{asked}")["numberMatched"] == matched


@pytest.mark.parametrize(
    "asked",
    [
        "ooga=booga", "limit=0", "limit=10001", "limit=", "bbox=1,2,3", "bbox=3,0,1,1", "bbox=nan,0,1,1",
        "bbox=e,e,e,e",
        "datetime=yesterday", "datetime=../..", "datetime=2020-01-01/2019-01-01", "crs=EPSG:2154", "limit=1&limit=2",
        "code=01001%00",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused(app: Flask, asked: str) -> None:
    answer = app.test_client().get(f"/ogc/collections/commune/items?{asked}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


@pytest.mark.parametrize("path", ["/collections/canton", "/collections/commune/items/9"])
def test_what_does_not_exist_is_not_found(app: Flask, path: str) -> None:
    assert status(app, path) == 404


def test_a_nul_in_a_path_is_refused(app: Flask) -> None:
    assert status(app, "/collections/commune/items/%00") == 400


def test_answers_are_in_the_coordinate_system_they_say(app: Flask) -> None:
    answer = app.test_client().get("/ogc/collections/region/items?crs=http://www.opengis.net/def/crs/OGC/1.3/CRS84")
    assert answer.headers["Content-Crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_the_definition_needs_no_other_document(app: Flask) -> None:
    document = get(app, "/api")
    assert "$ref" not in json.dumps(document)
    paths = {
        re.sub(r"<(?:\w+:)?(\w+)>", "{}", str(rule))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("ogc.")
    }
    said = {re.sub(r"\{\w+\}", "{}", f"/ogc{path}") for path in document["paths"]}
    concrete = {
        path.replace("/collections/commune", "/collections/{}")
        for path in said
        if "commune" in path or "collections/" not in path
    }
    assert concrete == paths
