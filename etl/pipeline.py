"""The story of a build, top to bottom: from public files to a published atlas."""

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any

import pandas as pd

import geo
from etl import build as workshop
from etl.publish import candidate, point_to
from etl.quality import SourceCount, refuse_unbalanced
from etl.settings import Settings
from etl.sources import find_files, recognise, sirene
from etl.sources.base import Source
from etl.sources.territories import build_territories
from etl.stage import Staging
from geo.atlas.pointer import MANIFEST, current_version
from geo.errors import BuildError
from geo.indicators import compute_all

Say = Callable[[str], None]


@dataclass
class Run:
    """What a build did: its version, and one line a step."""

    version: str
    is_new: bool
    sources: list[SourceCount] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Input:
    name: str
    path: Path
    format: Source | sirene.Register
    sha256: str


def run(paths: list[Path], settings: Settings, today: date, say: Say = lambda text: None) -> Run:
    """Build and publish an atlas from files and folders; the published one is untouched until all checks pass.

    Raises SourceError for a file that cannot be read whole, BuildError when a check fails.
    """
    inputs = _inputs(find_files(paths))
    contracts = [i for i in inputs if isinstance(i.format, Source)]
    if not contracts:
        raise BuildError("registers alone make no atlas; add a file of contracts to the command")
    territories = build_territories(settings.data, say)
    version = _version(inputs, territories)
    if current_version(settings.atlas) == version:
        return Run(version, is_new=False, lines=[f"nothing to do: version {version} is made of these very files"])
    result = Run(version, is_new=True)
    with candidate(settings.atlas, version) as folder, tempfile.TemporaryDirectory(dir=settings.atlas) as scratch:
        _make(result, inputs, territories, folder, Path(scratch), today, say)
    point_to(settings.atlas, version)
    result.lines.append(f"publish: version {version} is now current in {settings.atlas}")
    return result


def _inputs(files: list[Path]) -> list[_Input]:
    """Each file with its format and digest, named by its last part, or in full where two share it."""
    names = Counter(path.name for path in files)
    return [
        _Input(path.name if names[path.name] == 1 else str(path), path, recognise(path), _sha256(path))
        for path in files
    ]


def _make(
    result: Run, inputs: list[_Input], territories: Path, folder: Path, scratch: Path, today: date, say: Say
) -> None:
    with _step(result, "clean", say):
        result.sources = _stage(inputs, scratch, today, say)
    database = workshop.open_workshop(scratch)
    try:
        with _step(result, "deduplicate", say):
            workshop.load(database, scratch, territories, sorted(scratch.glob("register-*.parquet")))
            workshop.ask(database, workshop.CONTRACT_STEPS)
            workshop.judge_amounts(database)
            _count_doubles(result, database)
        with _step(result, "locate", say):
            workshop.ask(database, workshop.PLACE_STEPS)
            workshop.measure_distances(database)
        with _step(result, "total", say):
            workshop.ask(database, workshop.CUBE_STEPS)
        with _step(result, "measure", say):
            figures = compute_all(workshop.read_cube(database, territories))
        with _step(result, "write", say):
            workshop.write_tables(database, folder)
            figures.to_parquet(folder / "indicator.parquet", index=False, row_group_size=100_000)
            _link_territories(territories, folder)
        checks = workshop.check(database)
        refuse_unbalanced(result.sources, checks)
        result.lines += _lines(result, database, figures)
        _write_manifest(result, inputs, territories, checks, folder)
    finally:
        database.close()


def _stage(inputs: list[_Input], scratch: Path, today: date, say: Say) -> list[SourceCount]:
    counts = []
    with Staging(scratch) as staging:
        for number, one in enumerate(inputs):
            say(f"reading {one.name}")
            if isinstance(one.format, Source):
                count = staging.add(one.name, one.format.read(one.path), today)
                counts.append(SourceCount.of(one.name, one.path, one.format, one.sha256, count))
            else:
                sirene.write_places(one.path, one.format, scratch / f"register-{number}.parquet")
    return counts


def _count_doubles(result: Run, database: Any) -> None:
    doubles, contracts = workshop.doubles_by_source(database), workshop.contracts_by_source(database)
    for source in result.sources:
        source.doubles = doubles.get(source.name, 0)
        source.contracts = contracts.get(source.name, 0)


def _lines(result: Run, database: Any, figures: pd.DataFrame) -> list[str]:
    rows, kept = sum(s.rows for s in result.sources), sum(s.kept for s in result.sources)
    doubles = sum(s.doubles for s in result.sources)
    reasons: dict[str, int] = {}
    for source in result.sources:
        for reason, n in source.rejected.items():
            reasons[reason] = reasons.get(reason, 0) + n
    why = ", ".join(f"{reason} {n:,}" for reason, n in sorted(reasons.items(), key=lambda item: -item[1]))
    contracts, amount = database.sql("SELECT count(*), coalesce(sum(amount_eur), 0) FROM contract").fetchone()
    placed = database.sql(
        "SELECT sum(f.amount_eur) FILTER (f.buyer_code <> 'unknown' AND f.supplier_code <> 'unknown') "
        "/ sum(f.amount_eur) FROM flow AS f WHERE f.level = 'departement' AND f.year = 0 AND f.family = 'all'"
    ).fetchone()[0]
    return [
        *(source.line() for source in result.sources),
        f"clean: {rows:,} rows in, {kept:,} kept, {rows - kept:,} rejected" + (f" ({why})" if why else ""),
        f"deduplicate: {kept:,} rows kept, {doubles:,} doubles, {contracts:,} contracts for {amount / 1e9:,.2f} bn€",
        f"locate: {placed or 0:.1%} of the amount has both ends in a known département",
        f"measure: {len(figures):,} figures",
    ]


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


def _write_manifest(
    result: Run, inputs: list[_Input], territories: Path, checks: list[dict[str, Any]], folder: Path
) -> None:
    registers = [
        {"name": i.name, "path": str(i.path), "sha256": i.sha256, "licence": sirene.LICENCE, "format": i.format.label}
        for i in inputs
        if isinstance(i.format, sirene.Register)
    ]
    manifest = {
        "version": result.version,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "program": package_version("geomarches"),
        "sources": [source.as_manifest() for source in result.sources],
        "registers": registers,
        "checks": checks,
        "steps": result.steps,
        "editions": {"territories": territories.name},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")


def _version(inputs: list[_Input], territories: Path) -> str:
    """Twelve hexadecimal digits that change when a file, the territories or the program do, and only then."""
    parts = [*sorted(i.sha256 for i in inputs), territories.name, package_version("geomarches"), _own_code()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _own_code() -> str:
    """A digest of the rules themselves: a changed rule makes another atlas of the same files."""
    rooms = [Path(__file__).parent, Path(geo.__path__[0])]
    files = sorted(f for room in rooms for f in room.rglob("*") if f.suffix in (".py", ".sql"))
    return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
