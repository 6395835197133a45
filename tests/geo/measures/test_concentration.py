"""Concentration and inequality: bounds, and what must not change them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.measures import gini, hhi, normalised_hhi, theil_decomposition, theil_l, theil_t

amounts = st.lists(st.floats(1, 1e9), min_size=2, max_size=30)


@given(amounts)
def test_hhi_lies_between_one_over_n_and_one(values: list[float]) -> None:
    assert 1 / len(values) - 1e-12 <= hhi(values) <= 1
    assert -1e-9 <= normalised_hhi(values) <= 1


@pytest.mark.parametrize("index", [hhi, normalised_hhi, gini, theil_t, theil_l])
@given(values=amounts, factor=st.floats(0.01, 100), seed=st.integers(0, 99))
def test_neither_the_unit_of_money_nor_the_order_matters(index, values, factor, seed) -> None:  # type: ignore[no-untyped-def]
    shuffled = np.random.default_rng(seed).permutation(values) * factor
    assert index(shuffled) == pytest.approx(index(values), rel=1e-9, abs=1e-9)


@given(st.floats(1, 1e9), st.integers(2, 50))
def test_equal_amounts_are_neither_concentrated_nor_unequal(value: float, n: int) -> None:
    values = [value] * n
    assert hhi(values) == pytest.approx(1 / n)
    for index in (normalised_hhi, gini, theil_t, theil_l):
        assert index(values) == pytest.approx(0, abs=1e-9)


def test_one_supplier_takes_all() -> None:
    assert hhi([0, 0, 7]) == 1
    assert normalised_hhi([0, 0, 7]) == 1
    assert theil_t([0, 0, 7]) == pytest.approx(np.log(3))
    assert gini([0, 0, 7]) == pytest.approx(2 / 3)
    assert theil_l([0, 0, 7]) == np.inf


@pytest.mark.parametrize("index", [hhi, normalised_hhi, gini, theil_t, theil_l])
def test_nothing_spent_gives_no_figure(index) -> None:  # type: ignore[no-untyped-def]
    assert np.isnan(index([0, 0]))
    assert np.isnan(index([]))


def test_a_lone_supplier_could_not_have_shared_less() -> None:
    assert hhi([5]) == 1
    assert np.isnan(normalised_hhi([5]))


@pytest.mark.parametrize("index", [hhi, gini, theil_t])
@pytest.mark.parametrize("values", [[1, -1, 3], [1, np.nan]])
def test_negative_or_missing_amounts_are_refused(index, values) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=r"negative|missing"):
        index(values)


@given(st.lists(st.tuples(st.floats(0, 1e6), st.integers(1, 5)), min_size=1, max_size=15))
def test_a_weight_is_a_repetition(pairs: list[tuple[float, int]]) -> None:
    values, counts = zip(*pairs, strict=True)
    repeated = np.repeat(values, counts)
    for index in (gini, theil_t, theil_l):
        assert index(values, counts) == pytest.approx(index(repeated), rel=1e-9, abs=1e-9, nan_ok=True)


@given(st.lists(st.tuples(st.floats(1, 1e6), st.sampled_from("abc")), min_size=1, max_size=30))
def test_theil_is_the_sum_of_its_two_parts_and_the_within_part_that_of_its_groups(
    pairs: list[tuple[float, str]],
) -> None:
    values, groups = np.array([v for v, _ in pairs]), np.array([g for _, g in pairs])
    total, between, within = theil_decomposition(values, groups)
    share = {g: values[groups == g].sum() / values.sum() for g in set(groups)}
    by_hand = sum(share[g] * theil_t(values[groups == g]) for g in share)
    assert total == pytest.approx(between + within, abs=1e-9)
    assert within == pytest.approx(by_hand, abs=1e-9)


def test_groups_and_values_must_speak_of_the_same_units() -> None:
    with pytest.raises(ValueError, match="2 units on one side and 3 on the other"):
        theil_decomposition([1, 2], ["a", "b", "b"])
