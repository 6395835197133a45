"""Who touches whom."""

import geopandas as gpd
import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from geo.neighbours import contiguity, from_pairs, to_pairs


def squares(side: int, seed: int = 0) -> gpd.GeoSeries:
    cells = [box(x, y, x + 1, y + 1) for x in range(side) for y in range(side)]
    return gpd.GeoSeries(cells).sample(frac=1, random_state=seed)


def test_edges_and_corners_touch() -> None:
    degrees = contiguity(squares(3)).sum(axis=1)
    assert sorted(degrees.tolist()) == [3, 3, 3, 3, 5, 5, 5, 5, 8]


def test_the_matrix_is_binary_symmetric_and_nobody_is_its_own_neighbour() -> None:
    matrix = contiguity(squares(4, seed=3)).toarray()
    assert set(np.unique(matrix)) == {0, 1}
    assert (matrix == matrix.T).all()
    assert not matrix.diagonal().any()


def test_an_island_and_a_missing_shape_have_no_neighbour() -> None:
    shapes = gpd.GeoSeries([box(0, 0, 1, 1), box(1, 0, 2, 1), Point(9, 9).buffer(1), None])
    assert contiguity(shapes).sum(axis=1).tolist() == [1, 1, 0, 0]


def test_boundaries_that_overlap_by_a_sliver_still_touch() -> None:
    assert contiguity(gpd.GeoSeries([box(0, 0, 1, 1), box(0.999, 0, 2, 1)])).sum() == 2


codes = st.lists(st.sampled_from(["01", "22", "29", "2A", "35", "974"]), unique=True, min_size=1)


@given(codes, st.data())
def test_pairs_and_matrix_say_the_same(known: list[str], data: st.DataObject) -> None:
    touching = data.draw(st.sets(st.tuples(st.sampled_from(known), st.sampled_from(known))))
    matrix = from_pairs(known, touching)
    assert (matrix.toarray() == matrix.toarray().T).all()
    pairs = to_pairs(known, matrix)
    assert {frozenset(pair) for pair in pairs.to_numpy().tolist()} == {frozenset(p) for p in touching if p[0] != p[1]}
    assert (from_pairs(known, pairs).toarray() == matrix.toarray()).all()


def test_a_territory_without_value_is_nobodys_neighbour() -> None:
    pairs = pd.DataFrame({"code": ["22", "29"], "neighbour": ["29", "56"]})
    assert from_pairs(["29", "22"], pairs).toarray().tolist() == [[0, 1], [1, 0]]
    assert from_pairs(["29"], []).toarray().tolist() == [[0]]


def test_a_pair_given_twice_counts_once() -> None:
    assert from_pairs(["22", "29"], [("22", "29"), ("29", "22"), ("22", "29")]).sum() == 2
