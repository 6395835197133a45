"""How a map is drawn: its classes and its colours. Never what it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geo.errors import BadSelectionError
from webmap.classes import METHODS
from webmap.languages import gettext as _
from webmap.palettes import DIVERGING, SEQUENTIAL

USUAL = ""
"""The method that suits the indicator: quantiles, or steps alike on both sides of a centre."""
FIXED = "fixed"
KNOWN_METHODS = (USUAL, *METHODS, FIXED)
FEWEST, USUAL_CLASSES, MOST = 3, 5, 7
PARAMETERS = ("method", "classes", "palette", "breaks")


@dataclass(frozen=True)
class Look:
    """A method, a number of classes, a palette's name, and breaks in the unit shown (percents for a share)."""

    method: str = USUAL
    classes: int = USUAL_CLASSES
    palette: str = ""
    breaks: tuple[float, ...] = ()

    @property
    def is_usual(self) -> bool:
        """Whether the indicator's own classes are shown: fixed breaks start from them."""
        return self.method == USUAL or (self.method == FIXED and not self.breaks)

    def query(self) -> dict[str, Any]:
        """The same wish as query parameters, defaults left out.

        >>> Look("fixed", breaks=(10.0, 22.5)).query()
        {'method': 'fixed', 'classes': None, 'palette': None, 'breaks': '10 22.5'}
        """
        return {
            "method": self.method or None,
            "classes": None if self.classes == USUAL_CLASSES else self.classes,
            "palette": self.palette or None,
            "breaks": " ".join(f"{b:.12g}" for b in self.breaks) or None,
        }


def look_from(query: Mapping[str, str]) -> Look:
    """The look of a query string; breaks alone mean fixed ones.

    >>> look_from({"breaks": "40; 12,5"})
    Look(method='fixed', classes=5, palette='', breaks=(12.5, 40.0))
    """
    breaks = _breaks(query.get("breaks") or "")
    method = _one_of(query.get("method") or USUAL, "la méthode de classement", KNOWN_METHODS)
    if method == USUAL and breaks:
        method = FIXED
    count = _one_of(query.get("classes") or str(USUAL_CLASSES), "le nombre de classes", COUNTS)
    palette = _one_of(query.get("palette") or "", "la palette", ("", *SEQUENTIAL, *DIVERGING))
    return Look(method, int(count), palette, breaks if method == FIXED else ())


COUNTS = tuple(str(n) for n in range(FEWEST, MOST + 1))


def _one_of(word: str, noun: str, known: tuple[str, ...]) -> str:
    if word not in known:
        listed = ", ".join(k for k in known if k)
        raise BadSelectionError(
            _(
                "« %(word)s » n’est pas une valeur pour %(noun)s ; choisir parmi %(known)s.",
                word=word,
                noun=_(noun),
                known=listed,
            )
        )
    return word


def _breaks(text: str) -> tuple[float, ...]:
    words = text.replace(",", ".").replace(";", " ").split()
    try:
        numbers = sorted({float(w) for w in words})
    except ValueError:
        numbers = [float("nan")]
    if any(not abs(n) < 1e15 for n in numbers) or len(numbers) > MOST - 1:
        raise BadSelectionError(
            _(
                "« %(text)s » n’est pas une liste de bornes ; écrire un à %(most)s nombres séparés par des espaces, "
                "par exemple breaks=20 40 60.",
                text=text,
                most=MOST - 1,
            )
        )
    return tuple(numbers)
