"""What a figure is about: level, year or years, purchase family, amount or count."""

from dataclasses import dataclass, replace

from geo.errors import BadSelectionError
from geo.territories import LEVELS

ALL_YEARS = 0
ALL_FAMILIES = "all"
WEIGHTS = ("amount", "count")


@dataclass(frozen=True)
class Selection:
    """One way of cutting the atlas; every figure shown states its own.

    ``until`` is the last of several years together, of which ``year`` is the first; 0 where there is but one.

    >>> Selection(level="departement", year=2019).family
    'all'
    >>> Selection(year=2019, until=2021).last
    2021
    >>> Selection(weight="euros")
    Traceback (most recent call last):
    geo.errors.BadSelectionError: weight 'euros' does not exist; choose one of amount, count
    """

    level: str = "departement"
    year: int = ALL_YEARS
    family: str = ALL_FAMILIES
    weight: str = "amount"
    until: int = 0

    def __post_init__(self) -> None:
        _refuse_unknown("level", self.level, LEVELS)
        _refuse_unknown("weight", self.weight, WEIGHTS)
        if self.until and not ALL_YEARS < self.year < self.until:
            raise BadSelectionError(
                f"years {self.year}-{self.until} do not go from one year to a later one; write for example 2019-2021"
            )
        if self.family != ALL_FAMILIES and not (len(self.family) == 2 and self.family.isdigit()):
            raise BadSelectionError(
                f"family {self.family!r} is not the first two digits of a CPV code; write for example family=45"
            )

    @property
    def is_range(self) -> bool:
        """Whether several years are taken together."""
        return self.until > 0

    @property
    def last(self) -> int:
        """The last year; the only one where there is but one, 0 for all."""
        return self.until or self.year

    @property
    def years(self) -> str:
        """The years as an address writes them; nothing for all.

        >>> Selection(year=2019, until=2021).years, Selection(year=2019).years, Selection().years
        ('2019-2021', '2019', '')
        """
        return f"{self.year}-{self.until}" if self.is_range else str(self.year or "")

    def at(self, level: str) -> "Selection":
        """The same cut at another level."""
        return replace(self, level=level)


def _refuse_unknown(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise BadSelectionError(f"{name} {value!r} does not exist; choose one of {', '.join(known)}")
