"""The engine of data that outgrows one machine: Spark answers the same questions, table by table, in Parquet.

Spark reads and writes Parquet in one folder, and DuckDB shows each answer as a view of it: nothing is copied, and
the Python steps between two questions are those of the other engine. A table that Python made goes to Spark when a
question first asks for it. With a cluster the folder must be one that all its machines see.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import sqlglot
from numpy.typing import NDArray
from pyspark.sql import DataFrame, SparkSession
from sqlglot import exp

from etl.engines.base import read_question
from etl.locate import communes_of, read_communes

_POINTS = 100_000
"""Points in one row group: the smallest piece of work that is given to a machine."""


@dataclass(frozen=True)
class Answer:
    """What a question asks for: the table to make, the query that makes it, and the tables it reads."""

    table: str
    query: str
    reads: tuple[str, ...]


def translate(text: str) -> list[Answer]:
    """The statements of a question in Spark's dialect.

    sqlglot carries over the order of nulls (last in DuckDB, first in Spark) and the names of functions. A decimal
    constant becomes a double: 1.0 / 3 is 0.3333333333333333 in DuckDB, 0.333333 in Spark.

    >>> translate("CREATE OR REPLACE TABLE a AS WITH c AS (SELECT x FROM b) SELECT 1.0 / x AS y FROM c ORDER BY x")
    [Answer(table='a', query='WITH c AS (SELECT x FROM b) SELECT CAST(1.0 AS DOUBLE) / x AS y FROM c \
ORDER BY x NULLS LAST', reads=('b',))]
    """
    answers = []
    for statement in sqlglot.parse(text, read="duckdb"):
        if not isinstance(statement, exp.Create):
            raise ValueError(f"a question makes a table, and this does not: {statement}")
        query = statement.expression.transform(_as_double)
        inner = {one.alias for one in query.find_all(exp.CTE)}
        reads = tuple(sorted({one.name for one in query.find_all(exp.Table)} - inner))
        answers.append(Answer(statement.this.name, query.sql(dialect="spark", comments=False), reads))
    return answers


def _as_double(node: exp.Expression) -> exp.Expression:
    is_decimal = isinstance(node, exp.Literal) and not node.is_string and "." in node.name
    return exp.cast(node, "DOUBLE") if is_decimal and not isinstance(node.parent, exp.Cast) else node


class Spark:
    """Answers questions with a Spark session of its own; see ``etl.engines.base.Engine``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()
        self._session = _open_session(folder)

    def close(self) -> None:
        """Stop Spark."""
        self._session.stop()

    def ask(self, database: duckdb.DuckDBPyConnection, questions: Iterable[str]) -> None:
        """Answer questions of ``etl/sql`` in order; each answer then is a view of ``database`` under its name."""
        for question in questions:
            for answer in translate(read_question(question)):
                for table in answer.reads:
                    self._give(database, table)
                path = self._write(self._session.sql(answer.query), answer.table)
                self._show(database, answer.table, path)

    def locate(self, lon: NDArray[np.float64], lat: NDArray[np.float64], territories: Path) -> NDArray[np.object_]:
        """The commune each point falls in; each machine asks the kernel of ``etl.locate`` for its part of them."""
        given = self._new("points")
        points = pa.table({"row": np.arange(len(lon)), "lon": lon, "lat": lat})
        pq.write_table(points, given / "0.parquet", row_group_size=_POINTS)
        kernel = partial(_communes, territories=territories)
        placed = self._session.read.parquet(str(given)).mapInArrow(kernel, "row long, commune string")
        found = pq.read_table(self._write(placed, "communes")).sort_by("row")
        return np.array(found["commune"].to_pylist(), dtype=object)

    def _give(self, database: duckdb.DuckDBPyConnection, table: str) -> None:
        """Hand to Spark a table that Python made; one that Spark wrote is a view, and known to it."""
        if _is_table(database, table):
            path = self._new(table)
            database.table(table).write_parquet(str(path / "0.parquet"), row_group_size=100_000)
            self._show(database, table, path)

    def _write(self, answer: DataFrame, name: str) -> Path:
        path = self._new(name)
        answer.write.mode("append").parquet(str(path))
        return path

    def _show(self, database: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
        """Make a folder of Parquet the table of this name, on both sides."""
        self._session.read.parquet(str(path)).createOrReplaceTempView(table)
        if _is_table(database, table):
            database.execute(f"DROP TABLE {table}")
        database.read_parquet(f"{path}/*.parquet").create_view(table)

    def _new(self, name: str) -> Path:
        """A folder of its own: a question may read the table that it replaces."""
        path = self._folder / f"{next(self._numbers)}-{name}"
        path.mkdir(parents=True)
        return path


def _is_table(database: duckdb.DuckDBPyConnection, name: str) -> bool:
    query = "SELECT 1 FROM duckdb_tables() WHERE table_name = ?"
    return database.execute(query, [name]).fetchone() is not None


def _communes(batches: Iterable[pa.RecordBatch], territories: Path) -> Iterator[pa.RecordBatch]:
    communes = read_communes(territories)
    for batch in batches:
        found = communes_of(batch["lon"].to_numpy(), batch["lat"].to_numpy(), communes)
        yield pa.record_batch({"row": batch["row"], "commune": pa.array(found, pa.string())})


def _open_session(folder: Path) -> SparkSession:
    """Spark as its own configuration has it (SPARK_CONF_DIR, spark-submit): without any, all cores of this machine.

    What is set here decides the answers, or keeps Spark inside ``folder`` and quiet.
    """
    settings = {
        "spark.local.dir": str(folder / "spill"),
        "spark.log.level": "ERROR",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else the first python3 of the PATH works for us
    builder = SparkSession.builder.appName("geomarches")
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()
