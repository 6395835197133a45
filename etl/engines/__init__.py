"""What answers the contract-level questions of ``etl/sql``: DuckDB, or Spark where contracts outgrow one machine."""

import importlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from etl.engines.base import Engine
from etl.engines.duckdb import DUCKDB
from geo.errors import MissingToolError

ENGINES = ("duckdb", "spark")


def require_engine(name: str) -> None:
    """Raise MissingToolError where an engine cannot run on this machine; it says what to install."""
    if name == "duckdb":
        return
    for package in ("pyspark", "sqlglot"):
        try:
            importlib.import_module(package)
        except ModuleNotFoundError as error:
            raise MissingToolError(
                f"--engine spark needs {package}, which is not installed; run pip install 'geomarches[spark]'"
            ) from error
    home = os.environ.get("JAVA_HOME")
    if not shutil.which("java", path=f"{home}/bin" if home else None):
        where = f"in JAVA_HOME={home}" if home else "on the PATH"
        raise MissingToolError(f"--engine spark needs Java 17 or later, and there is no java {where}; install it")


@contextmanager
def open_engine(name: str, scratch: Path) -> Iterator[Engine]:
    """An engine for one build; what it writes on the way lies in ``scratch``. See ``require_engine``."""
    require_engine(name)
    if name == "duckdb":
        yield DUCKDB
        return
    from etl.engines.spark import Spark  # an extra: not on every machine

    spark = Spark(scratch / "spark")
    try:
        yield spark
    finally:
        spark.close()
