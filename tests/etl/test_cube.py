"""The cube against the plainest way to make it: one award after another, one cell after another."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, NamedTuple

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.build import CUBE_STEPS, ask, make_levels

LEVELS = ("commune", "departement", "region")
# A and B share a département, C and D another; all but X, which is abroad, and N, nowhere, share a région.
SEATS = {
    "A": ("01001", "01", "84"), "B": ("01002", "01", "84"), "C": ("02001", "02", "84"), "D": (None, "02", "84"),
    "X": ("abroad", "abroad", "abroad"), "N": (None, None, None),
}  # fmt: skip
ELSEWHERE = {"who_publishes", "what_do_firms_of_each_sector_win"}
"""Steps that read more than awards and their places; they have tests of their own."""
MADE = [step for step in CUBE_STEPS if step not in ELSEWHERE]
NAMES = ("total", "flow", "locality", "distance", "size", "firm", "band")


class Award(NamedTuple):
    """A contract's share to a supplier; parties are named by a letter of SEATS and a number: 'A1'."""

    uid: str
    buyer: str
    supplier: str
    amount: float | None = 100.0
    share: float = 1.0
    year: int | None = 2019
    family: str | None = "45"
    km: float | None = None
    status: str = "ok"
    place: str | None = None


def unit(party: str) -> str:
    """The organisation: A1 and C1 are two establishments of U1."""
    return "U" + party[1:]


def cube(
    awards: Iterable[Award],
    head_offices: dict[str, str] | None = None,
    levels: tuple[str, ...] = LEVELS,
    sizes: dict[str, str] | None = None,
) -> dict[str, pd.DataFrame]:
    """The tables that the steps of the cube make of these awards."""
    awards = list(awards)
    with duckdb.connect() as database:
        make_levels(database, levels)
        _create(database, "award", _awards(awards))
        _create(database, "contract", _contracts(awards))
        _create(database, "territory", pd.DataFrame([], columns=["level", "code", "zone_emploi"]).astype("str"))
        parties = {p for a in awards for p in (a.buyer, a.supplier)} | set((head_offices or {}).values())
        seats = {p: SEATS.get(p[0], (None,) * 3) for p in parties}
        held = [(p, level, code) for p in parties for level, code in zip(LEVELS, seats[p], strict=True) if code]
        if "zone_emploi" in levels:
            held += [(p, "zone_emploi", "0051") for p in parties if p[0] in "AC"]
        _create(database, "territory_of", pd.DataFrame(held, columns=["id", "level", "code"]).astype("str"))
        _create(database, "organisation", _organisations(head_offices or {}, sizes or {}))
        ask(database, MADE)
        return {name: database.table(name).df() for name in NAMES}


def _create(database: duckdb.DuckDBPyConnection, name: str, table: pd.DataFrame) -> None:
    database.from_df(table).create(name)


def _organisations(head_offices: dict[str, str], sizes: dict[str, str]) -> pd.DataFrame:
    rows = [(siren, head_offices.get(siren), sizes.get(siren)) for siren in sorted({*head_offices, *sizes})]
    return pd.DataFrame(rows, columns=["siren", "head_office_id", "size_category"]).astype("str")


def _awards(awards: list[Award]) -> pd.DataFrame:
    rows = [
        (a.uid, a.buyer, unit(a.buyer), a.supplier, unit(a.supplier), a.share, a.amount, a.year, a.family, a.km)
        for a in awards
    ]
    names = "uid buyer_siret buyer_siren supplier_id supplier_unit share amount_eur year purchase_family distance_km"
    table = pd.DataFrame(rows, columns=names.split())
    kinds = {"amount_eur": "float64", "distance_km": "float64", "year": "Int32", "purchase_family": "str"}
    return table.astype(kinds)


def _contracts(awards: list[Award]) -> pd.DataFrame:
    rows = {a.uid: (a.uid, a.status, "commune" if a.place else None, a.place, *_performed(a.place)) for a in awards}
    names = "uid amount_status place_kind place_key performance_commune performance_departement performance_region"
    table = pd.DataFrame(list(rows.values()), columns=names.split()).astype("str")
    return table.assign(
        performance_epci=pd.Series(None, index=table.index, dtype="str"), performance_precision="commune"
    )


def _performed(place: str | None) -> tuple[str | None, ...]:
    return SEATS[place] if place else (None, None, None)


