"""What is bought: codes checked against the list of the CPV 2008."""

import re
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from etl.rules import REMEMBERED
from etl.rules.identity import BLANKS, LOST_ZERO
from etl.rules.values import FILLED
from geo.contracts import purchase_family

_SHAPE = re.compile(r"(\d{1,8})(?:-?(\d))?", re.ASCII)
COMPLETED = "completed with zeros"


class Cpv(NamedTuple):
    """A code of the CPV 2008, its division, and what was done to read it or why there is none."""

    code: str | None
    family: str | None
    note: str | None = None


@lru_cache(REMEMBERED)
def read_cpv(text: str | None) -> Cpv:
    """The code of the CPV 2008 that a text stands for, without its check digit.

    A code outside the list becomes its longest ancestor in it; one of another list (74xxxxxx, CPV 2003) none.

    >>> read_cpv("45214200-2"), read_cpv("45214200-9").note
    (Cpv(code='45214200', family='45', note=None), 'wrong check digit')
    >>> read_cpv("4521"), read_cpv("3451000").code, read_cpv("45210003").code, read_cpv("74400000")
    (Cpv(code='45210000', family='45', note='completed with zeros'), '03451000', '45210000', \
Cpv(code=None, family=None, note='not in the CPV 2008'))
    """
    if not text or not text.strip():
        return Cpv(None, None, "missing")
    compact = re.sub(r"[\s.]", "", text)
    found = _SHAPE.fullmatch(compact)
    if found is None:
        return Cpv(None, None, "not a CPV code")
    digits, check = found.groups()
    if len(set(digits)) == 1:
        return Cpv(None, None, FILLED)
    code, note = _known(digits, check)
    if code is None:
        return Cpv(None, None, note)
    if note is None and check and codes()[code] != check:
        note = "wrong check digit"
    return Cpv(code, purchase_family(code), note or (BLANKS if compact != text else None))


def _known(digits: str, check: str | None) -> tuple[str | None, str | None]:
    """The code in the list that the digits stand for, and how it was found."""
    if digits in codes():
        return digits, None
    # 3451000 is 03451000, plants, in a file about plants: a spreadsheet ate the zero. 4543100-7 lost its last one.
    repairs = {digits.ljust(8, "0"): COMPLETED} if len(digits) > 1 else {}
    if len(digits) == 7:
        repairs = {"0" + digits: LOST_ZERO} | repairs
    possible = [code for code in repairs if code in codes()]
    if possible:
        best = min(possible, key=lambda code: codes()[code] != (check or codes()[code]))
        return best, repairs[best]
    for length in range(7, 1, -1):
        if (ancestor := digits[:length].ljust(8, "0")) in codes():
            return ancestor, "not in the CPV 2008, read as its nearest ancestor"
    return None, "not in the CPV 2008"


@cache
def codes() -> dict[str, str]:
    """The 9,454 codes with their check digits.

    >>> len(codes()), codes()["45214200"]
    (9454, '2')
    """
    text = resources.files("etl").joinpath("data", "cpv_2008.txt").read_text(encoding="ascii")
    lines = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return {start + end[:4]: end[4] for start, *ends in lines for end in ends}
