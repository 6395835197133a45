"""Time a build of millions of generated contracts against the barest pass over the same file.

``python benchmarks/build.py --contracts 2000000`` writes the files (``generator.py``, where they are not there yet),
then runs each phase in a process of its own: a bare ijson pass, the reader alone, the whole build with its
territories from the cache (GEOMARCHES_DATA). With ``--twice`` the build of twice as many contracts follows. Ratios are
of this one run; seconds are of this machine under the load that is printed.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import ijson

GEOMARCHES = Path(sys.executable).with_name("geomarches")


class Cost(NamedTuple):
    """What a process took: seconds of the wall, seconds of processor, peak of resident memory."""

    seconds: float
    processor: float
    peak_mb: float

    def __str__(self) -> str:
        return f"{self.seconds:8.1f} s {self.processor:8.1f} s of processor {self.peak_mb:7.0f} MB"


def main() -> None:
    """Run the phases and print them against their targets."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--contracts", type=int, default=200_000)
    parser.add_argument("--into", type=Path, default=Path(tempfile.gettempdir()) / "geomarches-bench")
    parser.add_argument("--twice", action="store_true", help="build twice as many contracts too")
    parser.add_argument("--phase", choices=PHASES, help="run one phase here (what each process is asked)")
    parser.add_argument("--file", type=Path, help="the file of that phase")
    asked = parser.parse_args()
    if asked.phase:
        print(f"{PHASES[asked.phase](asked.file):,} records")
        return
    cached = sorted(Path(os.environ.get("GEOMARCHES_DATA", "")).glob("territories-*/territory.parquet"))
    if not cached:
        print("nothing measured: no territories where GEOMARCHES_DATA says; `geomarches build` makes them")
        return
    compare(asked.contracts, asked.into, cached[-1].parent, asked.twice)


def bare_pass(path: Path) -> int:
    """Every contract of the file through ijson's fastest backend, nothing kept."""
    with path.open("rb") as file:
        return sum(1 for _ in ijson.get_backend("yajl2_c").items(file, "marches.marche.item"))


def reader(path: Path) -> int:
    """Every declaration that our reader makes of the file, nothing kept."""
    from etl.sources import recognise  # here, so that the bare pass loads nothing of ours

    return sum(1 for _ in recognise(path).read(path))  # type: ignore[union-attr]


PHASES: dict[str, Callable[[Path], int]] = {"pass": bare_pass, "reader": reader}


def compare(contracts: int, into: Path, territories: Path, twice: bool) -> None:
    """Each phase in turn, then the ratios and the steps of the build."""
    files = generated(contracts, into, territories)
    print(f"{contracts:,} contracts, {files[0].stat().st_size / 1e6:,.0f} MB; load {os.getloadavg()[0]:.1f}")
    bare, reading = (phase(name, files[0]) for name in PHASES)
    built, steps = build(files, into, territories)
    for name, cost in {"bare pass": bare, "reader": reading, "whole build": built}.items():
        print(f"  {name:<12}{cost}")
    say("reader / bare pass", reading.seconds / bare.seconds, 0.5)
    say("whole build / bare pass", built.seconds / bare.seconds, 3)
    say("peak of the build, GB", built.peak_mb / 1000, 2.5)
    if twice:
        double, _ = build(generated(2 * contracts, into, territories), into, territories)
        print(f"  {'twice':<12}{double}")
        say("twice as many contracts / once", double.seconds / built.seconds, 2.1)
    print(f"load {os.getloadavg()[0]:.1f} at the end; steps of the build:")
    for step in steps:
        print(f"  {step['step']:<12}{step['seconds']:>8.1f} s  {step['peak_mb']:>6} MB")


def generated(contracts: int, into: Path, territories: Path) -> tuple[Path, Path]:
    """The files of so many contracts, written where they are not there yet."""
    folder = into / str(contracts)
    files = folder / "decp.json", folder / "register.csv"
    if not files[1].exists():
        asked: list[str | Path] = ["--contracts", str(contracts), "--territories", territories, "--into", folder]
        spent([sys.executable, Path(__file__).with_name("generator.py"), *asked])
    return files


def phase(name: str, file: Path) -> Cost:
    """What one phase takes over a file."""
    return spent([sys.executable, __file__, "--phase", name, "--file", file])


def build(files: tuple[Path, Path], into: Path, territories: Path) -> tuple[Cost, list[dict[str, float]]]:
    """What the command takes, from files never read before to a published atlas, and its own account by step."""
    with tempfile.TemporaryDirectory(dir=into) as folder:
        data, atlas = Path(folder) / "data", Path(folder) / "atlas"
        shutil.copytree(territories, data / territories.name)
        cost = spent([GEOMARCHES, "build", *files, "--data", data, "--atlas", atlas])
        manifest = json.loads(next(atlas.glob("*/manifest.json")).read_text(encoding="utf-8"))
    return cost, manifest["steps"]


def spent(command: list[str | Path]) -> Cost:
    """What a command takes, from its start to its end; this process stays small, for a child's peak begins at it."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"`{' '.join(map(str, command[:3]))} …` ended with {process.returncode}")
    return Cost(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def say(what: str, ratio: float, most: float) -> None:
    """One line: what was found, what was aimed at."""
    print(f"  {what}: {ratio:.2f} (aim: at most {most}){'' if ratio <= most else ', MISSED'}")


if __name__ == "__main__":
    main()
