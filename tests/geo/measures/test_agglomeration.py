"""Sectors that gather: thrown darts, dealt labels, pairs of sectors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.measures import coagglomeration, ellison_glaeser, ellison_glaeser_test, m_function, m_profiles

SHARES = np.array([0.4, 0.3, 0.2, 0.1])
RADII = np.array([5.0, 20.0, 60.0])


def test_thrown_plants_are_rarely_said_to_gather() -> None:
    rng = np.random.default_rng(0)
    p = [
        ellison_glaeser_test(rng.lognormal(0, 1.4, 40), rng.choice(4, 40, p=SHARES), SHARES, 99, rng)
        for _ in range(300)
    ]
    assert np.mean(np.array(p) <= 0.05) == pytest.approx(0.05, abs=0.03)


def test_plants_in_one_small_region_gather() -> None:
    rng = np.random.default_rng(0)
    assert ellison_glaeser_test(rng.lognormal(size=40), np.full(40, 3), SHARES, 199, rng) == pytest.approx(1 / 200)


def test_the_index_is_nought_on_average_when_darts_fall() -> None:
    rng = np.random.default_rng(1)
    gammas = [ellison_glaeser(rng.lognormal(size=60), rng.choice(4, 60, p=SHARES), SHARES).gamma for _ in range(400)]
    assert np.mean(gammas) == pytest.approx(0, abs=0.01)


tables = st.integers(0, 9_999).map(lambda seed: np.random.default_rng(seed).lognormal(size=(5, 6)))


@given(tables, st.floats(0.01, 100))
def test_pairs_are_symmetric_and_money_has_no_unit(sales: np.ndarray, scale: float) -> None:
    index = coagglomeration(sales, sales.sum(axis=0))
    np.testing.assert_allclose(index, index.T)
    np.testing.assert_allclose(index, coagglomeration(sales * scale, sales.sum(axis=0)), atol=1e-12)
    assert np.isnan(np.diag(index)).all()


@given(tables)
def test_over_all_pairs_weighted_by_sales_it_sums_to_nought_with_the_diagonal(sales: np.ndarray) -> None:
    """The leanings of all sectors, weighted by their sales, cancel out in every region."""
    shares = sales.sum(axis=0) / sales.sum()
    weight = sales.sum(axis=1) / sales.sum()
    lean = sales / sales.sum(axis=1, keepdims=True) - shares
    own = (lean**2).sum(axis=1) / (1 - (shares**2).sum())
    index = coagglomeration(sales, shares)
    np.fill_diagonal(index, own)
    assert weight @ index @ weight == pytest.approx(0, abs=1e-12)


def test_an_empty_sector_has_no_pair() -> None:
    assert np.isnan(coagglomeration([[0, 0], [1, 2]], [0.5, 0.5])).all()


@settings(max_examples=20)
@given(st.integers(0, 999))
def test_every_profile_is_that_of_m(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points, weights = rng.integers(0, 12, (60, 2)) * 10.0, rng.lognormal(size=60)
    labels = rng.choice(["a", "b", "c"], 60)
    found = m_profiles(points, weights, labels, RADII, 3, rng)
    for rank, name in enumerate(found.sectors):
        np.testing.assert_allclose(found.m[rank], m_function(points, weights, labels == name, labels == name, RADII))


def test_labels_dealt_at_random_stay_in_the_range_and_a_gathered_sector_leaves_it() -> None:
    rng = np.random.default_rng(0)
    points = rng.random((600, 2)) * 300
    labels = rng.choice(["a", "b"], 600)
    quiet = m_profiles(points, np.ones(600), labels, RADII[1:], 99, rng)
    assert ((quiet.low <= quiet.m) & (quiet.m <= quiet.high)).mean() >= 0.5
    gathered = m_profiles(points, np.ones(600), np.where(points[:, 0] < 60, "a", "b"), RADII[1:], 99, rng)
    assert (gathered.m[0] > gathered.high[0]).all()
