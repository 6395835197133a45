"""The words of the CPV's own labels: the plainest way to tell a purchase family from a title, to be beaten."""

from collections.abc import Sequence
from functools import cache
from importlib import resources
from math import log


@cache
def families_of_word() -> dict[str, frozenset[str]]:
    """The divisions in whose labels each stem stands.

    >>> sorted(families_of_word()["ascenseur"]), len(families_of_word()["servic"]) > 20
    (['42', '45', '50', '51'], True)
    """
    text = resources.files("etl").joinpath("data", "cpv_words.txt").read_text(encoding="ascii")
    found: dict[str, set[str]] = {}
    for family, *words in (line.split() for line in text.splitlines() if not line.startswith("#")):
        for word in words:
            found.setdefault(word, set()).add(family)
    return {word: frozenset(families) for word, families in found.items()}


def read_by_keywords(stems: Sequence[str], otherwise: str) -> str:
    """The division whose labels hold these stems, rare ones weighing more: log(45 / divisions that hold it).

    ``otherwise`` where no label holds any; the first code where two divisions are level.

    >>> read_by_keywords(["depannag", "ascenseur"], "45"), read_by_keywords(["zzz"], "45")
    ('50', '45')
    """
    scores: dict[str, float] = {}
    for families in (families_of_word().get(stem, frozenset()) for stem in stems):
        for family in families:
            scores[family] = scores.get(family, 0.0) + log(45 / len(families))
    return max(sorted(scores), key=lambda family: scores[family]) if scores else otherwise
