"""Several years in one word, wherever a year is chosen."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tiny import tiny_atlas

from webmap import create_app

__all__ = ["tiny_atlas"]

RANGE = "year=2019-2020"


@pytest.fixture
def client(tiny_atlas: Path) -> FlaskClient:
    return create_app(str(tiny_atlas), TESTING=True).test_client()


@pytest.mark.parametrize(
    "path",
    [
        "/carte?indicator=spend&variant=total",
        "/flux?level=departement",
        "/territoire/departement/01?",
        "/territoire/departement/01/fiche?",
        "/territoire/communes?codes=01001,02001",
        "/comparer?t=departement:01&t=departement:02",
    ],
)
def test_a_page_says_the_years_and_a_form_sends_them_as_two(client: FlaskClient, path: str) -> None:
    for years in (RANGE, "year=2020&until=2019"):
        page = client.get(f"{path}&{years}")
        assert page.status_code == 200
        assert "de 2019 à 2020" in page.text.lower() or '<option value="2020" selected>' in page.text


def test_both_years_together_are_the_whole_of_this_country(client: FlaskClient) -> None:
    wanted = "/api/values?indicator=spend&variant=total"
    several = {code: v["v"] for code, v in client.get(f"{wanted}&{RANGE}").json["values"].items()}
    assert several == {code: v["v"] for code, v in client.get(wanted).json["values"].items()}
    assert client.get(f"{wanted}&{RANGE}").json["selection"]["year"] == "2019-2020"


def test_a_file_and_the_other_door_of_the_api_take_years_too(client: FlaskClient) -> None:
    assert "2019-2020" in client.get(f"/carte.geojson?indicator=spend&variant=total&{RANGE}").text
    rows = client.get(f"/api/indicators/spend?variant=total&level=departement&{RANGE}").json["values"]
    assert sum(row["value"] for row in rows) == sum(
        row["value"] for row in client.get("/api/indicators/spend?variant=total&level=departement").json["values"]
    )


def test_what_does_not_add_up_says_so_on_the_control_and_is_refused_to_programs(client: FlaskClient) -> None:
    page = client.get(f"/carte?indicator=concentration&{RANGE}").text
    assert 'id="years-note"' in page
    assert "ne s’additionne pas d’une année à l’autre" in page
    assert '"values_url": null' in page, "the engine asks for nothing, and paints nothing"
    for path in ("/api/values?indicator=concentration&variant=hhi", "/api/indicators/concentration?level=departement"):
        refused = client.get(f"{path}&{RANGE}")
        assert refused.status_code == 400
        assert "ne s’additionne pas" in refused.json["detail"]


def test_pages_of_figures_and_two_maps_say_what_several_years_leave_out(client: FlaskClient) -> None:
    for path in ("/territoire/departement/01?", "/comparer?t=departement:01&t=departement:02&"):
        assert "ni médiane, ni concentration" in client.get(f"{path}{RANGE}").text
        assert "ni médiane, ni concentration" not in client.get(path).text
    beside = client.get("/cartes?left_indicator=concentration&left_year=2019&left_until=2020").text
    assert "ne s’additionne pas d’une année à l’autre" in beside


def test_the_note_tells_what_several_years_do_to_intervals(client: FlaskClient) -> None:
    assert "les plus larges possibles" in client.get(f"/carte?indicator=local_share&{RANGE}").text
    assert 'id="years-note"' not in client.get("/carte?indicator=local_share&year=2019").text


@pytest.mark.parametrize("word", ["2019-", "-2020", "2019-20", "deux", "2019-2020-2021", "9999-9999"])
def test_years_that_are_none_are_refused_to_programs(client: FlaskClient, word: str) -> None:
    assert client.get(f"/api/indicators/spend?level=departement&year={word}").status_code == 400
