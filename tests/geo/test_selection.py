"""A selection: only words that exist."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BadSelectionError
from geo.selection import Selection
from geo.territories import LEVELS


def test_the_whole_of_the_departements_by_amount_unless_told() -> None:
    assert Selection() == Selection("departement", 0, "all", "amount")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"level": "canton"}, "level 'canton' does not exist; choose one of commune, epci"),
        ({"weight": "euros"}, "weight 'euros' does not exist; choose one of amount, count"),
        ({"family": "4"}, "family '4'"),
        ({"family": "452"}, "family=45"),
        ({"family": "AB"}, "family 'AB'"),
        ({"family": ""}, "family ''"),
    ],
)
def test_a_wrong_word_is_refused_with_those_that_exist(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(BadSelectionError, match=said):
        Selection(**wrong)


def test_two_equal_selections_are_one_key() -> None:
    assert {Selection(year=2019), Selection(year=2019)} == {Selection(year=2019)}


@given(st.sampled_from(LEVELS), st.integers(1990, 2100), st.integers(0, 99), st.sampled_from(["amount", "count"]))
def test_every_level_year_family_and_weight_go_together(level: str, year: int, family: int, weight: str) -> None:
    chosen = Selection(level, year, f"{family:02d}", weight)
    assert (chosen.level, chosen.year, chosen.weight) == (level, year, weight)
