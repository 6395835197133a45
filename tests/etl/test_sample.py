"""The sample: the facts of contracts, enough to draw the same map, and neither titles nor names of suppliers."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tiny import building
from world import B1, FIRM_A1, FIRM_ABROAD, FIRM_B2, FIRM_LOST, contract, write_json, write_register

from etl.cli import packaged_sample
from etl.sample import write_sample
from geo.atlas import Atlas, open_atlas
from geo.selection import Selection

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where both atlases lie, with the sample of the first."""
    return tmp_path_factory.mktemp("sample")


@pytest.fixture(scope="module")
def both(tiny_country: Path, here: Path) -> tuple[Atlas, Atlas]:
    """An atlas, and the one rebuilt from its sample alone."""
    named = {"typeIdentifiant": "SIRET", "id": FIRM_B2, "denominationSociale": "Dupont SARL"}
    records = [
        contract("1", montant=33_333.33),
        contract("2", B1, titulaires=[named], montant=10.01),
        contract("3", suppliers=[FIRM_A1, FIRM_B2], montant=0.05),
        contract("3", suppliers=[FIRM_A1], montant=7),  # a lot under the same number
        contract("4", titulaires=[{"typeIdentifiant": "HORS_UE", "id": FIRM_ABROAD}]),
        contract("5", suppliers=[FIRM_LOST], nature="Accord-cadre"),
        contract("6", titulaires=[]),
        contract("7", titulaires=[{"denominationSociale": "Martin"}]),
        contract("8", montant=999_999_999),
        contract("9", modifications=[{"dateNotificationModification": "2020-06-01", "montant": 150_000}]),
        contract("10", dateNotification="2921-01-01"),
    ]
    with building(tiny_country, here) as build:
        (here / "sizes.csv").write_text(f"siretEtablissement,categorieEntreprise\n{FIRM_A1},PME\n")
        build(write_json(here / "a.json", records), write_register(here / "sirene.csv"), here / "sizes.csv")
        whole = open_atlas(here / "atlas")
        write_sample(here / "atlas" / whole.version, here / "sample")
        build(here / "sample")
    return whole, open_atlas(here / "atlas")


@pytest.mark.parametrize("year", [0, 2019])
@pytest.mark.parametrize("weight", ["amount", "count"])
def test_rebuilt_from_its_sample_the_atlas_has_the_same_flows(
    both: tuple[Atlas, Atlas], year: int, weight: str
) -> None:
    whole, again = (
        a.flows(Selection("departement", year, weight=weight)).set_index(["buyer_code", "supplier_code"]) for a in both
    )
    assert again.index.sort_values().tolist() == whole.index.sort_values().tolist()
    for column, tolerance in (("amount_eur", 0.01), ("contracts", 1e-9)):
        assert again[column].to_dict() == pytest.approx(whole[column].to_dict(), abs=tolerance)


@pytest.mark.parametrize("role", ["buyer", "supplier"])
@pytest.mark.parametrize("code", ["01", "02"])
def test_and_the_same_totals_by_departement(both: tuple[Atlas, Atlas], role: str, code: str) -> None:
    whole, again = (a.totals(code, Selection("departement"), role).set_index("family")["amount_eur"] for a in both)
    assert again.to_dict() == pytest.approx(whole.to_dict(), abs=0.01)


def test_and_the_same_states_of_amounts(both: tuple[Atlas, Atlas]) -> None:
    whole, again = (a.amounts().set_index("amount_status")["contracts"].to_dict() for a in both)
    assert again == whole


def test_no_title_nor_name_of_a_supplier_is_written(both: tuple[Atlas, Atlas], here: Path) -> None:
    content = pq.read_table(here / "sample" / "contracts.parquet").to_pylist()
    assert "title" not in content[0]
    assert not any(word in str(content) for word in ("Dupont", "Martin", "Travaux"))


def test_and_the_same_sizes_of_suppliers(both: tuple[Atlas, Atlas], here: Path) -> None:
    """The register of the tiny country says that one firm is a PME; an atlas without sizes writes no file of them."""
    sizes = pq.read_table(here / "sample" / "sizes.parquet").to_pylist()
    assert sizes == [{"siretEtablissement": FIRM_A1, "categorieEntreprise": "PME"}]
    assert [a.organisation(FIRM_A1[:9])["size_category"] for a in both] == ["PME", "PME"]


@pytest.fixture(scope="module")
def packaged() -> Path:
    return packaged_sample() / "contracts.parquet"


def test_the_packaged_sample_is_small(packaged: Path) -> None:
    assert packaged.stat().st_size <= 3 * MEGABYTE


def test_the_packaged_sample_has_no_title_and_no_name_of_a_supplier(packaged: Path) -> None:
    table = pq.read_table(packaged)
    assert "title" not in table.column_names
    suppliers = [party for parties in table["suppliers"].to_pylist() for party in parties]
    assert len(suppliers) > 1_000
    assert {party["name"] for party in suppliers} == {None}


def test_the_packaged_sample_holds_contracts_of_many_places_and_years(packaged: Path) -> None:
    table = pq.read_table(packaged, columns=["buyer_id", "notified_on", "contract_id"]).to_pylist()
    assert len({row["buyer_id"] for row in table}) > 100
    assert all(row["contract_id"] and row["buyer_id"] for row in table)
