"""Where contracts are performed: codes of places against the lists of communes, postal codes and territories."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest
from world import A1

from etl.build import ask, load
from etl.declaration import Declaration
from etl.sources import recognise
from etl.sources.base import Source
from etl.sources.territories import build_territories
from etl.stage import Staging

TODAY = date(2026, 11, 24)
ROOT = Path(__file__).resolve().parents[2]
Row = tuple[str | None, ...]


def _asked(staged: Path, territories: Path) -> duckdb.DuckDBPyConnection:
    database = duckdb.connect()
    load(database, staged, territories, [])
    ask(database, ["where_is_each_contract_performed"])
    return database


@pytest.fixture
def place(tmp_path: Path, tiny_country: Path) -> Callable[[str, str], Row]:
    """Commune, EPCI, département, région and precision of a place as declared."""

    def placed(declared: str, code: str) -> Row:
        one = Declaration(
            position=1, contract_id="1", buyer_id=A1, title="Travaux", place_type=declared, place_code=code
        )
        with Staging(tmp_path / "staged") as staging:
            staging.add("a.json", [one, one], TODAY)
        with _asked(tmp_path / "staged", tiny_country) as database:
            (row,) = database.sql("SELECT * EXCLUDE (place_kind, place_key) FROM performance").fetchall()
        return tuple(row)

    return placed


@pytest.mark.parametrize(
    ("declared", "code", "row"),
    [
        ("Code commune", "01002", ("01002", "200000001", "01", "84", "commune")),
        ("Code commune", "01009", ("01001", "200000001", "01", "84", "commune")),  # merged into A1
        ("Code commune", "02000", ("02001", None, "02", "84", "commune")),  # a postal code, whatever its type says
        ("Code postal", "02000", ("02001", None, "02", "84", "commune")),  # one commune alone has it
        ("Code postal", "01000", (None, "200000001", "01", "84", "postal")),  # two of one EPCI
        ("Code postal", "02500", (None, None, None, "84", "postal")),  # two of two départements
        ("Code postal", "02002", ("02002", None, "02", "84", "commune")),  # an INSEE code, whatever its type says
        ("Code commune", "02001", ("02001", None, "02", "84", "commune")),  # in both lists: the type decides
        ("Code postal", "02001", ("02002", None, "02", "84", "commune")),
        ("Code postal", "01909", (None, None, "01", "84", "departement")),  # a CEDEX is in no list
        ("Code postal", "98800", (None, None, "988", None, "departement")),
        ("Code commune", "02999", (None, None, "02", "84", "departement")),
        ("Code canton", "0102", (None, None, "01", "84", "canton")),
        ("Code arrondissement", "021", (None, None, "02", "84", "arrondissement")),
        ("Code département", "02", (None, None, "02", "84", "departement")),
        ("Code région", "82", (None, None, None, "84", "region")),
        ("Code pays", "FR", (None, None, None, None, "country")),
        ("Code pays", "BE", (None, None, None, None, "abroad")),
        ("Code postal", "59170", (None, None, None, None, "unknown")),  # this country has no département 59
    ],
)
def test_a_place_is_known_as_far_as_its_code_says(
    place: Callable[[str, str], Row], declared: str, code: str, row: Row
) -> None:
    assert place(declared, code) == row


@pytest.mark.real
def test_places_of_the_four_deliveries_of_2019(shared: Path, tmp_path: Path) -> None:
    """One code in twelve contradicts its type or is none; the département at least is known of 96 %."""
    territories = build_territories(Path(os.environ.get("GEOMARCHES_DATA", ROOT / "data")), lambda text: None)
    with Staging(tmp_path) as staging:
        for name in ("aife", "marches-publics-info", "pes-2019-04", "croix-59"):
            path = shared / f"data/decp-2019/{name}.json"
            source = recognise(path)
            assert isinstance(source, Source)
            staging.add(path.name, source.read(path), TODAY)
    with _asked(tmp_path, territories) as database:
        counted = database.sql(
            "SELECT coalesce(performance_precision, 'unknown'), count(*) FROM declaration LEFT JOIN performance "
            "USING (place_kind, place_key) WHERE place_code IS NOT NULL GROUP BY 1"
        ).fetchall()
        wrong = database.sql(
            "SELECT count(*) FROM declaration WHERE place_code IS NOT NULL AND (place_kind IS NULL "
            "OR lower(strip_accents(place_type)) NOT LIKE '%' || replace(place_kind, 'country', 'pays') || '%' "
            "OR (place_kind = 'postal' AND place_key NOT IN (SELECT postal_code FROM postal_code)) "
            "OR (place_kind = 'commune' AND place_key NOT IN (SELECT old_code FROM commune_today)))"
        ).fetchall()
        paris = database.sql("SELECT performance_commune FROM performance WHERE place_key = '75012'").fetchall()
    assert dict(counted) == {
        "departement": 4_870, "commune": 3_106, "postal": 1_923, "country": 268, "unknown": 109, "arrondissement": 12,
        "canton": 9, "region": 7,
    }  # fmt: skip
    assert wrong == [(858,)]
    assert paris == [("75056",)]
