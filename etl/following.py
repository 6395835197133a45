"""How probable it is that a contract follows a call for tenders: a logistic model of three features.

Fitted on half of the pairs of ``tests/etl/notice_pairs.csv``, judged by hand; ``tests/etl/test_matching.py`` fits it
again, and measures it on the other half.
"""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log

import numpy as np
from scipy.sparse import csr_array

from geo.words import stems

INTERCEPT = -6.47
WEIGHTS = {"words": 6.63, "cpv": 3.13, "relaunch": -3.85}
UNKNOWN_CPV = 3 / 5
"""Where a side has no CPV: the features of the pairs fitted lie on both sides of it."""
_BLOCK = 500
"""Purchases compared at once with all others: bounds the memory of the counts."""
_RELAUNCH = re.compile(r"\brelance|nouvelle consultation|infructueu|sans suite", re.IGNORECASE)


@dataclass(frozen=True)
class Purchase:
    """What a notice or a contract says of what is bought."""

    words: Set[str]
    cpv_code: str | None
    is_relaunch: bool


@lru_cache(100_000)
def purchase(title: str, cpv_code: str | None) -> Purchase:
    """A title and a CPV, ready to be compared: 'relance du lot 3' is not the purchase that it takes up again.

    >>> purchase("Relance : toiture de l'école", None).is_relaunch
    True
    """
    return Purchase(frozenset(stems(title)), cpv_code, bool(_RELAUNCH.search(title)))


def features(one: Purchase, other: Purchase) -> dict[str, float]:
    """What the model weighs, each from 0 to 1.

    words: stems in common, twice, over the stems of both (Dice 1945); cpv: first digits in common, of five;
    relaunch: 1 where one alone says that it takes up a purchase again.

    >>> features(purchase("Toiture école", "45261000"), purchase("Toiture mairie", "45210000"))
    {'words': 0.5, 'cpv': 0.6, 'relaunch': 0.0}
    """
    in_all = len(one.words) + len(other.words)
    return {
        "words": 2 * len(one.words & other.words) / in_all if in_all else 0.0,
        "cpv": _digits(one.cpv_code, other.cpv_code) / 5 if one.cpv_code and other.cpv_code else UNKNOWN_CPV,
        "relaunch": float(one.is_relaunch != other.is_relaunch),
    }


def probability(one: Purchase, other: Purchase) -> float:
    """From 0 to 1, among pairs of one buyer such as those judged by hand, of which one in five is a match."""
    found = features(one, other)
    return 1 / (1 + exp(-INTERCEPT - sum(weight * found[name] for name, weight in WEIGHTS.items())))


def alike(ones: Sequence[Purchase], others: Sequence[Purchase], least: float) -> Iterator[tuple[int, int]]:
    """Positions of the pairs that may be as probable as ``least``: words in common enough, were the rest perfect.

    No such pair is left out. A large buyer has 10,000 calls and as many contracts: their words are counted together as
    one product of sparse matrices, and few of the 100 million pairs are then weighed.

    >>> list(alike([purchase("Toiture école", None)], [purchase(t, None) for t in ("Repas", "Toiture école")], 0.5))
    [(0, 1)]
    """
    enough = (log(least / (1 - least)) - INTERCEPT - WEIGHTS["cpv"]) / WEIGHTS["words"]
    words = {word: n for n, word in enumerate(sorted(set().union(*(one.words for one in (*ones, *others)))))}
    left, right = _said(ones, words), _said(others, words)
    in_left, in_right = left.sum(axis=1), right.sum(axis=1)
    for start in range(0, len(ones), _BLOCK):
        common = (left[start : start + _BLOCK] @ right.T).tocoo()
        row, column = common.coords[0] + start, common.coords[1]
        near = 2 * common.data >= (enough - 1e-9) * (in_left[row] + in_right[column])
        yield from zip(row[near].tolist(), column[near].tolist(), strict=True)


def _said(purchases: Sequence[Purchase], words: dict[str, int]) -> csr_array:
    """One row a purchase, one column a word, 1 where it is said."""
    at = [[words[word] for word in sorted(one.words)] for one in purchases]
    ends = np.cumsum([0, *(len(found) for found in at)])
    return csr_array((np.ones(ends[-1]), [n for found in at for n in found], ends), shape=(len(at), len(words)))


def _digits(one: str, other: str) -> int:
    """First digits in common, five at most."""
    return next((i for i in range(5) if one[i] != other[i]), 5)
