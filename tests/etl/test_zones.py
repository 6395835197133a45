"""Zones d'emploi of a country of five communes, by hand; then INSEE's own table."""

from pathlib import Path

import pandas as pd
import pytest

from etl.sources import recognise, zones
from etl.sources.zones import MEMBERS, NAMES, Zones, names_of, read_zones, zone_of
from geo.errors import SourceError

COLUMNS = "CODGEO,LIBGEO,DEP,REG,EPCI,ZE2020,UU2020\n"
NO_MERGER = pd.DataFrame(columns=["old_code", "code"])


def table(path: Path, rows: dict[str, str], header: str = COLUMNS) -> Path:
    lines = [f"{code},Ville {code},01,84,E1,{zone},00\n" for code, zone in rows.items()]
    path.write_text(header + "".join(lines), encoding="utf-8")
    return path


def read(*paths: Path) -> Zones:
    found = read_zones((path, zones.recognise(path.read_bytes())) for path in paths)  # type: ignore[misc]
    assert found
    return found


def communes(*rows: tuple[str, str | None, int]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["code", "epci", "population"])
    return made.assign(name="Ville " + made["code"])


def test_insees_tables_are_known_by_their_columns(tmp_path: Path) -> None:
    members = table(tmp_path / "any.csv", {"01001": "8401"})
    names = tmp_path / "other.csv"
    names.write_text("\ufeffNIVGEO;CODGEO;LIBGEO;NB_COM\nZE2020;8401;Bourg;3\n", encoding="utf-8")
    assert (recognise(members), recognise(names)) == (MEMBERS, NAMES)
    assert zones.recognise(b"CODGEO,LIBGEO,DEP\n") is None


def test_names_alone_make_no_zones(tmp_path: Path) -> None:
    assert read_zones([(tmp_path / "names.csv", NAMES)]) is None


def test_two_tables_may_be_of_two_years(tmp_path: Path) -> None:
    one, other = (table(tmp_path / f"{n}.csv", {"01001": "8401"}) for n in (2024, 2025))
    with pytest.raises(SourceError, match="keep one"):
        read_zones([(one, MEMBERS), (other, MEMBERS)])


def test_a_commune_takes_its_zone_or_that_of_those_it_absorbed(tmp_path: Path) -> None:
    """01003 absorbed 01901 and 01902 of zone 2, and 01903 of zone 1: most are of zone 2."""
    read_table = read(table(tmp_path / "a.csv", {"01001": "1", "01901": "2", "01902": "2", "01903": "1"}))
    mergers = pd.DataFrame({"old_code": ["01901", "01902", "01903"], "code": "01003"})
    found = zone_of(read_table, communes(("01001", "E", 9), ("01003", "F", 9)), mergers)
    assert found.tolist() == ["1", "2"]


def test_a_commune_restored_since_takes_the_one_zone_of_its_epci(tmp_path: Path) -> None:
    read_table = read(table(tmp_path / "a.csv", {"01001": "1", "01002": "1", "01003": "2"}))
    rows = [("01001", "E", 1), ("01002", "F", 1), ("01003", "F", 1)]
    found = zone_of(read_table, communes(*rows, ("01008", "E", 1), ("01009", "F", 1), ("97501", None, 1)), NO_MERGER)
    assert found.tolist()[:4] == ["1", "1", "2", "1"]
    assert found[4:].isna().all(), "F lies in two zones, and a collectivity in none"


def test_without_names_a_zone_is_that_of_its_largest_commune(tmp_path: Path) -> None:
    members = table(tmp_path / "a.csv", {"01001": "1", "01002": "1", "01003": "2"})
    names = tmp_path / "n.csv"
    names.write_text("NIVGEO,CODGEO,LIBGEO,NB_COM\nZE2020,2,Belley,1\nDEP,1,Ain,1\n", encoding="utf-8")
    rows = communes(("01001", "E", 5), ("01002", "E", 9), ("01003", "E", 1)).assign(zone_emploi=["1", "1", "2"])
    assert names_of(read(members), rows)["name"].tolist() == [
        "Zone d’emploi de Ville 01002",
        "Zone d’emploi de Ville 01003",
    ]
    assert names_of(read(members, names), rows)["name"].tolist() == ["Zone d’emploi de Ville 01002", "Belley"]


def test_the_digest_is_that_of_the_content(tmp_path: Path) -> None:
    one, other = (read(table(tmp_path / f"{n}.csv", {"01001": "1"})) for n in "ab")
    assert one.digest == other.digest != read(table(tmp_path / "c.csv", {"01001": "2"})).digest


def test_the_real_tables_name_the_306_zones(shared: Path) -> None:
    folder = shared / "data" / "cog"
    found = read(folder / "table_appartenance_communes_2024_ze_bv.csv", folder / "libelles_supracom_2024.csv")
    assert (len(found.of_commune), found.of_commune.nunique()) == (34_935, 306)
    assert set(found.of_commune) <= set(found.names.index)
    assert found.names[found.of_commune["35238"]] == "Rennes"
