"""What a declaration says, column by column, and what keeps it out."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean import clean, refuse
from etl.declaration import Amendment, ConcessionYear, Declaration, Party, Subcontract
from etl.stage import SCHEMAS

TODAY = date(2026, 11, 24)
SOUND = {
    "contract_id": "2019-1",
    "buyer_id": "21010001000019",
    "title": "Travaux",
    "amount": 100,
    "notified_on": "2019-03-01",
}


def declared(**fields: Any) -> Declaration:
    return Declaration(position=7, **(SOUND | fields))


def rows(table: str, *declarations: Declaration) -> list[dict[str, Any]]:
    """The rows of a table that declarations fill."""
    columns = clean(declarations, 1, "a.json", TODAY)[table]
    assert not columns or set(columns) == set(SCHEMAS[table].names)
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def row(**fields: Any) -> dict[str, Any]:
    (only,) = rows("declaration", declared(**fields))
    return only


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"contract_id": None}, "no identifier"),
        ({"buyer_id": None}, "no buyer"),
        ({"buyer_id": "1234"}, "buyer identifier is not a SIRET"),
        ({"buyer_id": "²" * 14}, "buyer identifier is not a SIRET"),
        ({"title": None, "amount": None}, "empty record"),
        ({"title": None, "amount": "NC"}, "empty record"),
    ],
)
def test_what_cannot_be_held_is_kept_aside_with_its_reason(fields: dict[str, Any], reason: str) -> None:
    rejection = refuse(declared(rows=3, **fields))
    assert rejection is not None
    assert (rejection.position, rejection.rows, rejection.reason) == (7, 3, reason)


def test_what_can_be_held_is_not_refused() -> None:
    assert refuse(declared()) is None
    assert refuse(declared(title=None, amount=0)) is None, "an amount of nothing is still said"


def test_the_number_of_a_contract_joins_the_buyers() -> None:
    assert row(contract_id="2019/12 A.b")["uid"] == "210100010000192019_12_A_b"


def test_a_repaired_value_says_so_and_the_published_one_stays() -> None:
    said = row(cpv="3451000", notified_on="2019-03-01+01:00", place_code="17", place_type="Code commune")
    assert (said["cpv"], said["cpv_code"], said["purchase_family"]) == ("3451000", "03451000", "03")
    assert (said["cpv_note"], said["notified_note"]) == ("lost leading zero given back", "hour or time zone dropped")
    assert (said["place_code"], said["place_kind"], said["place_key"]) == ("17", "departement", "17")


def test_a_contract_without_a_day_is_held_and_says_why() -> None:
    said = row(notified_on="2921-11-19")
    assert (said["notified_on"], said["notified_note"]) == (None, "in the future")
    assert (said["published_on"], said["published_note"]) == (None, "missing")


def test_a_concession_may_start_after_today() -> None:
    assert row(starts_on="2030-01-01")["starts_on"] == date(2030, 1, 1)


def test_fields_of_the_2022_schema_are_read() -> None:
    said = row(
        techniques=("Accord-cadre", "Concours"), is_innovative="true", has_advance=False, advance_rate="0.05",
        origin_eu=5, offers_received=0, framework_id="AC-1",
    )  # fmt: skip
    assert (said["techniques"], said["framework_id"]) == ("Accord-cadre|Concours", "AC-1")
    assert (said["is_innovative"], said["has_advance"], said["has_subcontracting"]) == (True, False, None)
    assert (said["advance_rate"], said["origin_eu"], said["offers_received"]) == (0.05, None, None)


def test_states_follow_their_days_and_the_undated_come_last() -> None:
    amendments = (Amendment(None, None, 3), Amendment("2020-06-01", None, 2), Amendment("2019-09-01", None, 1))
    states = rows("declared_state", declared(amendments=amendments))
    assert [(s["step"], s["amount_eur"]) for s in states] == [(0, 100), (1, 1), (2, 2), (3, 3)]


def test_states_of_one_day_follow_their_numbers_then_the_file() -> None:
    day = "2020-06-01"
    amendments = (
        Amendment(day, None, 4), Amendment(day, None, 3, number="10"), Amendment(day, None, 2, number=2),
        Amendment(day, None, 5), Amendment(None, None, 7, number=9), Amendment(None, None, 6, number=8),
    )  # fmt: skip
    states = rows("declared_state", declared(amendments=amendments))
    assert [s["amount_eur"] for s in states] == [100, 2, 3, 4, 5, 6, 7]


def test_the_first_and_the_last_amount_duration_and_suppliers_are_kept() -> None:
    one, other = Party("21350238800019", "SIRET"), Party("73282932000074", "SIRET")
    amended = declared(
        duration_months=12, suppliers=(one,), amendments=(Amendment("2020-01-01", None, 120, 24, (other,), "plus"),)
    )
    states = rows("declared_state", amended)
    assert [(s["amount_eur"], s["duration_months"], s["reason"]) for s in states] == [
        (100, 12, None), (120, 24, "plus"),
    ]  # fmt: skip
    assert [(s["step"], s["supplier_id"]) for s in rows("declared_supplier", amended)] == [(0, one.id), (1, other.id)]


def test_a_supplier_named_twice_counts_once_and_an_empty_one_not_at_all() -> None:
    same, blank = Party("21350238800019", "SIRET", "A"), Party(None)
    suppliers = rows("declared_supplier", declared(suppliers=(same, Party("213 502 388 00019"), blank)))
    assert [s["supplier_id"] for s in suppliers] == ["21350238800019"]
    assert rows("declared_supplier", declared(suppliers=(blank,))) == []


def test_a_supplier_with_a_name_alone_is_kept() -> None:
    (supplier,) = rows("declared_supplier", declared(suppliers=(Party(None, None, "Dupont", "1004", "1"),)))
    assert [supplier[name] for name in ("supplier_id", "name", "commune", "departement")] == [
        None, "Dupont", "01004", "01",
    ]  # fmt: skip


def test_the_key_of_suppliers_does_not_depend_on_their_order() -> None:
    one, other = Party("21350238800019"), Party(None, None, "Dupont")
    assert row(suppliers=(one, other))["supplier_key"] == row(suppliers=(other, one))["supplier_key"]
    assert row()["supplier_key"] == ""


def test_subcontracts_and_years_of_a_concession_stand_under_their_declaration() -> None:
    act = Subcontract("1", 0, Party("21350238800019", "SIRET"), "50", 3, "2019-04-01", None, "Ferme")
    year = ConcessionYear("2020-01-01", 10, "Adulte", "4.5")
    both = (declared(), declared(subcontracts=(act, Subcontract(2)), concession_years=(year,)))
    first, second = rows("declared_subcontract", *both)
    assert (first["declaration_id"], first["act"], first["siren"], first["amount_eur"]) == (2, 1, "213502388", 50)
    assert (second["act"], second["supplier_id"], second["scheme"]) == (2, None, None)
    (told,) = rows("declared_concession_year", *both)
    assert (told["declaration_id"], told["investment_eur"], told["tariff_eur"]) == (2, 10, 4.5)


words = st.none() | st.text(max_size=20)
anything = words | st.integers() | st.floats() | st.booleans()


@given(words, words, words, anything, anything, words)
def test_no_words_stop_the_cleaning(
    number: str | None, buyer: str | None, title: str | None, amount: Any, months: Any, day: str | None
) -> None:
    item = Declaration(
        position=1, contract_id=number, buyer_id=buyer, title=title, amount=amount, duration_months=months,
        notified_on=day, cpv=day, place_code=number, place_type=title, advance_rate=amount, offers_received=months,
        suppliers=(Party(number, title, buyer, day, day),), amendments=(Amendment(day, day, amount, number=months),),
        subcontracts=(Subcontract(amount, 0, Party(buyer)),), concession_years=(ConcessionYear(day, months),),
    )  # fmt: skip
    if refuse(item) is None:
        assert len(rows("declared_state", item)) == 2
