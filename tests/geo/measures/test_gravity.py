"""Poisson gravity: totals kept, slopes found again, and what it refuses."""

import numpy as np
import pytest

from geo.measures import poisson_gravity


def country(n: int, slope: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Flows between n towns, falling with distance: flows, log distance, origins, destinations."""
    rng = np.random.default_rng(seed)
    place = rng.random((n, 2)) * 500
    origin, destination = (axis.ravel() for axis in np.indices((n, n)))
    distance = np.hypot(*(place[origin] - place[destination]).T) + 5
    size = rng.lognormal(1, 0.5, n)
    mean = 40 * size[origin] * size[destination][::1] * distance**slope
    return rng.poisson(mean).astype(float), np.log(distance), origin, destination


def test_the_slope_that_made_the_flows_is_found_again() -> None:
    flows, log_distance, origin, destination = country(40, -0.8)
    fitted = poisson_gravity(flows, log_distance[:, None], origin, destination)
    assert fitted.slopes[0] == pytest.approx(-0.8, abs=4 * fitted.errors[0])
    assert fitted.errors[0] < 0.05


def test_doubly_constrained_flows_keep_every_total() -> None:
    flows, log_distance, origin, destination = country(30, -1)
    expected = poisson_gravity(flows, log_distance[:, None], origin, destination).expected
    for ends in (origin, destination):
        np.testing.assert_allclose(np.bincount(ends, expected), np.bincount(ends, flows), atol=1e-4)


def test_effects_are_the_same_as_indicator_columns() -> None:
    flows, log_distance, origin, destination = country(8, -1)
    absorbed = poisson_gravity(flows, log_distance[:, None], origin, destination)
    columns = [origin == o for o in range(8)] + [destination == d for d in range(1, 8)]
    dummies = poisson_gravity(flows, np.column_stack([log_distance, *columns]))
    assert absorbed.slopes[0] == pytest.approx(dummies.slopes[0], rel=1e-6)
    assert absorbed.errors[0] == pytest.approx(dummies.errors[0], rel=1e-6)
    np.testing.assert_allclose(absorbed.expected, dummies.expected, rtol=1e-5, atol=1e-6)


def test_one_side_alone_keeps_the_totals_of_that_side() -> None:
    flows, log_distance, origin, _ = country(12, -1)
    expected = poisson_gravity(flows, log_distance[:, None], origins=origin).expected
    np.testing.assert_allclose(np.bincount(origin, expected), np.bincount(origin, flows), rtol=1e-6)


def test_sparse_pairs_give_the_slopes_of_dense_ones() -> None:
    flows, log_distance, origin, destination = country(40, -1)
    kept = np.random.default_rng(1).random(len(flows)) < 0.15
    kept &= (np.bincount(origin[kept], flows[kept], 40) > 0)[origin]
    few = [part[kept] for part in (flows, log_distance, origin, destination)]
    sparse = poisson_gravity(few[0], few[1][:, None], few[2], few[3])
    columns = [few[2] == o for o in np.unique(few[2])] + [few[3] == d for d in np.unique(few[3])[1:]]
    dense = poisson_gravity(few[0], np.column_stack([few[1], *columns]))
    assert sparse.slopes[0] == pytest.approx(dense.slopes[0], rel=1e-6)


def test_scale_of_money_changes_no_slope_and_labels_may_be_codes() -> None:
    flows, log_distance, origin, destination = country(12, -1)
    named = [np.array([f"2A{code:03}" for code in ends]) for ends in (origin, destination)]
    one = poisson_gravity(flows, log_distance[:, None], origin, destination)
    other = poisson_gravity(flows * 1000, log_distance[:, None], *named)
    assert other.slopes == pytest.approx(one.slopes, rel=1e-6)
    np.testing.assert_allclose(other.expected, one.expected * 1000, rtol=1e-5)


def test_a_territory_that_buys_nothing_is_expected_to_buy_nothing() -> None:
    flows, log_distance, origin, destination = country(12, -1)
    flows[origin == 3] = 0
    fitted = poisson_gravity(flows, log_distance[:, None], origin, destination)
    assert (fitted.expected[origin == 3] == 0).all()
    kept = origin != 3
    alone = poisson_gravity(flows[kept], log_distance[kept, None], origin[kept], destination[kept])
    assert fitted.slopes == pytest.approx(alone.slopes, rel=1e-8)


def test_the_intercept_may_be_given_or_left_to_the_model() -> None:
    flows, log_distance, *_ = country(12, -1)
    left = poisson_gravity(flows, log_distance[:, None])
    given = poisson_gravity(flows, np.column_stack([np.ones(len(flows)), log_distance]))
    assert given.slopes[1] == pytest.approx(left.slopes[0])
    assert left.expected.sum() == pytest.approx(flows.sum())


def test_a_covariate_that_says_nothing_new_is_refused() -> None:
    flows, log_distance, origin, destination = country(12, -1)
    size = np.log(1.0 + origin)
    for columns in ([log_distance, size], [log_distance, 2 * log_distance]):
        with pytest.raises(ValueError, match="says nothing"):
            poisson_gravity(flows, np.column_stack(columns), origin, destination)


def test_a_flow_cannot_be_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        poisson_gravity([1, -1, 2], [[1], [2], [3]])
