"""Of all communes the engine gets colours alone: the same as with figures, many times lighter."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from tiny import tiny_atlas

from webmap import create_app

__all__ = ["tiny_atlas"]

ASKED = "indicator=spend&variant=total&level=commune"


@pytest.fixture
def site(tiny_atlas: Path) -> Iterator[FlaskClient]:
    with create_app(str(tiny_atlas), TESTING=True).test_client() as client:
        yield client


def test_each_commune_has_the_class_that_its_figure_has(site: FlaskClient) -> None:
    figures = site.get(f"/api/values?{ASKED}").json["values"]
    answer = site.get(f"/carte/couleurs.json?{ASKED}").json
    classes = {code: int(key.rstrip("h")) for key, codes in answer["codes"].items() for code in codes}
    assert classes == {code: figure["k"] for code, figure in figures.items()}
    assert answer["classes"] == site.get(f"/api/values?{ASKED}").json["classes"]


def test_too_few_contracts_are_a_list_of_their_own(site: FlaskClient) -> None:
    answer = site.get("/carte/couleurs.json?indicator=local_share&variant=commune&level=commune").json
    assert set(answer["codes"]["few"]) == {"01001", "01002", "02001"}


def test_the_page_of_all_communes_alone_asks_for_colours(site: FlaskClient) -> None:
    assert "/carte/couleurs.json?" in site.get(f"/carte?{ASKED}").text
    for query in (f"{ASKED}&departement=01", "level=departement"):
        assert '"colours_url": null' in site.get(f"/carte?{query}").text
