"""What a territory keeps and attracts, and the definition of 'local' as a control; figures by hand in conftest."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.atlas.base import Atlas
from geo.selection import Selection
from geo.territories import LEVELS
from webmap import create_app
from webmap.locality import Locality, locality

SHARE = "indicator=local_share&variant=departement"


@pytest.fixture
def fake(app: Flask) -> Atlas:
    with app.test_request_context():
        from webmap.current import atlas

        return atlas()


@pytest.fixture
def zoned(fake: Atlas, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The same country, whose communes are also in zones d'emploi."""
    other = type(fake)()
    monkeypatch.setattr(other, "levels", lambda: LEVELS)
    return create_app(atlas=other, TESTING=True).test_client()


def of(atlas: Atlas, code: str) -> Locality:
    return locality(atlas, atlas.territory("departement", code), Selection())


def test_both_bounds_are_said_in_one_sentence(fake: Atlas) -> None:
    assert of(fake, "01").sentence.replace("\u00a0", " ") == (
        "Ses acheteurs attribuent 76,2 % de leurs montants à des entreprises du même département quand chacune est "
        "placée à l’établissement déclaré, 38,1 % quand elle l’est à son siège social."
    )


def test_every_level_is_told_under_every_definition(fake: Atlas) -> None:
    found = of(fake, "01")
    assert [level for level, _, _ in found.rows] == ["commune", "epci", "departement", "region"], "no zones here"
    assert [d.key for d in found.definitions] == ["seat", "head_office", "performance", "no_ceilings"]
    assert [share.value for share in found.rows[0][2]] == [0.7619, 0.38095, 0.7619, 0.7619]


def test_too_few_contracts_give_the_list_and_the_enclosing_value_and_no_ratio(fake: Atlas) -> None:
    found = of(fake, "03")
    assert "aucun ratio" in found.sentence
    assert (found.retention.value, found.attraction.value) == (None, None)
    assert found.instead
    assert (found.instead.code, found.instead.text) == ("B", "50,0\u00a0%")


def test_the_page_of_a_territory_shows_both_sides(client: FlaskClient) -> None:
    page = client.get("/territoire/departement/01").text
    for words in ("Rétention", "Attraction", "Siège social", "definition=head_office"):
        assert words in page


def test_the_definition_is_a_control_of_the_map(client: FlaskClient) -> None:
    page = client.get(f"/carte?{SHARE}&definition=head_office").text
    assert '<option value="head_office" selected>' in page
    assert "même département, siège social" in page.split("</h1>")[0]
    assert 'name="definition"' not in client.get("/carte?indicator=spend").text


def test_the_usual_definition_shows_the_other_bound_beside(client: FlaskClient) -> None:
    usual, other = (client.get(f"/api/values?{SHARE}{more}").json for more in ("", "&definition=head_office"))
    assert usual
    assert other
    assert (usual["definition"], other["definition"]) == ("seat", "head_office")
    assert "selon le siège social 38,1\u00a0%" in usual["values"]["01"]["tip"]
    assert "selon le siège social" not in other["values"]["01"]["tip"]


def test_the_usual_definition_has_no_word_in_an_address(client: FlaskClient) -> None:
    config = client.get(f"/carte?{SHARE}&definition=seat").text.split('id="map-config"')[1]
    assert "definition" not in config


def test_a_definition_says_that_it_has_no_years(client: FlaskClient) -> None:
    page = client.get(f"/carte?{SHARE}&definition=head_office&year=2024").text
    assert "toutes années et toutes familles" in page


def test_zones_are_offered_where_the_atlas_has_them(client: FlaskClient, zoned: FlaskClient) -> None:
    assert 'value="zone_emploi"' not in client.get("/carte").text
    refused = client.get("/carte?level=zone_emploi")
    assert (refused.status_code, "geomarches build" in refused.text) == (400, True)
    page = zoned.get("/carte?level=zone_emploi").text
    assert '<option value="zone_emploi" selected>Zones d’emploi' in page
    assert "même zone d’emploi" in page


def test_a_commune_leads_to_its_zone(client: FlaskClient, zoned: FlaskClient) -> None:
    assert "Zone de Nord" in zoned.get("/territoire/zone_emploi/Z01").text
    assert "/territoire/zone_emploi/Z01" in zoned.get("/territoire/commune/0101").text
