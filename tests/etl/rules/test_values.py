"""Numbers, booleans and lists, whatever a file writes in their place."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.rules.values import read_flag, read_list, read_months, read_number, read_rate, read_whole


@pytest.mark.parametrize(
    ("rule", "value", "read"),
    [
        (read_number, "30000.00", 30_000),
        (read_number, 5, 5),
        (read_number, "NaN", None),
        (read_number, "inf", None),
        (read_number, [], None),
        (read_number, "1,5", None),
        (read_number, 10**400, None),
        (read_months, "12", 12),
        (read_months, 36, 36),
        (read_months, "0", None),
        (read_months, 0.5, None),
        (read_months, -3, None),
        (read_months, 1e9, None),
        (read_months, "douze", None),
        (read_rate, 0.05, 0.05),
        (read_rate, "1", 1),
        (read_rate, 5, None),
        (read_rate, -0.1, None),
        (read_rate, {}, None),
        (read_whole, 3, 3),
        (read_whole, "3.0", 3),
        (read_whole, 0, None),
        (read_whole, -1, None),
        (read_whole, 10**12, None),
        (read_whole, "²", None),
        (read_whole, "000", None),
        (read_flag, False, False),
        (read_flag, "True", True),
        (read_flag, " oui ", True),
        (read_flag, 0, False),
        (read_flag, "NC", None),
        (read_flag, [], None),
        (read_list, ("a", "b"), "a|b"),
        (read_list, (), None),
    ],
)
def test_a_value_is_read_or_is_none(rule: Callable[[Any], Any], value: Any, read: Any) -> None:
    assert rule(value) == read
    assert rule(None if rule is not read_list else ()) is None


anything = st.none() | st.text() | st.integers() | st.floats() | st.booleans() | st.lists(st.integers())


@given(st.sampled_from([read_number, read_months, read_rate, read_whole, read_flag]), anything)
def test_nothing_stops_it_and_a_value_read_twice_is_the_same(rule: Callable[[Any], Any], value: Any) -> None:
    once = rule(value)
    assert rule(once) == once
