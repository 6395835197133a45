"""Numbers, booleans and lists as files write them."""

import math
from functools import lru_cache
from typing import Any

from etl.rules import REMEMBERED

FILLED = "digits typed to fill the field"

_FLAGS = {"true": True, "oui": True, "1": True, "false": False, "non": False, "0": False}


def is_digits(text: str) -> bool:
    """Whether a text is made of the ten digits alone: Python's own test takes '²' for one.

    >>> is_digits("2019"), is_digits("²"), is_digits("")
    (True, False, False)
    """
    return text.isascii() and text.isdigit()


def read_number(value: Any) -> float | None:
    """A finite number, or nothing.

    >>> read_number("30000.00"), read_number("NaN"), read_number(None), read_number("NC")
    (30000.0, None, None, None)
    """
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def read_months(value: Any) -> int | None:
    """A duration between one month and a century.

    >>> read_months("12"), read_months(0), read_months(3650)
    (12, None, None)
    """
    if type(value) is int and 1 <= value < 1200:
        return value
    months = read_number(value)
    return int(months) if months and 1 <= months < 1200 else None


def read_rate(value: Any) -> float | None:
    """A share in 0-1; what is outside is no share: 5 may be 5 % or a slip, and is not guessed.

    >>> read_rate("0.05"), read_rate(5)
    (0.05, None)
    """
    if value is None or (type(value) is float and 0 <= value <= 1):
        return value
    rate = read_number(value)
    return rate if rate is not None and 0 <= rate <= 1 else None


def read_whole(value: Any) -> int | None:
    """A number of things: none where it is zero (the Ministry writes 0 for missing), no number, or absurdly long.

    >>> read_whole("3.0"), read_whole(0), read_whole("trois")
    (3, None, None)
    """
    if value is None:
        return None
    if type(value) is int:
        return value if 0 < value < 10**9 else None
    text = str(value).removesuffix(".0")
    return int(text) or None if is_digits(text) and len(text) < 10 else None


def read_flag(value: Any) -> bool | None:
    """Yes or no, or nothing.

    >>> read_flag(True), read_flag("Non"), read_flag("peut-être")
    (True, False, None)
    """
    if value is None or value is True or value is False:
        return value
    return _FLAGS.get(str(value).strip().lower())


@lru_cache(REMEMBERED)
def read_list(values: tuple[str, ...]) -> str | None:
    """Several words as one text.

    >>> read_list(("Concours", "Accord-cadre")), read_list(())
    ('Concours|Accord-cadre', None)
    """
    return "|".join(values) or None
