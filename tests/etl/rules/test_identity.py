"""Who buys and who sells: what is repaired, what is only noted, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.rules.identity import BLANKS, FAILS, LOST_ZERO, is_siret, passes_luhn, read_buyer, read_code, read_supplier
from etl.rules.values import FILLED

SOUND, UNSOUND = "21350238800019", "21350238800018"
words = st.none() | st.text(max_size=20)
digits = st.text("0123456789", min_size=8, max_size=15)


@pytest.mark.parametrize(
    ("text", "read", "note"),
    [
        (SOUND, SOUND, None),
        (UNSOUND, UNSOUND, FAILS),
        ("7050065000155", "07050065000155", f"{LOST_ZERO}; {FAILS}"),
        ("23 350 001 600 040", "23350001600040", BLANKS),
        ("213.502.388.000.19", SOUND, BLANKS),
        ("200062586", "200062586", None),
        ("200062587", "200062587", FAILS),
        ("00000000000000", "00000000000000", FILLED),
    ],
)
def test_a_buyer_is_a_siret_or_a_siren(text: str, read: str, note: str | None) -> None:
    buyer = read_buyer(text)
    assert buyer is not None
    assert (buyer.id, buyer.note) == (read, note)


@pytest.mark.parametrize("text", ["20006258", "FR210100010", "", None, "²" * 14, "123456789012", "1" * 15])
def test_what_is_no_siret_is_no_buyer(text: str | None) -> None:
    assert read_buyer(text) is None


@pytest.mark.parametrize(
    ("text", "declared", "scheme", "siren", "note"),
    [
        (SOUND, "SIRET", "SIRET", "213502388", None),
        (SOUND, None, "SIRET", "213502388", None),
        ("213 502 388 00019", "Siret", "SIRET", "213502388", BLANKS),
        (UNSOUND, "SIRET", "SIRET", "213502388", FAILS),
        ("3801578750026", "SIRET", "SIRET", "038015787", LOST_ZERO),
        ("3801578750027", "SIRET", "SIRET", None, "not a SIRET"),  # no zero makes it check: not guessed
        ("422507392000047", "SIRET", "SIRET", None, "not a SIRET"),
        ("732829320", None, "SIREN", "732829320", None),
        ("732829320", "SIRET", "SIREN", "732829320", None),
        (SOUND, "TVA_INTRACOMMUNAUTAIRE", "SIRET", "213502388", "declared as TVA"),
        ("FR21483209383", "TVA_INTRACOMMUNAUTAIRE", "TVA", "483209383", None),
        ("FR 21 483 209 383", "TVA-intracommunautaire", "TVA", "483209383", BLANKS),
        ("FR21483209383", "UE", "TVA", "483209383", None),
        ("DE123456789", "TVA", "TVA", None, None),
        ("CHE-1", "HORS_UE", "HORS-UE", None, None),
        ("CHE-1", "hors ue", "HORS-UE", None, None),
        ("FRWFDUPONT", "FRW", "FRWF", None, None),
        ("587857001", "TAHITI", "TAHITI", None, None),  # nine digits of its own, no SIREN
        ("1234567890", "RIDET", "RIDET", None, None),
        ("W751067032", "IREP", "IREP", None, None),
        ("00000000000000", "SIRET", "SIRET", None, FILLED),
        ("x", "", "?", None, None),
        (None, None, "?", None, None),
    ],
)
def test_a_supplier_has_one_scheme_whatever_its_spelling(
    text: str | None, declared: str | None, scheme: str, siren: str | None, note: str | None
) -> None:
    read = read_supplier(text, declared)
    assert (read.scheme, read.siren, read.note) == (scheme, siren, note)


def test_the_offices_of_la_poste_check_by_their_sum() -> None:
    office = "35600000049837"  # 45 = 9 × 5
    assert not passes_luhn(office)
    assert is_siret(office)
    assert not is_siret("35600000049838")
    assert is_siret("35600000000048")  # the head office passes Luhn
    assert not is_siret("35600100049837"), "the exception is La Poste's alone"


@given(st.text("0123456789", min_size=8, max_size=13))
def test_one_last_digit_in_ten_makes_a_number_check(start: str) -> None:
    assert sum(passes_luhn(start + last) for last in "0123456789") == 1


@pytest.mark.parametrize(
    ("text", "read"),
    [("1004", "01004"), ("2a004", "2A004"), ("97411", "97411"), ("1", "01"), ("974", "974"), (" ", None), (None, None)],
)
def test_an_insee_code_gets_its_zero_back(text: str | None, read: str | None) -> None:
    assert read_code(text) == read


@given(words | digits)
def test_a_buyer_read_twice_is_the_same(text: str | None) -> None:
    once = read_buyer(text)
    if once is not None:
        again = read_buyer(once.id)
        assert again is not None
        assert again[:3] == once[:3]


@given(words | digits, words | st.sampled_from(["SIRET", "TVA", "UE", "TAHITI", "HORS_UE"]))
def test_a_supplier_read_twice_is_the_same(text: str | None, declared: str | None) -> None:
    once = read_supplier(text, declared)
    assert read_supplier(once.id, once.scheme)[:3] == once[:3]


@given(words)
def test_a_code_read_twice_is_the_same(text: str | None) -> None:
    assert read_code(read_code(text)) == read_code(text)
