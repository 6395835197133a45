"""Days, in the spellings seen in real files."""

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from etl.rules import REMEMBERED
from etl.rules.values import is_digits

FIRST_YEAR = 1990

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(.*)", re.ASCII)
_FRENCH = re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})(.*)", re.ASCII)
_WORDS = re.compile(r"([A-Za-z]+),? (\d\d?),? (\d{4})(.*)", re.ASCII)
_HOUR = re.compile(r"([T ][\d:.]+)?(Z|[+-]\d\d:?\d\d)?", re.ASCII)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip


class Day(NamedTuple):
    """A day, or none, and what was done to read it or why it is none."""

    on: date | None
    note: str | None = None


@lru_cache(REMEMBERED)
def read_day(text: str | None, last: date) -> Day:
    """A day between 1990 and ``last``; a year typed wrong (0021, 2921) is not guessed.

    >>> read_day("2018-12-17+01:00", date(2026, 1, 1))
    Day(on=datetime.date(2018, 12, 17), note='hour or time zone dropped')
    >>> read_day("September, 16 2021 00:00:00", date(2026, 1, 1)).on
    datetime.date(2021, 9, 16)
    >>> read_day("0021-12-05", date(2026, 1, 1)), read_day("2921-11-19", date(2026, 1, 1))
    (Day(on=None, note='before 1990'), Day(on=None, note='in the future'))
    """
    if not text or not text.strip():
        return Day(None, "missing")
    parts, note = _parts(text.strip())
    try:
        day = date(*parts)
    except (TypeError, ValueError):
        return Day(None, "not a date")
    if day.year < FIRST_YEAR:
        return Day(None, f"before {FIRST_YEAR}")
    return Day(None, "in the future") if day > last else Day(day, note)


def read_year(text: str | None) -> int | None:
    """A year of four digits, or nothing.

    >>> read_year("2019"), read_year(" 2019 "), read_year("²019"), read_year("20190"), read_year(None)
    (2019, 2019, None, None, None)
    """
    digits = (text or "").strip()
    return int(digits) if len(digits) == 4 and is_digits(digits) else None


def _parts(text: str) -> tuple[tuple[int, ...], str | None]:
    """Year, month and day, in the spelling that fits; nothing where none does."""
    if (found := _ISO.fullmatch(text)) and _HOUR.fullmatch(found[4]):
        return tuple(map(int, found.groups()[:3])), "hour or time zone dropped" if found[4] else None
    if (found := _FRENCH.fullmatch(text)) and _HOUR.fullmatch(found[4]):
        return (int(found[3]), int(found[2]), int(found[1])), "read as day, month, year"
    if (found := _WORDS.fullmatch(text)) and found[1].lower() in _MONTHS and _HOUR.fullmatch(found[4]):
        return (int(found[3]), _MONTHS.index(found[1].lower()) + 1, int(found[2])), "written in words"
    return (), None
