"""A view as one file: Leaflet, shapes and words are inside, and nothing is asked of a network."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from flask.testing import FlaskClient
from shapely.geometry import box
from tiny import tiny_atlas

from geo.errors import MissingToolError
from webmap import create_app, standalone

__all__ = ["tiny_atlas"]


@pytest.fixture
def site(tiny_atlas: Path) -> Iterator[FlaskClient]:
    with create_app(str(tiny_atlas)).test_client() as client:
        yield client


def drawn(page: str) -> list[dict[str, object]]:
    """The features of the last layer, those that speak; the ground lies before them."""
    layers = re.findall(r"_add\((\{.*\})\);", page)
    features: list[dict[str, object]] = json.loads(layers[-1])["features"]
    return features


SPEND = "/carte.html?level=departement&indicator=spend&variant=total"


@pytest.mark.parametrize("address", [SPEND, "/flux.html?level=departement"])
def test_the_file_asks_nothing_of_a_network(site: FlaskClient, address: str) -> None:
    page = site.get(address)
    assert page.mimetype == "text/html"
    assert "attachment" in page.headers["Content-Disposition"]
    assert not re.search(r'(?:src|href)="https?:', page.text.replace('href="https://leafletjs.com"', ""))
    assert "L.map(" in page.text
    assert len(page.text) > 140_000, "Leaflet is inside"


def test_each_departement_is_drawn_with_its_words(site: FlaskClient) -> None:
    page = site.get(SPEND).text
    tips = [feature["properties"]["tip"] for feature in drawn(page)]  # type: ignore[index]
    assert [tip.split(" :")[0] for tip in tips] == ["Ain", "Bâin-Saint-Éloi"]


def test_each_flow_is_a_line_as_wide_as_on_the_site(site: FlaskClient) -> None:
    page = site.get("/flux.html?level=departement").text
    lines = [f for f in drawn(page) if f["geometry"]["type"] == "LineString"]  # type: ignore[index]
    # 01 → 02 is 75 000, 02 → 01 is 50 000, and the largest of all, 115 000, stays in 01.
    widths = [f["properties"]["weight"] for f in lines]  # type: ignore[index]
    assert widths == pytest.approx([1 + 9 * (75 / 115) ** 0.5, 1 + 9 * (50 / 115) ** 0.5])
    assert [f["geometry"]["type"] for f in drawn(page)] == ["LineString", "LineString", "Point"]  # type: ignore[index]


def test_hulls_are_lines_over_the_colours(site: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight firms of this country are no dense group: one is laid there."""
    hull = ("45", "01001", "A1", 0.5, 45.0, 20, 700_000.0, box(0, 44.8, 1, 45.2).wkb)
    columns = ["family", "code", "name", "lon", "lat", "establishments", "amount_eur", "shape"]
    found = pd.DataFrame([hull], columns=columns)
    monkeypatch.setattr("geo.atlas.parquet.FolderAtlas.hulls", lambda self, family="all": found)
    *areas, line = drawn(site.get(f"{SPEND}&groups=hulls&family=45").text)
    assert line["geometry"]["type"] == "LineString"  # type: ignore[index]
    assert "Concentration de A1" in line["properties"]["tip"]  # type: ignore[index]
    assert len(areas) == 2


def test_the_page_says_its_source_licence_and_address(site: FlaskClient) -> None:
    page = site.get("/carte.html?level=departement&indicator=spend").text
    for words in ("Licence Ouverte 2.0", "indicator=spend", "Édition des données"):
        assert words in page


def test_a_reader_cannot_write_into_the_file(site: FlaskClient) -> None:
    """branca runs templates: what comes from an address must not be one."""
    page = site.get("/carte.html?level=departement&palette={{7*191}}<script>").text
    assert "1337" not in page
    assert "<script>&" not in page


def test_more_territories_than_a_mail_carries_are_refused(site: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standalone, "MOST_SHAPES", 1)
    answer = site.get("/carte.html?level=departement&indicator=spend")
    assert answer.status_code == 400
    assert "Trop de territoires" in answer.text


def test_without_its_engine_the_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(MissingToolError, match="make setup"):
        standalone.engine(str(tmp_path))
