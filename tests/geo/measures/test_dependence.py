"""How far a firm rests on one buyer, and what a family usually costs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.measures import first_partner_share, hhi, quartiles

sums = st.lists(
    st.tuples(st.sampled_from("xyz"), st.sampled_from("abcd"), st.floats(0.01, 1e6)), min_size=1, max_size=40
)


@given(sums)
def test_the_first_share_lies_between_the_equal_one_and_all(rows: list[tuple[str, str, float]]) -> None:
    owners, partners, values = zip(*rows, strict=True)
    names, shares = first_partner_share(owners, partners, values)
    for name, share in zip(names, shares, strict=True):
        mine = {p: sum(v for o, q, v in rows if (o, q) == (name, p)) for p in "abcd"}
        assert share == pytest.approx(max(mine.values()) / sum(mine.values()))
        assert hhi(list(mine.values())) <= share + 1e-9


def test_an_owner_of_nothing_has_no_first_partner() -> None:
    assert np.isnan(first_partner_share(["x"], ["a"], [0.0])[1]).all()


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 1e9)), min_size=1, max_size=40))
def test_quartiles_are_amounts_of_the_group_in_order(rows: list[tuple[str, float]]) -> None:
    groups, values = zip(*rows, strict=True)
    found = quartiles(values, groups)
    for rank, name in enumerate(found.groups):
        mine = [v for g, v in rows if g == name]
        three = found.quarter[rank], found.median[rank], found.three_quarters[rank]
        assert list(three) == sorted(three)
        assert set(three) <= set(mine)
        assert found.count[rank] == len(mine)


def test_contracts_without_amount_count_for_nothing() -> None:
    found = quartiles([np.nan, 4, np.nan], ["a", "a", "b"])
    assert (found.groups, found.count.tolist(), found.mean.tolist()) == (["a"], [1], [4.0])
    assert quartiles([np.nan], ["b"]).groups == []
