"""One contract's story, from files to plain text, and for a program."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from world import A1, FIRM_A1, FIRM_B2, contract, write_json, write_register

from etl.cli import explain
from etl.story import tell
from geo.atlas import open_atlas

LATER = {"dateNotificationModification": "2020-06-01", "montant": 150_000, "objetModification": "imprévu"}
LONGER = {
    "dateNotificationModification": "2019-09-01",
    "dureeMois": 18,
    "titulaires": [{"typeIdentifiant": "SIRET", "id": FIRM_B2}],
}


def test_a_contract_is_told_from_its_sources_to_its_places(build: Any, tmp_path: Path) -> None:
    """Published in March and again in April with two amendments, the second supplier 2° of longitude away."""
    april = contract("1", datePublicationDonnees="2019-04-02", modifications=[LATER, LONGER])
    build(
        write_json(tmp_path / "march.json", [contract("1")]),
        write_json(tmp_path / "april.json", [contract("0"), april]),
        write_register(tmp_path / "sirene.csv"),
    )
    lines = tell(open_atlas(tmp_path / "atlas").contract(f"{A1}1"))
    text = "\n".join(lines)
    assert lines[0] == f"contract {A1}1: Travaux 1"
    assert "notified 2019-03-01, published 2019-04-02" in lines
    assert "  april.json:2: published 2019-04-02, 100,000.00 €: stands for the contract" in lines
    assert "  march.json:1: published 2019-03-15, 100,000.00 €: double" in text
    assert "amount: 100,000.00 € published, 150,000.00 € used in sums" in lines
    assert "status: ok" in lines
    first, second = (line for line in lines if line.startswith("amendment "))
    assert first.startswith("amendment 1 of 2019-09-01: 18 months")
    assert second == "amendment 2 of 2020-06-01: 150,000.00 € (imprévu)"
    assert f"buyer: Mairie ({A1}), commune 01001 (precision commune" in text
    assert f"({FIRM_B2}), 100% of the contract, 150,000.00 €, commune 02002 (precision commune, register)" in text
    assert FIRM_A1 not in text
    assert "published as 01001 Code commune A1" in lines[-1]


def test_an_amount_kept_out_of_sums_says_why(build: Any, tmp_path: Path) -> None:
    build(write_json(tmp_path / "a.json", [contract("1", montant=999_999_999), contract("2")]))
    lines = tell(open_atlas(tmp_path / "atlas").contract(f"{A1}1"))
    assert "amount: 999,999,999.00 € published, no amount used in sums" in lines
    assert "status: placeholder (digits typed to fill the field)" in lines


def test_what_is_not_known_is_said() -> None:
    nobody = {"supplier_id": "nobody", "supplier_name": None, "share": 1.0, "amount_eur": None, "precision": "unknown"}
    bare = {"uid": "u", "awards": [nobody], "amendments": [], "declarations": [], "buyer": {}}
    assert tell(bare) == [
        "contract u: no title",
        "what: nothing more is published",
        "notified on no known day, published on no known day",
        "said by 0 rows:",
        "amount: no amount published, no amount used in sums",
        "status: None",
        "amendments: none",
        "buyer: no name (None), place unknown",
        "supplier: no name (nobody), 100% of the contract, no amount, place unknown",
        "performance: place unknown",
    ]


def test_a_supplier_abroad_is_told_abroad() -> None:
    far = {"supplier_id": "DE1", "share": 0.5, "precision": "abroad"}
    bare = {"uid": "u", "awards": [far], "amendments": [], "declarations": []}
    assert "supplier: no name (DE1), 50% of the contract, no amount, abroad" in tell(bare)


def test_a_double_says_why() -> None:
    one = {"source": "a", "position": 1, "is_survivor": False, "duplicate_reason": "later delivery"}
    told = tell({"uid": "u", "awards": [], "amendments": [], "declarations": [one]})
    assert "  a:1: published on no known day, no amount: double (later delivery)" in told


def test_a_program_reads_the_same_as_json(build: Any, tmp_path: Path) -> None:
    build(write_json(tmp_path / "a.json", [contract("1")]))
    done = CliRunner().invoke(explain, [f"{A1}1", "--json", "--atlas", str(tmp_path / "atlas")])
    told = json.loads(done.stdout)
    assert (told["uid"], told["amount_eur"], told["notified_on"]) == (f"{A1}1", 100_000, "2019-03-01")
    assert told["declarations"][0]["source"] == "a.json"
    assert told["buyer"]["commune"] == "01001"
