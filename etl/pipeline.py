"""The story of a build, top to bottom: from public files to a published atlas."""

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

import geo
from etl import build as workshop
from etl.addresses import geocode_registers
from etl.asked import EVERYTHING, Asked, keep_asked
from etl.crossings import STEPS as CROSSING_STEPS
from etl.crossings import CrossingCount, crossing_lines, load_crossings
from etl.diffusion import hide_persons
from etl.disk import room_in
from etl.engines import open_engine, require_engine
from etl.matching import match_notices
from etl.organisations import categorise_buyers
from etl.parts import Part, join, prune, read_part
from etl.publish import alone, candidate, is_whole, point_to
from etl.quality import SourceCount, leave_out, refuse_empty, refuse_unbalanced
from etl.reading import read_titles
from etl.report import fill, lines
from etl.settings import Settings
from etl.sources import find_files, names, recognise, sirene
from etl.sources.base import Source
from etl.sources.crossing import Crossing
from etl.sources.territories import build_territories
from etl.sources.zones import ZoneTable, read_zones
from etl.words import tell_words
from geo.atlas.pointer import MANIFEST, current_version
from geo.errors import BuildError

Say = Callable[[str], None]


@dataclass
class Run:
    """What a build did: its version, and one line a step."""

    version: str
    is_new: bool
    sources: list[SourceCount] = field(default_factory=list)
    crossings: list[CrossingCount] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Input:
    name: str
    path: Path
    format: Source | Crossing | sirene.Register | ZoneTable
    sha256: str


@dataclass(frozen=True)
class _Work:
    """What a build is made of, once every file is staged."""

    parts: list[Part]
    registers: list[_Input]
    crossings: list[CrossingCount]
    territories: Path
    today: date
    asked: Asked
    addresses: Path | None
    engine: str


def run(
    paths: list[Path],
    settings: Settings,
    today: date,
    say: Say = lambda text: None,
    asked: Asked = EVERYTHING,
    addresses: Path | None = None,
    engine: str = "duckdb",
) -> Run:
    """Build and publish an atlas from files and folders; the published one is untouched until all checks pass.

    A file read by an earlier build is not read again: see ``etl.parts``. ``addresses`` keeps the answers of the
    Géoplateforme, which is asked for points where this is given. ``engine`` answers the questions of ``etl/sql``: the
    atlas is the same, see ``etl.engines``. Raises SourceError for a file that cannot be read whole, BuildError when a
    check fails, another build is at work or the disk is full, MissingToolError where the engine is not installed.
    """
    require_engine(engine)
    with room_in(settings.atlas, settings.data), alone(settings.atlas):
        return _run(paths, settings, today, say, asked, addresses, engine)


def _run(
    paths: list[Path], settings: Settings, today: date, say: Say, asked: Asked, addresses: Path | None, engine: str
) -> Run:
    inputs = _inputs(paths, settings.data / "unpacked")
    if not any(isinstance(one.format, Source) for one in inputs):
        raise BuildError("registers alone make no atlas; add a file of contracts to the command")
    zones = read_zones((one.path, one.format) for one in inputs if isinstance(one.format, ZoneTable))
    territories = build_territories(settings.data, say, zones=zones)
    result = Run("", is_new=True)
    with _step(result, "clean", say):
        parts = _read(result, inputs, settings.data / "staged", today, say)
    registers = [one for one in inputs if isinstance(one.format, sirene.Register | ZoneTable)]
    result.crossings = [
        CrossingCount(one.name, one.path, one.format, one.sha256) for one in inputs if isinstance(one.format, Crossing)
    ]
    work = _Work(parts, registers, result.crossings, territories, today, asked, addresses, engine)
    result.version = _version(work)
    if current_version(settings.atlas) == result.version:
        return Run(
            result.version, False, lines=[f"nothing to do: version {result.version} is made of these very files"]
        )
    if is_whole(settings.atlas, result.version):
        point_to(settings.atlas, result.version)
        again = f"publish: version {result.version}, made before of these very files, is current again"
        return Run(result.version, False, lines=[again])
    with (
        candidate(settings.atlas, result.version) as folder,
        tempfile.TemporaryDirectory(prefix=".scratch.", dir=settings.atlas) as scratch,
    ):
        _make(result, work, folder, Path(scratch), say)
    point_to(settings.atlas, result.version)
    prune(settings.data / "staged", parts)
    result.lines.append(f"publish: version {result.version} is now current in {settings.atlas}")
    return result


def _inputs(paths: list[Path], unpack_into: Path) -> list[_Input]:
    """Each file, and each member of an archive, with its name, format and digest."""
    files = find_files(paths, unpack_into)
    return [_Input(name, path, recognise(path), _sha256(path)) for path, name in names(files, unpack_into).items()]


