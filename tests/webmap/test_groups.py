"""Hulls and basins as the map asks for them."""

from html import unescape

import pandas as pd
from flask.testing import FlaskClient

from webmap import create_app

from .conftest import FakeAtlas


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


def test_a_map_shows_the_hulls_of_its_family_over_its_colours(client: FlaskClient) -> None:
    page = unescape(client.get("/carte?groups=hulls&family=72").get_data(as_text=True))
    assert page.count('class="hull"') == 2  # one on the map, one in its legend
    assert "Concentration de Ville de Sud : 12 titulaires, 90" in page.replace("\xa0", " ")
    assert "Ville de Nord" not in page
    assert 'href="/methode/regroupements#concentrations"' in page


def test_without_a_family_the_hulls_are_those_of_the_one_that_has_most(client: FlaskClient) -> None:
    answer = client.get("/api/values?groups=hulls").get_json()
    assert [f["properties"]["name"] for f in answer["groups"]["features"]] == ["Ville de Nord"] * 2
    assert answer["selection"]["groups"] == "hulls"
    assert answer["values"]["01"]["k"] is not None


def test_a_family_without_a_hull_says_so(client: FlaskClient) -> None:
    assert "Aucune concentration" in client.get("/carte?groups=hulls&family=99").get_data(as_text=True)


def test_basins_take_the_place_of_the_colours_and_say_how_sure_they_are(client: FlaskClient) -> None:
    page = unescape(client.get("/carte?groups=basins&year=2019&family=45").get_data(as_text=True))
    assert "0,95 sur 1" in page.replace("\xa0", " ")
    assert "Par département, toutes années" in page
    answer = client.get("/api/values?groups=basins").get_json()
    assert {code: value["k"] for code, value in answer["values"].items()} == {"01": 0, "02": 0, "03": 1}
    assert answer["values"]["02"]["tip"] == "Sud : bassin « Nord »"
    table = client.get("/carte.csv?groups=basins").get_data(as_text=True).splitlines()
    assert table[1:3] == ["01;Nord;0;Nord;0,4;0,95", "02;Sud;0;Nord;0,4;0,95"]


class WithZones(FakeAtlas):
    """Basins of the three EPCI, in an atlas that has zones d'emploi: the communes of the first are of two of them."""

    def levels(self) -> tuple[str, ...]:
        return "commune", "epci", "zone_emploi", "departement", "region"

    def territories(self, level: str, within: tuple[str, str] | None = None) -> pd.DataFrame:
        rows = super().territories(level, within)
        if level != "commune":
            return rows
        other = rows[rows["code"] == "0101"].assign(code="0102", zone_emploi="Z02", population=10)
        return pd.concat([rows, other], ignore_index=True)

    def basins(self, level: str) -> pd.DataFrame:
        rows = super().basins("departement")
        return rows.assign(code="E" + rows["code"], name="Agglo de " + rows["name"]) if level == "epci" else rows[:0]


def test_basins_of_epci_are_read_beside_the_zones_d_emploi() -> None:
    """E01 is of Z01, where most of its people live; E01 and E02 are one basin and two zones."""
    client = create_app(atlas=WithZones(), TESTING=True).test_client()
    page = unescape(client.get("/carte?groups=basins&level=epci").get_data(as_text=True)).replace("\xa0", " ")
    assert "Leur accord avec les zones d’emploi" in page
    assert "est de 0,00 sur 1" in page
    assert "limites des départements" in page  # as the engine draws them
    assert "Zone de Nord, Zone de Sud" in page


def test_without_zones_the_departements_stand_beside(client: FlaskClient) -> None:
    page = unescape(client.get("/carte?groups=basins&level=epci").get_data(as_text=True))
    assert "zones d’emploi, chaque" not in page
    assert "limites des départements" in page


def test_a_level_without_basins_leads_to_the_nearest_that_has_some(client: FlaskClient) -> None:
    assert "Par département" in client.get("/carte?groups=basins&level=region").get_data(as_text=True)
    answer = client.get("/api/values?groups=basins&level=region").get_json()
    assert answer["selection"]["level"] == "departement"
    assert client.get("/api/values?groups=towns").status_code == 400
    assert client.get("/carte?groups=towns").status_code == 400


def test_their_method_is_told(client: FlaskClient) -> None:
    page = client.get("/methode/regroupements").get_data(as_text=True)
    assert 'id="concentrations"' in page
    assert 'id="bassins"' in page
