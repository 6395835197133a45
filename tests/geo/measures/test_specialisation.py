"""Location quotients and Ellison-Glaeser."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.measures import ellison_glaeser, location_quotient

matrices = st.lists(st.lists(st.integers(1, 1000), min_size=3, max_size=3), min_size=2, max_size=6)


@given(matrices, st.floats(0.01, 100))
def test_the_unit_of_money_does_not_matter(matrix: list[list[int]], factor: float) -> None:
    np.testing.assert_allclose(location_quotient(np.array(matrix) * factor), location_quotient(matrix))


@given(matrices)
def test_quotients_average_to_one_over_each_territory(matrix: list[list[int]]) -> None:
    national = np.sum(matrix, axis=0) / np.sum(matrix)
    np.testing.assert_allclose(location_quotient(matrix) @ national, 1)


@given(st.lists(st.integers(1, 100), min_size=2, max_size=5), st.lists(st.integers(1, 100), min_size=2, max_size=5))
def test_territories_that_buy_alike_have_no_speciality(sizes: list[int], basket: list[int]) -> None:
    np.testing.assert_allclose(location_quotient(np.outer(sizes, basket)), 1)


def test_a_territory_without_purchase_has_no_quotient() -> None:
    found = location_quotient([[1, 1], [0, 0]])
    assert found[0].tolist() == [1, 1]
    assert np.isnan(found[1]).all()


def test_darts_do_not_gather_on_average() -> None:
    rng = np.random.default_rng(0)
    share, sizes = np.array([0.5, 0.3, 0.2]), rng.lognormal(size=30)
    gammas = [ellison_glaeser(sizes, rng.choice(3, 30, p=share), share).gamma for _ in range(800)]
    scores = [ellison_glaeser(sizes, rng.choice(3, 30, p=share), share).z for _ in range(800)]
    assert np.mean(gammas) == pytest.approx(0, abs=0.01)
    assert np.std(scores) == pytest.approx(1, abs=0.1)


def test_a_sector_of_one_town_gathers() -> None:
    assert ellison_glaeser([1] * 20, [0] * 20, [0.1, 0.9]).gamma > 0.5


@given(st.lists(st.tuples(st.floats(1, 100), st.sampled_from("abc")), min_size=2, max_size=20))
def test_names_of_regions_and_units_do_not_matter(plants: list[tuple[float, str]]) -> None:
    size, region = zip(*plants, strict=True)
    by_name = ellison_glaeser(size, region, {"a": 20, "b": 30, "c": 50})
    by_rank = ellison_glaeser(np.array(size) * 7, ["cba".index(r) for r in region], [0.5, 0.3, 0.2])
    for field in ("gamma", "g", "hhi", "z"):
        assert getattr(by_name, field) == pytest.approx(getattr(by_rank, field), rel=1e-6, abs=1e-9)


def test_one_plant_or_one_region_tells_nothing() -> None:
    assert np.isnan(ellison_glaeser([5], [0], [0.5, 0.5]).gamma)
    assert np.isnan(ellison_glaeser([5, 5], [0, 0], [1.0]).gamma)
