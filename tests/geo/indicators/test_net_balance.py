"""Net balance: won elsewhere, less spent elsewhere."""

import pandas as pd
import pytest
from cubes import LAW, cube, flow, one, total
from hypothesis import assume, given
from hypothesis import strategies as st

from geo.indicators import net_balance


def test_the_example_of_the_method_page() -> None:
    """300 000 € won from elsewhere, 500 000 € spent elsewhere, and what stays at home counts for neither."""
    rows = [flow("35", "29", 300_000), flow("29", "35", 500_000), flow("29", "29", 9_000_000)]
    figures = net_balance.compute(cube(flow=rows))
    assert one(figures, code="29", variant="balance")["value"] == -200_000
    assert one(figures, code="29", variant="coverage")["value"] == pytest.approx(0.6)
    assert one(figures, code="35", variant="balance")["value"] == 200_000


def test_the_unknown_are_never_elsewhere() -> None:
    known = [flow("29", "35", 100), flow("35", "29", 300)]
    lost = [flow("29", "unknown", 1_000_000), flow("unknown", "29", 1_000_000)]
    figures, more = (net_balance.compute(cube(flow=rows)) for rows in (known, known + lost))
    pd.testing.assert_series_equal(figures["value"], more["value"])
    assert one(more, code="29", variant="balance")["covered"] == pytest.approx(400 / 2_000_400)


def test_a_supplier_abroad_is_elsewhere_and_has_no_balance_of_its_own() -> None:
    figures = net_balance.compute(cube(flow=[flow("29", "abroad", 100)]))
    assert one(figures, variant="balance")["value"] == -100
    assert set(figures["code"]) == {"29"}


def test_a_territory_that_only_deals_at_home_has_no_figure() -> None:
    assert net_balance.compute(cube(flow=[flow("29", "29", 100), flow("29", "unknown", 100)])).empty


def test_nothing_spent_elsewhere_leaves_a_balance_without_a_ratio() -> None:
    figures = net_balance.compute(cube(flow=[flow("35", "29", 100)]))
    assert figures.loc[figures["code"] == "29", "variant"].tolist() == ["balance"]


codes = st.sampled_from(["01", "2A", "29", "974"])
money = st.dictionaries(st.tuples(codes, codes), st.integers(1, 10**9), min_size=1)
Money = dict[tuple[str, str], int]


def flows(drawn: Money, scale: float = 1) -> list[dict[str, object]]:
    return [flow(buyer, supplier, amount * scale) for (buyer, supplier), amount in drawn.items()]


@LAW
@given(money)
def test_what_one_loses_another_wins(drawn: Money) -> None:
    figures = net_balance.compute(cube(flow=flows(drawn)))
    assert figures.loc[figures["variant"] == "balance", "value"].sum() == pytest.approx(0, abs=1e-3)


@LAW
@given(money, st.floats(1e-3, 1e3))
def test_scaled_amounts_scale_the_balance_and_leave_the_ratio(drawn: Money, scale: float) -> None:
    figures, scaled = (net_balance.compute(cube(flow=flows(drawn, s))) for s in (1, scale))
    factor = figures["variant"].map({"balance": scale, "coverage": 1.0}).astype(float).astype(float)
    assert scaled["value"].to_list() == pytest.approx((figures["value"] * factor).to_list(), abs=0.01)


@LAW
@given(money)
def test_other_names_of_territories_permute_the_figures(drawn: Money) -> None:
    names = {"01": "974", "2A": "01", "29": "2A", "974": "29"}
    figures = net_balance.compute(cube(flow=flows(drawn)))
    assume(len(figures))
    renamed = net_balance.compute(cube(flow=flows({(names[b], names[s]): a for (b, s), a in drawn.items()})))
    order = ["variant", "code"]
    expected = figures.assign(code=figures["code"].map(names)).sort_values(order, ignore_index=True)
    pd.testing.assert_frame_equal(expected, renamed.sort_values(order, ignore_index=True))


def test_the_interval_of_a_balance_is_as_wide_as_its_partners_are_few() -> None:
    """Won 100 and spent 100 elsewhere: ten equal partners on each side, then one that makes nearly all."""
    rows = [flow("35", "29", 100), flow("29", "35", 100)]
    even = [total("29", role, [10.0] * 10) for role in ("buyer", "supplier")]
    led = [total("29", role, [91.0] + [1.0] * 9) for role in ("buyer", "supplier")]
    narrow, wide = (
        one(net_balance.compute(cube(flow=rows, total=sides)), code="29", variant="balance") for sides in (even, led)
    )
    # The exact interval of a count of ten is 4.795 to 18.39: 52 below, 84 above.
    assert narrow["high"] == pytest.approx((52.05**2 + 83.9**2) ** 0.5, abs=0.5)
    assert wide["low"] < narrow["low"] < 0 < narrow["high"] < wide["high"]
    ratio = one(net_balance.compute(cube(flow=rows, total=even)), code="29", variant="coverage")
    assert (ratio["low"] * ratio["high"], ratio["value"]) == pytest.approx((1, 1))


def test_without_partners_counted_there_is_a_balance_and_no_interval() -> None:
    row = one(net_balance.compute(cube(flow=[flow("35", "29", 100)])), code="29", variant="balance")
    assert (row["value"], pd.isna(row["low"])) == (100, True)
