"""Words as a search compares them."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import words
from geo.words import stems


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("TRAVAUX DE MACONNERIE", "maçonnerie"),
        ("Entretien des espaces verts", "espace vert"),
        ("Rénovation de l'école Jules Ferry", "écoles rénovations"),
    ],
)
def test_a_title_is_found_whatever_its_accents_case_and_endings(title: str, query: str) -> None:
    assert set(stems(query)) <= set(stems(title))


def test_words_of_any_title_tell_nothing() -> None:
    assert stems("Marché n° 2019-12, lot 3 : l'a b") == []


@given(st.text())
def test_each_stem_once_and_any_case_the_same(text: str) -> None:
    found = stems(text)
    assert len(found) == len(set(found))
    assert stems(text.casefold()) == found


def test_a_stem_is_the_same_whoever_else_asks() -> None:
    """Readers share the stemmer, which works on a word that it keeps."""
    asked = [f"{start}{middle}issement" for start in ("in", "re", "des") for middle in map(str, range(200))]
    unkept = words._stem.__wrapped__
    expected, usual = [unkept(word) for word in asked], sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as readers:
            found = [*readers.map(lambda _: [unkept(word) for word in asked], range(8))]
    finally:
        sys.setswitchinterval(usual)
    assert all(one == expected for one in found)
