"""The memory of a build: DuckDB spills to disk instead of growing with the files, and what is freed goes back."""

import ctypes
from pathlib import Path

import duckdb
import pyarrow as pa

MEMORY = "1GB"
"""By itself DuckDB takes four fifths of the machine: joining the parts of 2 M contracts held 3.5 GB."""


def open_spilling(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection of bounded memory whose overflow lies under ``folder``."""
    return duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder / "spill")})


def give_back() -> None:
    """Hand to the system what was freed: Arrow and glibc keep it for later, half a gigabyte after 2 M contracts."""
    pa.default_memory_pool().release_unused()
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):  # glibc's own
        trim(0)
