"""A build, from files to a published atlas, over a country small enough to check by hand."""

import hashlib
import itertools
from pathlib import Path
from typing import Any

import pytest
from world import A1, A2, B1, FIRM_A1, FIRM_ABROAD, FIRM_B2, FIRM_LOST, contract, write_json, write_register

from geo.atlas import open_atlas
from geo.errors import GeomarchesError
from geo.selection import Selection

COUNT = Selection("departement", weight="count")


def test_local_share_leaves_the_unknown_apart(build: Any, tmp_path: Path) -> None:
    """Five contracts of A1: two won at home, one in the other département, one abroad, one nobody can place."""
    records = [contract("1"), contract("2"), contract("3", suppliers=[FIRM_B2])]
    records += [contract("4", titulaires=[{"typeIdentifiant": "HORS_UE", "id": FIRM_ABROAD}])]
    records += [contract("5", suppliers=[FIRM_LOST])]
    build(write_json(tmp_path / "a.json", records), write_register(tmp_path / "sirene.csv"))
    atlas = open_atlas(tmp_path / "atlas")
    row = atlas.values("local_share", "departement", COUNT).set_index("code").loc["01"]
    assert row["value"] == pytest.approx(2 / 4)
    assert row["contracts"] == pytest.approx(4)
    assert row["covered"] == pytest.approx(4 / 5)
    assert row["low"] < row["value"] < row["high"]
    assert row["reliability"] == "insuffisant"
    flows = atlas.flows(COUNT).set_index(["buyer_code", "supplier_code"])["contracts"]
    assert flows.to_dict() == {("01", "01"): 2, ("01", "02"): 1, ("01", "abroad"): 1, ("01", "unknown"): 1}


def test_a_grouping_shares_its_contract_equally(build: Any, tmp_path: Path) -> None:
    build(
        write_json(tmp_path / "a.json", [contract("1", suppliers=[FIRM_A1, FIRM_B2], montant=90_000)]),
        write_register(tmp_path / "sirene.csv"),
    )
    flows = open_atlas(tmp_path / "atlas").flows(Selection("departement"))
    assert flows.set_index("supplier_code")["amount_eur"].to_dict() == {"01": 45_000, "02": 45_000}


def test_the_last_amendment_gives_the_amount_and_the_suppliers(build: Any, tmp_path: Path) -> None:
    later = {"dateNotificationModification": "2020-06-01", "montant": 150_000}
    earlier = {
        "dateNotificationModification": "2019-09-01",
        "montant": 120_000,
        "titulaires": [{"typeIdentifiant": "SIRET", "id": FIRM_B2}],
    }
    build(write_json(tmp_path / "a.json", [contract("1", modifications=[later, earlier])]))
    told = open_atlas(tmp_path / "atlas").contract(f"{A1}1")
    assert (told["amount_published_eur"], told["amount_eur"], told["year"]) == (100_000, 150_000, 2019)
    assert [a["supplier_id"] for a in told["awards"]] == [FIRM_B2]
    assert [a["amount_eur"] for a in told["amendments"]] == [120_000, 150_000]
    assert told["supplier_count_ever"] == 2


def test_a_later_delivery_is_a_double_and_lots_are_not(build: Any, tmp_path: Path) -> None:
    march = [contract("1"), contract("2")]
    april = [contract("1", datePublicationDonnees="2019-04-02"), contract("2", suppliers=[FIRM_B2], montant=5_000)]
    run = build(write_json(tmp_path / "march.json", march), write_json(tmp_path / "april.json", april))
    accounts = {s.name: (s.rows, s.loaded, s.doubles) for s in run.sources}
    assert accounts == {"march.json": (2, 1, 1), "april.json": (2, 2, 0)}
    atlas = open_atlas(tmp_path / "atlas")
    assert atlas.contract(f"{A1}1")["source"] == "april.json"
    assert {atlas.contract(f"{A1}2")["amount_eur"], atlas.contract(f"{A1}2~2")["amount_eur"]} == {100_000, 5_000}


