"""Texts made to make an expression slow: each is read in a time that grows as it does."""

import subprocess
import sys
import time
from pathlib import Path

from reliability import regexes
from reliability.measure import amount, measured

from etl.sources.mend import mend

LENGTH = amount(10_000, 100_000)
MOST_MS = 100


def test_no_regular_expression_is_slow() -> None:
    """In a process of its own: nothing else stops an expression at work."""
    command = [sys.executable, regexes.__file__, str(LENGTH)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=amount(120, 900), check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told = [line.rsplit(" ", 1) for line in done.stdout.splitlines()]
    slowest, ms = max(told, key=lambda one: int(one[1]))
    print(*(one for one in told if int(one[1]) > MOST_MS), slowest)
    measured(f"D12 regular expressions, {LENGTH:,} hostile characters: ms of the slowest", int(ms), MOST_MS)
    assert len(told) > 40


def test_no_file_is_slow_to_mend() -> None:
    """A text without end, full of quotes: it was searched from each of them to the end of the file."""
    made = [b'"' + b'\\"', b'"\x01\\"', b'"\\', b"NaN", b"-I", b'"\n', b'"\\"  ,']
    slowest = 0.0
    for start in made:
        began = time.process_time()
        sum(map(len, mend(start[:1] + start[1:] * (LENGTH // len(start)))))
        slowest = max(slowest, 1000 * (time.process_time() - began))
    measured(f"D12 mending {LENGTH:,} hostile bytes: ms of the slowest", slowest, MOST_MS * amount(1, 10))


def test_every_room_is_searched() -> None:
    found = {Path(where).parts[0] for where, *_ in regexes.expressions()}
    assert found == {"etl", "geo", "webmap"}