def _read(result: Run, inputs: list[_Input], cached: Path, today: date, say: Say) -> list[Part]:
    """The part of each file of contracts, and its account; only new files are read."""
    parts = []
    for one in inputs:
        if isinstance(one.format, Source):
            say(f"reading {one.name}")
            part = read_part(one.name, one.path, one.sha256, one.format, cached, today)
            result.sources.append(SourceCount.of(one.name, one.path, one.format, one.sha256, part.count))
            parts.append(part)
    return parts


def _make(result: Run, work: _Work, folder: Path, scratch: Path, say: Say) -> None:
    with _step(result, "stage", say):
        join(work.parts, work.today, scratch)
        registers = [(i.path, i.format) for i in work.registers if isinstance(i.format, sirene.Register)]
        sirene.write_registers(registers, scratch)
        hide_persons(scratch, work.asked.is_naming_persons)
    database = workshop.open_workshop(scratch)
    with closing(database), open_engine(work.engine, scratch) as engine:
        with _step(result, "deduplicate", say):
            workshop.load(database, scratch, work.territories, sorted(scratch.glob("register-*.parquet")), engine)
            if work.addresses:
                geocode_registers(database, work.addresses, work.territories, say)
            leave_out(result.sources, keep_asked(database, work.asked))
            refuse_empty(result.sources)
            engine.ask(database, workshop.CONTRACT_STEPS)
            workshop.judge_amounts(database, engine)
        with _step(result, "locate", say):
            engine.ask(database, workshop.PLACE_STEPS)
            categorise_buyers(database, engine)
            workshop.measure_distances(database, engine)
            tell_words(database)
            engine.ask(database, workshop.DOOR_STEPS)
            load_crossings(database, work.crossings, scratch)
            workshop.ask(database, CROSSING_STEPS)
            match_notices(database)
        with _step(result, "read", say):
            read_titles(database)
        with _step(result, "total", say):
            engine.ask(database, workshop.CUBE_STEPS)
        with _step(result, "measure", say):
            figures = _measure(database, work, folder)
        with _step(result, "write", say):
            workshop.write_tables(database, folder)
            _link_territories(work.territories, folder)
        fill(result.sources, database)
        checks = workshop.check(database)
        refuse_unbalanced(result.sources, checks)
        result.lines += lines(result.sources, work.parts, database, figures)
        result.lines += crossing_lines(work.crossings)
        _write_manifest(result, work, checks, folder)


def _measure(database: DuckDBPyConnection, work: _Work, folder: Path) -> int:
    """Write the figures, and what is found between places; the cube is held no longer than that."""
    cube = workshop.read_cube(database, work.territories)
    figures = workshop.write_figures(cube, folder)
    workshop.gather(database, cube)
    return figures


@contextmanager
def _step(result: Run, name: str, say: Say) -> Iterator[None]:
    say(name)
    started = time.perf_counter()
    yield
    result.steps.append({"step": name, "seconds": round(time.perf_counter() - started, 2), "peak_mb": _peak_mb()})


def _peak_mb() -> int:
    import resource  # not on every platform

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _link_territories(territories: Path, folder: Path) -> None:
    """Territories never change within an edition: linked where the disk allows it, else copied."""
    for path in sorted(territories.rglob("*")):
        target = folder / path.relative_to(territories)
        if path.is_dir():
            target.mkdir(exist_ok=True)
        else:
            try:
                os.link(path, target)
            except OSError:
                shutil.copyfile(path, target)


def _write_manifest(result: Run, work: _Work, checks: list[dict[str, Any]], folder: Path) -> None:
    registers = [
        {"name": i.name, "path": str(i.path), "sha256": i.sha256, "licence": sirene.LICENCE, "format": i.format.label}
        for i in work.registers
    ]
    manifest = {
        "version": result.version,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "program": package_version("geomarches"),
        "sources": [source.as_manifest() for source in result.sources],
        "registers": registers,
        "crossings": [one.as_manifest() for one in work.crossings],
        "checks": checks,
        "steps": result.steps,
        "editions": {"territories": work.territories.name},
        "asked": work.asked.as_manifest(),
        "engine": work.engine,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")


def _version(work: _Work) -> str:
    """Twelve hexadecimal digits that change when a file, the territories, the program or what was asked does.

    And on the day a date still to come has come: the contract notified tomorrow is of no year today.
    """
    beside = [*(one.sha256 for one in work.registers), *(one.sha256 for one in work.crossings)]
    files = sorted([*(part.edition(work.today) for part in work.parts), *beside])
    asked = f"{work.asked.as_manifest()} {work.addresses is not None}"
    made_by = [work.territories.name, package_version("geomarches"), _own_code(), asked]
    return hashlib.sha256("\n".join([*files, *made_by]).encode()).hexdigest()[:12]


def _own_code() -> str:
    """A digest of the rules themselves: a changed rule makes another atlas of the same files."""
    rooms = [Path(__file__).parent, Path(geo.__path__[0])]
    files = sorted(f for room in rooms for f in room.rglob("*") if f.suffix in (".py", ".sql"))
    return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
