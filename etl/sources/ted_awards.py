"""Award notices of TED by year: the Commission's ``export_CAN_<year>.csv``.

Where: data.europa.eu, « TED CSV open data ». Licence: free re-use. Rhythm: closed in 2023, when eForms began.
"""

from collections.abc import Iterator
from pathlib import Path

from etl.declaration import Rejection
from etl.rules.place import departement_of
from etl.sources.crossing import Crossing, Line, aside, has_columns, lines_of
from etl.sources.notice import AWARD, notice
from etl.sources.rows import Row

COLUMNS = ("id_notice_can", "ted_notice_url", "dt_dispatch", "cae_name", "cae_nationalid", "iso_country_code", "cpv")


def read(path: Path) -> Iterator[Line | Rejection]:
    """Stream the awards of France; a notice has a line for each lot, which say the same of the notice."""
    return lines_of(path, COLUMNS, _line)


def _line(row: Row) -> Line | Rejection:
    """The day is that of dispatch, DD-MMM-YY as the export writes it or ISO: only the second is kept."""
    if row["iso_country_code"] != "FR":
        return Line(unused="another country")
    if not row["id_notice_can"]:
        return aside(row, "no identifier", "cae_name")
    postal = row.get("cae_postal_code")
    said = {"published_on": row["dt_dispatch"], "buyer": row["cae_nationalid"], "buyer_name": row["cae_name"]}
    said |= {
        "cpv": row["cpv"],
        "procedure": row.get("top_type"),
        "url": row["ted_notice_url"],
        "title": row.get("title"),
    }
    return Line((notice(row["id_notice_can"], AWARD, **said, departement=departement_of(postal) if postal else None),))


SOURCE = Crossing(
    "ted_awards", "award notices of TED (export_CAN, CSV)", "TED, free re-use", "notice",
    has_columns("id_notice_can", "cae_nationalid"), read,
)  # fmt: skip
