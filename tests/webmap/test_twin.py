"""Two maps side by side: each has its own choice, and the same reading has the same classes."""

import re
from html import unescape

from flask.testing import FlaskClient


def page(client: FlaskClient, query: str = "") -> str:
    return unescape(client.get(f"/cartes{query}").get_data(as_text=True)).replace("\xa0", " ")


def test_two_indicators_stand_side_by_side_with_their_figures(client: FlaskClient) -> None:
    shown = page(client, "?left_indicator=local_share&right_indicator=spend")
    assert shown.count("<figure") == shown.count('class="map-svg"') == 2
    assert "Chaque carte a ses classes" in shown
    row = re.search(r'<tr data-code="01">.*?</tr>', shown, re.DOTALL)
    assert row
    assert "76,2 %" in row.group()
    assert "€" in row.group()


def test_each_side_has_its_own_year_and_its_own_patterns(client: FlaskClient) -> None:
    shown = page(client, "?left_year=2019&right_year=2024&left_indicator=local_share&right_indicator=local_share")
    assert "en 2019" in shown
    assert "en 2024" in shown
    ids = re.findall(r'\sid="([^"]+)"', shown)
    assert len(ids) == len(set(ids))
    assert {"left-dots", "right-dots"} <= set(ids)
    assert set(re.findall(r"url\(#([^)]+)\)", shown)) <= set(ids)


def test_one_reading_twice_has_the_same_classes(client: FlaskClient) -> None:
    shown = page(client, "?left_indicator=local_share&right_indicator=local_share&right_family=45")
    assert "Les deux cartes ont les mêmes classes" in shown
    assert len(set(re.findall(r'data-breaks="([^"]*)"', shown))) == 1


def test_communes_are_those_of_one_departement(client: FlaskClient) -> None:
    shown = page(client, "?level=commune&departement=02")
    assert shown.count('data-level="commune"') == 2
    assert '<option value="02" selected>' in shown
    assert '"departement": "02"' in shown
    assert '<option value="01" selected>' in page(client, "?level=commune")


def test_each_side_has_its_own_colours_and_one_reading_twice_the_same(client: FlaskClient) -> None:
    two = page(client, "?left_indicator=local_share&right_indicator=spend&left_palette=viridis")
    assert two.count('<option value="viridis" selected>') == 1
    one = page(client, "?left_indicator=local_share&right_indicator=local_share&left_palette=viridis")
    assert len(set(re.findall(r'"colors": (\[[^]]*\])', one))) <= 1


def test_a_word_that_is_no_year_is_refused(client: FlaskClient) -> None:
    assert client.get("/cartes?left_year=hier").status_code == 400


def test_the_map_leads_to_another_beside_it(client: FlaskClient) -> None:
    assert "/cartes?level=departement&left_indicator=local_share" in unescape(
        client.get("/carte").get_data(as_text=True)
    )
