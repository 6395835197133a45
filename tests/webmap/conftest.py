"""A country of four départements in a row whose every figure can be worked out by hand.

Nord (01) and Sud (02) form région A; Est (03) and Ouest (04) form région B. Each has one EPCI and one
commune. Nord's buyers spend 1 000 k€: 640 at home, 200 in Sud, 100 nobody knows where, 60 abroad.
Sud buys 300 k€ at home and 100 from Nord. Est has 4 contracts (too few for a ratio). Ouest has none.
"""

import gzip
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely import box, to_wkb

from geo.atlas.base import Atlas
from geo.atlas.listed import Part
from geo.errors import UnknownContractError, UnknownTerritoryError
from geo.indicators import INDICATORS, indicator
from geo.selection import Selection
from webmap import create_app
from webmap.palettes import CLASSES

NAMES = {"01": "Nord", "02": "Sud", "03": "Est", "04": "Ouest & <Cie>"}
REGION = {"01": "A", "02": "A", "03": "B", "04": "B"}
FLOWS = [
    ("01", "01", 64, 640_000.0),
    ("01", "02", 20, 200_000.0),
    ("01", "unknown", 10, 100_000.0),
    ("01", "abroad", 6, 60_000.0),
    ("02", "02", 30, 300_000.0),
    ("02", "01", 10, 100_000.0),
    ("03", "01", 4, 40_000.0),
]
SHARES = {  # value, low, high, contracts, effective, covered, reliability
    "01": (0.7619, 0.7, 0.82, 100, 60.0, 0.9, "fiable"),
    "02": (0.75, 0.6, 0.87, 40, 20.0, 0.5, "fiable"),
    "03": (0.0, 0.0, 0.6, 4, 4.0, 1.0, "insuffisant"),
}
VALUE_COLUMNS = ["value", "low", "high", "contracts", "effective", "covered", "reliability"]


