"""Guided fuzzing of one reader: it is given bytes, and may raise SourceError and nothing else.

python fuzz.py READER SECONDS FOLDER, where atheris is installed (`make release-check` does it apart).
"""

import resource
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["etl"]):
    from etl.clean import clean, refuse
    from etl.crossings import STAGED
    from etl.declaration import Rejection
    from etl.sources import CROSSINGS, SOURCES, read_head
    from etl.sources.base import Source
    from etl.sources.crossing import Crossing

import pyarrow as pa

from geo.errors import SourceError

TODAY = date(2026, 11, 24)


def taken(reader: Source | Crossing, path: Path) -> None:
    """Do with each row what a build does, where it takes the file for one of this reader."""
    if not reader.recognise(read_head(path)):
        return
    for item in reader.read(path):
        if isinstance(item, Rejection):
            continue
        if isinstance(reader, Crossing):
            pa.Table.from_pylist([dict(fact) for fact in item.facts], schema=STAGED[reader.table])
        elif refuse(item) is None:
            clean([item], 1, "data", TODAY)


def tried(reader: Any, path: Path) -> Callable[[bytes], None]:
    """One try."""

    def once(content: bytes) -> None:
        path.write_bytes(content)
        try:
            taken(reader, path)
        except (SourceError, ValueError) as error:
            # An empty file cannot be mapped; it is refused before any reader sees it.
            if not (isinstance(error, SourceError) or not content):
                raise

    return once


def main(name: str, seconds: int, folder: Path) -> None:
    """Fuzz a reader from the files of a folder, where those that teach something are kept."""
    reader = next(one for one in (*SOURCES, *CROSSINGS) if name in (one.key, one.label))
    # A process is born with the peak of the one that starts it: 3.1 GB after the tests of large files.
    most_mb = 3000 + resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    words = [f"-max_total_time={seconds}", "-timeout=20", f"-rss_limit_mb={most_mb}", "-max_len=4096", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *words, f"-artifact_prefix={folder}/", str(folder / "seeds")],
                  tried(reader, folder / "data"))  # fmt: skip
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
