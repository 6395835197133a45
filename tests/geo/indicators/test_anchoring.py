"""The anchoring ratio: the local share, over what supply, or supply and distance, would give."""

from typing import Any

import pandas as pd
import pytest
from cubes import LAW, country, cube, flow, one, place
from hypothesis import given
from hypothesis import strategies as st

from geo.indicators import anchoring

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
    assert one(figures, code="29", family="45", weight="amount")["value"] == pytest.approx(0.5 / 0.1)


def test_what_a_territory_keeps_does_not_raise_what_is_expected_of_it() -> None:
    more = EXAMPLE | {"45": (300.0, 30.0, 10.0, 90.0)}
    families = ({"45": f["45"]} for f in (EXAMPLE, more))
    few, many = (one(anchoring.compute(cube(**tables(f))), code="29", family="45", weight="amount") for f in families)
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
    assert set(anchoring.compute(cube(**country(4)))["variant"]) == {"supply"}
