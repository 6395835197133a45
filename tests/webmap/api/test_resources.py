"""The lists of the API: their rows, their forms, their pages, and the words that describe them."""

import io
import json
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient
from world import A1, B1, FIRM_A1, FIRM_ABROAD, FIRM_B2

from webmap import create_app
from webmap.api.documents import example_of
from webmap.api.resources import RESOURCES
from webmap.exports import TYPES

LISTS = [r for r in RESOURCES if r.key]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def rows(client: FlaskClient, address: str) -> list[dict[str, Any]]:
    document = client.get(f"/api/{address}").json
    assert document
    (found,) = (value for name, value in document.items() if name != "next")
    return list(found)


@pytest.mark.parametrize(
    ("address", "uids"),
    [
        ("contracts", ["1", "2", "4", "6", "5", "3"]),
        ("contracts?year=2020", ["2"]),
        ("contracts?family=72", ["2"]),
        ("contracts?departement=02", ["3"]),
        (f"contracts?buyer={B1}", ["3"]),
        (f"contracts?buyer={A1[:9]}", ["1", "2", "4", "6"]),
        (f"contracts?supplier={FIRM_B2}", ["2", "6"]),
        (f"contracts?supplier={FIRM_B2[:9]}", ["2", "6"]),
        (f"contracts?supplier={FIRM_ABROAD}", ["5"]),
        ("contracts?since=2019-06-01", ["2"]),
        ("contracts?until=2019-06-01&departement=02", ["3"]),
        ("contracts?buyer=nobody", []),
    ],
)
def test_contracts_are_those_asked_for(client: FlaskClient, address: str, uids: list[str]) -> None:
    assert [row["uid"][14:] for row in rows(client, address)] == uids


def test_a_contract_says_who_what_when_and_where(client: FlaskClient) -> None:
    (shared,) = (row for row in rows(client, "contracts") if row["uid"].endswith("6"))
    assert shared["supplier_ids"] == f"{FIRM_A1}|{FIRM_B2}"
    assert (shared["amount_eur"], shared["amount_published_eur"], shared["amount_status"]) == (30_000, 20_000, "ok")
    assert (shared["notified_on"], shared["year"], shared["duration_months"]) == ("2019-03-01", 2019, 12)
    assert (shared["performance_commune"], shared["lon"], shared["lat"]) == ("01001", 0.5, 45.0)


def test_sums_of_buyers_and_of_suppliers_are_those_of_contracts(client: FlaskClient) -> None:
    spent = sum(row["amount_eur"] for row in rows(client, "contracts"))
    for side in ("buyers", "suppliers"):
        assert sum(row["amount_eur"] or 0 for row in rows(client, side)) == spent == 255_000
        assert sum(row["contracts"] for row in rows(client, side)) == 6


@pytest.mark.parametrize("resource", LISTS, ids=lambda r: r.name)
def test_pages_hold_every_row_once(client: FlaskClient, resource: Any) -> None:
    whole, seen = rows(client, resource.name), list[dict[str, Any]]()
    address: str | None = f"/api/{resource.name}?limit=2"
    while address:
        answer = client.get(address)
        assert answer.json
        seen += answer.json[resource.name]
        address = answer.json["next"]
        assert answer.headers.get("Link") == (f'<{address}>; rel="next"' if address else None)
    assert seen == whole


@pytest.mark.parametrize("resource", LISTS, ids=lambda r: r.name)
def test_every_form_says_the_same(client: FlaskClient, resource: Any) -> None:
    plain = rows(client, resource.name)
    parquet = pd.read_parquet(io.BytesIO(client.get(f"/api/{resource.name}.parquet").data))
    text = client.get(f"/api/{resource.name}.csv").get_data(as_text=True)
    table = pd.read_csv(io.StringIO(text.removeprefix("\ufeff")), sep=";", decimal=",", dtype={resource.key: str})
    shapes = gpd.read_file(client.get(f"/api/{resource.name}.geojson").data)
    keys = [row[resource.key] for row in plain]
    assert keys == parquet[resource.key].tolist() == table[resource.key].tolist() == shapes[resource.key].tolist()
    assert list(plain[0]) == list(parquet.columns) == list(table.columns)
    assert [row["lon"] for row in plain] == [None if pd.isna(lon) else lon for lon in parquet["lon"]]


