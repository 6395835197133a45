"""Rules of one contract: its amount, its family."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.contracts import DIVISIONS, amount_status, is_placeholder, purchase_family

STATUSES = {"ok", "ceiling", "placeholder", "missing"}


@pytest.mark.parametrize(
    ("amount", "nature", "status", "usable"),
    [
        (40_000.0, "Marché", "ok", 40_000.0),
        (40_000.0, None, "ok", 40_000.0),
        (40_000.0, "Accord-cadre", "ceiling", 40_000.0),
        (40_000.0, "ACCORD CADRE à bons de commande", "ceiling", 40_000.0),
        (None, "Marché", "missing", None),
        (0.0, "Marché", "missing", None),
        (-12.0, "Marché", "missing", None),
        (999_999_999.0, "Accord-cadre", "placeholder", None),
        (12_311_111_111.0, None, "placeholder", None),
    ],
)
def test_what_sums_use_of_an_amount(
    amount: float | None, nature: str | None, status: str, usable: float | None
) -> None:
    said = amount_status(amount, nature)
    assert (said.published_eur, said.usable_eur, said.status) == (amount, usable, status)
    assert (said.reason is None) == (status == "ok")


@pytest.mark.parametrize(
    ("amount", "placeholder"),
    [(1_111_111, True), (9_999_999.99, True), (999_999, False), (1_000_000, False), (22_222_223, False)],
)
def test_seven_equal_digits_are_no_amount(amount: float, placeholder: bool) -> None:
    """999 999 could be a real amount; seven nines are typed to fill a field."""
    assert is_placeholder(amount) is placeholder


@given(st.none() | st.floats(allow_nan=False, allow_infinity=False), st.none() | st.text())
def test_a_published_amount_is_never_changed(amount: float | None, nature: str | None) -> None:
    said = amount_status(amount, nature)
    assert said.published_eur == amount
    assert said.usable_eur in (None, amount)
    assert said.status in STATUSES
    assert said.usable_eur is None or said.usable_eur > 0


@pytest.mark.parametrize(
    ("cpv", "family"),
    [
        ("45214200-2", "45"),
        ("45214200", "45"),
        (" 45000000 ", "45"),
        ("9132100", "09"),  # a spreadsheet ate the zero
        ("45", "45"),
        ("99000000", None),
        ("00000000-0", None),
        ("NC", None),
        ("", None),
        (None, None),
        ("²²²²²²²²", None),
    ],
)
def test_the_family_is_the_division_of_the_code(cpv: str | None, family: str | None) -> None:
    assert purchase_family(cpv) == family


@given(st.text())
def test_a_family_is_a_division_or_nothing(cpv: str) -> None:
    assert purchase_family(cpv) in DIVISIONS | {None}
