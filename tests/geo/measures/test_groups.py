"""Dense groups and basins: found where planted, named, and honest about luck."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPoint, Polygon
from sklearn.metrics import adjusted_rand_score

from geo.measures import adjusted_rand, basins, dense_groups

labels = st.lists(st.integers(0, 3), min_size=2, max_size=30)


def planted() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    centres = np.repeat([[0, 0], [50_000, 0]], 40, axis=0)
    return np.concatenate([centres + rng.normal(0, 2_000, (80, 2)), rng.random((20, 2)) * 400_000 + 200_000]), np.ones(
        100
    )


def test_two_planted_groups_are_found_and_the_scattered_are_in_none() -> None:
    points, weights = planted()
    found = dense_groups(points, weights, np.arange(100).astype(str), 3_000, 8)
    assert len(found) == 2
    assert all(set(group.members) <= set(range(80)) for group in found)
    assert [group.weight for group in found] == sorted((group.weight for group in found), reverse=True)


def test_an_outline_holds_the_places_of_its_group() -> None:
    points, weights = planted()
    for group in dense_groups(points, weights, np.full(100, "x"), 3_000, 8):
        assert Polygon(group.outline).buffer(2_000).covers(MultiPoint(points[group.members]))


def test_a_place_given_at_once_or_firm_by_firm_makes_the_same_groups() -> None:
    points, names = np.array([[0.0, 0], [1, 0], [500, 0]]), np.array(["Ay", "Bû", "Cy"])
    merged = dense_groups(points, [3, 9, 1], names, 10, 5)
    each = np.repeat([0, 1, 2], [3, 9, 1])
    apart = dense_groups(points[each], np.ones(13), names[each], 10, 5)
    assert [(g.name, g.weight) for g in merged] == [(g.name, g.weight) for g in apart] == [("Bû", 12.0)]


def test_weight_counts_not_the_number_of_places() -> None:
    assert dense_groups([[0, 0], [1, 0]], [1, 1], ["a", "b"], 10, 5) == []


@given(labels, st.data())
def test_agreement_is_that_of_scikit_learn(one: list[int], data: st.DataObject) -> None:
    other = data.draw(st.lists(st.integers(0, 3), min_size=len(one), max_size=len(one)))
    assert adjusted_rand(one, other) == pytest.approx(adjusted_rand_score(one, other))


def test_agreement_by_hand() -> None:
    """Six pairs: two together on one side, one on the other and that one in both; by chance 2 x 1 / 6 = 1/3.

    (1 - 1/3) / ((2 + 1) / 2 - 1/3) = 4/7.
    """
    assert adjusted_rand([0, 0, 1, 1], [0, 0, 1, 2]) == pytest.approx(4 / 7)


def test_two_basins_that_hardly_trade_are_found_by_every_seed() -> None:
    flows = np.kron(np.eye(2), np.full((5, 5), 10.0)) + 0.1
    found = basins(flows)
    assert found.labels.tolist() == [0] * 5 + [1] * 5
    assert found.stability == 1
    assert found.modularity == pytest.approx(0.49, abs=0.01)


def test_basins_of_noise_are_known_to_be_luck() -> None:
    rng = np.random.default_rng(0)
    assert basins(rng.lognormal(size=(60, 60))).stability < 0.9


def test_territories_without_flow_stay_alone() -> None:
    assert len(set(basins(np.zeros((3, 3))).labels)) == 3
