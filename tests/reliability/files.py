"""Read hostile files in a process of their own, whose memory and time are bounded; say what became of each.

python files.py FOLDER... each with a file ``data`` in it
"""

import json
import resource
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

MOST_BYTES, MOST_S = 2_000_000_000, 120


def read_apart(*folders: Path) -> list[dict[str, Any]]:
    """What became of the file in each folder: rows kept and set aside, or the error; and the memory taken, in MB.

    Where the process dies, that file and those after it are told as dead.
    """

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_S, MOST_S))

    command = [sys.executable, __file__, *map(str, folders)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=10 * MOST_S, preexec_fn=limited, check=False)
    told = [dict(json.loads(line)) for line in done.stdout.splitlines()]
    dead = {"died": done.returncode, "said": done.stderr[-2000:], "mb": 0}
    return told + [dead] * (len(folders) - len(told))


def main(folder: Path) -> dict[str, Any]:
    """Read as a build does."""
    from etl.sources import find_files, recognise
    from etl.sources.base import Source
    from etl.stage import Staging
    from geo.errors import SourceError

    told: dict[str, Any] = {"kept": 0, "rejected": {}, "rows": 0}
    try:
        for number, path in enumerate(find_files([folder / "data"], folder / "unpacked")):
            source = recognise(path)
            assert isinstance(source, Source), source
            with Staging(folder / f"staged-{number}") as staging:
                count = staging.add("data", source.read(path), date(2026, 11, 24))
            told["kept"] += count.kept
            told["rows"] += count.rows
            told["rejected"] = dict(count.rejected)
    except SourceError as error:
        told["error"] = str(error)
    # getrusage would tell of the process that started this one, too.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    told["mb"] = int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) // 1024
    return told


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(json.dumps(main(Path(name))), flush=True)
