"""What keeps a version from being published without a human's word."""

from typing import Any

import pandas as pd
import pytest

from etl.gates import refusals


class Figures:
    """As much of an atlas as the gates look at."""

    def __init__(self, rows: int, rejected: int = 0, spent: dict[str, float] | None = None) -> None:
        self._rows, self._rejected, self._spent = rows, rejected, spent or {"01": 5.0}

    def manifest(self) -> dict[str, Any]:
        return {"sources": [{"rows": self._rows, "rejected": {"no identifier": self._rejected}}]}

    def flows(self, selection: object) -> pd.DataFrame:
        return pd.DataFrame(self._spent.items(), columns=["buyer_code", "amount_eur"])


@pytest.mark.parametrize(
    ("candidate", "current", "why"),
    [
        (Figures(100), None, []),
        (Figures(80), Figures(100), []),
        (Figures(100, rejected=5), None, []),
        (Figures(79), Figures(100), ["79 rows instead of 100, under 80%"]),
        (Figures(100, rejected=6), None, ["6.0% of the rows are rejected, over 5%"]),
        (Figures(0), None, ["100.0% of the rows are rejected, over 5%"]),
        (
            Figures(9, spent={"01": 1}),
            Figures(9, spent={"01": 1, "2A": 3, "02": 0}),
            ["no euro is spent any more in 2A"],
        ),
        (Figures(9, spent={"01": 1, "2A": 0}), Figures(9, spent={"2A": 3}), ["no euro is spent any more in 2A"]),
        (Figures(9, spent={"01": 1}), Figures(9, spent={"01": 1, "unknown": 3, "abroad": 1}), []),
    ],
)
def test_a_version_is_refused_with_its_reasons(candidate: Any, current: Any, why: list[str]) -> None:
    assert refusals(candidate, current) == why