def row(table: pd.DataFrame, **where: Any) -> Any:
    """The one row that fits; for all years and families unless told otherwise."""
    for column, value in ({"year": 0, "family": "all"} | where).items():
        table = table[table[column] == value]
    assert len(table) == 1, f"{len(table)} rows fit {where}"
    return table.iloc[0]


def many(n: int, **fields: Any) -> list[Award]:
    return [Award(f"m{i}", **({"buyer": "A1", "supplier": f"A{i + 2}"} | fields)) for i in range(n)]


# --- worked by hand ---


def test_a_grouping_is_one_contract_and_its_largest_is_whole_for_the_buyer() -> None:
    halves = [Award("1", "A1", "A2", 50, 0.5), Award("1", "A1", "C3", 50, 0.5), Award("2", "A1", "A2", 60)]
    spent = row(cube(halves)["total"], level="departement", code="01", role="buyer")
    assert (spent.contracts, spent.amount_eur, spent.amount_max, spent.partners) == (2, 160, 100, 2)
    assert (spent.amount_sq, spent.amount_top1, spent.amount_top3) == (110**2 + 50**2, 110, 160)
    won = row(cube(halves)["total"], level="departement", code="01", role="supplier")
    assert (won.contracts, won.amount_eur, won.amount_max, won.partners) == (1.5, 110, 60, 1)


def test_a_supplier_of_two_places_is_squared_once_for_each_place_and_level() -> None:
    # U2 sells from A2 (in the commune) and from B2 (in the département alone) to the buyer A1.
    locality = cube([Award("1", "A1", "A2", 30), Award("2", "A1", "B2", 40)])["locality"]
    cell = {"level": "departement", "code": "01", "definition": "seat"}
    assert row(locality, **cell, local_level="departement", place="local").amount_sq == 70**2
    assert row(locality, **cell, local_level="commune", place="local").amount_sq == 30**2
    assert row(locality, **cell, local_level="commune", place="elsewhere").amount_sq == 40**2
    assert row(locality, **cell, local_level="departement", place="local").suppliers == 1


def test_below_ten_contracts_a_year_or_a_family_has_sums_and_nothing_finer() -> None:
    nine, ten = cube(many(9)), cube(many(10))
    cell = {"level": "departement", "code": "01", "year": 2019, "family": "45"}
    assert row(nine["total"], **cell, role="buyer").amount_eur == 900
    assert pd.isna(row(nine["total"], **cell, role="buyer").partners)
    assert row(ten["total"], **cell, role="buyer").partners == 10
    assert set(nine["locality"]["year"]) == {0}
    assert set(ten["locality"]["year"]) == {0, 2019}


def test_three_thirds_of_ten_contracts_are_ten() -> None:
    thirds = [Award(f"{i}", "A1", f"A{k}", 10, 1 / 3) for i in range(10) for k in (2, 3, 4)]
    assert not cube(thirds)["locality"].query("year == 2019").empty


def test_each_definition_of_local_moves_one_control_alone() -> None:
    awards = [
        Award("1", "A1", "A2", 10),
        Award("2", "A1", "A3", 20, status="ceiling"),
        Award("3", "A1", "A4", 40, place="C"),
    ]
    locality = cube(awards, head_offices={"U2": "C2"})["locality"]
    departement = locality[(locality["local_level"] == "departement") & (locality["level"] == "departement")]
    found = departement.set_index(["definition", "code", "place"])["amount_eur"].to_dict()
    assert found == {
        ("seat", "01", "local"): 70,
        ("head_office", "01", "local"): 60, ("head_office", "01", "elsewhere"): 10,
        ("performance", "02", "elsewhere"): 40,
        ("no_ceilings", "01", "local"): 50,
    }  # fmt: skip


def test_the_foreign_and_the_unknown_are_neither_local_nor_elsewhere() -> None:
    tables = cube([Award("1", "A1", "X2", 10), Award("2", "A1", "N3", 20), Award("3", "A1", "D4", 40)])
    whole = tables["locality"].query("level == 'region' and definition == 'seat'")
    found = whole.set_index(["local_level", "place"])["amount_eur"].to_dict()
    assert found == {
        ("commune", "abroad"): 10, ("commune", "unknown"): 60,  # D4 is known by its département alone
        ("departement", "abroad"): 10, ("departement", "unknown"): 20, ("departement", "elsewhere"): 40,
        ("region", "abroad"): 10, ("region", "unknown"): 20, ("region", "local"): 40,
    }  # fmt: skip
    flows = tables["flow"].query("level == 'commune' and year == 0 and family == 'all'")
    assert flows.set_index("supplier_code")["amount_eur"].to_dict() == {"abroad": 10, "unknown": 60}


