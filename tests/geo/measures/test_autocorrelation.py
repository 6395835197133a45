"""Do neighbours look alike? Laws, the permutation test against a slow one, and maps of pure noise."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import block_array, csr_array

from geo.measures import benjamini_hochberg, getis_ord, local_moran, local_moran_test, moran
from geo.measures.permutation import distinct


def grid(side: int) -> csr_array:
    """A chessboard of side x side territories, neighbours by edges and corners."""
    row, column = np.divmod(np.arange(side**2), side)
    apart = np.maximum(abs(row[:, None] - row), abs(column[:, None] - column))
    return csr_array((apart == 1).astype(float))


LINE = csr_array(np.eye(5, k=1) + np.eye(5, k=-1))
fields = st.integers(0, 10_000).map(lambda seed: np.random.default_rng(seed).normal(size=25))


@given(fields, st.floats(0.1, 50), st.floats(-1e3, 1e3))
def test_neither_scale_nor_level_matters(values: np.ndarray, scale: float, level: float) -> None:
    moved, board = values * scale + level, grid(5)
    assert moran(moved, board).i == pytest.approx(moran(values, board).i, abs=1e-6)
    np.testing.assert_allclose(local_moran(moved, board), local_moran(values, board), atol=1e-6)
    np.testing.assert_allclose(getis_ord(moved, board), getis_ord(values, board), atol=1e-6)


@given(fields, st.integers(0, 99))
def test_renaming_territories_permutes_the_results(values: np.ndarray, seed: int) -> None:
    order, board = np.random.default_rng(seed).permutation(25), grid(5)
    renamed = board[order][:, order]
    assert moran(values[order], renamed).p == pytest.approx(moran(values, board).p)
    np.testing.assert_allclose(local_moran(values[order], renamed), local_moran(values, board)[order], atol=1e-9)
    for star in (True, False):
        found = getis_ord(values[order], renamed, star)
        np.testing.assert_allclose(found, getis_ord(values, board, star)[order], atol=1e-9)


@given(fields)
def test_local_figures_average_to_the_global_one(values: np.ndarray) -> None:
    assert local_moran(values, grid(5)).mean() == pytest.approx(moran(values, grid(5)).i)


def test_expectation_and_variance_are_those_of_all_the_ways_to_deal_the_values() -> None:
    values = [1.0, 2.0, 4.0, 8.0, 3.0]
    dealt = np.array([moran(order, LINE).i for order in permutations(values)])
    found = moran(values, LINE)
    assert found.expected == pytest.approx(dealt.mean())
    assert found.variance == pytest.approx(dealt.var())


def test_a_gradient_groups_and_a_chessboard_repels() -> None:
    row, column = np.divmod(np.arange(64), 8)
    edges = csr_array((abs(row[:, None] - row) + abs(column[:, None] - column) == 1).astype(float))
    gradient, board = moran(row, edges), moran((row + column) % 2, edges)
    assert gradient.i > 0.8
    assert gradient.z > 5
    assert board.i == pytest.approx(-1)
    assert max(gradient.p, board.p) < 1e-6


def test_equal_values_or_no_neighbour_give_no_figure() -> None:
    assert np.isnan(moran([3, 3, 3, 3, 3], LINE).i)
    assert np.isnan(moran([1, 2, 3, 4, 5], csr_array((5, 5))).p)
    assert np.isnan(local_moran([3, 3, 3, 3, 3], LINE)).all()
    assert np.isnan(getis_ord([3, 3, 3, 3, 3], LINE)).all()


def test_an_island_is_in_no_grouping() -> None:
    with_island = block_array([[LINE, None], [None, csr_array((1, 1))]])
    found = local_moran_test([1, 2, 3, 4, 5, 99], with_island, 99, np.random.default_rng(0))
    assert (found.i[5], found.p[5], found.quadrant[5]) == (0, 1, 0)
    assert np.isnan(getis_ord([1, 2, 3, 4, 5, 99], with_island)[5])


@pytest.mark.parametrize("measure", [moran, local_moran, getis_ord])
def test_a_missing_value_is_refused_and_so_is_a_matrix_of_another_size(measure) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="missing"):
        measure([1, 2, np.nan, 4, 5], LINE)
    with pytest.raises(ValueError, match="shape"):
        measure([1, 2, 3], LINE)


def test_weights_are_read_as_who_touches_whom_and_nobody_touches_itself() -> None:
    values = [1, 2, 4, 8, 3]
    heavy = 3 * LINE + csr_array(np.eye(5))
    twice = csr_array((np.ones(16), np.repeat(LINE.indices, 2), 2 * LINE.indptr), shape=(5, 5))
    assert local_moran(values, twice).tolist() == local_moran(values, LINE).tolist()
    assert local_moran(values, heavy).tolist() == local_moran(values, LINE).tolist()
    assert getis_ord(values, heavy, star=True).tolist() == getis_ord(values, LINE, star=True).tolist()


def slow_p(values: np.ndarray, neighbours: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Conditional permutation as the papers say it: unit by unit, its own draws among the others."""
    p = []
    for unit, row in enumerate(neighbours):
        others, k = np.delete(values, unit), int(row.sum())
        sums = np.array([rng.choice(others, k, replace=False).sum() for _ in range(draws)])
        seen = row @ values
        p.append(2 * (min((sums >= seen).sum(), (sums <= seen).sum()) + 1) / (draws + 1))
    return np.minimum(p, 1)


