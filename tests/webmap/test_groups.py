"""Hulls and basins as the map asks for them."""

from flask.testing import FlaskClient


def test_hulls_are_geojson_with_what_each_is(client: FlaskClient) -> None:
    found = client.get("/api/hulls.geojson").get_json()
    assert found["type"] == "FeatureCollection"
    first, second = found["features"]
    assert (first["id"], first["geometry"]["type"]) == ("45-01001", "Polygon")
    said = {"family": "45", "code": "01001", "name": "Ville de Nord", "establishments": 20, "amount_eur": 700_000.0}
    assert said.items() <= first["properties"].items()
    assert second["properties"]["family"] == "72"


def test_hulls_of_one_family(client: FlaskClient) -> None:
    assert [hull["name"] for hull in client.get("/api/hulls?family=72").get_json()["hulls"]] == ["Ville de Sud"]
    assert client.get("/api/hulls?family=4521").status_code == 400
    assert client.get("/api/hulls?colour=red").status_code == 400


def test_basins_say_who_belongs_where_and_how_sure_it_is(client: FlaskClient) -> None:
    found = client.get("/api/basins").get_json()["basins"]
    assert [(row["code"], row["basin"], row["name"]) for row in found] == [
        ("01", 0, "Nord"), ("02", 0, "Nord"), ("03", 1, "Est"),
    ]  # fmt: skip
    assert {row["stability"] for row in found} == {0.95}


def test_a_level_without_basins_has_none(client: FlaskClient) -> None:
    assert client.get("/api/basins?level=region").get_json()["basins"] == []
