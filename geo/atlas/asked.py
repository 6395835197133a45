"""An atlas that answers each promise with a query of ``sql/``, named by its question: one text for every store."""

from abc import abstractmethod
from functools import cache
from importlib import resources
from typing import Any

import pandas as pd

from geo.atlas.base import Atlas
from geo.atlas.listed import Part, question_of
from geo.errors import BadSelectionError, UnknownContractError, UnknownTerritoryError
from geo.selection import ALL_FAMILIES, Selection
from geo.territories import LEVELS


class AskedAtlas(Atlas):
    """What the stores share: they differ by how they run a query, and by where tiles and the manifest rest."""

    def years(self) -> list[int]:
        return [int(year) for year in self._ask("years")["year"]]

    def families(self) -> list[str]:
        return list(self._ask("families")["family"])

    def levels(self) -> tuple[str, ...]:
        present = set(self._ask("levels")["level"])
        return tuple(level for level in LEVELS if level in present)

    def territories(self, level: str, within: tuple[str, str] | None = None) -> pd.DataFrame:
        around, code = within or (None, None)
        return self._ask("territories", level=level, around=around, code=code)

    def territory(self, level: str, code: str) -> dict[str, Any]:
        found = self._ask("territory", level=level, code=code)
        if found.empty:
            raise UnknownTerritoryError(
                f"no {level} has the code {code!r} in today's list; a former commune's code may have changed"
            )
        return _record(found.iloc[0])

    def search_territories(self, text: str, limit: int = 10) -> pd.DataFrame:
        return self._ask("search_territories", text=text.strip(), limit=limit)

    def outlines(self, level: str) -> pd.DataFrame:
        return self._ask("outlines", level=level)

    def values(self, indicator: str, variant: str, selection: Selection) -> pd.DataFrame:
        return self._ask("values", indicator=indicator, variant=variant, **_cut(selection))

    def figures(self, code: str, selection: Selection) -> pd.DataFrame:
        return self._ask("figures", code=code, **_cut(selection))

    def country(self, indicator: str) -> pd.DataFrame:
        return self._ask("country", indicator=indicator)

    def over_years(
        self, table: str, selection: Selection, code: str | None = None, *, local_level: str = ""
    ) -> pd.DataFrame:
        cut = _years(selection) | ({"local_level": local_level} if table == "locality" else {})
        return self._ask(f"{table}_over_years", code=code, **cut)

    def hulls(self, family: str = ALL_FAMILIES) -> pd.DataFrame:
        return self._ask("hulls", family=family)

    def basins(self, level: str) -> pd.DataFrame:
        return self._ask("basins", level=level)

    def flow_residuals(self, level: str, weight: str) -> pd.DataFrame:
        return self._ask("flow_residuals", level=level, weight=weight)

    def totals(self, code: str, selection: Selection, role: str = "buyer", by: str = "family") -> pd.DataFrame:
        question = f"totals_by_{'year' if by == 'year' else 'family'}"
        return self._ask(question, code=code, role=role, **_years(selection))

    def mixes(self, level: str) -> pd.DataFrame:
        return self._ask("mixes", level=level)

    def flows(
        self, selection: Selection, code: str | None = None, direction: str = "both", top: int | None = None
    ) -> pd.DataFrame:
        wanted = {"code": code, "direction": direction, "top": top or 1_000_000_000}
        if selection.is_range:
            return self._ask("flows_over_years", weight=selection.weight, **wanted, **_years(selection))
        return self._ask("flows", **wanted, **_cut(selection))

    def contracts(self, code: str, selection: Selection, role: str = "buyer", limit: int = 20) -> pd.DataFrame:
        return self._ask("contracts", code=code, role=role, limit=limit, **_years(selection))

    def contract(self, uid: str) -> dict[str, Any]:
        found = self._ask("contract", uid=uid)
        if found.empty:
            raise UnknownContractError(f"no contract has the identifier {uid!r}; it is the buyer's SIRET + its number")
        parts = ("awards", "amendments", "declarations")
        told = {name: _records(self._ask(f"contract_{name}", uid=uid)) for name in parts}
        buyer = _records(self._ask("contract_buyer", uid=uid))
        return _record(found.drop(columns="declaration_id").iloc[0]) | told | {"buyer": buyer[0] if buyer else {}}

    def listed(self, what: str, part: Part, **wanted: Any) -> pd.DataFrame:
        question, filters = question_of(what, wanted)
        return self._ask(question, **part.values(), **filters)

    def extents(self) -> pd.DataFrame:
        return self._ask("extents")

    def rejected(self, source: str | None = None, limit: int = 100) -> pd.DataFrame:
        return self._ask("rejected", source=source, limit=limit)

    def amounts(self) -> pd.DataFrame:
        return self._ask("amounts")

    def notes(self) -> pd.DataFrame:
        return self._ask("notes")

    def placing(self) -> pd.DataFrame:
        return self._ask("placing")

    def coverage(self, year: int = 0) -> pd.DataFrame:
        return self._ask("coverage", year=year)

    def establishments_within(
        self, west: float, south: float, east: float, north: float, limit: int = 2000
    ) -> pd.DataFrame:
        box = {"west": west, "south": south, "east": east, "north": north}
        return self._ask("establishments_within", limit=limit, **box)

    @abstractmethod
    def _ask(self, question: str, **values: Any) -> pd.DataFrame:
        """The answer to ``sql/<question>.sql`` with these values."""


@cache
def text_of(question: str, dialect: str = "") -> str:
    """The query of a question: the dialect's own where it has one (``sql/<dialect>/``), else the common one."""
    folder = resources.files("geo.atlas").joinpath("sql")
    own = folder.joinpath(dialect, f"{question}.sql")
    chosen = own if dialect and own.is_file() else folder.joinpath(f"{question}.sql")
    return chosen.read_text(encoding="utf-8")


def _cut(selection: Selection) -> dict[str, Any]:
    """The cut of a figure that the build measured: of one year, or of all."""
    if selection.is_range:
        raise BadSelectionError("figures of several years are not kept but made: ask geo.together")
    cut = {"level": selection.level, "year": selection.year, "family": selection.family}
    return cut | {"weight": selection.weight}


def _years(selection: Selection) -> dict[str, Any]:
    return {
        "level": selection.level, "first": selection.year, "last": selection.last, "family": selection.family
    }  # fmt: skip


def _record(row: pd.Series) -> dict[str, Any]:
    """A row as plain values, missing ones as None."""
    return {str(k): None if pd.api.types.is_scalar(v) and pd.isna(v) else v for k, v in row.items()}


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [_record(row) for _, row in table.iterrows()]
