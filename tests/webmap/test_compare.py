"""Territories side by side: how they are picked, what is said of them, who is alike."""

import re

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from geo.indicators import indicator
from geo.measures.likeness import likeness, overlap
from webmap.comparison import Figure, Line, Spread, neighbours, sentences
from webmap.current import KEY

TWO = "/comparer?t=departement:01&t=departement:02"


def test_an_exact_name_is_added_and_the_year_kept(client: FlaskClient) -> None:
    answer = client.get("/comparer?t=departement:01&add=sud&year=2019")
    assert answer.status_code == 302
    assert answer.location == "/comparer?t=departement:01&t=departement:02&year=2019"


def test_a_name_of_several_territories_gives_a_choice_of_links(client: FlaskClient) -> None:
    page = client.get("/comparer?add=nord").text
    assert "Plusieurs territoires répondent" in page or client.get("/comparer?add=nord").status_code == 302
    page = client.get("/comparer?add=ville").text
    assert page.count('href="/comparer?t=commune:') == 4


def test_a_name_that_does_not_exist_says_so(client: FlaskClient) -> None:
    assert "Aucun territoire de ce niveau" in client.get(f"{TWO}&add=introuvable").text


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("t=departement:01&t=region:A", 400, "niveaux différents"),
        ("&".join(f"t=commune:0{i}" for i in range(6)), 400, "Cinq territoires au plus"),
        ("t=departement:99", 404, "99"),
        ("t=canton:01", 400, "choisir parmi"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_a_sentence(
    client: FlaskClient, query: str, status: int, words: str
) -> None:
    answer = client.get(f"/comparer?{query}")
    assert answer.status_code == status
    assert words in answer.text


def test_figures_stand_beside_those_of_the_enclosing_territory(client: FlaskClient) -> None:
    page = client.get(TWO).text
    assert "76,2" in page
    assert "75,0" in page
    assert "Région A" in page
    assert len(re.findall('<circle class="dot dot-2"', page)) >= 2


def test_the_territories_alike_are_proposed_with_their_distance(client: FlaskClient) -> None:
    page = client.get("/comparer?t=departement:01").text
    alike = page[page.index('id="alike-title"') :]
    # Sud buys 100 % of works where Nord buys 70 %: 70 % in common; Ouest buys nothing and is not proposed.
    assert "Ajouter Sud" in alike
    assert "70" in alike
    assert "Ajouter Ouest" not in page


def test_a_territory_is_taken_away_by_a_link(client: FlaskClient) -> None:
    assert 'href="/comparer?t=departement:02" aria-label="Retirer Nord"' in client.get(TWO).text


SHARES = st.lists(st.floats(0.01, 1), min_size=3, max_size=3)


@given(st.lists(SHARES, min_size=2, max_size=8))
def test_a_mix_has_all_in_common_with_itself_and_at_most_all_with_another(rows: list[list[float]]) -> None:
    shares = np.array(rows) / np.sum(rows, axis=1, keepdims=True)
    common = overlap(shares, 0)
    assert common[0] == pytest.approx(1)
    assert (common <= 1 + 1e-9).all()
    assert overlap(shares, 1)[0] == pytest.approx(common[1])


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5)), min_size=3, max_size=12), st.floats(0.1, 100))
def test_the_unit_of_a_gap_changes_no_distance(rows: list[tuple[float, float]], factor: float) -> None:
    gaps = np.array(rows).round(3)
    gaps[0] = 0
    plain, scaled = likeness(gaps, 0).distance, likeness(gaps * [factor, 1], 0).distance
    assert plain[0] == 0
    assert scaled == pytest.approx(plain)


def test_the_ordinary_gap_is_one() -> None:
    gaps = np.array([[0.0], [3.0], [-3.0]])
    assert likeness(gaps, 0).distance.tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    ("ends", "words"),
    [((0.6, 0.9), "au-dessus"), ((0.1, 0.4), "au-dessous"), ((0.4, 0.9), "n’est pas établi")],
)
def test_a_sentence_takes_a_side_only_when_the_whole_interval_does(
    client: FlaskClient, ends: tuple[float, float], words: str
) -> None:
    one = indicator("local_share")
    figure = Figure(sum(ends) / 2, "65 %", "de … à …", 40, *ends)
    spread = Spread(0.1, 0.3, 0.5, 0.7, 0.9, "50 %", 101)
    line = Line(one, one.variants[0], "share", (figure,), (), spread)
    (said,) = sentences([line], [{"name": "Nord"}], "départements")
    assert words in said.text
    assert said.is_plain == (words != "n’est pas établi")


def test_a_territory_of_few_contracts_is_not_proposed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    atlas = app.extensions[KEY][0]
    mixes = atlas.mixes("departement").assign(contracts=lambda t: t["contracts"].where(t["code"] != "03", 9))
    assert {n.name for n in neighbours(atlas, "departement", "01")} == {"Sud", "Est"}
    monkeypatch.setattr(atlas, "mixes", lambda level: mixes)
    assert {n.name for n in neighbours(atlas, "departement", "01")} == {"Sud"}
