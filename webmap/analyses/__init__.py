"""The questions of the workshop (S1 to S20), one file each, and the one list of them."""

from dataclasses import dataclass, field
from typing import Any

from webmap.analyses import s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s12, s13, s14, s15, s16, s17, s19
from webmap.analyses.base import AGENCY, BUYER, CITIZEN, ELECTED, SME, Analysis, Page

ANALYSES: tuple[Analysis, ...] = (
    s1.ANALYSIS, s2.ANALYSIS, s3.ANALYSIS, s4.ANALYSIS, s5.ANALYSIS, s6.ANALYSIS, s7.ANALYSIS, s8.ANALYSIS, s9.ANALYSIS,
    s10.ANALYSIS, s12.ANALYSIS, s13.ANALYSIS, s14.ANALYSIS, s15.ANALYSIS, s16.ANALYSIS, s17.ANALYSIS,
    s19.ANALYSIS,
)  # fmt: skip
"""In order of S; a question is added by its file and its name here."""


_INDICATORS = Page("pages.methods", {"_anchor": "indicators"})


@dataclass(frozen=True)
class Elsewhere:
    """A question that another page of the site answers; ``method`` is the page that says how."""

    key: str
    question_fr: str
    profiles: tuple[str, ...]
    endpoint: str
    query: dict[str, Any] = field(default_factory=dict)
    method: Page = _INDICATORS


_BY_DISTANCE = {"key": "family_distance"}
ELSEWHERE = (
    Elsewhere(
        "s11", "Le type d’achat dit-il où sont les titulaires ?", (AGENCY,), "pages.method",
        _BY_DISTANCE | {"_anchor": "heat-title"}, Page("pages.method", _BY_DISTANCE),
    ),
    Elsewhere("s18", "Par où commencer, selon qui je suis ?", (AGENCY, ELECTED, SME, BUYER, CITIZEN), "pages.entry"),
    Elsewhere("s20", "Quelle fiche montrer de mon territoire ?", (AGENCY, ELECTED), "pages.territories"),
)  # fmt: skip


def known(key: str) -> Analysis | None:
    """The analysis of a key, or nothing."""
    return next((one for one in ANALYSES if one.key == key), None)


def of_profile(profile: str) -> list[Analysis | Elsewhere]:
    """The questions of a profile, in order of S."""
    every: list[Analysis | Elsewhere] = [*ANALYSES, *ELSEWHERE]
    return sorted((one for one in every if profile in one.profiles), key=lambda one: int(one.key[1:]))


def twenty() -> list[tuple[str, Analysis | Elsewhere | None]]:
    """The twenty questions of the workshop in order, each with its key and what answers it; nothing where none does.

    >>> [key for key, _answer in twenty()][:2]
    ['s1', 's2']
    """
    every: list[Analysis | Elsewhere] = [*ANALYSES, *ELSEWHERE]
    answers = {one.key: one for one in every}
    return [(key, answers.get(key)) for key in (f"s{n}" for n in range(1, 21))]