def test_a_level_is_a_row_of_a_table() -> None:
    tables = cube([Award("1", "A1", "C2")], levels=("commune", "departement", "region", "zone_emploi"))
    assert row(tables["total"], level="zone_emploi", code="0051", role="buyer").amount_eur == 100
    assert row(tables["flow"], level="zone_emploi", buyer_code="0051", supplier_code="0051").amount_eur == 100
    zone = row(tables["locality"], level="commune", definition="seat", local_level="zone_emploi", place="local")
    assert zone.amount_eur == 100


def test_distance_weighs_amounts_and_contracts_and_leaves_the_unknown_apart() -> None:
    awards = [Award(str(i), "A1", "A2", 100, km=km) for i, km in enumerate([2, 8, 40, 300])]
    table = cube([*awards, Award("5", "A1", "N3", 100)])["distance"]
    found = row(table, level="commune", code="01001", weight="amount")
    assert (found.quarter_km, found.median_km, found.three_quarters_km) == (2, 8, 40)
    assert (found.contracts, found.placed, found.placed_sq, found.whole) == (4, 400, 40_000, 500)
    assert (found.within_10, found.within_50, found.within_100) == (200, 300, 300)


def test_sizes_are_those_of_the_suppliers_and_the_unknown_is_one_of_them() -> None:
    """U2 sells from two places and is squared once; a supplier that no register knows is not a small one."""
    awards = [Award("1", "A1", "A2", 30), Award("2", "A1", "B2", 40), Award("3", "B1", "A3", 5), Award("4", "A1", "X4")]
    sizes = cube(awards, sizes={"U2": "PME", "U3": "GE"})["size"]
    cell = {"level": "departement", "code": "01"}
    small, large, unknown = (row(sizes, **cell, size_category=size) for size in ("PME", "GE", "unknown"))
    assert (small.contracts, small.amount_eur, small.amount_sq) == (2, 70, 70**2)
    assert (large.contracts, large.amount_eur, unknown.amount_eur) == (1, 5, 100)
    assert set(sizes[sizes["year"] == 2019]["code"]) == set()  # fewer than ten contracts


def test_a_firm_has_its_first_buyer_by_amount_and_by_contracts() -> None:
    """A2 sells one large contract to U1, two small ones to U3 (from two of its places); nobody is no firm."""
    awards = [
        Award("1", "A1", "A2", 60), Award("2", "A3", "A2", 10), Award("3", "C3", "A2", 10, family="72"),
        Award("4", "A1", "nobody", 999), Award("5", "A1", "X4", 7),
    ]  # fmt: skip
    firms = cube(awards)["firm"].set_index(["supplier_id", "family"]).sort_index()
    whole = firms.loc["A2", "all"]
    assert (whole.contracts, whole.amount_eur, whole.contracts_first, whole.amount_first_eur) == (3, 80, 2, 60)
    assert (whole.commune, whole.departement, whole.region) == ("01001", "01", "84")
    assert firms.loc["A2"].index.tolist() == ["45", "72", "all"]
    assert firms.loc[("X4", "all"), ["commune", "region"]].isna().all()
    assert set(firms.index.get_level_values(0)) == {"A2", "X4"}


def test_bands_begin_where_the_one_before_ends() -> None:
    distances = [0, 9.99, 10, 29.9, 30, 99, 100, 299, 300, 800, None]
    table = cube([Award(str(i), "A1", "A2", km=km) for i, km in enumerate(distances)])["band"]
    assert table.set_index("band")["contracts"].to_dict() == {0: 2, 10: 2, 30: 2, 100: 2, 300: 2}
    assert set(table["buyer_siren"] + table["family"]) == {"U145"}


# --- against the plain way ---


def cells(award: Award) -> Iterator[tuple[int, str]]:
    years = [0] if award.year is None else [0, award.year]
    return product(years, ["all"] if award.family is None else ["all", award.family])


