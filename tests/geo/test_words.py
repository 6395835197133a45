"""Words as a search compares them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
