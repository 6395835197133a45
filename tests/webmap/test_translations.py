"""English is complete: each sentence that the code, the templates and the registries say has its English."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from geo.indicators import INDICATORS
from webmap import languages, messages
from webmap.messages import Sentence

SAID = messages.messages()
ENGLISH = languages.catalogue(languages.ENGLISH)
PLACE = re.compile(r"%(?:\((\w+)\)s|%)")
FRENCH_WORDS = re.compile(
    r"\b(?:des|les|est|une?|et|sont|aux?|dans|pour|sur|par|avec|marchés?|acheteurs?|titulaires?|montants?|toutes|"
    r"année|lieu|inconnue?|ses|sa|cette|ce|qui|dont|leurs?)\b",
    re.IGNORECASE,
)
NAMES = (
    "Géomarchés", "Français", "Données essentielles", "Licence Ouverte", "Région A", "Région B", "Est", "Sud", "Ouest",
    "Réfection du toit", "Toits SA", "Ville de", "zone d’emploi", "LES", "charpente", "sans", "PME", "Ille-et-Vilaine",
    "Pays de la Loire",
)  # fmt: skip
"""What is a name in any language, and the data of the small world."""
PAGES = (
    "/", "/carte", "/carte?level=commune", "/carte?indicator=grouping", "/carte?embed=1", "/flux", "/flux?code=01",
    "/territoire", "/territoire?q=nulle part", "/territoire?q=nord", "/territoire/departement/01",
    "/territoire/departement/03", "/territoire/region/A", "/territoire/departement/99", "/methode", "/qualite",
    "/qualite?year=2019", "/nulle-part", "/carte?year=hier", "/carte.svg", "/api/", "/comparer",
    "/comparer?t=departement:01&t=departement:02", "/territoire/communes", "/acheteurs-proches", "/analyses",
    *(f"/methode/{one.key}" for one in INDICATORS),
)  # fmt: skip


def words(sentence: Sentence) -> tuple[str, ...]:
    return (sentence,) if isinstance(sentence, str) else sentence


@pytest.mark.parametrize("sentence", SAID, ids=lambda s: words(s)[0][:40])
def test_each_sentence_has_its_english_with_the_same_places(sentence: Sentence) -> None:
    french = words(sentence)
    english = ENGLISH.get(french[0])
    assert english, f"no English for {french[0]!r} ({SAID[sentence]}): run make translations, then fill en.po"
    said = (english,) if isinstance(english, str) else english
    assert len(said) == len(french)
    for one, other in zip(french, said, strict=True):
        assert sorted(PLACE.findall(one)) == sorted(PLACE.findall(other))


def test_no_english_is_left_without_its_french() -> None:
    assert set(ENGLISH) == {words(one)[0] for one in SAID}


def test_figures_are_the_same_in_both_languages() -> None:
    for indicator in INDICATORS:
        for french in (indicator.method.example, indicator.method.source):
            english = ENGLISH[french]
            assert isinstance(english, str)
            assert figures(french, ",") == figures(english, "."), french


def figures(text: str, comma: str) -> list[str]:
    """The digits of each number, thousands joined and decimal point as in English."""
    joined = re.sub(r"(?<=\d)[ \u00a0\u202f,](?=\d{3}\b)", "", text) if comma == "." else text
    joined = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}\b)", "", joined)
    return sorted(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d)", ".", joined)))


def shown(page: str) -> Iterator[str]:
    """What a reader sees, or hears: text, and the attributes that are read aloud; what is marked French is French."""
    page = re.sub(
        r'<(\w+)[^>]*\slang="fr".*?</\1>|<(?:script|style|code)\b.*?</(?:script|style|code)>', " ", page, flags=re.S
    )
    yield from re.findall(r'\s(?:aria-label|title|placeholder|alt|content)="([^"]*)"', page)
    yield from re.split(r"<[^>]*>", page)


@pytest.mark.parametrize("address", PAGES)
def test_no_french_is_left_under_en(client: FlaskClient, address: str) -> None:
    page = client.get(f"/en{address}").text
    assert 'lang="en"' in page
    for text in shown(page):
        for name in NAMES:
            text = text.replace(name, " ")
        found = FRENCH_WORDS.search(text)
        assert not found, f"{found.group()!r} in {text.strip()!r}" if found else ""