def test_shared_draws_give_the_p_of_draws_made_unit_by_unit() -> None:
    values = np.random.default_rng(5).lognormal(size=16)
    found = local_moran_test(values, grid(4), 20_000, np.random.default_rng(1))
    expected = slow_p(values, grid(4).toarray(), 4_000, np.random.default_rng(2))
    np.testing.assert_allclose(found.p, expected, atol=0.035)


def test_p_is_exact_where_all_the_draws_can_be_counted() -> None:
    """Five on a line: the first sees 1 among {1, 2, 3, 4}; a quarter of draws are as low, all as high."""
    found = local_moran_test([9, 1, 2, 3, 4], LINE, 40_000, np.random.default_rng(0))
    assert found.p[0] == pytest.approx(0.5, abs=0.02)
    assert found.quadrant[0] == 3


def test_the_same_seed_gives_the_same_p_and_a_tie_is_no_evidence() -> None:
    values = np.random.default_rng(0).normal(size=25)
    one, two = (local_moran_test(values, grid(5), 999, np.random.default_rng(7)) for _ in range(2))
    assert one.p.tolist() == two.p.tolist()
    assert local_moran_test([0.1] * 25, grid(5), 99, np.random.default_rng(0)).p.tolist() == [1.0] * 25


def test_rounding_breaks_no_tie() -> None:
    """0.1 + 0.2 is not quite 0.3: tenths must give the p of whole numbers."""
    whole = np.random.default_rng(3).integers(0, 4, 25)
    one, other = (local_moran_test(v, grid(5), 999, np.random.default_rng(0)) for v in (whole, whole / 10))
    assert one.p.tolist() == other.p.tolist()


def test_the_second_stage_says_less_than_the_floor_of_the_first() -> None:
    values = np.zeros(400)
    values[[0, 1, 2, 20, 21, 22, 40, 41, 42]] = 10 + np.arange(9)
    found = local_moran_test(values, grid(20), 999, np.random.default_rng(0))
    assert found.p[21] == pytest.approx(2 / 100_000)
    assert (benjamini_hochberg(found.p)[[0, 1, 21]] < 0.05).all()
    assert (found.quadrant[[0, 1, 21]] == 1).all()


def test_pure_noise_shows_no_grouping_in_95_maps_of_100() -> None:
    board, quiet = grid(14), 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        found = local_moran_test(rng.lognormal(size=196), board, 999, rng)
        quiet += benjamini_hochberg(found.p).min() > 0.05
    assert quiet >= 90  # 95 expected; 90 leaves room for the draw of the seeds


def test_p_of_noise_is_spread_evenly() -> None:
    rng = np.random.default_rng(0)
    p = np.concatenate([local_moran_test(rng.normal(size=100), grid(10), 199, rng).p for _ in range(60)])
    assert (p <= 0.05).mean() == pytest.approx(0.05, abs=0.015)
    assert (p <= 0.5).mean() == pytest.approx(0.5, abs=0.05)


@settings(max_examples=30)
@given(st.integers(1, 9), st.integers(0, 99), st.data())
def test_draws_are_distinct_and_below_n(n: int, seed: int, data: st.DataObject) -> None:
    width = data.draw(st.integers(1, n))
    drawn = distinct(n, width, 50, np.random.default_rng(seed))
    assert drawn.shape == (50, width)
    assert ((drawn >= 0) & (drawn < n)).all()
    assert all(len(set(row)) == width for row in drawn.tolist())


def test_every_ordered_draw_is_as_likely() -> None:
    drawn = distinct(4, 2, 24_000, np.random.default_rng(0))
    counts = np.bincount(drawn[:, 0] * 4 + drawn[:, 1], minlength=16).reshape(4, 4)
    np.testing.assert_allclose(counts[~np.eye(4, dtype=bool)], 2_000, rtol=0.1)
