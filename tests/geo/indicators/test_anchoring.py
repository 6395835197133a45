"""The anchoring ratio: the local share, over what supply, or supply and distance, would give."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from cubes import LAW, country, cube, flow, one, place
from hypothesis import given
from hypothesis import strategies as st

from geo.indicators import anchoring, gravity_fit
from geo.measures import internal_distance

Families = dict[str, tuple[float, float, float, float]]
"""By family: what 29 keeps and buys elsewhere, what the others (35) buy from 29 and elsewhere."""


def tables(families: Families, contracts: float = 1.0) -> dict[str, list[dict[str, Any]]]:
    rows = [
        flow(buyer, supplier, amount, amount * contracts, family=family)
        for family, amounts in families.items()
        for (buyer, supplier), amount in zip(
            (("29", "29"), ("29", "35"), ("35", "29"), ("35", "35")), amounts, strict=True
        )
        if amount
    ]
    rows += [row | {"family": "all"} for row in rows]
    local = [
        place(row["buyer_code"], "local" if row["buyer_code"] == row["supplier_code"] else "elsewhere",
              row["contracts"], row["amount_eur"], family=row["family"])
        for row in rows
    ]  # fmt: skip
    return {"flow": rows, "locality": local}


EXAMPLE = {"45": (30.0, 30.0, 10.0, 90.0), "72": (10.0, 30.0, 30.0, 70.0)}


def test_the_example_of_the_method_page() -> None:
    """Expected 0.6 x 10 % + 0.4 x 30 % = 18 %, observed 40 %: 2.22."""
    figures = anchoring.compute(cube(**tables(EXAMPLE)))
    whole = one(figures, code="29", family="all", variant="supply", weight="amount")
    assert whole["value"] == pytest.approx(40 / 18)
    assert whole["low"] < whole["value"] < whole["high"]
    assert one(figures, code="29", family="45", variant="supply", weight="amount")["value"] == pytest.approx(0.5 / 0.1)


def test_what_a_territory_keeps_does_not_raise_what_is_expected_of_it() -> None:
    more = EXAMPLE | {"45": (300.0, 30.0, 10.0, 90.0)}
    families = ({"45": f["45"]} for f in (EXAMPLE, more))
    which = {"code": "29", "family": "45", "variant": "supply", "weight": "amount"}
    few, many = (one(anchoring.compute(cube(**tables(f))), **which) for f in families)
    assert few["value"] == pytest.approx(0.5 / 0.1)
    assert many["value"] == pytest.approx(300 / 330 / 0.1)


def test_under_ten_contracts_there_is_no_interval() -> None:
    figures = anchoring.compute(cube(**tables(EXAMPLE, contracts=0.04)))
    assert figures[["low", "high"]].isna().all(axis=None)
    assert figures["value"].notna().all()


def test_suppliers_whom_nobody_else_uses_give_no_ratio() -> None:
    assert "29" not in set(anchoring.compute(cube(**tables({"45": (5.0, 5.0, 0.0, 9.0)})))["code"])


amounts = st.floats(1, 1e6)


@LAW
@given(st.dictionaries(st.sampled_from(["45", "72", "90"]), st.tuples(amounts, amounts, amounts, amounts), min_size=1))
def test_euros_or_thousands_of_them_and_names_change_nothing(families: Families) -> None:
    figures = anchoring.compute(cube(**tables(families, contracts=0.0)))
    scaled = {family: tuple(1_000 * a for a in four) for family, four in families.items()}
    other = anchoring.compute(cube(**tables(scaled, contracts=0.0)))
    pd.testing.assert_series_equal(figures["value"], other["value"], rtol=1e-6)
    assert (figures["value"] >= 0).all()


def test_distance_explains_what_supply_alone_does_not() -> None:
    """Towns that buy by distance keep far more than their size says, and about what their distance says."""
    figures = anchoring.compute(cube(**country()))
    figures = figures[(figures["weight"] == "count") & (figures["family"] == "all")]
    supply, distance = (figures[figures["variant"] == v]["value"].median() for v in ("supply", "distance"))
    assert supply > 8
    assert 0.5 < distance < 4


def test_under_twenty_territories_there_is_no_gravity() -> None:
    assert set(anchoring.compute(cube(**country(4)))["variant"]) == {"supply", "supply_test"}


def test_a_gap_that_chance_does_not_give_is_told_from_one_that_it_does() -> None:
    """Half kept where a tenth is expected, of sixty contracts and of ten; and a seventh kept where 30 % is expected."""
    which = {"variant": "supply_test", "weight": "count", "code": "29"}
    many, few = (anchoring.compute(cube(**tables(EXAMPLE, contracts=n))) for n in (1.0, 0.2))
    assert one(many, family="45", **which)["value"] == anchoring.MORE
    assert one(few, family="45", **which)["contracts"] == pytest.approx(12)
    assert one(many, family="72", **which)["value"] == anchoring.AS_EXPECTED
    away = anchoring.compute(cube(**tables({"45": (5.0, 95.0, 40.0, 60.0)})))
    assert one(away, family="45", **which)["value"] == anchoring.LESS


def test_under_ten_contracts_nothing_is_tested() -> None:
    figures = anchoring.compute(cube(**tables(EXAMPLE, contracts=0.04)))
    assert set(figures["variant"]) == {"supply"}


def test_a_country_without_home_bias_has_few_false_finds() -> None:
    """Forty territories that keep what they are expected to, but for chance: hardly any is coloured."""
    rng, codes = np.random.default_rng(0), [f"{n:02}" for n in range(40)]
    coloured = []
    for _ in range(10):
        drawn = rng.multinomial(100, np.full(40, 1 / 40), size=40)
        rows = [
            flow(one, other, 1.0, float(n), family=family)
            for one, line in zip(codes, drawn, strict=True)
            for other, n in zip(codes, line, strict=True)
            for family in ("45", "all")
            if n
        ]
        local = [
            place(row["buyer_code"], "local" if row["buyer_code"] == row["supplier_code"] else "elsewhere",
                  row["contracts"], row["amount_eur"], family=row["family"])
            for row in rows
        ]  # fmt: skip
        figures = anchoring.compute(cube(flow=rows, locality=local))
        tested = figures[(figures["variant"] == "supply_test") & (figures["weight"] == "count")]
        coloured.append((tested[tested["family"] == "45"]["value"] != anchoring.AS_EXPECTED).sum())
    assert sum(count > 0 for count in coloured) <= 2


def test_half_or_twice_the_distance_within_a_territory_moves_the_level_of_the_ratio(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a slope of -1, what is expected at home doubles where home is half as far: the ratio falls to about half."""
    found = {}
    for factor in (0.5, 1.0, 2.0):
        monkeypatch.setattr(gravity_fit, "internal_distance", lambda area, by=factor: by * internal_distance(area))
        figures = anchoring.compute(cube(**country()))
        kept = (figures["variant"] == "distance") & (figures["weight"] == "count") & (figures["family"] == "all")
        found[factor] = figures[kept].set_index("code")["value"]
    half, usual, twice = found.values()
    assert 0.45 < (half / usual).median() < 0.7
    assert 1.5 < (twice / usual).median() < 2.2
