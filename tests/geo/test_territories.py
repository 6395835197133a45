"""Codes and the page: where a territory stands, and that the drawing and the map engine agree."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.territories import (
    FRAME,
    FRAME_BOUNDS,
    INSETS,
    degrees,
    departement_of,
    frame_of,
    mercator,
    page_move,
    to_page,
)

LONGITUDES = st.floats(-180, 180)
LATITUDES = st.floats(-80, 80)

# Extremes (west, south, east, north) of each overseas département, in true degrees.
EXTREMES = {
    "971": (-61.81, 15.83, -61.00, 16.52),
    "972": (-61.23, 14.39, -60.81, 14.88),
    "973": (-54.61, 2.11, -51.61, 5.76),
    "974": (55.21, -21.39, 55.84, -20.87),
    "976": (45.01, -13.01, 45.31, -12.63),
}


@given(LONGITUDES, LATITUDES)
def test_metres_and_degrees_are_two_ways_of_saying_one_place(lon: float, lat: float) -> None:
    back = degrees(*mercator(np.array([lon]), np.array([lat])))
    assert np.allclose(np.concatenate(back), [lon, lat], atol=1e-9)


@given(LONGITUDES, LATITUDES)
def test_the_mainland_and_corsica_do_not_move(lon: float, lat: float) -> None:
    for departement in ("29", "2A", ""):
        moved = to_page(np.array([lon]), np.array([lat]), [departement])
        assert np.allclose(np.concatenate(moved), [lon, lat], atol=1e-9)


def test_an_unknown_place_stays_unknown() -> None:
    lon, lat = to_page(np.array([np.nan]), np.array([np.nan]), ["971"])
    assert np.isnan(lon).all()
    assert np.isnan(lat).all()


@pytest.mark.parametrize("inset", INSETS, ids=lambda inset: inset.label)
def test_each_overseas_departement_fits_in_its_frame_under_its_label(inset) -> None:
    west, south, east, north = EXTREMES[inset.departement]
    x, y = frame_of(*to_page(np.array([west, east]), np.array([north, south]), [inset.departement] * 2))
    x0, y0, x1, y1 = inset.rect
    assert x0 < x[0] < x[1] < x1
    assert y0 + 12 < y[0] < y[1] < y1, "12 units are kept for the label"


def test_insets_do_not_touch_each_other_nor_leave_the_page() -> None:
    for above, below in pairwise(INSETS):
        assert above.rect[3] < below.rect[1]
    assert all(inset.rect[0] > 0 and inset.rect[3] < FRAME[3] for inset in INSETS)


def test_the_frame_and_its_bounds_are_the_same_rectangle() -> None:
    west, south, east, north = FRAME_BOUNDS
    x, y = frame_of(np.array([west, east]), np.array([north, south]))
    assert np.allclose([x[0], y[0], x[1], y[1]], FRAME, atol=1e-6)


def test_guyane_is_drawn_at_a_quarter_of_its_size() -> None:
    assert page_move("973")[0] == 0.25


def test_the_departement_of_a_code() -> None:
    assert [departement_of(code) for code in ("2B033", "97105", "98735")] == ["2B", "971", "987"]
