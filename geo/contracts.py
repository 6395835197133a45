"""Rules of one contract: what its amount is worth, what family it belongs to."""

import re

import numpy as np
from numpy.typing import NDArray

DIVISIONS = frozenset(
    re.findall(
        r"\d\d",
        "03 09 14 15 16 18 19 22 24 30 31 32 33 34 35 37 38 39 41 42 43 44 45 48 50 51 55 60 63 64 65 66 70 71 72 "
        "73 75 76 77 79 80 85 90 92 98",
    )
)
"""The 45 divisions of the CPV 2008 (regulation (EC) 213/2008)."""

_SENTINEL = 12_311_111_111
"""Written by a well-known pipeline over amounts of more than eleven digits."""

_COUNTED_UP = (1_234_567, 12_345_678, 123_456_789, 1_234_567_890, 12_345_678_901)

NO_AMOUNT = "no amount"
NOT_POSITIVE = "zero or negative amount"
TYPED = "digits typed to fill the field"
SYMBOLIC = "symbolic amount: at most 1 €"
TURNOVER = "concession: the holder's turnover, not public spending"
MAXIMUM = "framework agreement: a maximum"


def amount_status(
    published: NDArray[np.float64], is_framework: NDArray[np.bool_], is_concession: NDArray[np.bool_]
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Say what each published amount (€, NaN where there is none) is by itself: its status and the reason.

    What compares it with others is in ``etl.amounts``. Sums use the amounts that are 'ok' or 'ceiling', no other.

    >>> amounts = np.array([999_999_999.0, 40_000.0, 40_000.0, np.nan])
    >>> status, reason = amount_status(amounts, np.array([False, True, False, False]), np.zeros(4, bool))
    >>> list(status)
    ['placeholder', 'ceiling', 'ok', 'missing']
    """
    positive = published > 0
    cases = {
        ("missing", NO_AMOUNT): np.isnan(published),
        ("missing", NOT_POSITIVE): ~positive,
        ("concession", TURNOVER): is_concession,
        ("placeholder", TYPED): is_placeholder(np.where(positive, published, 0.0)),
        ("placeholder", SYMBOLIC): published <= 1,
        ("ceiling", MAXIMUM): is_framework,
    }
    statuses, reasons = zip(*cases, strict=True)
    met = list(cases.values())
    status = np.select(met, [np.array(s, dtype=object) for s in statuses], np.array("ok", dtype=object))
    return status, np.select(met, [np.array(r, dtype=object) for r in reasons], np.array(None, dtype=object))


def is_placeholder(amounts: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether amounts (€, finite) are digits typed to fill a field.

    Seven or more equal digits (pes-2019-04.json holds 99 999 999 and 999 999 999), digits counted up (the tests
    left in aife.json: 123 456.78 and 1 234 567.89), or a known sentinel. 6 666 666.67 € is a third of 20 M€.

    >>> is_placeholder(np.array([99_999_999, 666_666_666, 1_234_567.89, 6_666_666.67, 1_660_661_682.94]))
    array([ True,  True,  True, False, False])
    """
    whole = np.floor(np.clip(amounts, 0, 1e15)).astype(np.int64)
    powers = 10 ** np.arange(7, 17, dtype=np.int64)
    ones = np.array([(power - 1) // 9 for power in powers])[np.searchsorted(powers, whole, side="right")]
    equal = (whole >= 1_111_111) & (whole % ones == 0) & ((amounts == whole) | (whole % 10 == 9))
    counted = np.isin(whole, _COUNTED_UP) | np.isclose(amounts, 123_456.78, rtol=0, atol=0.011)
    return np.asarray(equal | counted | (whole == _SENTINEL), dtype=np.bool_)


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
