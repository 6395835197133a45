"""Rules of one contract: what its amount is worth, what family it belongs to."""

import re
from dataclasses import dataclass

DIVISIONS = frozenset(
    re.findall(
        r"\d\d",
        "03 09 14 15 16 18 19 22 24 30 31 32 33 34 35 37 38 39 41 42 43 44 45 48 50 51 55 60 63 64 65 66 70 71 72 "
        "73 75 76 77 79 80 85 90 92 98",
    )
)
"""The 45 divisions of the CPV 2008 (regulation (EC) 213/2008)."""

_SENTINEL = 12_311_111_111.0
"""Written by a well-known pipeline over amounts of more than eleven digits."""


@dataclass(frozen=True)
class AmountStatus:
    """An amount as published, what sums may use of it, and why."""

    published_eur: float | None
    usable_eur: float | None
    status: str
    reason: str | None


def amount_status(published: float | None, nature: str | None = None) -> AmountStatus:
    """Say what sums may use of a published amount, in euros; the published one is never changed.

    >>> amount_status(999_999_999.0).status
    'placeholder'
    >>> amount_status(40_000.0, "Accord-cadre")
    AmountStatus(published_eur=40000.0, usable_eur=40000.0, status='ceiling', reason='framework agreement: a maximum')
    """
    if published is None:
        return AmountStatus(None, None, "missing", "no amount")
    if published <= 0:
        return AmountStatus(published, None, "missing", "zero or negative amount")
    if is_placeholder(published):
        return AmountStatus(published, None, "placeholder", "digits typed to fill the field")
    if re.match(r"accord.cadre", nature or "", re.IGNORECASE):
        return AmountStatus(published, published, "ceiling", "framework agreement: a maximum")
    return AmountStatus(published, published, "ok", None)


def is_placeholder(amount: float) -> bool:
    """Whether an amount is digits typed to fill a field: seven or more equal ones, or a known sentinel.

    >>> is_placeholder(99_999_999), is_placeholder(666_666_666), is_placeholder(1_660_661_682.94)
    (True, True, False)
    """
    digits = str(int(amount))
    return amount == _SENTINEL or (len(digits) >= 7 and len(set(digits)) == 1)


def purchase_family(cpv: str | None) -> str | None:
    """The CPV division (two digits), or nothing where the code is not one.

    >>> purchase_family("45214200-2"), purchase_family("9132100"), purchase_family("NC")
    ('45', '09', None)
    """
    digits = re.sub(r"-\d$", "", (cpv or "").strip())
    if not digits.isdigit():
        return None
    if len(digits) == 7:  # 9132100 is 09132100, petrol: a spreadsheet ate the zero
        digits = "0" + digits
    return digits[:2] if digits[:2] in DIVISIONS else None
