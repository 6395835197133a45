"""The quality page: every count with its reason in French, and who is seen publishing, without judging."""

import re

import pytest
from flask.testing import FlaskClient
from markupsafe import Markup

from webmap import quality
from webmap.coverage import NONE_SEEN, Seen
from webmap.current import KEY
from webmap.reasons import IN_FRENCH, said

AGREED = """no identifier|no buyer|buyer identifier is not a SIRET|empty record|exact|later delivery|corrected|
other platform|no amount|zero or negative amount|digits typed to fill the field|point|address|register|
declared commune|local authority|declared departement|foreign identifier|unknown|abroad|in the future|before 1990|
not a date|missing|lost leading zero given back|spaces removed|outside the years asked|
outside the départements asked"""


def text_of(page: str) -> str:
    """What a reader sees: tags out, no-break spaces as spaces."""
    plain = re.sub(r"<[^>]+>", " ", page).replace("&nbsp;", " ")
    return re.sub(r"[\s\u00a0\u202f]+", " ", plain)


@pytest.fixture
def page(client: FlaskClient) -> str:
    return client.get("/qualite").text


@pytest.mark.parametrize("word", AGREED.replace("\n", "").split("|"))
def test_every_agreed_word_is_said_in_french(word: str) -> None:
    assert said(word) == IN_FRENCH[word]


def test_a_word_of_no_list_stands_as_it_is_in_italics(page: str) -> None:
    assert '<i lang="en">an odd reason</i>' in page
    assert said("<b>") == Markup('<i lang="en">&lt;b&gt;</i>')


def test_a_count_inside_a_word_does_not_hide_it() -> None:
    assert said("points outside the declared commune, of 1,200") == "points situés hors de la commune déclarée"


def test_each_source_gives_its_reasons_with_their_counts(page: str) -> None:
    shown = text_of(page)
    assert "Écartées : sans identifiant (9), an odd reason (3)" in shown
    assert "Doubles : la même déclaration, livrée de nouveau plus tard (3), " in shown


def test_what_was_repaired_is_counted_field_by_field(page: str) -> None:
    shown = text_of(page)
    assert "Date de notification date postérieure au jour de la construction 12" in shown
    assert "Identifiant de l’acheteur zéro initial perdu, rendu 3" in shown


def test_all_sources_together_add_counts_and_weigh_the_share_placed() -> None:
    one = {"rows": 4, "loaded": 3, "rejected": {"no buyer": 1}, "contracts": 3, "placed": 1.0}
    other = {"rows": 2, "loaded": 1, "doubles": 1, "doubles_by_reason": {"exact": 1}, "contracts": 1, "placed": 0.0}
    together = quality.all_together(quality.sources({"sources": [one, other]}))
    assert (together.rows, together.loaded, together.refused, together.doubles) == (6, 4, 1, 1)
    assert together.adds_up
    assert together.placed == pytest.approx(3 / 4)


def test_a_check_of_points_is_not_told_in_euros() -> None:
    given = {"name": "points outside the declared commune, of 9", "found": 2, "expected": 0, "passed": True}
    (check,) = quality.checks({"checks": [given]})
    assert (check.name, check.detail) == ("points situés hors de la commune déclarée", "2 points")


def test_coverage_counts_communes_epci_and_the_departement_together(page: str) -> None:
    shown = text_of(page)
    assert "Nord : 6 collectivités vues sur 13, 134 marchés" in page.replace("\u00a0", " ")
    assert "Nord 46,2 % 4 sur 10 1 sur 2 1 sur 1 134" in shown
    assert "Communes 4 sur 30" in shown
    assert "Conseils régionaux vus comme acheteurs : Région A (6 marchés)." in shown


def test_a_departement_where_none_is_seen_is_hatched_and_explained(page: str) -> None:
    assert re.search(rf'<path data-code="02" class="" fill="{re.escape(NONE_SEEN)}"', page)
    assert "hachures : aucune collectivité vue dans ces fichiers" in text_of(page)


def test_absence_is_not_held_against_anyone(page: str) -> None:
    shown = text_of(page)
    assert "n’est pas pour autant une collectivité qui ne publie pas" in shown
    assert not re.search(r"manquement|mauvais|retard|défaillan|devrait", shown)


def test_a_year_is_asked_for(client: FlaskClient) -> None:
    shown = text_of(client.get("/qualite?year=2019").text)
    assert "notifié en 2019" in shown
    assert "Communes 0 sur 30" in shown
    assert "vus comme acheteurs : aucun." in shown
    assert client.get("/qualite?year=hier").status_code == 400


def test_a_partial_build_is_said(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"asked": {"years": [2019, 2024], "departements": ["01", "2A"]}}
    monkeypatch.setattr(type(client.application.extensions[KEY][0]), "manifest", lambda self: asked)
    shown = text_of(client.get("/qualite").text)
    assert "Construction limitée aux années 2019 à 2024." in shown
    assert "Construction limitée aux acheteurs des départements 01, 2A." in shown


def test_a_place_without_authorities_has_no_share() -> None:
    assert Seen("01", "Nord", 0, 0, 0).share == 0
