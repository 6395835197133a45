"""Rules of one contract: its amount, its family."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.contracts import DIVISIONS, amount_status, is_placeholder, purchase_family

STATUSES = {"ok", "ceiling", "placeholder", "concession", "missing"}


def told(amount: float, is_framework: bool = False, is_concession: bool = False) -> tuple[str, str | None]:
    status, reason = amount_status(np.array([amount]), np.array([is_framework]), np.array([is_concession]))
    return status[0], reason[0]


@pytest.mark.parametrize(
    ("amount", "is_framework", "status"),
    [
        (40_000.0, False, "ok"),
        (40_000.0, True, "ceiling"),
        (np.nan, False, "missing"),
        (0.0, False, "missing"),
        (-12.0, True, "missing"),
        (1.0, False, "placeholder"),
        (999_999_999.0, True, "placeholder"),
        (12_311_111_111.0, False, "placeholder"),
        (123_456.78, False, "placeholder"),
        (1_660_661_682.94, False, "ok"),  # works of the Lyon-Turin tunnel: a giant is no placeholder
    ],
)
def test_what_an_amount_is_by_itself(amount: float, is_framework: bool, status: str) -> None:
    found, reason = told(amount, is_framework)
    assert found == status
    assert (reason is None) == (status == "ok")


def test_a_concession_is_a_turnover() -> None:
    assert told(9e9, is_concession=True)[0] == "concession"
    assert told(np.nan, is_concession=True)[0] == "missing"


@pytest.mark.parametrize(
    ("amount", "placeholder"),
    [
        (1_111_111, True),
        (9_999_999.99, True),
        (99_999_999, True),
        (666_666_666, True),
        (999_999, False),
        (1_000_000, False),
        (22_222_223, False),
        (6_666_666.67, False),
        (3_333_333.33, False),
        (1_234_567.89, True),
        (123_456_789, True),
        (123_456.78, True),
        (123_456, False),
    ],
)
def test_digits_typed_to_fill_a_field_are_no_amount(amount: float, placeholder: bool) -> None:
    """999 999 could be a real amount, 6 666 666.67 is a third of 20 M€; seven nines are typed to fill a field."""
    assert is_placeholder(np.array([float(amount)])).tolist() == [placeholder]


@given(st.lists(st.floats(), max_size=20))
def test_every_number_has_a_status(amounts: list[float]) -> None:
    given_amounts = np.array(amounts, dtype=float)
    before = given_amounts.copy()
    neither = np.zeros(len(amounts), dtype=bool)
    status, _ = amount_status(given_amounts, neither, neither)
    assert set(status) <= STATUSES
    assert np.array_equal(given_amounts, before, equal_nan=True)


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
