"""Connections to PostGIS: one pool a process, reading only, and no password in any message."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.errors import QueryCanceled
from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DataError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from geo.errors import AtlasNotFoundError, BadSelectionError, SettingsError, SlowQuestionError

HOME = "geomarches"
"""The schema of what outlives a version: the pointer, the history, the migrations."""
READERS = 8
"""Connections of one process: as many as the requests that it works on at a time (webmap/crowd.py)."""
PATIENCE_S = 10
"""A page's query never takes longer; that of the web role may be shorter still."""
ANSWERS = "SET LOCAL jit = off; SET LOCAL random_page_cost = 1.1; SET LOCAL max_parallel_workers_per_gather = 0"
"""A page asks for few rows of many: an index, at once, not a plan compiled or shared for a scan of whole tables.

The doors of 1,089 buyers around Paris, of 32,000: 8,900 pages either way, in half the time.
"""
_POOLS: dict[tuple[URL, int], Engine] = {}
VERSION = re.compile(r"[0-9a-z_]{1,40}")


def address(url: str) -> URL:
    """A database's address for SQLAlchemy and psycopg 3; raises SettingsError, which never repeats a password."""
    try:
        return make_url(url).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError):
        raise SettingsError(
            "the database's address cannot be read; write postgresql://USER@HOST:PORT/BASE, "
            "with @ : / of a password as %40 %3A %2F, or keep the password in ~/.pgpass"
        ) from None


def name_of(url: str) -> str:
    """A database's name for messages and logs, without user, password or options.

    >>> name_of("postgresql://me:secret@db.example:5433/geomarches?password=secret")
    'db.example:5433/geomarches'
    """
    where = address(url)
    return f"{where.host or 'localhost'}:{where.port or 5432}/{where.database or ''}"


def schema_of(version: str) -> str:
    """The schema that holds a version; raises AtlasNotFoundError for text that is no version.

    >>> schema_of("eceb9bd13238")
    'atlas_eceb9bd13238'
    """
    if not VERSION.fullmatch(version):
        raise AtlasNotFoundError(f"{version!r} is not the name of a version; `geomarches versions` lists them")
    return f"atlas_{version}"


def pool(url: str) -> Engine:
    """The connections of this process to a database: opened when first used, never shared across a fork."""
    where = address(url), os.getpid()
    if where not in _POOLS:
        # A connection is tried before use: a server that restarted costs one retry, not an error page. Should two
        # threads meet here, the pool of one is left unused, and never opens a connection.
        made = create_engine(
            where[0], pool_pre_ping=True, pool_size=READERS, max_overflow=0, pool_timeout=2,
            connect_args={"connect_timeout": 5, "application_name": HOME},
        )  # fmt: skip
        _POOLS.setdefault(where, made)
    return _POOLS[where]


def close_pools() -> None:
    """Close the connections of this process; a later question opens others."""
    for (_, process), made in list(_POOLS.items()):
        made.dispose(close=process == os.getpid())


@contextmanager
def reading(url: str, schema: str = HOME) -> Iterator[Connection]:
    """A read-only transaction in which bare names are those of a schema.

    Raises, in one line without password, AtlasNotFoundError where the database does not answer or holds no atlas,
    SlowQuestionError where a question lasts too long, BadSelectionError for a value that it cannot hold.
    """
    with _told_in_one_line(url), pool(url).connect() as connection:
        connection.exec_driver_sql(
            f'SET TRANSACTION READ ONLY; SET LOCAL search_path = "{schema}", {HOME}, public; '
            f"SET LOCAL statement_timeout = '{PATIENCE_S}s'; {ANSWERS}"
        )
        yield connection


@contextmanager
def glancing(url: str) -> Iterator[Connection]:
    """A connection for one question without a transaction around it: each page asks which version is current.

    Raises what ``reading`` raises.
    """
    with _told_in_one_line(url), pool(url).connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")


@contextmanager
def _told_in_one_line(url: str) -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeoutError) as error:
        if isinstance(getattr(error, "orig", None), QueryCanceled):
            raise SlowQuestionError(f"{name_of(url)}: a question was stopped: {_first_line(error)}") from None
        raise AtlasNotFoundError(f"{name_of(url)}: the database does not answer: {_first_line(error)}") from None
    except DataError as error:
        # A tile's column of ten digits is no integer of PostgreSQL, a text with a NUL no text.
        raise BadSelectionError(f"a value that the database cannot hold: {_first_line(error)}") from None
    except ProgrammingError as error:
        raise AtlasNotFoundError(
            f"{name_of(url)}: no atlas can be read: {_first_line(error)}; "
            f"`geomarches publish --database URL` copies one there, `geomarches migrate` sets the rights"
        ) from None


def _first_line(error: Exception) -> str:
    """What the server said, without the query."""
    said = str(getattr(error, "orig", None) or error).strip()
    return said.splitlines()[0] if said else type(error).__name__
