"""M and Kd: laws, a slow version written from the definition, and the grid against all pairs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist, pdist

from geo.measures import kd_function, m_function, pairs

RADII = np.array([5.0, 20.0, 60.0])


def towns(seed: int, n: int = 60) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """n firms in few places: points, weights, and whether each is of the sector."""
    rng = np.random.default_rng(seed)
    return rng.integers(0, 12, (n, 2)) * 10.0, rng.lognormal(size=n), rng.random(n) < 0.4


def slow_m(points: np.ndarray, w: np.ndarray, case: np.ndarray, sought: np.ndarray, radius: float) -> float:
    local = overall = 0.0
    for i in np.flatnonzero(case):
        near = (cdist(points[[i]], points)[0] <= radius) & (np.arange(len(w)) != i)
        if near.any():
            local += (w * sought)[near].sum() / w[near].sum()
            others = np.arange(len(w)) != i
            overall += (w * sought)[others].sum() / w[others].sum()
    return local / overall if overall else np.nan


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 999))
def test_m_follows_its_definition(seed: int) -> None:
    points, weights, sector = towns(seed)
    for sought in (sector, ~sector):
        expected = [slow_m(points, weights, sector, sought, r) for r in RADII]
        np.testing.assert_allclose(m_function(points, weights, sector, sought, RADII), expected)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 999), st.floats(0.1, 100))
def test_neither_the_unit_of_weight_nor_the_order_nor_the_place_matters(seed: int, factor: float) -> None:
    points, weights, sector = towns(seed)
    order = np.random.default_rng(seed).permutation(len(points))
    moved = points[order] + 1000, weights[order] * factor
    expected = m_function(points, weights, sector, sector, RADII)
    np.testing.assert_allclose(m_function(*moved, sector[order], sector[order], RADII), expected)
    np.testing.assert_allclose(kd_function(*moved, RADII), kd_function(points, weights, RADII), rtol=1e-6)


def test_m_is_about_one_without_pattern_and_exactly_one_over_the_whole_country() -> None:
    points, weights, sector = towns(0, 2_000)
    assert m_function(points, weights, sector, sector, [500])[0] == pytest.approx(1)
    assert m_function(points, weights, sector, sector, [30])[0] == pytest.approx(1, abs=0.1)


def test_radii_may_come_in_any_order_and_a_radius_without_neighbour_has_no_figure() -> None:
    points, weights, sector = towns(0)
    found = m_function(points, weights, sector, sector, RADII[::-1])
    assert found.tolist() == m_function(points, weights, sector, sector, RADII)[::-1].tolist()
    assert np.isnan(m_function([[0, 0], [9, 9]], [1, 1], [True, True], [True, True], [1])).all()


def slow_kd(points: np.ndarray, weights: np.ndarray, radii: np.ndarray) -> np.ndarray:
    distance = pdist(points)
    mass = np.outer(weights, weights)[np.triu_indices(len(points), 1)]
    near = distance[distance < 2 * radii.max()]
    low, high = np.quantile(near, (0.25, 0.75))
    width = 0.9 * min(near.std(ddof=1), (high - low) / 1.34) * len(near) ** -0.2
    bells = [np.exp(-(((radii[:, None] + side * distance) / width) ** 2) / 2) for side in (-1, 1)]
    return sum(bells) @ mass / (mass.sum() * width * np.sqrt(2 * np.pi))


@pytest.mark.parametrize("seed", range(5))
def test_kd_follows_its_definition(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points, weights = rng.random((400, 2)) * 100, rng.lognormal(size=400)
    np.testing.assert_allclose(kd_function(points, weights, RADII), slow_kd(points, weights, RADII), rtol=2e-3)


def test_a_few_far_towns_do_not_blur_a_dense_sector() -> None:
    """The bandwidth follows the middle half of distances where that is the narrower."""
    rng = np.random.default_rng(0)
    points = np.concatenate([rng.normal(0, 3, (150, 2)), rng.normal(0, 60, (12, 2))])
    found = kd_function(points, np.ones(162), RADII)
    np.testing.assert_allclose(found, slow_kd(points, np.ones(162), RADII), rtol=5e-3)


def test_the_density_sums_to_one_over_all_distances() -> None:
    points = np.random.default_rng(0).random((200, 2)) * 10
    radii = np.linspace(0, 20, 2_001)
    assert np.trapezoid(kd_function(points, np.ones(200), radii), radii) == pytest.approx(1, abs=1e-3)


def test_the_grid_agrees_with_all_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    points, weights = rng.random((1_500, 2)) * [800, 500], rng.lognormal(size=1_500)
    radii = np.array([5.0, 20.0, 60.0, 150.0])
    exact = kd_function(points, weights, radii)
    monkeypatch.setattr(pairs, "MOST_PLACES", 100)
    np.testing.assert_allclose(kd_function(points, weights, radii), exact, rtol=0.01)


def test_blocks_do_not_change_the_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    points, weights, sector = towns(4, 300)
    whole = kd_function(points, weights, RADII), m_function(points, weights, sector, sector, RADII)
    monkeypatch.setattr(pairs, "PAIRS_AT_ONCE", 700)
    np.testing.assert_allclose(kd_function(points, weights, RADII), whole[0])
    np.testing.assert_allclose(m_function(points, weights, sector, sector, RADII), whole[1])


def test_one_firm_has_no_distance_to_another() -> None:
    assert np.isnan(kd_function([[0, 0]], [1], RADII)).all()
    with pytest.raises(ValueError, match="units"):
        kd_function([[0, 0], [1, 1]], [1], RADII)


def test_m_on_a_grid_agrees_with_m_on_all_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    points, weights = rng.random((1_500, 2)) * [800, 500], rng.lognormal(size=1_500)
    sector, radii = rng.random(1_500) < 0.3, np.array([20.0, 60.0, 150.0, 2_000.0])
    exact = m_function(points, weights, sector, sector, radii)
    monkeypatch.setattr(pairs, "MOST_PLACES", 100)
    np.testing.assert_allclose(m_function(points, weights, sector, sector, radii), exact, rtol=0.02)
