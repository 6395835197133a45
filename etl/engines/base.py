"""The promise of an engine, and the text of a question."""

from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Protocol

import duckdb
import numpy as np
from numpy.typing import NDArray


class Engine(Protocol):
    """What a build asks of the machine that works on contracts.

    Between two questions the tables lie in ``database``, the workshop: as tables that Python made, or as views of
    the Parquet that the engine wrote. Python reads both alike, and only makes tables of its own.
    """

    def ask(self, database: duckdb.DuckDBPyConnection, questions: Iterable[str]) -> None:
        """Answer questions of ``etl/sql`` in order; each answer then lies in ``database`` under its name."""

    def locate(self, lon: NDArray[np.float64], lat: NDArray[np.float64], territories: Path) -> NDArray[np.object_]:
        """The commune each point falls in, as ``etl.locate.communes_at`` tells it."""


def read_question(name: str) -> str:
    """The SQL text of a question, as DuckDB reads it.

    >>> read_question("who_won_each_contract").splitlines()[0]
    '-- Who holds each contract today, and for what share?'
    """
    return resources.files("etl").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
