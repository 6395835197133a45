"""Figures as a French reader writes them; | stands for a no-break space, ' for a narrow one."""

from collections.abc import Callable

import pytest
from flask import Flask

from webmap import formatting
from webmap.formatting import NBSP, THIN
from webmap.languages import LANGUAGE_KEY

NAN = float("nan")


def plain(text: str) -> str:
    return text.replace(THIN, "'").replace(NBSP, "|")


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "0|€"), (999, "999|€"), (999.6, "1,00|k€"), (1000, "1,00|k€"), (12_345, "12,3|k€"),
        (999_400, "999|k€"), (999_900, "1,00|M€"), (1_234_567, "1,23|M€"), (123_456_789, "123|M€"),
        (2_480_000_000, "2,48|Md€"), (1_234_000_000_000, "1'234|Md€"), (-1_500_000, "−1,50|M€"),
        (None, "—"), (NAN, "—"),
    ],
)  # fmt: skip
def test_euros_take_the_unit_that_reads_best(amount: float | None, said: str) -> None:
    assert plain(formatting.euros(amount)) == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.643, "share", "64,3|%"), (1.0, "share", "100,0|%"), (7.25, "km", "7,2|km"),
        (1234.0, "km", "1'234|km"), (1234.4, "eur_per_inhabitant", "1'234|€/hab."), (0.987, "ratio", "0,99"),
        (2.0, "class", "2"), (None, "share", "—"), (NAN, "eur", "—"),
    ],
)  # fmt: skip
def test_a_value_carries_its_unit(value: float | None, unit: str, said: str) -> None:
    assert plain(formatting.value(value, unit)) == said


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (1234567.891, 1, "1'234'567,9"),
        (-0.04, 1, "0,0"),
        (-1.5, 1, "−1,5"),
        (999.5, 0, "1'000"),
        (0, 2, "0,00"),
    ],
)
def test_numbers_have_narrow_spaces_and_a_comma(value: float, decimals: int, said: str) -> None:
    assert plain(formatting.number(value, decimals)) == said


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2019-03-01", "1er mars 2019"),
        ("2024-12-25T10:00:00", "25 décembre 2024"),
        (None, "—"),
        ("hier", "hier"),
    ],
)
def test_dates_are_written_in_full(when: str | None, said: str) -> None:
    assert formatting.day(when) == said


def test_an_interval_needs_both_ends() -> None:
    assert plain(formatting.interval(0.6, 0.7, "share")) == "de 60,0 à 70,0|%"
    assert formatting.interval(None, 0.7, "share") == ""


@pytest.mark.parametrize(("count", "said"), [(0, "0 marché"), (1, "1 marché"), (2, "2 marchés")])
def test_zero_and_one_are_singular(count: int, said: str) -> None:
    assert formatting.plural(count, "marché") == said


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (lambda: formatting.number(1234567.891, 1), "1,234,567.9"),
        (lambda: formatting.percent(0.643), "64.3%"),
        (lambda: formatting.euros(2_480_000_000), "€2.48bn"),
        (lambda: formatting.euros(-12_300), "−€12.3k"),
        (lambda: formatting.euros_exact(950), "€950"),
        (lambda: formatting.kilometres(7.2), "7.2 km"),
        (lambda: formatting.day("2019-03-01"), "1 March 2019"),
        (lambda: formatting.french("Where? “Here”: it's there"), "Where? “Here”: it’s there"),
    ],
)
def test_the_same_figures_in_english(said: Callable[[], str], expected: str) -> None:
    with Flask("site").test_request_context("/", environ_overrides={LANGUAGE_KEY: "en"}):
        assert said().replace(NBSP, " ") == expected
