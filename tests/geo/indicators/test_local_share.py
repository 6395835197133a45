"""The local share: what part of the placed purchases stays at home."""

import pandas as pd
import pytest
from cubes import LAW, cube, one, place
from hypothesis import given
from hypothesis import strategies as st

from geo.indicators import local_share
from geo.measures import wilson

PLACES = ("local", "elsewhere", "abroad", "unknown")


def test_the_example_of_the_method_page() -> None:
    """Ten contracts: five at home, three elsewhere, two nobody can place: 5 / 8, and 80 % covered."""
    rows = [place("29", "local", 5, 500), place("29", "elsewhere", 3, 300), place("29", "unknown", 2, 200)]
    row = one(local_share.compute(cube(locality=rows)), weight="count")
    assert row["value"] == pytest.approx(5 / 8)
    assert (row["low"], row["high"]) == pytest.approx((0.306, 0.863), abs=0.0005)
    assert row["covered"] == pytest.approx(0.8)
    assert row["contracts"] == 8


def test_the_unknown_are_never_elsewhere() -> None:
    """However many cannot be placed, the share stays; only what it covers falls."""
    known = [place("29", "local", 5, 500), place("29", "elsewhere", 5, 500)]
    few, many = (local_share.compute(cube(locality=[*known, place("29", "unknown", n, 100.0 * n)])) for n in (1, 1_000))
    columns = ["value", "low", "high", "contracts", "effective"]
    pd.testing.assert_frame_equal(few[columns], many[columns])
    assert (many["covered"] < few["covered"]).all()


def test_a_supplier_abroad_stays_in_the_denominator() -> None:
    rows = [place("29", "local", 1, 100), place("29", "abroad", 3, 300)]
    figures = local_share.compute(cube(locality=rows))
    assert one(figures, weight="count")["value"] == pytest.approx(1 / 4)
    assert one(figures, weight="amount")["covered"] == 1


def test_nothing_placed_gives_no_figure() -> None:
    assert local_share.compute(cube(locality=[place("29", "unknown", 4, 400)])).empty


def test_by_amount_one_large_supplier_weighs_like_few() -> None:
    """1 000 k€ with one supplier and 100 with each of two others: an effective number of 1.41, a wide interval."""
    rows = [place("29", "local", 1, 1_000), place("29", "elsewhere", 2, 200)]
    figures = local_share.compute(cube(locality=rows))
    amount = one(figures, weight="amount")
    assert amount["effective"] == pytest.approx(1_200**2 / (1_000**2 + 2 * 100**2))
    low, high = wilson(amount["value"] * amount["effective"], amount["effective"])
    assert (amount["low"], amount["high"]) == pytest.approx((float(low), float(high)))


def test_each_level_of_local_is_a_variant() -> None:
    rows = [place("29", "local", n, 100.0 * n, local_level=lv) for n, lv in ((1, "commune"), (3, "region"))]
    rows += [place("29", "elsewhere", 2, 200, local_level=lv) for lv in ("commune", "region")]
    figures = local_share.compute(cube(locality=rows))
    assert one(figures, variant="commune", weight="count")["value"] == pytest.approx(1 / 3)
    assert one(figures, variant="region", weight="count")["value"] == pytest.approx(3 / 5)


counts = st.tuples(*[st.integers(0, 500)] * 4)
amounts = st.floats(1, 1e9)
country = st.dictionaries(st.sampled_from(["01", "2A", "29", "974"]), st.tuples(counts, amounts), min_size=1)


def locality(drawn: dict[str, tuple[tuple[int, ...], float]], scale: float = 1) -> list[dict[str, object]]:
    return [
        place(code, where, float(n), n * unit * scale)
        for code, (numbers, unit) in drawn.items()
        for where, n in zip(PLACES, numbers, strict=True)
        if n
    ]


@LAW
@given(country)
def test_a_share_lies_between_0_and_1_inside_its_interval(drawn: dict[str, tuple[tuple[int, ...], float]]) -> None:
    figures = local_share.compute(cube(locality=locality(drawn)))
    assert figures["value"].between(0, 1).all()
    assert (figures["low"] <= figures["value"]).all()
    assert (figures["value"] <= figures["high"]).all()
    assert figures["covered"].between(0, 1).all()


@LAW
@given(country, st.floats(1e-3, 1e3))
def test_euros_or_thousands_of_them_give_the_same_shares(
    drawn: dict[str, tuple[tuple[int, ...], float]], scale: float
) -> None:
    figures, scaled = (local_share.compute(cube(locality=locality(drawn, s))) for s in (1, scale))
    pd.testing.assert_frame_equal(figures, scaled, rtol=1e-9)


@LAW
@given(country)
def test_other_names_of_territories_permute_the_figures(drawn: dict[str, tuple[tuple[int, ...], float]]) -> None:
    names = {"01": "974", "2A": "01", "29": "2A", "974": "29"}
    figures = local_share.compute(cube(locality=locality(drawn)))
    renamed = local_share.compute(cube(locality=locality({names[c]: d for c, d in drawn.items()})))
    expected = figures.assign(code=figures["code"].map(names))
    order = ["code", "weight"]
    pd.testing.assert_frame_equal(
        expected.sort_values(order, ignore_index=True), renamed.sort_values(order, ignore_index=True), check_dtype=False
    )


def test_each_definition_is_a_reading_of_its_own() -> None:
    """Five of ten at home by establishment, two by head office; the key of the usual definition is the level alone."""
    rows = [place("29", "local", 5, 500), place("29", "elsewhere", 5, 500)]
    rows += [place("29", where, n, 100 * n, definition="head_office") for where, n in (("local", 2), ("elsewhere", 8))]
    figures = local_share.compute(cube(locality=rows))
    assert one(figures, weight="count", variant="departement")["value"] == pytest.approx(0.5)
    assert one(figures, weight="count", variant="departement:head_office")["value"] == pytest.approx(0.2)
    assert set(figures["variant"]) <= set(local_share.LOCAL_SHARE.readings)


def test_the_usual_level_is_that_of_the_buyer() -> None:
    categories = ("commune", "epci", "departement", "region", "state", "hospital", "social_housing", "other")
    assert [local_share.usual_level(c) for c in categories] == ["epci", "epci", "departement", *["region"] * 5]
