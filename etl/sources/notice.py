"""What a notice says, in one shape: BOAMP's and TED's readers end here."""

from datetime import date
from typing import Any

from etl.rules.cpv import read_cpv
from etl.rules.dates import read_day
from etl.rules.identity import read_buyer
from etl.sources.crossing import Fact

CALL, AWARD, OTHER = "call", "award", "other"
_FOREVER = date(2100, 1, 1)


def notice(notice_id: str, kind: str, **said: Any) -> Fact:
    """A notice as a fact: days read, SIREN and CPV checked, blanks of a title brought to one."""
    buyer, cpv = read_buyer(said.get("buyer")), read_cpv(said.get("cpv"))
    title = " ".join((said.get("title") or "").split())
    return {
        "notice_id": notice_id,
        "kind": kind,
        "published_on": day(said.get("published_on")),
        "deadline_on": day(said.get("deadline_on")),
        "buyer_siren": buyer.siren if buyer else None,
        "buyer_name": said.get("buyer_name"),
        "title": title or None,
        "cpv_code": cpv.code,
        "purchase_family": cpv.family,
        "departement": said.get("departement"),
        "procedure": said.get("procedure"),
        "url": said.get("url"),
    }


def day(text: str | None) -> date | None:
    """A day as BOAMP ('2021-02-08 11:00', '2026-03-02T12:00:00+01:00') or TED ('20210303') writes it.

    >>> day("2021-02-08 11:00"), day("20210303"), day("soon")
    (datetime.date(2021, 2, 8), datetime.date(2021, 3, 3), None)
    """
    written = (text or "").strip()[:10].rstrip()
    if written[:8].isdigit():
        written = f"{written[:4]}-{written[4:6]}-{written[6:8]}"
    return read_day(written, _FOREVER).on
