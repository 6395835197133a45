"""A check measures something, writes one line of docs/reliability.md, then fails where the limit is missed."""

import os
from pathlib import Path
from typing import TypeVar

LINES = Path(__file__).resolve().parents[1] / "output" / "reliability.txt"
IS_RELEASE = os.environ.get("RELIABILITY") == "release"
"""`make release-check`: the same checks with larger numbers, and those that take minutes."""
Amount = TypeVar("Amount")


def amount(always: Amount, release: Amount) -> Amount:
    """How much of a thing: at every run of the tests, or before a release."""
    return release if IS_RELEASE else always


def measured(name: str, value: float, limit: float = 0) -> None:
    """Write down ``measured("B1 build killed: requests failed", 0)``; a value over its limit fails."""
    verdict = "PASS" if value <= limit else "FAIL"
    LINES.parent.mkdir(exist_ok=True)
    with LINES.open("a", encoding="utf-8") as lines:
        lines.write(f"{name}\t{value:g}\t{limit:g}\t{verdict}\n")
    assert verdict == "PASS", f"{name}: {value:g}, the limit is {limit:g}"
