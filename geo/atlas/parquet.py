"""The atlas in a folder: Parquet tables read by DuckDB, read only, no server."""

import json
import threading
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from geo.atlas.base import Atlas
from geo.atlas.pointer import MANIFEST, current_version, require_published
from geo.atlas.tiles import TileFile
from geo.errors import UnknownContractError, UnknownTerritoryError
from geo.selection import Selection
from geo.territories import LEVELS


class FolderAtlas(Atlas):
    """One version in ``<folder>/<version>/``; safe to share between threads. Its methods keep the promises of Atlas."""

    def __init__(self, folder: Path) -> None:
        self.version = require_published(folder)
        self._folder = folder / self.version
        self._database = duckdb.connect()
        self._thread = threading.local()
        self._tiles = {level: TileFile(self._folder / "tiles" / f"{level}.pmtiles") for level in LEVELS}
        for path in sorted(self._folder.glob("*.parquet")):
            self._database.read_parquet(str(path)).create_view(path.stem)

    def is_current(self) -> bool:
        return current_version(self._folder.parent) == self.version

    def manifest(self) -> dict[str, Any]:
        return dict(json.loads((self._folder / MANIFEST).read_text(encoding="utf-8")))

    def years(self) -> list[int]:
        return [int(year) for year in self._ask("years")["year"]]

    def families(self) -> list[str]:
        return list(self._ask("families")["family"])

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

    def totals(self, code: str, selection: Selection, role: str = "buyer", by: str = "family") -> pd.DataFrame:
        cut = _cut(selection, weight=False)
        return self._ask(f"totals_by_{'year' if by == 'year' else 'family'}", code=code, role=role, **cut)

    def flows(
        self, selection: Selection, code: str | None = None, direction: str = "both", top: int | None = None
    ) -> pd.DataFrame:
        return self._ask("flows", code=code, direction=direction, top=top or 1_000_000_000, **_cut(selection))

    def contracts(self, code: str, selection: Selection, role: str = "buyer", limit: int = 20) -> pd.DataFrame:
        return self._ask("contracts", code=code, role=role, limit=limit, **_cut(selection, weight=False))

    def contract(self, uid: str) -> dict[str, Any]:
        found = self._ask("contract", uid=uid)
        if found.empty:
            raise UnknownContractError(f"no contract has the identifier {uid!r}; it is the buyer's SIRET + its number")
        parts = {name: _records(self._ask(f"contract_{name}", uid=uid)) for name in ("awards", "amendments")}
        return _record(found.iloc[0]) | parts | {"declarations": _records(self._ask("contract_declarations", uid=uid))}

    def rejected(self, source: str | None = None, limit: int = 100) -> pd.DataFrame:
        return self._ask("rejected", source=source, limit=limit)

    def tile(self, layer: str, z: int, x: int, y: int) -> bytes | None:
        return self._tiles[layer].read(z, x, y) if layer in self._tiles else None

    def amounts(self) -> pd.DataFrame:
        return self._ask("amounts")

    def placing(self) -> pd.DataFrame:
        return self._ask("placing")

    def _ask(self, question: str, **values: Any) -> pd.DataFrame:
        """Run ``sql/<question>.sql`` with named values on this thread's cursor."""
        if not hasattr(self._thread, "cursor"):
            self._thread.cursor = self._database.cursor()
        return self._thread.cursor.execute(_text(question), values).df()  # type: ignore[no-any-return]


@cache
def _text(question: str) -> str:
    return resources.files("geo.atlas").joinpath("sql", f"{question}.sql").read_text(encoding="utf-8")


def _cut(selection: Selection, weight: bool = True) -> dict[str, Any]:
    cut = {"level": selection.level, "year": selection.year, "family": selection.family}
    return cut | ({"weight": selection.weight} if weight else {})


def _record(row: pd.Series) -> dict[str, Any]:
    """A row as plain values, missing ones as None."""
    return {str(k): None if pd.api.types.is_scalar(v) and pd.isna(v) else v for k, v in row.items()}


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [_record(row) for _, row in table.iterrows()]
