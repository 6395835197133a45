"""The rules on the four deliveries of 2019: 10,346 declarations, 11,621 named suppliers."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from etl.declaration import Declaration
from etl.rules.contacts import EMAIL_LEFT_OUT, without_contacts
from etl.rules.cpv import COMPLETED, read_cpv
from etl.rules.dates import read_day
from etl.rules.identity import BLANKS, FAILS, LOST_ZERO, read_buyer, read_supplier
from etl.rules.values import FILLED
from etl.sources import recognise
from etl.sources.base import Source

pytestmark = pytest.mark.real
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def declarations(shared: Path) -> list[Declaration]:
    found: list[Declaration] = []
    for name in ("aife", "marches-publics-info", "pes-2019-04", "croix-59"):
        path = shared / f"data/decp-2019/{name}.json"
        source = recognise(path)
        assert isinstance(source, Source)
        found += [one for one in source.read(path) if isinstance(one, Declaration)]
    assert len(found) == 10_346
    return found


def test_buyers(declarations: list[Declaration]) -> None:
    buyers = [read_buyer(one.buyer_id) for one in declarations]
    notes = Counter(buyer.note if buyer else "refused" for buyer in buyers)
    assert notes == {None: 10_284, FAILS: 54, FILLED: 7, "refused": 1}


def test_suppliers(declarations: list[Declaration]) -> None:
    parties = [party for one in declarations for party in one.suppliers if party.id or party.name]
    notes = Counter(read_supplier(party.id, party.scheme).note for party in parties)
    assert len(parties) == 11_621
    assert notes == {
        None: 11_345, FAILS: 139, BLANKS: 75, "not a SIRET": 42, FILLED: 14, "declared as TVA": 3,
        "declared as IREP": 1, LOST_ZERO: 1, f"{BLANKS}; {FAILS}": 1,
    }  # fmt: skip
    schemes = Counter(read_supplier(party.id, party.scheme).scheme for party in parties)
    assert schemes == {
        "SIRET": 11_485, "TAHITI": 55, "TVA": 43, "SIREN": 29, "HORS-UE": 5, "RIDET": 2, "FRWF": 1, "IREP": 1,
    }  # fmt: skip


def test_days_of_notification(declarations: list[Declaration]) -> None:
    notes = Counter(read_day(one.notified_on, TODAY).note for one in declarations)
    assert notes == {None: 6_512, "missing": 2_511, "hour or time zone dropped": 1_321, "before 1990": 2}


def test_codes_of_what_is_bought(declarations: list[Declaration]) -> None:
    notes = Counter(read_cpv(one.cpv).note for one in declarations)
    repaired = {LOST_ZERO: 94, "not in the CPV 2008, read as its nearest ancestor": 21, COMPLETED: 1}
    refused = {"not in the CPV 2008": 98, FILLED: 18, "wrong check digit": 26, "missing": 48}
    assert notes == {None: 10_031, BLANKS: 9} | repaired | refused


def test_ways_to_reach_a_person(declarations: list[Declaration]) -> None:
    said = [text for one in declarations for text in (one.title, one.buyer_name, *(p.name for p in one.suppliers))]
    assert [without_contacts(text) for text in said if without_contacts(text) != text] == [EMAIL_LEFT_OUT]
