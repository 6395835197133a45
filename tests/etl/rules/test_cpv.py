"""Codes of what is bought, checked against the list of the CPV 2008."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.rules.cpv import COMPLETED, codes, read_cpv
from etl.rules.identity import BLANKS, LOST_ZERO
from etl.rules.values import FILLED
from geo.contracts import DIVISIONS

ANCESTOR = "not in the CPV 2008, read as its nearest ancestor"


@pytest.mark.parametrize(
    ("text", "code", "note"),
    [
        ("45214200", "45214200", None),
        ("45214200-2", "45214200", None),
        ("45214200-9", "45214200", "wrong check digit"),
        ("66516 000", "66516000", BLANKS),
        ("4521", "45210000", COMPLETED),
        ("45", "45000000", COMPLETED),
        ("4543100-7", "45431000", COMPLETED),  # the check digit is that of 45431000
        ("3451000", "03451000", LOST_ZERO),  # plants, in a file that buys plants
        ("3310000", "03310000", LOST_ZERO),  # fish rather than 33100000, medical equipment: it buys food
        ("3310000-1", "33100000", COMPLETED),  # unless the check digit tells
        ("031210005", "03121000", None),  # the check digit without its hyphen
        ("45210003", "45210000", ANCESTOR),
        ("30262000", "30200000", ANCESTOR),
        ("74400000", None, "not in the CPV 2008"),  # CPV 2003
        ("12345678", None, "not in the CPV 2008"),
        ("20190128-1", None, "not in the CPV 2008"),
        ("22222222", None, FILLED),
        ("00000000-1", None, FILLED),
        ("0", None, FILLED),
        ("NC", None, "not a CPV code"),
        ("45214200-23", None, "not a CPV code"),
        ("²²²²²²²²", None, "not a CPV code"),
        ("", None, "missing"),
        (None, None, "missing"),
    ],
)
def test_a_code_is_one_of_the_list(text: str | None, code: str | None, note: str | None) -> None:
    read = read_cpv(text)
    assert (read.code, read.note) == (code, note)
    assert read.family == (code[:2] if code else None)


def test_the_list_is_the_official_one(shared: Path) -> None:
    with (shared / "data/cpv/cpv_2008_parent.csv").open(encoding="utf-8", newline="") as file:
        official = {row["id"] for row in csv.DictReader(file)}
    assert {f"{code}-{check}" for code, check in codes().items()} == official
    assert {code[:2] for code in codes()} == DIVISIONS


@given(st.sampled_from(sorted(codes())))
def test_a_code_of_the_list_stands_as_it_is_with_its_check_digit_or_without(code: str) -> None:
    assert read_cpv(code)[::2] == (code, None)
    assert read_cpv(f"{code}-{codes()[code]}")[::2] == (code, None)


@given(st.none() | st.text(max_size=12) | st.from_regex(r"\A\d{1,9}(-\d)?\Z"))
def test_no_text_stops_it_and_what_is_read_is_in_the_list(text: str | None) -> None:
    read = read_cpv(text)
    if read.code is None:
        assert read.note
    else:
        assert read_cpv(read.code)[::2] == (read.code, None)
