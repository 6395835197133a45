"""What an indicator is: a key, its words, its scale, and how it is computed from the cube."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd
from scipy.sparse import csr_array

from geo.territories import LEVELS

COUNTRY, FRANCE = "country", "FR"
"""Level and code of a figure of the whole country: the distance elasticity of a purchase family, for instance."""


@dataclass(frozen=True)
class Variant:
    """One reading of an indicator, such as 'same département' for the local share."""

    key: str
    label_fr: str
    label_en: str
    unit: str = ""
    """Overrides the indicator's unit where the variant has its own."""


@dataclass(frozen=True)
class Cube:
    """Totals of the atlas by territory, year (0 = all) and purchase family ('all' = all).

    The tables are described in ``geo/columns.py``; ``neighbours`` gives, per level, the codes in order and
    the binary contiguity matrix. An indicator whose table is empty has no figure.
    """

    territory: pd.DataFrame
    total: pd.DataFrame
    locality: pd.DataFrame
    flow: pd.DataFrame
    distance: pd.DataFrame
    neighbours: dict[str, tuple[list[str], csr_array]] = field(default_factory=dict)
    size: pd.DataFrame = field(default_factory=pd.DataFrame)
    firm: pd.DataFrame = field(default_factory=pd.DataFrame)
    band: pd.DataFrame = field(default_factory=pd.DataFrame)
    flow_residual: pd.DataFrame = field(default_factory=pd.DataFrame)
    """Made of the others, once (``flow_residual.flow_residuals``): eleven seconds of gravity for 578 EPCI."""


@dataclass(frozen=True)
class Method:
    """The method page of an indicator, under the fixed headings (Markdown-free plain paragraphs, French)."""

    method: str
    example: str
    not_said: str
    exclusions: str
    source: str


@dataclass(frozen=True)
class Indicator:
    """What the map can show. ``compute`` takes the cube and gives one row per figure."""

    key: str
    label_fr: str
    label_en: str
    definition_fr: str
    unit: str
    """share, km, eur, eur_per_inhabitant, ratio or p; class, hot_spot or expectation where each value is a class."""
    scale: str
    """sequential, diverging or class."""
    variants: tuple[Variant, ...]
    weights: tuple[str, ...]
    method: Method
    compute: Callable[[Cube], pd.DataFrame]
    centre: float | None = None
    definitions: tuple[Variant, ...] = ()
    """Other ways to count what each variant counts, the usual one first; empty where there is but one."""
    levels: tuple[str, ...] = LEVELS
    """Where it has figures; COUNTRY alone for one whose unit is a purchase family and not a place."""
    adds_up: tuple[str, ...] = ()
    """Variants that are made of sums: over several years, they are worked out on the sums of each year."""
    is_sum: bool = False
    """A sum stays true whatever the number of contracts, where a ratio of a few says nothing."""

    def reading(self, variant: str, definition: str = "") -> str:
        """The key of a figure: its variant, and the definition where it is not the usual one.

        Keys stand in ``indicator.variant`` of the atlas: 'departement', 'departement:head_office'.
        """
        usual = self.definitions[0].key if self.definitions else ""
        return variant if definition in ("", usual) else f"{variant}:{definition}"

    @property
    def readings(self) -> tuple[str, ...]:
        """Every key that a figure may have, variant by variant."""
        definitions = [d.key for d in self.definitions] or [""]
        return tuple(self.reading(v.key, definition) for v in self.variants for definition in definitions)

    def is_over_years(self, reading: str) -> bool:
        """Whether a reading can be had over several years; a definition that is not the usual one cannot."""
        return reading in self.adds_up

    def unit_of(self, variant: str) -> str:
        """The unit in which a variant is read."""
        key = variant.partition(":")[0]
        return next((v.unit for v in self.variants if v.key == key and v.unit), self.unit)


FIGURE_COLUMNS = [
    "variant", "level", "code", "year", "family", "weight",
    "value", "low", "high", "contracts", "effective", "covered",
]  # fmt: skip


def figure(table: pd.DataFrame) -> pd.DataFrame:
    """The columns of a figure, in order, without the rows that have no value."""
    return table.loc[table["value"].notna(), FIGURE_COLUMNS]


def nothing() -> pd.DataFrame:
    """No figure: what an indicator gives when its table of the cube is empty."""
    return pd.DataFrame(columns=FIGURE_COLUMNS)


def both_weights(table: pd.DataFrame) -> pd.DataFrame:
    """The table twice, read by amount then by count: column ``w`` holds the weight."""
    by_amount = table.assign(weight="amount", w=table["amount_eur"])
    by_count = table.assign(weight="count", w=table["contracts"])
    return pd.concat([by_amount, by_count], ignore_index=True)
