"""A build with everything laid beside contracts: tables, accounts of rows, and a source that stops alone."""

from pathlib import Path

import pytest
from crossed import crossed
from world import A1

from etl.leases import import_leases
from etl.pipeline import Run
from geo.atlas import Atlas, open_atlas
from geo.errors import SourceError
from geo.leases import read_leases

__all__ = ["crossed"]

FIRM = "22330001300016"


@pytest.fixture
def atlas(crossed: tuple[Path, Run]) -> Atlas:
    return open_atlas(crossed[0])


def test_value_added_and_employment_of_one_source_meet_in_one_table(atlas: Atlas) -> None:
    table = atlas.accounts("departement", "01")
    assert table["value_added_eur"].sum() == 100e6
    building = table[(table["sector"] == "FZ") & (table["year"] == 2019)]
    assert building["value_added_eur"].sum() == 20e6
    assert building["employment"].sum() == pytest.approx(22_000)


def test_what_each_branch_wins_where_it_stands(atlas: Atlas) -> None:
    """45 is built by FIRM_A1 of the Ain: 100 000 + 50 000 and half of 30 000; FIRM_B2 writes programs in 02."""
    won = atlas.sectors("departement").groupby(["code", "sector"])["amount_eur"].sum()
    assert won["01", "FZ"] == 165_000
    assert won["02", "JZ"] == 75_000
    assert won["unknown", "unknown"] == 15_000
    assert atlas.sectors("country", "FR")["amount_eur"].sum() == won.sum()


def test_births_of_a_year(atlas: Atlas) -> None:
    assert atlas.demography("departement", "01")["births"].tolist() == [500.0, 550.0]


def test_a_budget_finds_its_territory_by_the_siren(atlas: Atlas) -> None:
    table = atlas.budget("commune", "01001").set_index("item")
    assert table["amount_eur"].to_dict() == {"services": 300_000.0, "staff": 700_000.0, "supplies": 100_000.0}
    assert set(table["function"]) == {"2"}
    assert atlas.budget("commune", "02001").empty


def test_a_notice_and_the_contracts_that_may_follow_it(atlas: Atlas) -> None:
    (notice,) = atlas.notices("01").to_dict("records")
    assert (notice["notice_id"], notice["buyer_siren"], notice["purchase_family"]) == ("19-1", A1[:9], "45")
    assert notice["contracts"] == 3, "contracts 1, 4 and 6 are of this buyer and family, notified on 1 March 2019"
    assert atlas.notices("02").empty


def test_rows_balance_and_a_changed_schema_stops_its_source_alone(crossed: tuple[Path, Run]) -> None:
    folder, built = crossed
    counts = {one["name"]: one for one in open_atlas(folder).manifest()["crossings"]}
    assert set(counts) == {"accounts.tsv", "jobs.tsv", "firms.tsv", "budget.csv", "notices.json", "changed.csv"}
    for one in counts.values():
        assert one["rows"] == one["loaded"] + sum(one["unused"].values()) + sum(one["rejected"].values())
    assert counts["notices.json"]["rejected"] == {"no identifier": 1}
    assert "changed its schema" in counts["changed.csv"]["stopped"]
    assert any(line.startswith("changed.csv: stopped") for line in built.lines)
    assert "notices.json" in set(open_atlas(folder).rejected()["source"])


def test_an_absent_source_leaves_no_row(atlas: Atlas) -> None:
    assert atlas.accounts("departement", "02").empty
    assert atlas.demography("commune").empty


def test_leases_are_checked_row_by_row_and_kept_apart(tmp_path: Path) -> None:
    file = tmp_path / "baux.csv"
    file.write_text(
        "siret,ends_on,source,confidence\n"
        f"{FIRM},2027-06-30,notaire,sure\n{FIRM},2028-06-30,notaire,likely\n123,2027-06-30,x,sure\n"
        f"{FIRM},30/06/2027,x,sure\n{FIRM},2027-06-30,,sure\n{FIRM},2027-06-30,x,maybe\n",
        encoding="utf-8",
    )
    written, kept, refused = import_leases(file, tmp_path / "data")
    assert kept == 2
    assert [(one.position, one.reason.split(" (")[0]) for one in refused] == [
        (4, "not a SIRET"),
        (5, "end of lease is not a day"),
        (6, "no source"),
        (7, "confidence is not one of sure, likely, doubtful"),
    ]
    assert read_leases(written)["confidence"].tolist() == ["likely"], "the later end stands"
    assert written.stat().st_mode & 0o077 == 0, "private"


def test_leases_without_their_columns_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("siret,fin\n1,2\n", encoding="utf-8")
    with pytest.raises(SourceError, match="ends_on"):
        import_leases(tmp_path / "x.csv", tmp_path)
    with pytest.raises(SourceError, match="import leases"):
        read_leases(tmp_path / "absent.parquet")
