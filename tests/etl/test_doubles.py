"""Every contract once: which declarations are one contract, which are lots, and which one stands for them."""

import csv
import itertools
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
from reading import real_contracts
from world import A1, B1, FIRM_A1, FIRM_B2, contract

PAIRS = Path(__file__).with_name("double_pairs.csv")
OTHER_A1 = A1[:9] + "00027"
OTHER_FIRM_A1 = FIRM_A1[:9] + "00099"


def reasons(database: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Why each double is one: {"file#position": reason}."""
    found = database.sql("SELECT source, position, duplicate_reason FROM publication WHERE NOT is_survivor").fetchall()
    return {f"{source}#{position}": reason for source, position, reason in found}


def contracts(database: duckdb.DuckDBPyConnection) -> int:
    return len(database.sql("SELECT uid FROM contract").fetchall())


def suspected(database: duckdb.DuckDBPyConnection) -> dict[str, str]:
    query = "SELECT uid, possible_double_of FROM contract WHERE possible_double_of IS NOT NULL"
    return dict(database.sql(query).fetchall())


# --- the same contract, said again ---


def test_a_record_twice_in_a_file_counts_once(counted: Any) -> None:
    """The leading public table holds one contract 252 times."""
    database = counted(aws=[contract("1")] * 252)
    assert contracts(database) == 1
    assert Counter(reasons(database).values()) == {"exact": 251}
    assert database.sql("SELECT sum(amount_eur) FROM award").fetchall() == [(100_000,)]


def test_a_later_delivery_stands_for_the_earlier_one(counted: Any) -> None:
    database = counted(march=[contract("1")], april=[contract("1", datePublicationDonnees="2019-04-02")])
    assert reasons(database) == {"march#1": "later delivery"}
    assert database.sql("SELECT DISTINCT duplicate_of FROM publication WHERE NOT is_survivor").fetchall() == [
        ("april#1",)
    ]


def test_a_later_delivery_corrects_the_amount(counted: Any) -> None:
    corrected = contract("1", montant=130_000, datePublicationDonnees="2019-05-02")
    database = counted(march=[contract("1")], may=[corrected])
    assert reasons(database) == {"march#1": "corrected"}
    assert database.sql("SELECT amount_eur FROM contract").fetchall() == [(130_000,)]


def test_the_declaration_with_amendments_stands_for_the_contract(counted: Any) -> None:
    """A platform that knows of an amendment knows more than one that publishes later."""
    amended = contract("1", modifications=[{"dateNotificationModification": "2020-01-01", "montant": 120_000}])
    database = counted(aws=[amended], pes=[contract("1", datePublicationDonnees="2019-06-01")])
    told = database.sql("SELECT source, amount_initial_eur, amount_last_eur FROM contract").fetchall()
    assert told == [("aws", 100_000, 120_000)]


def test_two_establishments_of_one_firm_are_one_supplier(counted: Any) -> None:
    database = counted(march=[contract("1")], april=[contract("1", suppliers=[OTHER_FIRM_A1])])
    assert contracts(database) == 1


def test_the_number_that_ends_with_the_amendments_order_is_one_contract(counted: Any) -> None:
    """201817500, 201817501 and 201817502: the rule of 2019 ends a number with the order of its amendment."""
    same = [contract(f"2018175{order}", objet="Menuiseries", montant=100_669.0) for order in ("00", "01", "02")]
    database = counted(pes=same)
    assert contracts(database) == 1
    assert set(reasons(database).values()) == {"later delivery"}


# --- the same contract on another platform ---


@pytest.mark.parametrize(
    ("number", "changes", "merged"),
    [
        ("2018300E1800", {}, True),
        ("2018300E1800", {"acheteur": {"id": OTHER_A1, "nom": "Mairie"}}, True),
        ("2018300E1800", {"dateNotification": "2019-04-15"}, True),
        ("2018300E1800", {"dateNotification": None}, True),
        ("2018300E1800", {"dateNotification": "2019-09-15"}, False),
        ("2018300E1800", {"montant": 44_189.07}, False),
        ("2018300E1800", {"acheteur": {"id": B1, "nom": "B1"}}, False),
        ("2018300E1800", {"suppliers": [FIRM_A1, FIRM_B2]}, False),
        ("2018bKX0abM900", {}, False),
    ],
)
def test_another_platform_says_the_same_euros_under_a_number_of_another_shape(
    counted: Any, number: str, changes: dict[str, Any], merged: bool
) -> None:
    """The last case is a lot: a number of the same shape, letters and digits at the same places."""
    place = contract("2018aKX0abM900", montant=44_188.07)
    other = contract(number, **({"montant": 44_188.07, "objet": "LOT 1", "codeCPV": "45112700-2"} | changes))
    database = counted(place=[place], pes=[other])
    assert contracts(database) == (1 if merged else 2)
    assert set(reasons(database).values()) == ({"other platform"} if merged else set())


@pytest.mark.parametrize("euros", [180_000, 208_999])
@pytest.mark.parametrize(("cpv", "count"), [("45214200-2", 1), ("44115210-4", 2)])
def test_round_euros_prove_little_the_goods_must_agree(counted: Any, euros: int, cpv: str, count: int) -> None:
    """Charente-Maritime buys ironmongery and plumbing from one supplier, each for 180 000 €."""
    database = counted(
        place=[contract("2018nZV8I48Xpe00", montant=euros)], pes=[contract("2019004D1900", montant=euros, codeCPV=cpv)]
    )
    assert contracts(database) == count


def test_two_lots_of_a_file_are_never_taken_for_the_one_of_another(counted: Any) -> None:
    lots = [contract("2018aKX0abM900", montant=44_188.07), contract("2018aZZ9zzM900", montant=44_188.07)]
    database = counted(place=lots, pes=[contract("2018300E1800", montant=44_188.07)])
    assert contracts(database) == 3
    assert len(suspected(database)) == 2


def test_two_lots_of_two_deliveries_are_never_taken_for_the_one_of_another_platform(counted: Any) -> None:
    """Each file holds one, but two of the three numbers have one shape: which of them is the third?"""
    numbers = {"place1": "2018aKX0abM900", "place2": "2018aZZ9zzM900", "pes": "2018300E1800"}
    database = counted(**{name: [contract(number, montant=44_188.07)] for name, number in numbers.items()})
    assert contracts(database) == 3


# --- lots are contracts ---


def test_lots_under_one_number_are_contracts(counted: Any) -> None:
    """Croix publishes two sites of one supplier under 2019050000000000, for 9 348.67 and 61 184.35 €."""
    database = counted(croix=[contract("1", montant=9_348.67), contract("1", montant=61_184.35)])
    assert [uid for (uid,) in database.sql("SELECT uid FROM contract ORDER BY uid").fetchall()] == [
        f"{A1}1",
        f"{A1}1~2",
    ]


def test_lots_at_one_amount_and_day_are_contracts(counted: Any) -> None:
    lots = [contract(f"2019EVLOT1{n}00", objet="Espaces verts", montant=39_975) for n in (4, 5)]
    database = counted(aws=lots)
    assert contracts(database) == 2
    assert suspected(database) == {}


def test_lots_numbered_one_by_one_at_round_euros_are_contracts(counted: Any) -> None:
    """No order 00 among them: 01 and 02 count lots, not amendments."""
    lots = [contract(f"2019A0150{n}", objet="Impression", montant=20_000) for n in (1, 2)]
    assert contracts(counted(aws=lots)) == 2


def test_other_suppliers_are_another_contract(counted: Any) -> None:
    assert contracts(counted(march=[contract("1")], april=[contract("1", suppliers=[FIRM_B2])])) == 2


# --- where evidence is thin ---


def test_a_possible_double_is_told_and_still_counted(counted: Any) -> None:
    """202479140 and 20247914024 in one file, all else equal and no other proof."""
    twins = [contract(number, objet=None, montant=118_870.2) for number in ("202479140", "20247914024")]
    database = counted(flat=twins)
    assert contracts(database) == 2
    assert suspected(database) == {f"{A1}20247914024": f"{A1}202479140"}


# --- the order of files ---


def test_the_order_of_records_changes_neither_the_contracts_nor_who_stands_for_them(counted: Any) -> None:
    records = [
        contract("1"),
        contract("1", datePublicationDonnees="2019-04-02"),
        contract("1", montant=7_000, datePublicationDonnees="2019-05-02"),
        contract("2018aKX0abM900", montant=44_188.07),
        contract("2018300E1800", montant=44_188.07, datePublicationDonnees="2019-06-02"),
    ]
    seen = set()
    for order in itertools.islice(itertools.permutations(records), 0, 120, 30):
        database = counted(one=list(order))
        told = database.sql("SELECT uid, amount_eur, published_on, possible_double_of FROM contract ORDER BY uid")
        seen.add(str(told.fetchall()))
    assert len(seen) == 1


def test_the_order_of_files_changes_no_row(counted: Any) -> None:
    files = {
        "aws": [contract("1"), contract("2018aKX0abM900", montant=44_188.07)],
        "pes": [contract("1", montant=7_000, datePublicationDonnees="2019-05-02")],
        "place": [contract("2018300E1800", montant=44_188.07)],
    }
    seen = set()
    for names in itertools.permutations(files):
        database = counted(**{name: files[name] for name in names})
        queries = (
            "SELECT * EXCLUDE (declaration_id) FROM contract ORDER BY ALL",
            "SELECT * FROM award ORDER BY ALL",
            "SELECT * FROM publication ORDER BY ALL",
        )
        tables = [database.sql(query).fetchall() for query in queries]
        seen.add(str(tables))
    assert len(seen) == 1


# --- judged by hand, on the real files ---


@pytest.fixture(scope="module")
def real_fates(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, int], int]:
    """The survivor of each declaration of the real files, by file and position."""
    scratch = tmp_path_factory.mktemp("fates")
    with real_contracts(shared, scratch) as database:
        found = database.sql(
            "SELECT d.source, d.position, f.survivor_id FROM fate AS f "
            "JOIN declaration AS d ON d.declaration_id = f.declaration_id"
        ).fetchall()
    return {(source, position): survivor for source, position, survivor in found}


@pytest.mark.real
def test_a_hundred_pairs_judged_by_hand(real_fates: dict[tuple[str, int], int]) -> None:
    """None of 46 different ones is merged; 42 of 54 same ones are, and 7 of the other 12 have no title to judge by."""
    with PAIRS.open(encoding="utf-8") as file:
        pairs = list(csv.DictReader(file))
    seen = Counter(
        (
            p["verdict"],
            real_fates[p["source_a"], int(p["position_a"])] == real_fates[p["source_b"], int(p["position_b"])],
        )
        for p in pairs
    )
    assert len(pairs) == 100
    assert seen["different", True] == 0, "wrongly merged"
    assert seen == {("same", True): 42, ("same", False): 12, ("different", False): 46}
