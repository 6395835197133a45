"""What a figure is about: level, year, purchase family, amount or count."""

from dataclasses import dataclass

from geo.errors import BadSelectionError
from geo.territories import LEVELS

ALL_YEARS = 0
ALL_FAMILIES = "all"
WEIGHTS = ("amount", "count")


@dataclass(frozen=True)
class Selection:
    """One way of cutting the atlas; every figure shown states its own.

    >>> Selection(level="departement", year=2019).family
    'all'
    >>> Selection(weight="euros")
    Traceback (most recent call last):
    geo.errors.BadSelectionError: weight 'euros' does not exist; choose one of amount, count
    """

    level: str = "departement"
    year: int = ALL_YEARS
    family: str = ALL_FAMILIES
    weight: str = "amount"

    def __post_init__(self) -> None:
        _refuse_unknown("level", self.level, LEVELS)
        _refuse_unknown("weight", self.weight, WEIGHTS)
        if self.family != ALL_FAMILIES and not (len(self.family) == 2 and self.family.isdigit()):
            raise BadSelectionError(
                f"family {self.family!r} is not the first two digits of a CPV code; write for example family=45"
            )


def _refuse_unknown(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise BadSelectionError(f"{name} {value!r} does not exist; choose one of {', '.join(known)}")
