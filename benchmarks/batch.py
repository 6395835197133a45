"""How long all indicators of an atlas take, from its cube, in a process that does nothing else: seconds and peak.

``python benchmarks/batch.py ATLAS [OTHER]``. Targets at 2 M contracts: under 5 minutes, under 3 GB. With OTHER, an
atlas of other contracts, both are measured in turn: twice as many contracts should not take a tenth more.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from etl.build import CUBE, read_cube
from geo.atlas import require_published
from geo.indicators import compute_all


def main() -> None:
    """Measure each atlas in a process of its own."""
    if len(sys.argv) > 2 and sys.argv[1] == "--one":
        print(measured(Path(sys.argv[2])))
        return
    for atlas in sys.argv[1:]:
        process = subprocess.Popen([sys.executable, __file__, "--one", atlas])
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        print(f"  {usage.ru_utime + usage.ru_stime:.0f} s of processor, peak {usage.ru_maxrss / 1024:,.0f} MB")


def measured(atlas: Path) -> str:
    """How many figures, and the seconds that they and the reading of the cube took."""
    folder = atlas / require_published(atlas)
    with tempfile.TemporaryDirectory() as spill:
        database = duckdb.connect(config={"memory_limit": "500MB", "temp_directory": spill})
        for name in CUBE:
            columns = "* EXCLUDE (geometry)" if name == "territory" else "*"
            database.execute(f"CREATE TABLE {name} AS SELECT {columns} FROM '{folder / name}.parquet'")  # noqa: S608
        contracts = database.execute(f"SELECT count(*) FROM '{folder}/contract.parquet'").fetchall()[0][0]  # noqa: S608
        began = time.perf_counter()
        cube = read_cube(database, folder)
        database.close()
        read = time.perf_counter()
        figures = sum(len(table) for table in compute_all(cube))
    ended = time.perf_counter()
    return f"{contracts:,} contracts, {figures:,} figures: cube {read - began:.0f} s, indicators {ended - read:.0f} s"


if __name__ == "__main__":
    main()
