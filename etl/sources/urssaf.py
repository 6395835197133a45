"""Private employees by commune and activity, 2006 to today: URSSAF's wide CSV (commune × APE).

Where: open.urssaf.fr, « Établissements et effectifs salariés au niveau commune x APE ». Licence: Licence Ouverte 2.0.
Rhythm: every year. Neither agriculture, nor public employers, nor Mayotte are in it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from etl.declaration import Rejection
from etl.rules.values import read_number
from etl.sources.crossing import Crossing, Line, aside, has_columns, lines_of
from etl.sources.rows import Row
from geo.sectors import ALL_SECTORS, sector_of_activity

COLUMNS = ("code_commune", "code_departement", "code_ape")
_YEAR = re.compile(r"effectifs_salaries_(\d{4})")


def read(path: Path) -> Iterator[Line | Rejection]:
    """Stream the lines, and after the last of them the employees of each département, branch and year.

    Summed here: a line for each of 700 activities, 35,000 communes and 20 years is not what a page asks for.
    """
    sums: defaultdict[tuple[str, str, int], float] = defaultdict(float)

    def line_of(row: Row) -> Line | Rejection:
        sector, place = sector_of_activity(row["code_ape"] or ""), _departement(row)
        if sector is None or place is None:
            return aside(row, "no activity or no département", "code_ape", "code_departement")
        for name, value in row.items():
            found = _YEAR.fullmatch(name)
            if found and (employees := read_number(value)) is not None:
                for code in (place, "FR"):
                    for branch in (sector, ALL_SECTORS):
                        sums[code, branch, int(found[1])] += employees
        return Line()

    yield from lines_of(path, COLUMNS, line_of)
    level = {"FR": "country"}
    yield Line(
        tuple(
            {"level": level.get(code, "departement"), "code": code, "year": year, "sector": sector, "employment": value}
            for (code, sector, year), value in sums.items()
        ),
        rows=0,
    )


def _departement(row: Row) -> str | None:
    """'01' as URSSAF writes it, or '1' as spreadsheets do."""
    code = row["code_departement"]
    return code.zfill(2) if code else None


SOURCE = Crossing(
    "urssaf", "private employees by commune and activity (URSSAF, CSV)", "Licence Ouverte 2.0", "account",
    has_columns("code_commune", "code_ape", "effectifs_salaries_2006"), read,
)  # fmt: skip
