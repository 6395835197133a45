"""Employees by branch and territory on 31 December: INSEE's FLORES, CSV of Melodi (DS_FLORES_A5, A17).

Where: the INSEE catalogue of data sets, « FLORES ». Licence: Licence Ouverte 2.0. Rhythm: every year.
"""

from collections.abc import Iterator
from pathlib import Path

from etl.declaration import Rejection
from etl.rules.dates import read_year
from etl.rules.values import read_number
from etl.sources.crossing import Crossing, Line, aside, has_columns, lines_of
from etl.sources.rows import Row
from geo.sectors import sector_of_code

COLUMNS = ("geo", "geo_object", "activity", "flores_measure", "time_period", "obs_value")
_LEVELS = {"FRANCE": "country", "REG": "region", "DEP": "departement", "EPCI": "epci", "COM": "commune"}
_TOTALS = {"number_empl": "_T", "legal_form_with_public": "1T9X7"}
_HIDDEN = "K"


def read(path: Path) -> Iterator[Line | Rejection]:
    """Stream the employees of each branch; size classes, legal forms and other territories are no use here."""
    return lines_of(path, COLUMNS, _line)


def _line(row: Row) -> Line | Rejection:
    sector, level = sector_of_code(row["activity"] or ""), _LEVELS.get(row["geo_object"] or "")
    is_whole = all((row.get(name) or total) in (total, "_T") for name, total in _TOTALS.items())
    if row["flores_measure"] != "EMPL3112" or not is_whole or sector is None or level is None:
        return Line(unused="another measure, cut or territory")
    if row.get("obs_status") == _HIDDEN:
        return Line(unused="not published by INSEE")
    value, year = read_number(row["obs_value"]), read_year(str(row["time_period"])[:4])
    if value is None or year is None:
        return aside(row, "not a number", "time_period", "obs_value")
    code = "FR" if level == "country" else str(row["geo"]).rsplit("-", 1)[-1]
    return Line(({"level": level, "code": code, "year": year, "sector": sector, "employment": value},))


SOURCE = Crossing(
    "flores", "employees by branch and territory (INSEE FLORES, CSV)", "Licence Ouverte 2.0", "account",
    has_columns("geo_object", "activity", "flores_measure"), read,
)  # fmt: skip
