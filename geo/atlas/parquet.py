"""The atlas in a folder: Parquet tables read by DuckDB, read only, no server."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from geo.atlas.asked import AskedAtlas, text_of
from geo.atlas.pointer import MANIFEST, current_version, require_published
from geo.atlas.shapes import teach_shapes
from geo.atlas.tiles import TileFile
from geo.columns import TABLES
from geo.distance import box_around, geodesic_km
from geo.territories import LEVELS

NO_LIMIT = 1_000_000_000
PART_OF_FILE = 1_000_000
"""Bytes."""
# What PostgreSQL has as a function and a column, made when a version is published (etl/migrations).
FOLD = "CREATE MACRO fold(words) AS replace(lower(strip_accents(words)), '-', ' ')"


class FolderAtlas(AskedAtlas):
    """One version in ``<folder>/<version>/``; safe to share between threads. Its methods keep the promises of Atlas."""

    def __init__(self, folder: Path) -> None:
        self.version = require_published(folder)
        self._folder = folder / self.version
        self._database = duckdb.connect()
        self._database.execute(FOLD)
        # A version never changes: what stands at the end of each file is read once, not by each question.
        self._database.execute("SET parquet_metadata_cache = true")
        teach_shapes(self._database)
        self._thread = threading.local()
        self._tiles = {level: TileFile(self._folder / "tiles" / f"{level}.pmtiles") for level in LEVELS}
        for path in sorted(self._folder.glob("*.parquet")):
            table = self._database.read_parquet(str(path))
            if path.stem == "territory":
                # In memory: each letter typed asks all 37,000 names, and folding them anew took half of the answer.
                table.project("*, fold(name) AS name_folded").create(path.stem)
            else:
                table.create_view(path.stem)
        self._database.execute(f"CREATE VIEW activity AS {text_of('activity')}")

    def is_current(self) -> bool:
        return current_version(self._folder.parent) == self.version

    def manifest(self) -> dict[str, Any]:
        return dict(json.loads((self._folder / MANIFEST).read_text(encoding="utf-8")))

    def tile(self, layer: str, z: int, x: int, y: int) -> bytes | None:
        return self._tiles[layer].read(z, x, y) if layer in self._tiles else None

    def files(self) -> dict[str, int]:
        return {p.stem: p.stat().st_size for p in sorted(self._folder.glob("*.parquet")) if p.stem in TABLES}

    def file(self, name: str) -> Iterator[bytes]:
        if name in self.files():
            with (self._folder / f"{name}.parquet").open("rb") as file:
                yield from iter(lambda: file.read(PART_OF_FILE), b"")

    def establishments_near(self, lon: float, lat: float, km: float, limit: int = 100) -> pd.DataFrame:
        found = self.establishments_within(*box_around(lon, lat, km), limit=NO_LIMIT)
        found["distance_km"] = geodesic_km(lon, lat, found["lon"], found["lat"])
        near = found[found["distance_km"] <= km].sort_values(["distance_km", "id"], ignore_index=True)
        return near.head(limit)

    def _ask(self, question: str, **values: Any) -> pd.DataFrame:
        """Run ``sql/<question>.sql`` with named values on this thread's cursor."""
        if not hasattr(self._thread, "cursor"):
            self._thread.cursor = self._database.cursor()
        return self._thread.cursor.execute(text_of(question), values).df()  # type: ignore[no-any-return]
