"""The addresses of tiles: which layers there are, and how long each may be kept."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from webmap.current import atlas


def test_establishments_are_a_layer_by_their_french_name(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Any, ...]] = []
    with app.app_context():
        monkeypatch.setattr(atlas(), "tile", lambda *where: asked.append(where) or b"tile")
    answer = app.test_client().get("/tiles/etablissements/9/254/177.pbf")
    assert (answer.status_code, answer.data) == (200, b"tile")
    assert asked == [("establishment", 9, 254, 177)]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/tiles/commune/5/16/11.pbf?v=v1", "public, max-age=31536000, immutable"),
        ("/tiles/commune/5/16/11.pbf", "public, max-age=0, must-revalidate"),
        ("/tiles/etablissements/5/16/11.pbf?v=v1", "public, max-age=3600"),
        ("/tiles/etablissements/5/16/11.pbf", "public, max-age=0, must-revalidate"),
    ],
)
def test_what_names_a_supplier_is_kept_an_hour_at_most(client: FlaskClient, address: str, kept: str) -> None:
    assert client.get(address).headers["Cache-Control"] == kept


def test_an_unknown_layer_is_refused_with_those_that_exist(client: FlaskClient) -> None:
    answer = client.get("/tiles/establishment/9/254/177.pbf")
    assert answer.status_code == 400
    assert "etablissements" in answer.get_data(as_text=True)
