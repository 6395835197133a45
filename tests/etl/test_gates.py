"""What keeps a version from being published without a human's word."""

from typing import Any

import pandas as pd
import pytest
from reliability.measure import measured

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
            Figures(9, spent={"01": 3}),
            Figures(9, spent={"01": 1, "2A": 3, "02": 0}),
            ["no euro is spent any more in 2A"],
        ),
        (Figures(9, spent={"01": 150}), Figures(9, spent={"01": 100}), []),
        (
            Figures(9, spent={"01": 151}),
            Figures(9, spent={"01": 100}),
            ["151 € in all instead of 100 €, over 50% apart"],
        ),
        (Figures(9, spent={"01": 49}), Figures(9, spent={"01": 100}), ["49 € in all instead of 100 €, over 50% apart"]),
        (Figures(9, spent={"01": 3, "2A": 0}), Figures(9, spent={"2A": 3}), ["no euro is spent any more in 2A"]),
        (Figures(9, spent={"01": 1}), Figures(9, spent={"01": 1, "unknown": 0.3, "abroad": 0.1}), []),
    ],
)
def test_a_version_is_refused_with_its_reasons(candidate: Any, current: Any, why: list[str]) -> None:
    assert refusals(candidate, current) == why


GATES = {
    "a fifth of the rows gone": (Figures(79), Figures(100)),
    "over 5% rejected": (Figures(100, rejected=6), None),
    "half of the euros gone": (Figures(9, spent={"01": 49}), Figures(9, spent={"01": 100})),
    "half as many euros again": (Figures(9, spent={"01": 151}), Figures(9, spent={"01": 100})),
    "a département emptied": (Figures(9, spent={"01": 3, "2A": 0}), Figures(9, spent={"01": 1, "2A": 3})),
}


@pytest.mark.parametrize("gate", GATES)
def test_each_gate_shuts(gate: str) -> None:
    measured(f"B9 {gate}: published without a word", not refusals(*GATES[gate]))  # type: ignore[arg-type]
