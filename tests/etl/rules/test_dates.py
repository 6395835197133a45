"""Days: what is read, in which spelling, and why the rest is none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.rules.dates import FIRST_YEAR, read_day

TODAY = date(2026, 11, 24)
DROPPED, FRENCH = "hour or time zone dropped", "read as day, month, year"


@pytest.mark.parametrize(
    ("text", "day", "note"),
    [
        ("2019-03-01", date(2019, 3, 1), None),
        ("2018-12-17+01:00", date(2018, 12, 17), DROPPED),
        ("2019-03-01T10:00:00Z", date(2019, 3, 1), DROPPED),
        ("2019-03-01 00:00:00.000", date(2019, 3, 1), DROPPED),
        ("September, 16 2021 00:00:00", date(2021, 9, 16), "written in words"),
        ("01/03/2019", date(2019, 3, 1), FRENCH),
        ("1/3/2019", date(2019, 3, 1), FRENCH),
        ("01-03-2019", date(2019, 3, 1), FRENCH),
        ("03/31/2019", None, "not a date"),
        ("2019-02-30", None, "not a date"),
        ("2019-03-01 environ", None, "not a date"),
        ("Brumaire, 16 2021", None, "not a date"),
        ("٢٠١٩-03-01", None, "not a date"),
        ("NC", None, "not a date"),
        ("0021-12-05", None, "before 1990"),  # 2021? 2012? not guessed
        ("0002-11-30", None, "before 1990"),
        ("1989-12-31", None, "before 1990"),
        ("1990-01-01", date(1990, 1, 1), None),
        ("2026-11-24", TODAY, None),
        ("2026-11-25", None, "in the future"),
        ("2921-11-19", None, "in the future"),
        ("", None, "missing"),
        ("  ", None, "missing"),
        (None, None, "missing"),
    ],
)
def test_a_day_is_between_1990_and_today(text: str | None, day: date | None, note: str | None) -> None:
    assert read_day(text, TODAY) == (day, note)


@given(st.dates(date(FIRST_YEAR, 1, 1), TODAY))
def test_each_spelling_says_the_same_day(day: date) -> None:
    for spelling in ("%Y-%m-%d", "%Y-%m-%d+02:00", "%d/%m/%Y", "%Y-%m-%dT23:59:59Z"):
        assert read_day(day.strftime(spelling), TODAY).on == day


@given(st.none() | st.text() | st.from_regex(r"\d{1,4}[-/ ]\d{1,2}[-/ ]\d{1,4}"))
def test_no_text_stops_it_and_a_day_read_twice_is_the_same(text: str | None) -> None:
    once = read_day(text, TODAY)
    assert (once.on is None) <= (once.note is not None), "a day that is none says why"
    if once.on:
        assert read_day(once.on.isoformat(), TODAY) == (once.on, None)
