"""Groupings: found where they are planted, and nowhere else."""

import itertools

import numpy as np
import pandas as pd
from cubes import cube, place

from geo.indicators import grouping
from geo.neighbours import from_pairs

SIDE = 10
CODES = [f"{row}{column}" for row, column in itertools.product(range(SIDE), repeat=2)]
PAIRS = [
    (a, b) for a, b in itertools.combinations(CODES, 2) if abs(int(a[0]) - int(b[0])) + abs(int(a[1]) - int(b[1])) == 1
]
NEAR = {"departement": (CODES, from_pairs(CODES, PAIRS))}
CONTRACTS = 40


def classes(
    local: np.ndarray, codes: list[str] = CODES, near: dict[str, object] = NEAR, variant: str = "local_share"
) -> pd.Series:
    """Class of each square of a board of 10 x 10, from its number of local contracts among forty."""
    rows = [
        place(code, where, float(n), 1_000.0 * n)
        for code, at_home in zip(codes, local, strict=True)
        for where, n in (("local", at_home), ("elsewhere", CONTRACTS - at_home))
        if n
    ]
    figures = grouping.compute(cube(near, locality=rows))
    figures = figures[(figures["weight"] == "count") & (figures["variant"] == variant)]
    return figures.set_index("code")["value"]


def test_pure_noise_has_no_grouping() -> None:
    """A hundred boards where every contract is local by the toss of one coin: at least ninety-five stay blank."""
    boards = [np.random.default_rng(seed).binomial(CONTRACTS, 0.5, len(CODES)) for seed in range(100)]
    blank = sum((classes(board) == 0).all() for board in boards)
    assert blank >= 95


def test_a_planted_block_is_found_and_is_high() -> None:
    """Nine squares at 90 % among others at 40 %: the heart comes out high among highs, the far corner stays blank."""
    board = np.random.default_rng(1).binomial(CONTRACTS, 0.4, len(CODES))
    block = [CODES.index(f"{r}{c}") for r in (1, 2, 3) for c in (1, 2, 3)]
    board[block] = 36
    found = classes(board)
    assert found["22"] == 1
    assert found[["89", "98", "99"]].eq(0).all()


def test_other_names_of_territories_permute_the_classes() -> None:
    """A planted block is found whatever the order of the codes; only the luck of the draws may differ at its edge."""
    board = np.random.default_rng(1).binomial(CONTRACTS, 0.4, len(CODES))
    block = [f"{r}{c}" for r in (1, 2, 3) for c in (1, 2, 3)]
    board[[CODES.index(code) for code in block]] = 36
    names = {code: f"x{99 - int(code):02d}" for code in CODES}
    order = sorted(names.values())
    near = {"departement": (order, from_pairs(order, [(names[a], names[b]) for a, b in PAIRS]))}
    renamed = classes(board, [names[code] for code in CODES], near)
    assert renamed[names["22"]] == classes(board)["22"] == 1


def test_the_planted_block_is_a_hot_spot_and_its_reverse_a_cold_one() -> None:
    board = np.random.default_rng(1).binomial(CONTRACTS, 0.4, len(CODES))
    board[[CODES.index(f"{r}{c}") for r in (1, 2, 3) for c in (1, 2, 3)]] = 36
    hot, cold = (classes(b, variant="hot_spot") for b in (board, CONTRACTS - board))
    assert (hot["22"], cold["22"]) == (1, 2)
    assert hot[["89", "98", "99"]].eq(0).all()


def test_under_twenty_territories_nothing_is_said() -> None:
    few = CODES[:19]
    near = {"departement": (few, from_pairs(few, PAIRS))}
    assert classes(np.full(19, 20), few, near).empty


def test_a_territory_of_one_contract_is_left_out() -> None:
    """Left out before the test, never filled with a zero: it is not among the figures at all."""
    board = np.random.default_rng(3).binomial(CONTRACTS, 0.5, len(CODES))
    rows = [
        place(code, where, float(n), 1_000.0 * n)
        for code, at_home in zip(CODES[1:], board[1:], strict=True)
        for where, n in (("local", at_home), ("elsewhere", CONTRACTS - at_home))
    ]
    figures = grouping.compute(cube(NEAR, locality=[*rows, place(CODES[0], "local", 1, 1_000)]))
    assert CODES[0] not in set(figures["code"])
    assert (figures.groupby(["weight", "variant"]).size() == 99).all()


def test_the_same_cube_gives_the_same_classes_twice() -> None:
    board = np.random.default_rng(5).binomial(CONTRACTS, 0.5, len(CODES))
    pd.testing.assert_series_equal(classes(board), classes(board))
