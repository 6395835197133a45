"""Write the table of docs/reliability.md from the lines that the checks left, with the day and the machine.

RELIABILITY=release python -m pytest tests/reliability && python tests/reliability/report.py
"""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LINES = ROOT / "tests" / "output" / "reliability.txt"
PAGE = ROOT / "docs" / "reliability.md"
START, END = "<!-- measured -->", "<!-- end of what was measured -->"


def main() -> None:
    """Replace what stands between the two marks."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{START}\n\n{told(LINES.read_text(encoding='utf-8'))}\n{END}{after}", encoding="utf-8")


def told(lines: str) -> str:
    """The lines as a table, in the order of their names; of a check that ran twice, the last line.

    >>> print(told("B1 x\\t0\\t0\\tPASS\\nA1 y\\t3\\t2\\tFAIL\\n").partition("|")[2])
     check | value | limit | |
    |---|---|---|---|
    | A1 y | 3 | 2 | **missed** |
    | B1 x | 0 | 0 | kept |
    <BLANKLINE>
    """
    last = {name: rest for name, *rest in (line.split("\t") for line in lines.splitlines())}
    kept = {"PASS": "kept", "FAIL": "**missed**"}
    rows = [
        f"| {name} | {value} | {limit} | {kept[is_kept]} |" for name, (value, limit, is_kept) in sorted(last.items())
    ]
    missed = sum("missed" in row for row in rows)
    head = f"{len(rows)} limits, {missed} missed; {datetime.now(UTC).date()}, {numbers()}, {machine()}."
    return "\n".join([head, "", "| check | value | limit | |", "|---|---|---|---|", *rows]) + "\n"


def numbers() -> str:
    """Which numbers were used."""
    return "numbers of a release" if os.environ.get("RELIABILITY") == "release" else "numbers of every run"


def machine() -> str:
    """Which machine measured: processors, memory, system, Python."""
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    system = f"{platform.system()} {platform.release().split('-')[0]}"
    return f"{os.cpu_count()} processors, {memory_gb:.0f} GB, {system}, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
