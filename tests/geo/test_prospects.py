"""The gravity of a buyer: volume against distance."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.prospects import LEAST_EUR, prospect_scores

EUROS = st.floats(1, 1e9)
CONTRACTS = st.floats(0.1, 1e3)
KM = st.floats(0, 1e3)
NEARNESS = st.floats(0, 1)


def test_the_example_of_the_method_page() -> None:
    """√31.6 / 1 and √126.5 / 2 are both 5.6."""
    scores = np.exp(prospect_scores([1e6, 4e6], [1, 4], [0, 10]))
    assert scores.round(1).tolist() == [5.6, 5.6]


@given(EUROS, CONTRACTS, KM, st.floats(0.01, 0.99))
def test_more_spend_or_fewer_kilometres_never_put_a_buyer_lower(e: float, n: float, km: float, w: float) -> None:
    here, richer, farther = prospect_scores([e, 2 * e, e], [n, n, n], [km, km, km + 1], w)
    assert richer >= here > farther


@given(EUROS, CONTRACTS, KM, KM)
def test_at_0_distance_counts_for_nothing_and_at_1_volume_does(e: float, n: float, near: float, far: float) -> None:
    by_volume = prospect_scores([e, e], [n, n], [near, far], 0)
    assert by_volume[0] == by_volume[1]
    by_distance = prospect_scores([e, 10 * e], [n, 3 * n], [near, near], 1)
    assert math.isclose(*by_distance)


def test_an_unknown_amount_is_a_little_and_an_unknown_distance_nothing() -> None:
    unknown, little = prospect_scores([np.nan, LEAST_EUR], [1, 1], [np.nan, 0])
    assert unknown == little == 0
