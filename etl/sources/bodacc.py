"""Collective procedures: the notices of BODACC's « annonces commerciales » (CSV of the DILA's portal).

Where: bodacc-datadila.opendatasoft.com, family « collective ». Licence: Licence Ouverte 2.0. Rhythm: every working day.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from etl.declaration import Rejection
from etl.rules.dates import read_year
from etl.rules.place import departement_of
from etl.sources.crossing import Crossing, Line, aside, has_columns, lines_of
from etl.sources.rows import Row
from geo.sectors import ALL_SECTORS

COLUMNS = ("id", "dateparution", "typeavis", "familleavis", "numerodepartement", "registre", "jugement")
_FAILURES = ("redressement judiciaire", "liquidation judiciaire")


class _Judgment(msgspec.Struct):
    famille: str | None = ""
    nature: str | None = ""


def read(path: Path) -> Iterator[Line | Rejection]:
    """Stream the openings of a reorganisation or a liquidation; a firm counts once a year, by its SIREN.

    Names of persons are never read. Safeguards, conversions and later judgments are no failure that begins.
    """
    return lines_of(path, COLUMNS, _line)


def _line(row: Row) -> Line | Rejection:
    if row["familleavis"] != "collective" or row["typeavis"] != "annonce":
        return Line(unused="not a notice of a collective procedure, or a correction of one")
    try:
        judgment = msgspec.json.decode(row["jugement"] or "{}", type=_Judgment)
    except (msgspec.MsgspecError, RecursionError):
        return aside(row, "judgment is not JSON", "id", "jugement")
    said = f"{judgment.famille} {judgment.nature}".lower()
    if "ouverture" not in said or not any(kind in said for kind in _FAILURES):
        return Line(unused="not an opening of reorganisation or liquidation")
    year, place = read_year((row["dateparution"] or "")[:4]), row["numerodepartement"]
    if year is None or not place:
        return aside(row, "no day or no département", "id", "dateparution", "numerodepartement")
    firm = (row["registre"] or "").split(",")[0].replace(" ", "") or row["id"]
    return Line(
        ({"level": "departement", "code": departement_of(place.zfill(2)) or place, "year": year,
          "sector": ALL_SECTORS, "failures": 1.0, "unit": firm},)
    )  # fmt: skip


SOURCE = Crossing(
    "bodacc", "collective procedures (BODACC, CSV)", "Licence Ouverte 2.0", "demography",
    has_columns("familleavis", "numerodepartement", "jugement"), read,
)  # fmt: skip
