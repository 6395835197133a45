"""Publish an atlas into PostGIS: one transaction, so that a crash at any moment leaves the old version serving."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg.errors import InsufficientPrivilege
from sqlalchemy import Connection, NullPool, create_engine, delete, func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import DBAPIError

from etl.copying import copy_version
from etl.gates import refusals
from etl.migrations import migrate
from geo.atlas import open_atlas
from geo.atlas.connection import HOME, address, name_of, schema_of
from geo.atlas.tables import POINTER, VERSIONS
from geo.errors import BuildError

Say = Callable[[str], None]
LOCK = int.from_bytes(b"geom")
"""The number of the advisory lock that one loader at a time holds in a database."""
KEEP = 3


def publish(
    folder: Path, url: str, accept: str | None = None, keep: int = KEEP, say: Say = lambda text: None
) -> list[str]:
    """Make a folder's current version the one that a database serves; one line for each thing done.

    A version already there is pointed to again. Raises BuildError, the old version still serving, where the gates
    refuse the new one (and ``accept`` gives no reason to pass), where a check fails, or where another loader works.
    """
    candidate = open_atlas(folder)
    version = candidate.version
    with _alone(url) as connection:
        migrate(connection)
        known, current = _known(connection)
        if current == version:
            return [f"nothing to do: {name_of(url)} serves version {version} already"]
        held = refusals(candidate, open_atlas(url) if current else None)
        if held and not accept:
            raise BuildError(
                f"version {version} was not published: {'; '.join(held)}. "
                'Look at `geomarches explain --rejected`; if it is right, add --accept "why"'
            )
        lines = [f"accepted although {reason}: {accept}" for reason in held]
        with connection.begin():
            if version not in known:
                rows = copy_version(connection, folder / version, version, say)
                row = {"version": version, "manifest": candidate.manifest()}
                connection.execute(
                    insert(VERSIONS), row | {"refusals": held or None, "accepted": accept if held else None}
                )
                lines.append(f"copy: {rows:,} rows, equal to the folder's in number and in sums")
            _point(connection, version)
        lines.append(f"publish: version {version} is now current in {name_of(url)}")
        return lines + _forget(connection, keep)


def versions(url: str) -> list[dict[str, Any]]:
    """The manifests of the versions that a database holds, oldest first, each with ``is_current`` and ``accepted``."""
    with _connected(url) as connection:
        current = connection.scalar(select(POINTER.c.version))
        rows = connection.execute(select(VERSIONS).order_by(VERSIONS.c.loaded_at)).all()
    return [row.manifest | {"is_current": row.version == current, "accepted": row.accepted} for row in rows]


def point_to(url: str, version: str) -> None:
    """Make a version that a database holds the current one; raises BuildError where it holds none of that name."""
    with _alone(url) as connection:
        known, _ = _known(connection)
        if version not in known:
            raise BuildError(f"{name_of(url)}: no version {version!r}; it holds {', '.join(known) or 'none'}")
        with connection.begin():
            _point(connection, version)


def prepare(url: str) -> bool:
    """Make or update the schema ``geomarches``, its roles and its rights; False where nothing was to be done."""
    with _alone(url) as connection:
        return migrate(connection)


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """A connection of its own; what the server refuses becomes one line, without password or query."""
    engine = create_engine(
        address(url), poolclass=NullPool, json_serializer=lambda value: json.dumps(value, ensure_ascii=False),
        connect_args={"connect_timeout": 5, "application_name": f"{HOME} publish"},
    )  # fmt: skip
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        said = str(error.orig).strip().splitlines()[0]
        what = "; run `geomarches migrate` as the owner first" if isinstance(error.orig, InsufficientPrivilege) else ""
        raise BuildError(f"{name_of(url)}: nothing was published: {said}{what}") from None


@contextmanager
def _alone(url: str) -> Iterator[Connection]:
    """A connection that no other loader has at the same time; the lock falls with it, however it ends."""
    with _connected(url) as connection:
        with connection.begin():
            is_alone = connection.scalar(select(func.pg_try_advisory_lock(LOCK)))
        if not is_alone:
            raise BuildError(f"{name_of(url)}: another loader is at work; run this again when it has ended")
        yield connection


def _known(connection: Connection) -> tuple[list[str], str | None]:
    """The versions loaded, oldest first, and the current one."""
    with connection.begin():
        loaded = list(connection.scalars(select(VERSIONS.c.version).order_by(VERSIONS.c.loaded_at)))
        return loaded, connection.scalar(select(POINTER.c.version))


def _point(connection: Connection, version: str) -> None:
    """The swap: one row, which readers never wait for."""
    row = {"is_only": True, "version": version, "pointed_at": func.now()}
    connection.execute(upsert(POINTER).values(row).on_conflict_do_update(index_elements=["is_only"], set_=row))


def _forget(connection: Connection, keep: int) -> list[str]:
    """Drop all but the last versions; one that is being read is left for the next time."""
    loaded, current = _known(connection)
    lines = []
    for version in loaded[:-keep]:
        if version == current:
            continue
        try:
            with connection.begin():
                connection.execute(text("SET LOCAL lock_timeout = '3s'"))
                connection.execute(text(f'DROP SCHEMA "{schema_of(version)}" CASCADE'))
                connection.execute(delete(VERSIONS).where(VERSIONS.c.version == version))
            lines.append(f"forget: version {version} was dropped; the last {keep} stay")
        except DBAPIError as error:
            lines.append(f"forget: version {version} stays for now: {str(error.orig).splitlines()[0]}")
    return lines
