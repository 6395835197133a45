"""Rules of one declaration: what is read from its words, and what keeps it out."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean import CleanDeclaration, clean, read_buyer, read_date, read_number, read_party
from etl.declaration import Amendment, Declaration, Party, Rejection

TODAY = date(2026, 11, 24)
SOUND = {
    "contract_id": "2019-1",
    "buyer_id": "21010001000019",
    "title": "Travaux",
    "amount": 100,
    "notified_on": "2019-03-01",
}


def cleaned(**fields: Any) -> CleanDeclaration:
    result = clean(Declaration(position=1, **(SOUND | fields)), TODAY)
    assert isinstance(result, CleanDeclaration)
    return result


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
    result = clean(Declaration(position=7, rows=3, **(SOUND | fields)), TODAY)
    assert isinstance(result, Rejection)
    assert (result.position, result.rows, result.reason) == (7, 3, reason)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("21010001000019", "21010001000019"),
        ("7050065000155", "07050065000155"),  # a spreadsheet ate the zero
        ("23 350 001 600 040", "23350001600040"),
        ("200062586", "200062586"),
        ("20006258", None),
        ("FR210100010", None),
        ("", None),
    ],
)
def test_a_buyer_is_a_siret_or_a_siren(text: str, read: str | None) -> None:
    assert read_buyer(text) == read


def test_the_number_of_a_contract_joins_the_buyers() -> None:
    assert cleaned(contract_id="2019/12 A.b").uid == "210100010000192019_12_A_b"


@pytest.mark.parametrize(
    ("identifier", "declared", "scheme", "siren"),
    [
        ("11111111100011", "SIRET", "SIRET", "111111111"),
        ("111 111 111 00011", None, "SIRET", "111111111"),
        ("111111111", "SIRET", "SIREN", "111111111"),
        ("FR21483209383", "TVA_INTRACOMMUNAUTAIRE", "TVA", "483209383"),
        ("FR21483209383", "UE", "TVA", "483209383"),
        ("DE123456789", "TVA", "TVA", None),
        ("CHE-1", "HORS_UE", "HORS-UE", None),
        ("CHE-1", "HORS-UE", "HORS-UE", None),
        ("x", "", "?", None),
        (None, None, "?", None),
    ],
)
def test_spellings_of_a_suppliers_identifier(
    identifier: str | None, declared: str | None, scheme: str, siren: str | None
) -> None:
    party = read_party(Party(identifier, declared))
    assert (party.scheme, party.siren) == (scheme, siren)


@pytest.mark.parametrize(("given_", "read"), [("1004", "01004"), ("2a004", "2A004"), ("97411", "97411"), ("", None)])
def test_a_commune_gets_its_zero_back(given_: str, read: str | None) -> None:
    assert read_party(Party("x", commune=given_)).commune == read


@pytest.mark.parametrize(("given_", "read"), [("1", "01"), ("2A", "2A"), ("974", "974")])
def test_a_departement_gets_its_zero_back(given_: str, read: str) -> None:
    assert read_party(Party("x", departement=given_)).departement == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2019-03-01", date(2019, 3, 1)),
        ("2018-12-17+01:00", date(2018, 12, 17)),
        ("2019-03-01T10:00:00Z", date(2019, 3, 1)),
        ("2019-02-30", None),
        ("0021-12-05", None),
        ("1989-12-31", None),
        ("2026-11-24", TODAY),
        ("2026-11-25", None),
        ("01/03/2019", None),
        (None, None),
    ],
)
def test_a_day_is_between_1990_and_today(text: str | None, read: date | None) -> None:
    assert read_date(text, TODAY) == read


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("30000.00", 30_000),
        (5, 5),
        ("NaN", None),
        ("inf", None),
        (None, None),
        ([], None),
        ("1,5", None),
        (10**400, None),
    ],
)
def test_a_number_is_finite(value: Any, read: float | None) -> None:
    assert read_number(value) == read


def test_a_contract_without_a_date_is_held_without_a_year() -> None:
    assert cleaned(notified_on="2921-11-19").notified_on is None


def test_states_follow_their_dates_and_the_undated_come_last() -> None:
    amendments = (Amendment(None, None, 3), Amendment("2020-06-01", None, 2), Amendment("2019-09-01", None, 1))
    states = cleaned(amendments=amendments).states
    assert [(s.step, s.amount_eur) for s in states] == [(0, 100), (1, 1), (2, 2), (3, 3)]


def test_a_supplier_named_twice_counts_once_and_an_empty_one_not_at_all() -> None:
    same, blank = Party("11111111100011", "SIRET", "A"), Party(None)
    (state,) = cleaned(suppliers=(same, Party("111 111 111 00011", "SIRET", "a"), blank)).states
    assert [p.id for p in state.suppliers] == ["11111111100011"]


def test_a_supplier_with_a_name_alone_is_kept() -> None:
    (state,) = cleaned(suppliers=(Party(None, None, "Dupont"),)).states
    assert [(p.id, p.name) for p in state.suppliers] == [(None, "Dupont")]


@pytest.mark.parametrize(("months", "read"), [("12", 12), ("0", None), (-3, None), (1e9, None), ("douze", None)])
def test_a_duration_is_between_one_month_and_a_century(months: Any, read: int | None) -> None:
    assert cleaned(duration_months=months).states[0].duration_months == read


words = st.none() | st.text(max_size=20)
anything = words | st.integers() | st.floats() | st.booleans()


@given(words, words, words, anything, anything, words)
def test_no_words_stop_the_cleaning(
    number: str | None, buyer: str | None, title: str | None, amount: Any, months: Any, day: str | None
) -> None:
    declared = Declaration(
        position=1, contract_id=number, buyer_id=buyer, title=title, amount=amount, duration_months=months,
        notified_on=day, suppliers=(Party(number, title, buyer, day, day),),
    )  # fmt: skip
    assert isinstance(clean(declared, TODAY), CleanDeclaration | Rejection)
