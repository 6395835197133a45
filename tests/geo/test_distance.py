"""Distance over the ground."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.distance import geodesic_km

points = st.tuples(st.floats(-180, 180), st.floats(-85, 85))


@given(points, points)
def test_the_way_there_is_the_way_back_and_at_most_half_the_globe(
    a: tuple[float, float], b: tuple[float, float]
) -> None:
    there, back = geodesic_km(*a, *b), geodesic_km(*b, *a)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there < 20_020


@given(points)
def test_a_place_is_nowhere_far_from_itself(a: tuple[float, float]) -> None:
    assert geodesic_km(*a, *a) == pytest.approx(0, abs=1e-6)


def test_a_degree_of_longitude_is_longer_at_the_equator() -> None:
    assert geodesic_km(0, 0, 1, 0) == pytest.approx(111.319, abs=1e-3)
    assert geodesic_km(0, 60, 1, 60) == pytest.approx(55.80, abs=1e-2)


def test_an_unknown_place_is_at_no_distance() -> None:
    found = geodesic_km([2.35, np.nan, 2.35], [48.85, 48.85, 48.85], [-4.49, 2.35, 2.35], [48.39, 48.85, np.nan])
    assert np.isnan(found).tolist() == [False, True, True]
    assert np.isnan(geodesic_km(np.nan, 0, 0, 0))


def test_one_point_against_many() -> None:
    assert geodesic_km(0, 0, [0, 1, 2], [0, 0, 0]).shape == (3,)
    assert geodesic_km([], [], [], []).shape == (0,)