@pytest.mark.parametrize("form", TYPES)
def test_the_accept_header_chooses_as_a_suffix_does(client: FlaskClient, form: str) -> None:
    by_suffix = client.get(f"/api/buyers.{form}")
    by_header = client.get("/api/buyers", headers={"Accept": TYPES[form]})
    assert (by_suffix.mimetype, by_suffix.data) == (by_header.mimetype, by_header.data)
    assert by_suffix.mimetype == TYPES[form]
    assert "Accept" in by_header.headers["Vary"]


def test_two_forms_of_an_address_never_share_a_tag(client: FlaskClient) -> None:
    tags = {client.get("/api/buyers", headers={"Accept": media}).headers["ETag"] for media in TYPES.values()}
    assert len(tags) == len(TYPES)
    for tag in tags:
        known = {"If-None-Match": tag, "Accept": "*/*"}
        assert client.get("/api/buyers", headers=known).status_code in (200, 304)
    assert (
        client.get("/api/buyers", headers={"If-None-Match": next(iter(tags)), "Accept": "image/png"}).status_code == 406
    )


def test_territories_come_with_their_shapes(client: FlaskClient) -> None:
    collection = client.get("/api/territories.geojson?level=commune&departement=02").json
    assert collection
    assert [f["properties"]["code"] for f in collection["features"]] == ["02001", "02002"]
    assert {f["geometry"]["type"] for f in collection["features"]} == {"Polygon"}


def test_an_indicator_is_read_by_its_key(client: FlaskClient) -> None:
    keys = [row["key"] for row in rows(client, "indicators")]
    assert "local_share" in keys
    spent = {row["code"]: row["value"] for row in rows(client, "indicators/spend?level=departement&variant=total")}
    assert spent == {"01": 205_000, "02": 50_000}


@pytest.mark.parametrize(
    "address", ["indicators/none", "indicators/spend?variant=departement", "indicators/spend?definition=seat",
                "contracts.xml", "tables/none.parquet", "indicators.geojson", "distance_elasticity"]
)  # fmt: skip
def test_what_does_not_exist_is_not_found(client: FlaskClient, address: str) -> None:
    answer = client.get(f"/api/{address}")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize(
    "asked", ["limit=0", "limit=1001", "limit=", "year=deux", "since=2019-02-30", "since=20190301", "family=4", "x=1",
              "year=2019&year=2020", "buyer=%00", "departement=a b"]
)  # fmt: skip
def test_what_is_not_understood_is_refused(client: FlaskClient, asked: str) -> None:
    answer = client.get(f"/api/contracts?{asked}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


@pytest.mark.parametrize("store", ["tiny_atlas", pytest.param("tiny_database", marks=pytest.mark.postgis)])
def test_tables_are_downloaded_whole_from_each_store(store: str, request: pytest.FixtureRequest) -> None:
    client = create_app(str(request.getfixturevalue(store)), TESTING=True).test_client()
    tables = rows(client, "tables")
    assert {"contract", "award", "buyer"} <= {table["name"] for table in tables}
    for table in tables:
        with client.get(table["url"]) as answer:
            assert (answer.status_code, len(answer.data)) == (200, table["bytes"])
            assert len(pd.read_parquet(io.BytesIO(answer.data)).columns) == table["columns"]
            assert "max-age=3600" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda r: r.name)
def test_each_example_answers_and_is_on_the_page(app: Flask, client: FlaskClient, resource: Any) -> None:
    page = client.get("/api/").get_data(as_text=True)
    for form in resource.forms:
        with app.test_request_context():
            address = example_of(resource, form)
        with client.get(address) as answer:
            assert (answer.status_code, answer.mimetype) == (200, TYPES[form])
        assert address.replace("&", "&amp;") in page


def test_each_column_and_each_parameter_is_told_in_both_languages(client: FlaskClient) -> None:
    document = client.get("/api/openapi.json").get_data(as_text=True)
    told = {"fr": client.get("/api/").get_data(as_text=True), "en": client.get("/en/api/").get_data(as_text=True)}
    for resource in RESOURCES:
        for one in (*resource.fields, *resource.accepted):
            assert one.fr
            assert one.en
            assert json.dumps(one.fr, ensure_ascii=False) in document
            assert f"<code>{one.name}</code>" in told["fr"]
            assert f"<code>{one.name}</code>" in told["en"]


def test_a_page_of_another_site_may_read(client: FlaskClient) -> None:
    for method in ("get", "options"):
        answer = getattr(client, method)("/api/buyers", headers={"Origin": "https://example.org"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in client.get("/qualite").headers
