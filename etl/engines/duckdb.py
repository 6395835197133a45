"""The engine of one machine: DuckDB reads the questions as they are written."""

from collections.abc import Iterable
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from etl.engines.base import Engine, read_question
from etl.locate import communes_at


class _DuckDB:
    def ask(self, database: duckdb.DuckDBPyConnection, questions: Iterable[str]) -> None:
        for question in questions:
            database.execute(read_question(question))

    def locate(self, lon: NDArray[np.float64], lat: NDArray[np.float64], territories: Path) -> NDArray[np.object_]:
        return communes_at(lon, lat, territories)


DUCKDB: Engine = _DuckDB()