class FakeAtlas(Atlas):
    """The four départements, in memory."""

    version = "v1"

    def manifest(self) -> dict[str, Any]:
        return {
            "version": "v1",
            "built_at": "2026-11-02T03:30:00+00:00",
            "sources": [
                {
                    "name": "essai.json", "path": "data/essai.json", "fetched_at": "2026-11-01T00:00:00",
                    "licence": "Licence Ouverte 2.0", "rows": 150, "loaded": 134, "doubles": 4,
                    "rejected": {"no identifier": 9, "an odd reason": 3},
                    "doubles_by_reason": {"later delivery": 3, "exact": 1}, "contracts": 134, "placed": 0.75,
                }
            ],
            "checks": [{"name": "awards sum to contracts", "found": 5.0, "expected": 5.0, "passed": True}],
        }  # fmt: skip

    def levels(self) -> tuple[str, ...]:
        return "commune", "epci", "departement", "region"

    def years(self) -> list[int]:
        return [2019, 2024]

    def families(self) -> list[str]:
        return ["45", "72"]

    def territories(self, level: str, within: tuple[str, str] | None = None) -> pd.DataFrame:
        rows = [self._row(level, code) for code in _codes(level)]
        if within:
            rows = [r for r in rows if r[within[0]] == within[1]]
        return pd.DataFrame(rows)

    def _row(self, level: str, code: str) -> dict[str, Any]:
        dep = {"region": {"A": "01", "B": "03"}.get(code, ""), "departement": code}.get(level, code[-2:])
        lon = -2.0 + 2 * int(dep)
        return {
            "code": code,
            "name": f"Région {code}" if level == "region" else f"{_PREFIX.get(level, 'Zone de ')}{NAMES[dep]}",
            "epci": f"E{dep}" if level in ("commune", "epci") else None,
            "zone_emploi": f"Z{dep}" if level in ("commune", "zone_emploi") else None,
            "departement": None if level == "region" else dep,
            "region": REGION[dep],
            "population": 1000 * int(dep),
            "area_km2": 10.0,
            "lon": lon, "lat": 46.0, "map_lon": lon, "map_lat": 46.0,
        }  # fmt: skip

    def territory(self, level: str, code: str) -> dict[str, Any]:
        if code not in _codes(level):
            raise UnknownTerritoryError(f"{level} {code!r} does not exist")
        return {**self._row(level, code), "level": level}

    def search_territories(self, text: str, limit: int = 10) -> pd.DataFrame:
        rows = [{**self._row(lv, c), "level": lv} for lv in _PREFIX for c in _codes(lv)]
        found = [r for r in rows if text.lower() in r["name"].lower()][:limit]
        return pd.DataFrame(found, columns=["level", "code", "name", "population"])

    def outlines(self, level: str) -> pd.DataFrame:
        frame = self.territories(level)
        frame["path"] = [f"M{200 * i} 400h180v180h-180z" for i in range(len(frame))]
        return frame[["code", "name", "path"]]

    def values(self, indicator: str, variant: str, selection: Selection) -> pd.DataFrame:
        rows = [
            (code, NAMES[code], *_worth(indicator, figures, variant))
            for code, figures in SHARES.items()
            if selection.level == "departement" and selection.year in (0, 2019)
        ]
        return pd.DataFrame(rows, columns=["code", "name", *VALUE_COLUMNS])

    def figures(self, code: str, selection: Selection) -> pd.DataFrame:
        shares = {**SHARES, "B": (0.5, 0.4, 0.6, 44, 30.0, 0.9, "fiable")}
        rows = [(i.key, r, *_worth(i.key, shares[code], r)) for i in INDICATORS for r in i.readings if code in shares]
        return pd.DataFrame(rows, columns=["indicator", "variant", *VALUE_COLUMNS])

    def totals(self, code: str, selection: Selection, role: str = "buyer", by: str = "family") -> pd.DataFrame:
        rows = [("45", 70, 12, 800_000.0), ("72", 30, 5, 200_000.0)] if code == "01" else []
        return pd.DataFrame(rows, columns=[by, "contracts", "partners", "amount_eur"])

    def mixes(self, level: str) -> pd.DataFrame:
        rows = [("01", "45", 70, 8e5), ("01", "72", 30, 2e5), ("02", "45", 40, 4e5), ("03", "72", 12, 1e5)]
        shown = rows if level == "departement" else []
        return pd.DataFrame(shown, columns=["code", "family", "contracts", "amount_eur"])

    def flows(
        self, selection: Selection, code: str | None = None, direction: str = "both", top: int | None = None
    ) -> pd.DataFrame:
        frame = pd.DataFrame(FLOWS, columns=["buyer_code", "supplier_code", "contracts", "amount_eur"])
        if selection.level != "departement" or selection.year == 2024:
            frame = frame[:0]
        is_out, is_in = frame["buyer_code"] == code, frame["supplier_code"] == code
        if code:
            frame = frame[{"out": is_out, "in": is_in, "both": is_out | is_in}[direction]]
        return frame.sort_values("amount_eur", ascending=False).head(top or len(frame))

    def contracts(self, code: str, selection: Selection, role: str = "buyer", limit: int = 20) -> pd.DataFrame:
        columns = ["uid", "title", "buyer_name", "supplier_names", "cpv", "notified_on", "amount_eur",
                   "amount_status"]  # fmt: skip
        row = (
            "u1",
            "Réfection <b>du toit</b>",
            "Ville de Nord",
            "Toits SA",
            "45",
            "2019-03-01",
            5e5,
            "suspect",
        )
        return pd.DataFrame([row] if code == "01" else [], columns=columns)

    def contract(self, uid: str) -> dict[str, Any]:
        raise UnknownContractError(f"no contract {uid!r}")

    def listed(self, what: str, part: Part, **wanted: Any) -> pd.DataFrame:
        rows = self.territories(wanted["level"]) if what == "territory" else pd.DataFrame()
        return rows.assign(level=wanted.get("level"), area_km2=1.0, matched=len(rows)).head(part.limit)

    def extents(self) -> pd.DataFrame:
        rows = [(what, 0.0, 46.0, 6.0, 46.0, None, None) for what in ("buyer", "supplier", "contract")]
        return pd.DataFrame(rows, columns=["what", "west", "south", "east", "north", "since", "until"])

    def files(self) -> dict[str, int]:
        return {}

    def file(self, name: str) -> Iterator[bytes]:
        return iter(())

    def rejected(self, source: str | None = None, limit: int = 100) -> pd.DataFrame:
        row = ("essai.json", "12", "no identifier", '{"objet": "x"}')
        return pd.DataFrame([row], columns=["source", "position", "reason", "excerpt"])

    def amounts(self) -> pd.DataFrame:
        rows = [("ok", None, 130, 1_000_000.0), ("missing", "no amount", 4, None)]
        return pd.DataFrame(rows, columns=["amount_status", "amount_reason", "contracts", "amount_published_eur"])

    def notes(self) -> pd.DataFrame:
        rows = [("notified_on", "in the future", 12), ("buyer_siret", "lost leading zero given back", 3)]
        return pd.DataFrame(rows, columns=["field", "note", "contracts"])

    def placing(self) -> pd.DataFrame:
        rows = [
            ("buyer", "local authority", 3, 134.0, 1_440_000.0),
            ("supplier", "register", 40, 100.0, 1_080_000.0),
            ("supplier", "unknown", 9, 34.0, 360_000.0),
        ]
        return pd.DataFrame(rows, columns=["role", "placed_by", "establishments", "contracts", "amount_eur"])

    def country(self, indicator: str) -> pd.DataFrame:
        columns = ["variant", "family", "weight", "value", "low", "high", "contracts", "effective", "covered"]
        rows = [("slope", "45", "count", -1.25, -1.4, -1.1, 420.0, 400.0, 0.9, "fiable")]
        rows += [("slope", "72", "count", -0.4, -1.1, 0.3, 12.0, 11.0, 0.5, "indicatif")]
        shown = rows if indicator == "distance_elasticity" else []
        return pd.DataFrame(shown, columns=[*columns, "reliability"])

    def over_years(self, table: str, selection: Selection, code: str | None = None, *, local_level: str = "") -> Any:
        raise NotImplementedError

    def hulls(self, family: str = "all") -> pd.DataFrame:
        square = to_wkb(box(4, 46, 5, 47))
        rows = [
            ("45", "01001", "Ville de Nord", 4.5, 46.5, 20, 700_000.0, square),
            ("72", "02001", "Ville de Sud", 4.5, 46.5, 12, 90_000.0, square),
        ]
        columns = ["family", "code", "name", "lon", "lat", "establishments", "amount_eur", "shape"]
        return pd.DataFrame([row for row in rows if family in ("all", row[0])], columns=columns)

    def basins(self, level: str) -> pd.DataFrame:
        rows = [("01", 0, "Nord", 0, 0.4, 0.95), ("02", 0, "Nord", 0, 0.4, 0.95), ("03", 1, "Est", 1, 0.4, 0.95)]
        columns = ["code", "basin", "name", "colour", "modularity", "stability"]
        return pd.DataFrame(rows if level == "departement" else [], columns=columns)

    def flow_residuals(self, level: str, weight: str) -> pd.DataFrame:
        rows = [
            ("01", "02", 20.0, 8.0, 200_000.0, 80_000.0, 4.2), ("03", "01", 4.0, 12.0, 40_000.0, 120_000.0, -2.5),
            ("02", "01", 10.0, 15.0, 100_000.0, 150_000.0, -1.1), ("01", "01", 64.0, 60.0, 640_000.0, 600_000.0, 0.5),
            ("03", "02", 1.0, 0.1, 900_000.0, 1_000.0, 30.0),
        ]  # fmt: skip
        columns = ["buyer_code", "supplier_code", "contracts", "contracts_expected", "observed", "expected", "residual"]
        shown = rows if level == "departement" else []
        return pd.DataFrame(shown, columns=columns).sort_values("residual", key=abs, ascending=False)

    def coverage(self, year: int = 0) -> pd.DataFrame:
        rows = [("commune", "01", 10, 4, 100), ("epci", "01", 2, 1, 30), ("departement", "01", 1, 1, 4)]
        rows += [("commune", "02", 20, 0, 0), ("region", "A", 1, 1, 6), ("region", "B", 1, 0, 0)]
        table = pd.DataFrame(rows, columns=["level", "code", "known", "seen", "contracts"])
        return table if year == 0 else table.assign(seen=0, contracts=0)

    def _ask(self, question: str, **values: Any) -> pd.DataFrame:
        raise NotImplementedError

    def tile(self, layer: str, z: int, x: int, y: int) -> bytes | None:
        return gzip.compress(b"tile") if (z, x, y) == (5, 16, 11) else None

    def establishments_near(self, lon: float, lat: float, km: float, limit: int = 100) -> pd.DataFrame:
        raise NotImplementedError

    def establishments_within(
        self, west: float, south: float, east: float, north: float, limit: int = 2000
    ) -> pd.DataFrame:
        raise NotImplementedError


_PREFIX = {"commune": "Ville de ", "epci": "Agglo de ", "departement": "", "region": ""}


def _codes(level: str) -> list[str]:
    start = {"commune": "01", "epci": "E", "zone_emploi": "Z", "departement": ""}
    return ["A", "B"] if level == "region" else [start[level] + d for d in NAMES]


def _worth(key: str, figures: tuple[Any, ...], reading: str = "") -> tuple[Any, ...]:
    """Shares for every indicator but the classes of grouping, which are whole numbers; less from head offices."""
    if reading.endswith(":head_office"):
        return (figures[0] / 2, *figures[1:])
    return (1, None, None, *figures[3:]) if indicator(key).unit_of(reading) in CLASSES else figures


@pytest.fixture
def app() -> Flask:
    return create_app(atlas=FakeAtlas(), TESTING=True)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    with app.test_client() as client:
        yield client
