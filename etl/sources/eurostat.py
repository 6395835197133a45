"""Regional accounts, employment and demography of firms by département (NUTS 3), as Eurostat publishes them in TSV.

Where: nama_10r_3gva, nama_10r_3gdp, nama_10r_3empers, bd_size_r3, bd_hgnace2_r3. Licence: free re-use with credit.
Rhythm: every year, two to three years after the year told.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from etl.declaration import Rejection
from etl.rules.dates import read_year
from etl.rules.place import nuts
from etl.rules.values import read_number
from etl.sources.crossing import Crossing, Line
from etl.sources.lengths import lines
from geo.errors import SourceError
from geo.sectors import ALL_SECTORS, sector_of_code

LICENCE = "Eurostat, free re-use with credit"
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?([a-z0-9_,]+),geo\\TIME_PERIOD\t")
_VALUE = re.compile(r"(-?\d+(?:\.\d+)?)\s*[a-z]*")
_MILLION = {"MIO_EUR": 1e6, "CP_MEUR": 1e6}
_FIRMS = {"V11910": "active", "V11920": "births", "V11930": "deaths"}
_Measure = Callable[[dict[str, str]], tuple[str, float] | None]


def _accounts(line: dict[str, str]) -> tuple[str, float] | None:
    """Millions of current euros: value added where the line has a branch, else GDP."""
    scale = _MILLION.get(line.get("unit", line.get("currency", "")))
    return ("value_added_eur" if "nace_r2" in line else "gdp_eur", scale) if scale else None


def _employment(line: dict[str, str]) -> tuple[str, float] | None:
    """Persons at work, employees and others; hours and employees alone are other measures."""
    return ("employment", 1e3) if (line["unit"], line["wstatus"]) == ("THS", "EMP") else None


def _demography(line: dict[str, str]) -> tuple[str, float] | None:
    name = _FIRMS.get(line["indic_sb"])
    return (name, 1.0) if name and line.get("sizeclas", "TOTAL") == "TOTAL" else None


def _is_of(*needed: str, without: tuple[str, ...] = ()) -> Callable[[bytes], bool]:
    def recognise(head: bytes) -> bool:
        found = _HEAD.match(head)
        dimensions = set(found[1].decode().split(",")) if found else set()
        return set(needed) <= dimensions and dimensions.isdisjoint(without)

    return recognise


def _reader(measure: _Measure, must: tuple[str, ...]) -> Callable[[Path], Iterator[Line | Rejection]]:
    def read(path: Path) -> Iterator[Line | Rejection]:
        with path.open("rb") as file:
            texts = (line.decode("utf-8", "replace").rstrip("\r\n") for line in lines(file))
            first, *years = next(texts, "").removeprefix("\ufeff").split("\t")
            names = first.removesuffix("\\TIME_PERIOD").split(",")
            missing = [name for name in must if name not in names]
            missing += [repr(year) for year in years if read_year(year) is None]
            if missing:
                raise SourceError(f"{path}: {', '.join(missing)} is not as it was any more; leave the file out")
            for position, text in enumerate(texts, start=2):
                key, *cells = text.split("\t")
                if len(key.split(",")) != len(names) or len(cells) != len(years):
                    yield Rejection(position, "wrong number of columns", text[:80])
                else:
                    yield _line(dict(zip(names, key.split(","), strict=True)), years, cells, measure, position)

    return read


def _line(
    line: dict[str, str], years: list[str], cells: list[str], measure: _Measure, position: int
) -> Line | Rejection:
    if not line["geo"].startswith("FR"):
        return Line(unused="another country")
    place = _place(line["geo"])
    what = measure(line)
    sector = sector_of_code(line["nace_r2"]) if "nace_r2" in line else ALL_SECTORS
    if place is None:
        return Line(unused="neither France nor a département of today")
    if what is None or sector is None:
        return Line(unused="another measure, unit or cut of the branches")
    facts: list[dict[str, Any]] = []
    for year, cell in zip(years, cells, strict=True):
        found = _VALUE.fullmatch(cell.strip())
        value = read_number(found[1]) if found else None
        if value is not None:
            facts.append(place | {"year": int(year), "sector": sector, what[0]: value * what[1]})
        elif not cell.strip().startswith(":"):
            return Rejection(position, "not a number", cell[:80])
    return Line(tuple(facts)) if facts else Line(unused="no value in any year")


def _place(geo: str) -> dict[str, Any] | None:
    if geo == "FR":
        return {"level": "country", "code": "FR"}
    place = nuts().get(geo)
    return (
        {"level": "departement", "code": place.key} if place and len(geo) == 5 and place.kind == "departement" else None
    )


ACCOUNTS = Crossing(
    "eurostat_accounts", "regional accounts (Eurostat nama_10r_3gva, nama_10r_3gdp, TSV)", LICENCE, "account",
    _is_of("freq", without=("wstatus", "indic_sb")), _reader(_accounts, ("freq", "geo")),
)  # fmt: skip
EMPLOYMENT = Crossing(
    "eurostat_employment", "regional employment (Eurostat nama_10r_3empers, TSV)", LICENCE, "account",
    _is_of("wstatus"), _reader(_employment, ("unit", "wstatus", "nace_r2", "geo")),
)  # fmt: skip
DEMOGRAPHY = Crossing(
    "eurostat_demography", "demography of firms (Eurostat bd_size_r3, bd_hgnace2_r3, TSV)", LICENCE, "demography",
    _is_of("indic_sb"), _reader(_demography, ("indic_sb", "nace_r2", "geo")),
)  # fmt: skip
