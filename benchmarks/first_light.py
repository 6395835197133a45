"""Time the build of the real files and three addresses, each against the barest thing that could do its part.

One run holds everything that is compared: the two sides take turns, three times, and a ratio is taken between
their medians. Seconds are those of this machine under its present load; compare ratios, and only within a run.
"""

import csv
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import ijson

ROOT = Path(__file__).resolve().parents[1]
FILES = ROOT.parent / "shared" / "data"
NAMES = (
    "decp-2019",
    "decp-flat/works-2024h2.csv",
    "decp-flat/bretagne-2019.csv",
    "sirene/sirene_etablissements_decp_augmente.csv",
    "sirene/sirene_personnes_morales_2017.csv",
)
GEOMARCHES = Path(sys.executable).with_name("geomarches")
PAGES = ("/territoire/departement/29", "/carte", "/api/values?indicator=local_share&level=commune")
STATIC = "/static/css/base.css"
ROUNDS, CALLS, PORT = 3, 30, 8123


class Cost(NamedTuple):
    """What a process took."""

    seconds: float
    peak_mb: float


def main() -> None:
    """Run both comparisons and print them; says why where the files are absent."""
    if len(sys.argv) > 1:
        print(f"{bare_pass([Path(name) for name in sys.argv[1:]]):,} records and lines read")
        return
    paths = [FILES / name for name in NAMES]
    absent = [str(path) for path in paths if not path.exists()]
    if absent:
        print(f"nothing measured: the real files are not on this machine ({', '.join(absent)})")
        return
    with tempfile.TemporaryDirectory() as folder:
        atlas = Path(folder) / "atlas"
        compare_build(paths, atlas)
        compare_pages(atlas)


def bare_pass(files: list[Path]) -> int:
    """Read every record of the JSON files with ijson and every line of the others with csv; keep nothing."""
    return sum(sum(1 for _ in records(path)) for path in files)


def records(path: Path) -> Iterator[object]:
    """The records of a file, whatever they hold."""
    if path.suffix == ".json":
        with path.open("rb") as file:
            prefix = next(p for p, kind, _ in ijson.parse(file) if kind == "start_array") + ".item"
            file.seek(0)
            yield from ijson.items(file, prefix)
    else:
        with path.open(encoding="latin-1", newline="") as file:
            yield from csv.reader(file)


def files_of(paths: list[Path]) -> list[Path]:
    """Every file of the given files and folders."""
    return [file for path in paths for file in (path.rglob("*.json") if path.is_dir() else [path])]


def compare_build(paths: list[Path], atlas: Path) -> None:
    """Build and bare pass in turn, each a process of its own; the last atlas stays for the pages.

    A first build, not timed, downloads and cuts the territories where that was never done.
    """
    files = files_of(paths)
    build: list[str | Path] = [GEOMARCHES, "build", *paths, "--atlas", atlas]
    spent(build)
    print(f"build: {len(files)} files, {sum(f.stat().st_size for f in files) / 1e6:.1f} MB")
    builds, passes = [], []
    for _ in range(ROUNDS):
        shutil.rmtree(atlas, ignore_errors=True)
        builds.append(spent(build))
        passes.append(spent([sys.executable, __file__, *files]))
    say("whole build", builds)
    say("bare pass (ijson, csv)", passes)
    print(f"  ratio: {middle(builds) / middle(passes):.1f}")


def spent(command: list[str | Path]) -> Cost:
    """Seconds from start to end of a command, and the peak of its resident memory."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"`{' '.join(map(str, command[:3]))} …` ended with {process.returncode}")
    return Cost(time.perf_counter() - started, usage.ru_maxrss / 1024)


def middle(costs: list[Cost]) -> float:
    """The median of the seconds."""
    return statistics.median(cost.seconds for cost in costs)


def say(what: str, costs: list[Cost]) -> None:
    """One line: median, spread, peak."""
    seconds = [cost.seconds for cost in costs]
    span = f"{min(seconds):.2f}-{max(seconds):.2f}"
    print(f"  {what}: {middle(costs):.2f} s ({span}), peak {max(c.peak_mb for c in costs):.0f} MB")


def compare_pages(atlas: Path) -> None:
    """Each page against a static file of the same server, call by call."""
    print(f"pages: {ROUNDS} rounds of {CALLS} calls, milliseconds")
    with serving(atlas) as site:
        for path in (STATIC, *PAGES):
            called(site + path)
        rounds = [one_round(site) for _ in range(ROUNDS)]
    medians = {path: statistics.median(r[path] for r in rounds) for path in rounds[0]}
    for path, value in medians.items():
        spread = [r[path] for r in rounds]
        ratio = value / medians[STATIC]
        print(f"  {path}: {value:.1f} ({min(spread):.1f}-{max(spread):.1f}), {ratio:.1f} × the static file")


def one_round(site: str) -> dict[str, float]:
    """Median milliseconds of each address, the addresses taking turns."""
    taken: dict[str, list[float]] = {path: [] for path in (STATIC, *PAGES)}
    for _ in range(CALLS):
        for path, times in taken.items():
            times.append(called(site + path))
    return {path: statistics.median(times) for path, times in taken.items()}


def called(address: str) -> float:
    """Milliseconds of one call on a connection of its own, compressed as for a browser."""
    started = time.perf_counter()
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()
    return (time.perf_counter() - started) * 1000


@contextmanager
def serving(atlas: Path) -> Iterator[str]:
    """The address of `geomarches serve` over an atlas, from its first answer to the end of the block."""
    site = f"http://127.0.0.1:{PORT}"
    command = [str(GEOMARCHES), "serve", "--atlas", str(atlas), "--port", str(PORT)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(site + "/readyz", server)
        yield site
    finally:
        server.terminate()
        server.wait(timeout=30)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Return at the first answer; give up when the server ended or after a minute."""
    deadline = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < deadline:
        try:
            called(address)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"the server gave no answer at {address}; is port {PORT} taken?")


if __name__ == "__main__":
    main()
