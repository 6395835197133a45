"""One column of the dictionary."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column: its name, what it holds, its unit, and the DECP field it comes from."""

    name: str
    meaning: str
    unit: str = ""
    decp: str = ""
