"""The location quotient: a family's weight here, over its weight in France."""

from typing import Any

import pandas as pd
import pytest
from cubes import LAW, cube, one, total
from hypothesis import given
from hypothesis import strategies as st

from geo.indicators import location_quotient

Won = dict[str, dict[str, float]]


def won(amounts: Won, scale: float = 1) -> list[dict[str, Any]]:
    """Rows of total: per territory, one contract in each family, and all of them together."""
    rows = []
    for code, families in amounts.items():
        rows += [total(code, "supplier", [a * scale], family=family) for family, a in families.items()]
        rows.append(total(code, "supplier", [a * scale for a in families.values()]))
    return rows


def test_the_example_of_the_method_page() -> None:
    """20 % of what is won here is works, 16 % in France: 20 / 16 = 1.25."""
    figures = location_quotient.compute(cube(total=won({"29": {"45": 20, "72": 80}, "35": {"45": 12, "72": 88}})))
    assert one(figures, code="29", family="45", variant="lq", weight="amount")["value"] == pytest.approx(1.25)


def test_a_lone_territory_is_like_the_whole() -> None:
    figures = location_quotient.compute(cube(total=won({"29": {"45": 20, "72": 80}})))
    assert figures.loc[figures["weight"] == "amount", "value"].to_list() == pytest.approx([1, 1, 1, 1])


def test_there_is_no_quotient_of_all_families() -> None:
    figures = location_quotient.compute(cube(total=won({"29": {"45": 20, "72": 80}})))
    assert "all" not in set(figures["family"])


country = st.dictionaries(
    st.sampled_from(["01", "2A", "29", "974"]),
    st.dictionaries(st.sampled_from(["45", "72", "33"]), st.floats(1, 1e9), min_size=1),
    min_size=1,
)


@LAW
@given(country)
def test_the_interval_holds_the_quotient(drawn: Won) -> None:
    figures = location_quotient.compute(cube(total=won(drawn)))
    assert (figures["value"] >= 0).all()
    figures = figures[figures["variant"] == "lq"]
    assert (figures["low"] <= figures["value"] * (1 + 1e-12)).all()
    assert (figures["value"] <= figures["high"] * (1 + 1e-12)).all()


@LAW
@given(country)
def test_weighted_by_what_each_wins_the_quotients_of_a_family_average_one(drawn: Won) -> None:
    figures = location_quotient.compute(cube(total=won(drawn)))
    weights = {code: sum(families.values()) for code, families in drawn.items()}
    for _, of_family in figures[(figures["weight"] == "amount") & (figures["variant"] == "lq")].groupby("family"):
        mean = (of_family["value"] * of_family["code"].map(weights)).sum() / sum(weights.values())
        assert mean == pytest.approx(1)


@LAW
@given(country, st.floats(1e-3, 1e3))
def test_euros_or_thousands_of_them_give_the_same_quotients(drawn: Won, scale: float) -> None:
    figures, scaled = (location_quotient.compute(cube(total=won(drawn, s))) for s in (1, scale))
    columns = ["value", "low", "high", "effective"]
    pd.testing.assert_frame_equal(figures[columns], scaled[columns], rtol=1e-9, atol=1e-6)


@LAW
@given(country)
def test_other_names_of_territories_permute_the_figures(drawn: Won) -> None:
    names = {"01": "974", "2A": "01", "29": "2A", "974": "29"}
    figures = location_quotient.compute(cube(total=won(drawn)))
    renamed = location_quotient.compute(cube(total=won({names[c]: f for c, f in drawn.items()})))
    order = ["code", "family", "weight"]
    expected = figures.assign(code=figures["code"].map(names)).sort_values(order, ignore_index=True)
    pd.testing.assert_frame_equal(expected, renamed.sort_values(order, ignore_index=True))


@LAW
@given(country)
def test_a_quotient_is_drawn_towards_one_and_never_past_it(drawn: Won) -> None:
    figures = location_quotient.compute(cube(total=won(drawn)))
    wide = figures.pivot(index=["code", "family", "weight"], columns="variant", values="value")
    assert (wide["shrunk"] >= wide["lq"].clip(upper=1) - 1e-9).all()
    assert (wide["shrunk"] <= wide["lq"].clip(lower=1) + 1e-9).all()
