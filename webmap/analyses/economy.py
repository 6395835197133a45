"""What several questions look at: the territory asked for, its branches, their value and their jobs."""

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.atlas.base import Atlas
from geo.sectors import ALL_SECTORS, SECTORS
from webmap.analyses.base import Query
from webmap.args import known_territory
from webmap.formatting import THIN, is_absent, number
from webmap.languages import gettext as _

_PLACE = re.compile(r"(commune|epci|departement|region):(\w+)")
EMPLOYMENT_SOURCES = ("eurostat_employment", "flores", "urssaf")
"""By preference: everybody at work, then employees, then private employees."""


_BEGINNING, _NEAR = 4, 4
"""Where a name has a typing error, territories whose name holds its first letters are proposed, so many at most."""


@dataclass(frozen=True)
class Lost:
    """A name that was typed and no territory has; ``near`` are names that begin alike, and their keys."""

    asked: str
    near: list[tuple[str, str]]


def place_of(atlas: Atlas, query: Query) -> dict[str, Any] | None:
    """The territory asked for, by 'departement:33' or by its name; nothing where none is asked or found.

    Raises UnknownTerritoryError for a code that no territory has.
    """
    asked = query.get("territoire", "").strip()
    if code := _PLACE.fullmatch(asked):
        return known_territory(atlas, code[1], code[2])
    found = atlas.search_territories(asked, 1) if asked else pd.DataFrame()
    return None if found.empty else atlas.territory(str(found.iloc[0]["level"]), str(found.iloc[0]["code"]))


def not_found(atlas: Atlas, query: Query) -> Lost | None:
    """The territory that was asked for by a name that none has; nothing where it was found, or none was asked for."""
    asked = query.get("territoire", "").strip()
    if not asked or place_of(atlas, query):
        return None
    near = atlas.search_territories(asked[:_BEGINNING], _NEAR) if len(asked) > _BEGINNING else pd.DataFrame()
    return Lost(asked, [(str(one.name), f"{one.level}:{one.code}") for one in rows_of(near)])


def scope_of(atlas: Atlas, query: Query) -> tuple[str, str, str]:
    """Level, code and name of where the economy is looked at: the département of the place, else the country."""
    place = place_of(atlas, query)
    code = place and (place["code"] if place["level"] == "departement" else place.get("departement"))
    if not code or is_absent(code):
        return "country", "FR", _("la France entière")
    return "departement", str(code), str(atlas.territory("departement", str(code))["name"])


def won_by_sector(atlas: Atlas, level: str, code: str) -> tuple[pd.DataFrame, float]:
    """Annual euros won by each branch, a mean of the years present, and the share of all euros whose branch is known.

    Indexed by branch: annual_eur, annual_sq (of the mean), contracts.
    """
    table = atlas.sectors(level, code)
    years = max(table["year"].nunique(), 1)
    known = table[table["sector"] != "unknown"]
    whole = table["annual_eur"].sum()
    summed = (
        known.groupby("sector")[["annual_eur", "annual_sq", "contracts"]].sum().reindex(list(SECTORS), fill_value=0.0)
    )
    summed["annual_eur"] /= years
    summed["annual_sq"] /= years**2
    return summed, float(known["annual_eur"].sum() / whole) if whole else 0.0


def value_added(atlas: Atlas, level: str, code: str) -> tuple[pd.Series, int]:
    """Value added of each branch in the last year that tells all of them, and that year; empty, 0 where none does."""
    table = atlas.accounts(level, code).dropna(subset=["value_added_eur"])
    table = table[table["sector"] != ALL_SECTORS]
    told = table.groupby("year")["sector"].nunique()
    full = told[told == len(SECTORS)]
    if full.empty:
        return pd.Series(dtype=float), 0
    year = int(full.index.max())
    return table[table["year"] == year].set_index("sector")["value_added_eur"], year


def employment(atlas: Atlas, level: str, code: str) -> tuple[pd.DataFrame, str]:
    """Employment by branch (rows) and year (columns) of the best source there is, and its key; empty where none is."""
    table = atlas.accounts(level, code).dropna(subset=["employment"])
    for source in EMPLOYMENT_SOURCES:
        of_source = table[(table["source"] == source) & (table["sector"] != ALL_SECTORS)]
        if not of_source.empty:
            return of_source.pivot_table("employment", "sector", "year", aggfunc="max"), source
    return pd.DataFrame(), ""


def label(sector: str) -> str:
    """What a branch is called."""
    return _(SECTORS.get(sector, sector))


def times(value: float) -> str:
    """An index: '× 0,64'."""
    return f"×{THIN}{number(value, 2)}"


def rows_of(table: pd.DataFrame) -> list[Any]:
    """The rows of a table, each with its columns as attributes (``Index`` for its index)."""
    return list(table.itertuples())
