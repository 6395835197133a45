"""Coagglomeration: families won in the same départements."""

import pandas as pd
import pytest
from cubes import LAW, cube, one, total
from hypothesis import given
from hypothesis import strategies as st

from geo.indicators import COAGGLOMERATION, coagglomeration


def figures_of(won: dict[str, list[float]], contracts: float = 400.0) -> pd.DataFrame:
    """What each family wins in départements 01, 02..."""
    rows = [
        total(f"0{n + 1}", "supplier", [amount], family=family, contracts=contracts)
        for family, amounts in won.items()
        for n, amount in enumerate(amounts)
    ]
    return coagglomeration.compute(cube(total=rows))


def test_the_example_of_the_method_page() -> None:
    """80/20 and 60/40 where all is 50/50: 0.12."""
    figures = figures_of({"45": [80, 20], "72": [60, 40], "90": [10, 90]})
    assert one(figures, family="45", variant="with_72", weight="amount")["value"] == pytest.approx(0.12)
    assert one(figures, family="45", variant="with_90", weight="amount")["value"] < 0


def test_a_family_of_few_contracts_has_no_pair() -> None:
    assert figures_of({"45": [80, 20], "72": [60, 40]}, contracts=40.0).empty


amounts = st.lists(st.floats(1, 1e6), min_size=3, max_size=3)


@LAW
@given(st.dictionaries(st.sampled_from(["45", "72", "90", "15"]), amounts, min_size=2))
def test_it_is_the_same_both_ways_and_has_a_name_in_the_registry(won: dict[str, list[float]]) -> None:
    figures = figures_of(won)
    figures = figures[figures["weight"] == "amount"]
    pairs = {(row.family, row.variant[5:]): row.value for row in figures.itertuples()}
    assert all(pairs[a, b] == pytest.approx(pairs[b, a], abs=1e-12) for a, b in pairs)
    assert set(figures["variant"]) <= {v.key for v in COAGGLOMERATION.variants}
