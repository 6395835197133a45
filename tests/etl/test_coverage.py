"""Who publishes: authorities seen as buyers, of those known, where they sit, year by year."""

from pathlib import Path
from typing import Any

from world import A2, B1, contract, write_json

from geo.atlas import open_atlas

AIN = "22010001000011"
SYNDICATE = "25010001000018"
"""A buyer that governs no territory: it publishes, and is of no list of authorities."""

RECORDS = [
    contract("1"), contract("2", dateNotification="2020-01-02"), contract("3", A2, dateNotification="2020-01-02"),
    contract("4", AIN), contract("5", SYNDICATE), contract("6", dateNotification=None),
]  # fmt: skip


def coverage(atlas: Path, year: int = 0) -> dict[tuple[str, str], tuple[int, int, int]]:
    table = open_atlas(atlas).coverage(year)
    return {(r.level, r.code): (r.known, r.seen, r.contracts) for r in table.itertuples()}


def test_authorities_are_counted_where_they_sit(build: Any, tmp_path: Path) -> None:
    """A1 (three contracts) and A2 (one) of the two communes of 01; B1 bought nothing; the Ain is a département."""
    build(write_json(tmp_path / "a.json", RECORDS))
    assert coverage(tmp_path / "atlas") == {
        ("commune", "01"): (2, 2, 4),
        ("commune", "02"): (1, 0, 0),
        ("departement", "01"): (1, 1, 1),
    }


def test_a_year_counts_what_was_notified_in_it(build: Any, tmp_path: Path) -> None:
    build(write_json(tmp_path / "a.json", RECORDS))
    assert coverage(tmp_path / "atlas", 2019)["commune", "01"] == (2, 1, 1)
    assert coverage(tmp_path / "atlas", 2020)["commune", "01"] == (2, 2, 2)
    assert coverage(tmp_path / "atlas", 2020)["departement", "01"] == (1, 0, 0)
    assert coverage(tmp_path / "atlas", 2021) == {}


def test_a_later_file_makes_an_authority_seen(build: Any, tmp_path: Path) -> None:
    first = write_json(tmp_path / "a.json", RECORDS)
    build(first, write_json(tmp_path / "b.json", [contract("1", B1)]))
    assert coverage(tmp_path / "atlas")["commune", "02"] == (1, 1, 1)
