"""A territory of one's own: money between two of its communes stays inside, and is counted once."""

import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.atlas.base import Atlas
from geo.selection import Selection
from webmap.current import KEY
from webmap.custom import together

FLOWS = [
    ("0101", "0101", 20, 200.0),
    ("0101", "0102", 10, 100.0),
    ("0101", "0103", 5, 50.0),
    ("0102", "unknown", 2, 40.0),
    ("0103", "0102", 1, 7.0),
]


@pytest.fixture
def atlas(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Atlas:
    """Three communes whose flows fit on a hand."""
    atlas: Atlas = app.extensions[KEY][0]
    monkeypatch.setattr(
        type(atlas), "flows", lambda self, selection, code=None, direction="both", top=None: flows(code, direction)
    )
    return atlas


def flows(code: str | None, direction: str) -> pd.DataFrame:
    frame = pd.DataFrame(FLOWS, columns=["buyer_code", "supplier_code", "contracts", "amount_eur"])
    return frame[frame["buyer_code" if direction == "out" else "supplier_code"] == code]


def test_two_communes_add_up(atlas: Atlas) -> None:
    own = together(atlas, ("0101", "0102"), Selection("commune"))
    assert own.spent == 390
    assert own.inside == 300
    assert own.unknown == 40
    assert own.won_from_elsewhere == 7
    assert own.local_share == pytest.approx(300 / 350)
    assert [(code, amount) for code, _name, amount, _bar in own.partners] == [("0103", 50)]


def test_the_order_of_communes_changes_nothing(atlas: Atlas) -> None:
    one, other = (together(atlas, codes, Selection("commune")) for codes in (("0101", "0102"), ("0102", "0101")))
    assert (one.spent, one.inside, one.partners) == (other.spent, other.inside, other.partners)


def test_few_contracts_give_no_share(atlas: Atlas) -> None:
    assert together(atlas, ("0102",), Selection("commune")).local_share is None


def test_the_page_names_its_communes(client: FlaskClient) -> None:
    page = client.get("/territoire/communes?codes=0101,0102&name=Autour de Nord").text
    assert "<h1>Autour de Nord</h1>" in page
    assert 'href="/territoire/commune/0102"' in page


def test_without_a_list_the_page_asks_for_one(client: FlaskClient) -> None:
    assert "<textarea" in client.get("/territoire/communes").text


def test_an_unknown_commune_or_too_many_are_refused(client: FlaskClient) -> None:
    assert client.get("/territoire/communes?codes=99999").status_code == 404
    many = client.get("/territoire/communes?codes=" + ",".join(str(i) for i in range(101)))
    assert many.status_code == 400
    assert "au plus 100" in many.text
