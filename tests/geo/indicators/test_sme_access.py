"""SME access: the part of purchases that small and medium-sized enterprises win."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from cubes import CUT, LAW, cube, one
from hypothesis import given
from hypothesis import strategies as st

from geo.indicators import sme_access


def won(size: str | None, contracts: float, amount: float) -> dict[str, Any]:
    """A row of size: equal suppliers, one a contract."""
    square = amount**2 / contracts if contracts else 0.0
    return CUT | {
        "code": "29",
        "size_category": size,
        "contracts": contracts,
        "amount_eur": amount,
        "amount_sq": square,
    }


def test_the_example_of_the_method_page() -> None:
    """Ten contracts: six to SMEs, two to large firms, two unknown: 75 %, from 40.9 to 92.9, and 80 % covered."""
    rows = [won("PME", 6, 60), won("GE", 2, 900), won("unknown", 2, 40)]
    row = one(sme_access.compute(cube(size=rows)), variant="pme", weight="count")
    assert (row["value"], row["covered"], row["contracts"]) == pytest.approx((0.75, 0.8, 8))
    assert (row["low"], row["high"]) == pytest.approx((0.409, 0.929), abs=0.0005)


def test_an_unknown_size_is_never_a_large_firm() -> None:
    known = [won("PME", 6, 60), won("GE", 2, 900)]
    few, many = (
        one(sme_access.compute(cube(size=[*known, won(None, n, 10.0 * n)])), variant="pme", weight="amount")
        for n in (1, 500)
    )
    assert few["value"] == many["value"] == pytest.approx(60 / 960)
    assert many["covered"] < few["covered"]


def test_without_the_table_there_is_no_figure() -> None:
    assert sme_access.compute(cube()).empty


@pytest.mark.parametrize("size", [None, "PME"])
def test_a_size_that_nobody_has_stops_nothing_where_words_are_categories(size: str | None) -> None:
    """As a build reads them, with the codes of all communes (etl.build.read_cube)."""
    rows = cube(size=[won(size, 20, 20.0)])
    known = [f"{n:05}" for n in range(40_000)]
    words = {name: pd.CategoricalDtype([*known, *rows.size[name].unique()]) for name in ("level", "code", "family")}
    found = sme_access.compute(replace(rows, size=rows.size.astype(words)))
    assert len(found) == len(sme_access.compute(rows))
    assert found.empty == (size is None)


@LAW
@given(st.tuples(*[st.integers(0, 200)] * 3).filter(any), st.floats(1, 1e6))
def test_the_three_shares_sum_to_one(counts: tuple[int, ...], unit: float) -> None:
    rows = [won(size, n, n * unit) for size, n in zip(sme_access.SIZES, counts, strict=True) if n]
    figures = sme_access.compute(cube(size=rows))
    assert figures.groupby("weight")["value"].sum().to_list() == pytest.approx([1, 1])
    assert ((figures["low"] <= figures["value"]) & (figures["value"] <= figures["high"])).all()