def test_a_placeholder_amount_is_published_but_never_summed(build: Any, tmp_path: Path) -> None:
    build(write_json(tmp_path / "a.json", [contract("1", montant=999_999_999), contract("2", montant=40_000)]))
    atlas = open_atlas(tmp_path / "atlas")
    told = atlas.contract(f"{A1}1")
    assert (told["amount_published_eur"], told["amount_eur"], told["amount_status"]) == (
        999_999_999,
        None,
        "placeholder",
    )
    assert atlas.totals("01", Selection("departement"))["amount_eur"].sum() == 40_000


def test_bad_rows_are_kept_aside_with_their_position(build: Any, tmp_path: Path) -> None:
    records = [contract("1"), contract(""), contract("3", buyer="12"), contract("4", acheteur=None)]
    run = build(write_json(tmp_path / "a.json", records))
    (account,) = run.sources
    assert account.rows == account.loaded + sum(account.rejected.values()) + account.doubles
    rejected = open_atlas(tmp_path / "atlas").rejected()
    assert list(zip(rejected["position"], rejected["reason"], strict=True)) == [
        (2, "no identifier"),
        (3, "buyer identifier is not a SIRET"),
        (4, "no buyer"),
    ]


def test_a_contract_without_supplier_keeps_its_amount_at_an_unknown_place(build: Any, tmp_path: Path) -> None:
    build(write_json(tmp_path / "a.json", [contract("1", titulaires=[])]))
    flows = open_atlas(tmp_path / "atlas").flows(Selection("departement"))
    assert flows.to_dict("records") == [
        {"buyer_code": "01", "supplier_code": "unknown", "contracts": 1.0, "amount_eur": 100_000.0}
    ]


def test_the_order_of_files_and_records_changes_no_table(build: Any, tmp_path: Path) -> None:
    records = [
        contract("1"),
        contract("1", montant=7),
        contract("2", buyer=B1),
        contract("2", buyer=B1),
        contract("3", A2),
    ]
    seen = set()
    for number, order in enumerate(itertools.islice(itertools.permutations(records), 0, 120, 40)):
        folder = tmp_path / str(number)
        folder.mkdir()
        build(write_json(folder / "a.json", list(order)), write_register(folder / "sirene.csv"))
        seen.add(_digest(tmp_path / "atlas" / open_atlas(tmp_path / "atlas").version, "flow", "total", "award"))
    assert len(seen) == 1


def _digest(version: Path, *tables: str) -> str:
    return hashlib.sha256(b"".join((version / f"{t}.parquet").read_bytes() for t in tables)).hexdigest()


def test_the_same_files_are_not_built_twice(build: Any, tmp_path: Path) -> None:
    source = write_json(tmp_path / "a.json", [contract("1")])
    assert build(source).is_new
    again = build(source)
    assert not again.is_new
    assert "nothing to do" in again.lines[0]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.json", b"", "is empty"),
        ("truncated.json", b'{"marches": [{"id": "1"}, {"id"', "not a whole JSON file"),
        ("page.html", b"<html>503</html>", "format not recognised"),
        ("other.json", b'{"features": []}', "format not recognised"),
    ],
)
def test_a_bad_file_stops_the_run_and_leaves_the_atlas(
    build: Any, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    build(write_json(tmp_path / "a.json", [contract("1")]))
    before = open_atlas(tmp_path / "atlas").version
    (tmp_path / name).write_bytes(content)
    with pytest.raises(GeomarchesError, match=said):
        build(tmp_path / "a.json", tmp_path / name)
    assert open_atlas(tmp_path / "atlas").version == before
    assert [p.name for p in (tmp_path / "atlas").glob(".*")] == [".lock"]


def test_an_absent_file_is_named(build: Any, tmp_path: Path) -> None:
    with pytest.raises(GeomarchesError, match="no such file"):
        build(tmp_path / "nowhere.json")
