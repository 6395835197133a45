"""Lists that a reader goes through page by page: what they hold, and what may be asked of them."""

from dataclasses import dataclass
from typing import Any

from geo.errors import BadSelectionError
from geo.selection import ALL_FAMILIES, ALL_YEARS

Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""

_ESTABLISHMENT = {"id": None, "siren": None, "departement": None, "commune": None}
LISTS: dict[str, tuple[str, dict[str, Any]]] = {
    "contract": (
        "contracts_after",
        {
            "uid": None, "year": ALL_YEARS, "family": ALL_FAMILIES, "departement": None, "buyer": None,
            "supplier": None, "since": None, "until": None,
        },
    ),
    "buyer": ("establishments_after", {"role": "buyer", **_ESTABLISHMENT}),
    "supplier": ("establishments_after", {"role": "supplier", **_ESTABLISHMENT}),
    "territory": (
        "territories_after",
        {"level": "departement", "code": None, "epci": None, "departement": None, "region": None},
    ),
}  # fmt: skip
"""The query of each list, and its filters with the value that keeps all."""


@dataclass(frozen=True)
class Part:
    """Which rows of a list: those after a key, some of them skipped, so many at most, with a place in a box."""

    after: str = ""
    skip: int = 0
    limit: int = 100
    box: Box | None = None

    def values(self) -> dict[str, Any]:
        """What the queries of lists ask.

        >>> Part(limit=2, box=(-5, 41, 10, 51)).values()["boxed"]
        1
        """
        west, south, east, north = map(float, self.box or (0, 0, 0, 0))
        box = {"boxed": int(self.box is not None), "west": west, "south": south, "east": east, "north": north}
        return {"after": self.after, "skip": self.skip, "limit": self.limit, **box}


def question_of(what: str, wanted: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The query of a list and the values of its filters; raises BadSelectionError for a filter that it lacks.

    >>> question_of("buyer", {"siren": "210100010"})[1]["siren"]
    '210100010'
    """
    question, filters = LISTS[what]
    odd = wanted.keys() - filters.keys()
    if odd:
        raise BadSelectionError(f"{what} has no filter {', '.join(sorted(odd))}; it has {', '.join(filters)}")
    return question, filters | wanted
