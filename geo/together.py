"""Figures of several years taken together: the same formulas, on the sums of each year."""

from dataclasses import replace
from functools import lru_cache

import pandas as pd

from geo.atlas.base import Atlas
from geo.errors import BadSelectionError
from geo.indicators import INDICATORS, Cube, Indicator, indicator, reliability
from geo.indicators.location_quotient import LOCATION_QUOTIENT
from geo.selection import ALL_FAMILIES, Selection

VALUES = ["code", "value", "low", "high", "contracts", "effective", "covered", "reliability"]
FEWEST = 9.999999
"""Ten contracts; thirds of a grouping add up to a hair less."""
EMPTY = pd.DataFrame(columns=["code", "name", *VALUES[1:]])


@lru_cache(maxsize=16)
def values(atlas: Atlas, key: str, reading: str, selection: Selection) -> pd.DataFrame:
    """``Atlas.values`` of one year, of all, or of several.

    Sums and shares of several years are exact; intervals are the widest that the years allow, since a partner may come
    back from one year to the next. Raises BadSelectionError for a reading that is not made of sums (a median, a
    concentration), which ``Indicator.is_over_years`` tells beforehand.
    """
    if not selection.is_range:
        return atlas.values(key, reading, selection)
    found = _figures(atlas, indicator(key), selection, (reading,))
    found = pd.concat([found[VALUES], _few(atlas, selection, key, found["code"])], ignore_index=True)
    names = atlas.territories(selection.level)[["code", "name"]]
    table = names.merge(found, on="code").sort_values("code", ignore_index=True)
    return table[["code", "name", *VALUES[1:]]]


@lru_cache(maxsize=64)
def figures(atlas: Atlas, code: str, selection: Selection) -> pd.DataFrame:
    """``Atlas.figures`` of one year, of all, or of several: then those that the territory's own sums make."""
    if not selection.is_range:
        return atlas.figures(code, selection)
    own = [one for one in INDICATORS if one.adds_up and one is not LOCATION_QUOTIENT and selection.level in one.levels]
    cuts = ((one, replace(selection, weight=_weight(one, selection))) for one in own)
    tables = [_figures(atlas, one, cut, one.adds_up, code).assign(indicator=one.key) for one, cut in cuts]
    return pd.concat(tables, ignore_index=True)[["indicator", "variant", *VALUES[1:]]]


def _weight(one: Indicator, selection: Selection) -> str:
    return selection.weight if selection.weight in one.weights else one.weights[0]


def _figures(
    atlas: Atlas, one: Indicator, selection: Selection, readings: tuple[str, ...], code: str | None = None
) -> pd.DataFrame:
    """The figures of an indicator, computed on the sums; those of one territory where a code is given."""
    for reading in readings:
        if not one.is_over_years(reading):
            raise BadSelectionError(f"{one.key} ({reading}) does not add up over the years; choose one year, or all")
    table = one.compute(_cube(atlas, one, selection, readings, code))
    is_asked = (
        table["variant"].isin(readings) & table["family"].eq(selection.family) & table["weight"].eq(selection.weight)
    )
    found = table[is_asked & (table["code"].eq(code) if code else True)].copy()
    found["reliability"] = reliability(found["contracts"], found["effective"])
    if one.is_sum:
        found["reliability"] = found["reliability"].replace("insuffisant", "indicatif")
    return found


def _cube(atlas: Atlas, one: Indicator, selection: Selection, readings: tuple[str, ...], code: str | None) -> Cube:
    """The tables that the indicator starts from, as of one year: the first of the range."""
    level, year, family = selection.level, selection.year, selection.family
    # What a family weighs in the country is asked of all families.
    whole = replace(selection, family=ALL_FAMILIES) if one is LOCATION_QUOTIENT else selection
    tables = dict.fromkeys(("total", "locality", "flow", "distance", "size"), pd.DataFrame())
    for name in _NEEDS[one.key]:
        if name == "locality":
            made = pd.concat([_locality(atlas, selection, reading, code) for reading in readings], ignore_index=True)
        else:
            made = atlas.flows(selection, code) if name == "flow" else atlas.over_years(name, whole, code)
        tables[name] = made.assign(level=level, year=year, family=made["family"] if name == "total" else family)
    return Cube(territory=atlas.territories(level).assign(level=level), **tables)  # type: ignore[arg-type]


def _locality(atlas: Atlas, selection: Selection, local_level: str, code: str | None) -> pd.DataFrame:
    rows = atlas.over_years("locality", selection, code, local_level=local_level)
    return rows.assign(local_level=local_level, definition="seat")


_NEEDS = {
    "local_share": ("locality",), "spend": ("total",), "spend_distance": ("distance",), "sme_access": ("size",),
    "attraction": ("total", "flow"), "net_balance": ("total", "flow"), "location_quotient": ("total",),
}  # fmt: skip
"""The tables of the cube that each of them reads."""


_ROLES = {"attraction": "supplier", "location_quotient": ""}


def _few(atlas: Atlas, selection: Selection, key: str, shown: pd.Series) -> pd.DataFrame:
    """The territories of fewer than ten contracts in all these years: not absent, but too few for a ratio."""
    total = atlas.over_years("total", selection)
    is_few = total["role"].eq(_ROLES.get(key, "buyer")) & total["family"].eq(selection.family)
    few = total[is_few & (total["contracts"] < FEWEST) & ~total["code"].isin(shown)]
    return few[["code", "contracts"]].assign(reliability="insuffisant").reindex(columns=VALUES)
