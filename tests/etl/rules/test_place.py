"""Codes of places: what kind each is by its form and its declared type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.rules.place import DEPARTEMENTS, NOWHERE, departement_of, nuts, read_place, regions

LABELS = {
    "postal": "Code postal", "commune": "Code commune", "arrondissement": "Code arrondissement",
    "canton": "Code canton", "departement": "Code département", "region": "Code région", "country": "Code pays",
}  # fmt: skip


@pytest.mark.parametrize(
    ("declared", "text", "kind", "key"),
    [
        ("Code postal", "59170", "postal", "59170"),
        ("CODE POSTAL", "59 170", "postal", "59170"),
        ("code postal", "FR63100", "postal", "63100"),
        (None, "59170", "postal", "59170"),
        ("Code postal", "84", "departement", "84"),
        ("Code postal", "974", "departement", "974"),
        ("Code postal", "FR", "country", "FR"),
        ("Code commune", "2a004", "commune", "2A004"),
        ("Code commune", "17", "departement", "17"),
        ("Code commune", "975", "departement", "975"),
        ("Code commune", "0902", "canton", "0902"),
        (" Code canton", "0902", "canton", "0902"),
        ("Code canton", "97101", "canton", "97101"),
        ("Code arrondissement", "0905", "canton", "0905"),
        ("Code arrondissement", "651", "arrondissement", "651"),
        ("Code arrondissement", "021", "arrondissement", "021"),
        ("Code arrondissement", "9711", "arrondissement", "9711"),
        ("Code arrondissement", "75112", "commune", "75112"),
        (None, "563", "arrondissement", "563"),
        ("Code département", "01", "departement", "01"),
        ("CODE DEPARTEMENT", "2b", "departement", "2B"),
        ("departement", "078", "departement", "78"),
        ("Code département", "15000", "departement", "15"),
        ("Code département", "97139", "departement", "971"),
        ("Code département", "20137", "departement", "2A"),
        ("Code département", "20", "region", "94"),
        ("Code département", "FRK26", "departement", "69"),
        ("Code département", "FR615", "departement", "64"),
        ("Code région", "93", "region", "93"),
        ("Code region", "82", "region", "84"),
        ("Code région", "FRF2", "region", "44"),
        ("Code région", "FR", "country", "FR"),
        ("bourgogne", "26", "region", "27"),
        ("franche-comté", None, "region", "27"),
        ("Code pays", "FRANCE", "country", "FR"),
        ("Code pays", "250", "country", "FR"),
        ("Code pays", "DE", "country", "DE"),
        ("Code commune", "99109", "country", "99109"),
    ],
)
def test_a_code_has_a_kind(declared: str | None, text: str | None, kind: str, key: str) -> None:
    assert read_place(declared, text) == (kind, key)


@pytest.mark.parametrize(
    ("declared", "text"),
    [
        ("Code postal", "4600"),  # Saint-Nazaire, 44600: a zero before it would lead to the Alps
        ("Code postal", "1116"),  # '38000' stands in the place's name
        ("Code postal", "775000"),
        ("Code postal", "200068781"),
        ("Code postal", "croix"),
        ("Code commune", "1004"),  # 01004 without its zero, or the fourth canton of the Aube
        ("Code commune", "DEP"),
        ("Code région", "3"),  # a housing body of the North, not Guyane
        ("Code région", "820"),
        ("Code pays", "56"),  # the Morbihan, or Belgium
        ("Code département", "96"),
        ("Code canton", "9902"),
        ("Code postal", None),
        (None, None),
    ],
)
def test_what_is_no_code_of_a_place_is_not_guessed(declared: str | None, text: str | None) -> None:
    assert read_place(declared, text) == NOWHERE


def test_former_codes_and_names_lead_to_todays_regions() -> None:
    today = {"01", "02", "03", "04", "06", "11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94"}
    assert set(regions().values()) == today
    assert {place.key for place in nuts().values() if place.kind == "region"} == today
    assert {place.key for place in nuts().values() if place.kind == "departement"} == DEPARTEMENTS - {
        "975", "977", "978", "986", "987", "988",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "departement"),
    [
        ("59170", "59"),
        ("20000", "2A"),
        ("20137", "2A"),
        ("20200", "2B"),
        ("20600", "2B"),
        ("97410", "974"),
        ("98800", "988"),
    ],
)
def test_a_postal_code_begins_with_its_departement_but_in_corsica_and_overseas(code: str, departement: str) -> None:
    assert departement_of(code) == departement


codes = st.text(max_size=8) | st.from_regex(r"\A(FR)?[0-9AB]{1,6}\Z")


@given(st.none() | st.text(max_size=15) | st.sampled_from(sorted(LABELS.values())), st.none() | codes)
def test_no_text_stops_it_and_a_place_read_twice_is_the_same(declared: str | None, text: str | None) -> None:
    place = read_place(declared, text)
    assert (place.kind is None) == (place.key is None)
    if place.kind:
        assert read_place(LABELS[place.kind], place.key) == place