def plain(awards: list[Award]) -> dict[str, dict[Any, Any]]:
    """Sums, squares, flows and places by the plain way, by key."""
    spent: dict[Any, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    flow: dict[Any, float] = defaultdict(float)
    placed: dict[Any, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for a in awards:
        b, s, amount = SEATS[a.buyer[0]], SEATS[a.supplier[0]], a.amount or 0.0
        for (year, family), rank in product(cells(a), range(3)):
            flow[LEVELS[rank], b[rank] or "unknown", s[rank] or "unknown", year, family] += amount
            if b[rank]:
                spent[LEVELS[rank], b[rank], year, family][unit(a.supplier)] += amount
                for local in range(3):
                    key = (LEVELS[rank], b[rank], LEVELS[local], year, family, where(b[local], s[local]))
                    placed[key][unit(a.supplier)] += amount
    return {"spent": spent, "flow": flow, "placed": placed}


def where(buyer: str | None, supplier: str | None) -> str:
    if supplier == "abroad":
        return "abroad"
    if buyer is None or supplier is None:
        return "unknown"
    return "local" if buyer == supplier else "elsewhere"


drawn = st.lists(
    st.builds(
        Award,
        uid=st.just(""),
        buyer=st.sampled_from(["A1", "B1", "C2"]),
        share=st.just(1.0),
        km=st.none(),
        status=st.just("ok"),
        place=st.none(),
        supplier=st.sampled_from(["A3", "B3", "C3", "C4", "D5", "X6", "N7"]),
        amount=st.sampled_from([None, 0.0, 10.0, 33.0, 1e6]),
        year=st.sampled_from([None, 2019, 2020]),
        family=st.sampled_from([None, "45", "72"]),
    ),
    min_size=1,
    max_size=60,
).map(lambda awards: [a._replace(uid=str(i)) for i, a in enumerate(awards)])


@settings(max_examples=25, deadline=None)
@given(drawn)
def test_the_cube_is_what_the_plain_way_gives(awards: list[Award]) -> None:
    made, expected = cube(awards), plain(awards)
    flows = made["flow"].set_index(["level", "buyer_code", "supplier_code", "year", "family"])["amount_eur"]
    assert flows.to_dict() == pytest.approx(dict(expected["flow"]), rel=1e-9)
    total = made["total"][made["total"]["role"] == "buyer"].set_index(["level", "code", "year", "family"])
    assert total["amount_eur"].to_dict() == pytest.approx({k: sum(v.values()) for k, v in expected["spent"].items()})
    enough = total[total["partners"].notna()]
    assert {k for k in total.index if total.loc[k, "contracts"] >= 10 or k[2:] == (0, "all")} == set(enough.index)
    for key, found in enough.iterrows():
        ranked = sorted(expected["spent"][key].values(), reverse=True)
        assert found["partners"] == len(ranked)
        assert found["amount_sq"] == pytest.approx(sum(a * a for a in ranked), rel=1e-9)
        assert [found[f"amount_top{n}"] for n in (1, 3, 5)] == pytest.approx([sum(ranked[:n]) for n in (1, 3, 5)])
    locality = made["locality"][made["locality"]["definition"] == "seat"]
    squares = locality.set_index(["level", "code", "local_level", "year", "family", "place"])["amount_sq"].to_dict()
    assert squares == pytest.approx(
        {k: sum(a * a for a in v.values()) for k, v in expected["placed"].items() if (*k[:2], *k[3:5]) in enough.index},
        rel=1e-9,
    )
    sizes = made["size"].groupby(["level", "code", "year", "family"])[["amount_eur", "amount_sq"]].sum()
    pd.testing.assert_frame_equal(sizes, enough[["amount_eur", "amount_sq"]].sort_index(), check_exact=False)
    won = made["firm"][made["firm"]["family"] == "all"].set_index("supplier_id")["amount_eur"]
    sold = pd.DataFrame(awards).astype({"amount": float}).groupby("supplier")["amount"].sum()
    assert won.to_dict() == pytest.approx(sold.to_dict())


@settings(max_examples=10, deadline=None)
@given(drawn, st.randoms())
def test_the_order_of_awards_does_not_matter(awards: list[Award], chance: Any) -> None:
    shuffled = cube(chance.sample(awards, len(awards)))
    for name, table in cube(awards).items():
        keys = list(table.select_dtypes(exclude="float").columns.difference(["partners", "suppliers"]))
        tables = [t.sort_values(keys, ignore_index=True) for t in (table, shuffled[name])]
        pd.testing.assert_frame_equal(*tables)
