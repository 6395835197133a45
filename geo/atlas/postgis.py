"""The atlas in PostGIS: one schema a version, one row that names the current one."""

import gzip
import re
import time
from collections.abc import Iterator
from functools import cache
from itertools import count
from typing import Any

import pandas as pd
from sqlalchemy import String, TextClause, bindparam, select, text

from geo.atlas.asked import AskedAtlas, text_of
from geo.atlas.connection import glancing, name_of, reading, schema_of
from geo.atlas.frame import frame
from geo.atlas.tables import POINTER, VERSIONS
from geo.errors import AtlasNotFoundError

FIRST_LIVE_ZOOM, LAST_LIVE_ZOOM = 9, 22
FRESH_S = 1.0
"""How long a reader may be given the version before, once another is published: the pointer is not asked each time."""
MOST_POINTS = 2000
"""Points of a live tile: more is neither readable nor quick (1 M establishments stand in France)."""


class PostgisAtlas(AskedAtlas):
    """One version in the schema ``atlas_<version>``; safe to share between threads, and after a fork.

    Its methods keep the promises of Atlas.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self.version = require_published(url)
        self._schema = schema_of(self.version)
        self._looked = time.monotonic()

    def is_current(self) -> bool:
        if time.monotonic() - self._looked < FRESH_S:
            return True
        if current_version(self._url) != self.version:
            return False
        self._looked = time.monotonic()
        return True

    def manifest(self) -> dict[str, Any]:
        with reading(self._url) as connection:
            found = connection.scalar(select(VERSIONS.c.manifest).where(VERSIONS.c.version == self.version))
        return dict(found or {})

    def tile(self, layer: str, z: int, x: int, y: int) -> bytes | None:
        if layer == "establishment":
            return self._live_tile(z, x, y)
        found = self._ask("tile", layer=layer, z=z, x=x, y=y)["data"]
        return None if found.empty else bytes(found.iloc[0])

    def files(self) -> dict[str, int]:
        found = self._ask("files")
        return dict(zip(found["name"], found["bytes"].astype(int), strict=True))

    def file(self, name: str) -> Iterator[bytes]:
        # A question for each part: no connection is held while a reader downloads.
        for part in count():
            found = self._ask("file_part", name=name, part=part)["data"]
            if found.empty:
                return
            yield bytes(found.iloc[0])

    def establishments_near(self, lon: float, lat: float, km: float, limit: int = 100) -> pd.DataFrame:
        return self._ask("establishments_near", lon=lon, lat=lat, km=km, limit=limit)

    def _live_tile(self, z: int, x: int, y: int) -> bytes | None:
        if not (FIRST_LIVE_ZOOM <= z <= LAST_LIVE_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
            return None
        data = bytes(self._ask("establishment_tile", z=z, x=x, y=y, most=MOST_POINTS)["data"].iloc[0])
        return gzip.compress(data, compresslevel=5, mtime=0) if data else None

    def _ask(self, question: str, **values: Any) -> pd.DataFrame:
        with reading(self._url, self._schema) as connection:
            return frame(connection.execute(statement(question), values))


@cache
def statement(question: str) -> TextClause:
    """The query of a question with SQLAlchemy's ``:name`` for ``$name``.

    >>> print(statement("years"))
    -- Which years of notification are there?
    SELECT DISTINCT year FROM total WHERE year <> 0 ORDER BY year
    <BLANKLINE>
    """
    query = text_of(question, "postgis")
    names = set(re.findall(r"\$(\w+)", query))
    # A value that may be absent is text: without a type, PostgreSQL cannot compare nothing.
    optional = {name for name in names if f"${name} IS NULL" in query}
    return text(re.sub(r"\$(\w+)", r":\1", query)).bindparams(*(bindparam(name, type_=String()) for name in optional))


def current_version(url: str) -> str | None:
    """The version that the pointer of a database names, or nothing where none was published."""
    with glancing(url) as connection:
        return connection.scalar(select(POINTER.c.version))


def require_published(url: str) -> str:
    """The current version of a database; raises AtlasNotFoundError that says how to make one."""
    version = current_version(url)
    if version is None:
        raise AtlasNotFoundError(
            f"{name_of(url)}: no atlas was published here; run `geomarches publish --database URL` on a built atlas"
        )
    return version
