"""The data behind the pages: shapes, spreadsheets, what a browser may keep."""

import csv
import gzip
import io

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from webmap.exports import FORMULA_STARTS, cell

SHARE = "indicator=local_share&variant=departement"


def test_values_carry_class_text_interval_count_and_coverage(client: FlaskClient) -> None:
    document = client.get(f"/api/values?{SHARE}").json
    assert document
    nord = document["values"]["01"]
    assert {k: nord[k] for k in "vlhncr"} == {
        "v": 0.7619,
        "l": 0.7,
        "h": 0.82,
        "n": 100,
        "c": 0.9,
        "r": "fiable",
    }
    assert nord["t"] == "76,2\u00a0%"
    assert document["classes"]["colors"][nord["k"]].startswith("#")
    assert len(document["classes"]["labels"]) == len(document["classes"]["colors"])
    assert document["version"] == "v1"
    assert document["selection"]["level"] == "departement"


def test_too_few_contracts_have_neither_value_nor_class(client: FlaskClient) -> None:
    est = client.get(f"/api/values?{SHARE}").json["values"]["03"]  # type: ignore[index]
    assert (est["v"], est["l"], est["k"], est["t"]) == (None, None, None, "effectif insuffisant")


def test_a_sum_is_shown_however_few_the_contracts(client: FlaskClient) -> None:
    est = client.get("/api/values?indicator=spend&variant=total").json["values"]["03"]  # type: ignore[index]
    assert est["v"] == 0.0


def test_flows_set_unknown_and_abroad_apart(client: FlaskClient) -> None:
    document = client.get("/api/flows?code=01&direction=out").json
    assert document
    assert {f["to"] for f in document["flows"]} == {"01", "02"}
    assert (document["unknown"], document["abroad"], document["self"]) == (100_000, 60_000, 640_000)
    assert document["total"] == document["shown"] + document["unknown"] + document["abroad"] + document["self"]
    assert document["flows"][0]["from_point"] == [0.0, 46.0]


def test_the_largest_flows_are_kept(client: FlaskClient) -> None:
    document = client.get("/api/flows?top=1").json
    assert document
    between = [f for f in document["flows"] if f["from"] != f["to"]]
    assert [(f["from"], f["to"]) for f in between] == [("01", "02")]


def test_territories_are_found_by_name(client: FlaskClient) -> None:
    found = client.get("/api/territories?q=ville de nord").json["territories"]  # type: ignore[index]
    (nord,) = found
    assert (nord["level"], nord["code"], nord["name"]) == ("commune", "0101", "Ville de Nord")
    assert nord["url"] == "/territoire/commune/0101"


@pytest.mark.parametrize(
    ("address", "status", "detail"),
    [
        ("/api/values?indicateur=x", 400, "indicateur"),
        (f"/api/values?{SHARE}&level=canton", 400, "commune, epci"),
        ("/api/values?indicator=local_share&variant=mars", 404, "departement, commune, epci, zone_emploi, region"),
        (f"/api/values?{SHARE}&definition=mars", 400, "seat, head_office, performance, no_ceilings"),
        ("/api/values?indicator=spend&definition=seat", 400, "qu’une"),
        (f"/api/values?{SHARE}&level=zone_emploi", 400, "table d’appartenance"),
        ("/api/flows?level=zone_emploi", 400, "table d’appartenance"),
        ("/api/flows?code=99", 404, "99"),
        ("/api/rien", 404, "/api/rien"),
        ("/tiles/canton/1/0/0.pbf", 400, "commune, epci"),
    ],
)
def test_a_program_gets_a_problem_document(client: FlaskClient, address: str, status: int, detail: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json
    assert answer.json["status"] == status
    assert detail in answer.json["detail"]


@pytest.mark.parametrize(
    "address", [f"/api/values?{SHARE}", f"/api/values.csv?{SHARE}", "/api/flows", "/api/flows.csv"]
)
def test_a_known_answer_is_not_sent_twice(client: FlaskClient, address: str) -> None:
    first = client.get(address)
    tag = first.headers["ETag"]
    again = client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(address + "&level=region" if "?" in address else address + "?level=region").headers["ETag"] != tag


def test_csv_opens_in_a_french_spreadsheet(client: FlaskClient) -> None:
    answer = client.get(f"/api/values.csv?{SHARE}")
    assert answer.data.startswith(b"\xef\xbb\xbfcode;name;value;")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert (rows[0]["code"], rows[0]["value"]) == ("01", "0,7619")
    assert (rows[2]["value"], rows[2]["reliability"]) == ("", "insuffisant")


@given(st.text())
def test_no_text_cell_can_run_as_a_formula(words: str) -> None:
    assert not cell(words).startswith(FORMULA_STARTS)
    assert cell(words).removeprefix("'") == words.removeprefix("'")


@pytest.mark.parametrize(("number", "written"), [(-12.5, "-12,5"), (3, "3"), (0.1, "0,1"), (-0.0, "-0,0")])
def test_numbers_stay_numbers(number: float, written: str) -> None:
    assert cell(number) == written


def test_a_tile_is_kept_for_a_year_when_its_version_is_named(client: FlaskClient) -> None:
    tile = client.get("/tiles/departement/5/16/11.pbf?v=v1")
    assert (tile.status_code, tile.headers["Content-Encoding"]) == (200, "gzip")
    assert gzip.decompress(tile.data) == b"tile"
    assert "immutable" in tile.headers["Cache-Control"]
    assert "immutable" not in client.get("/tiles/departement/5/16/11.pbf?v=old").headers["Cache-Control"]


@pytest.mark.parametrize("place", ["5/0/0", "5/99/0", "40/0/0"])
def test_an_empty_tile_is_204(client: FlaskClient, place: str) -> None:
    assert client.get(f"/tiles/departement/{place}.pbf").status_code == 204


def test_health_and_versions(client: FlaskClient) -> None:
    assert client.get("/livez").status_code == 200
    assert client.get("/readyz").json == {"status": "ready", "atlas": "v1", "years": [2019, 2024]}
    assert client.get("/version").json["atlas"] == "v1"  # type: ignore[index]
