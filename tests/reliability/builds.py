"""A build of the tiny country in a process of its own, that says where it is, and can be stopped there.

python builds.py FILE TERRITORIES DATA ATLAS
"""

import hashlib
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from geo.atlas.pointer import MANIFEST
from geo.errors import GeomarchesError

TODAY = date(2026, 11, 24)
STEPS = ("clean", "stage", "deduplicate", "locate", "total", "measure", "write", "naming", "pointing", "replacing")
"""What a build says when it comes there; the last three are moments of publishing, where it waits a little."""


class Place(NamedTuple):
    """Where a build works."""

    file: Path
    territories: Path
    data: Path
    atlas: Path


def start(place: Place, **options: Any) -> "subprocess.Popen[str]":
    """Start a build."""
    command = [sys.executable, __file__, *map(str, place)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def finish(build: "subprocess.Popen[str]", seconds: float = 120) -> tuple[int, str]:
    """Wait for the end of a build: its exit code, and what it said on stderr."""
    _, said = build.communicate(timeout=seconds)
    return build.returncode, said


def wait_for(build: "subprocess.Popen[str]", step: str) -> None:
    """Wait until a build says that it is at a step."""
    assert build.stdout
    for line in build.stdout:
        if line.strip() == step:
            return


def kill_at(build: "subprocess.Popen[str]", step: str, after_s: float = 0) -> None:
    """Kill -9 a build once it says that it is at a step, and a while after."""
    wait_for(build, step)
    time.sleep(after_s)
    build.kill()
    build.communicate(timeout=30)


def content(folder: Path) -> str:
    """A digest of all that a version holds; its manifest says when it was made."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    told = [f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _say(text: str) -> None:
    print(text, flush=True)


def _slowly(what: str, then: Callable[..., Any]) -> Callable[..., Any]:
    """The same, after saying so and waiting long enough to be killed."""

    def told(*words: Any) -> Any:
        _say(what)
        time.sleep(0.2)
        return then(*words)

    return told


def main(file: Path, territories: Path, data: Path, atlas: Path) -> None:
    """Build, saying each step."""
    from etl import pipeline, publish
    from etl.settings import Settings

    pipeline.build_territories = lambda cache, say, zones: territories  # type: ignore[assignment]
    pipeline.point_to = _slowly("pointing", pipeline.point_to)  # type: ignore[assignment]
    publish.os.replace = _slowly("replacing", publish.os.replace)  # type: ignore[attr-defined]
    publish.is_whole = _slowly("naming", publish.is_whole)  # type: ignore[assignment]
    try:
        pipeline.run([file], Settings(data, atlas), TODAY, _say)
    except GeomarchesError as error:  # as the command does
        sys.exit(f"geomarches: {error}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
