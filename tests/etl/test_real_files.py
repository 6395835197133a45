"""The real files: each row accounted for, and the figures that a hand count gives."""

import os
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from world import without_indicators

from etl.pipeline import Run, run
from etl.settings import Settings
from geo.atlas import open_atlas

pytestmark = pytest.mark.real
ROOT = Path(__file__).resolve().parents[2]


def _build(paths: list[Path], atlas: Path) -> Run:
    data = Path(os.environ.get("GEOMARCHES_DATA", ROOT / "data"))
    with without_indicators():
        return run(paths, Settings(data, atlas), date(2026, 11, 24))


@pytest.fixture(scope="module")
def whole(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    """The files named by the first issue, built together."""
    data, atlas = shared / "data", tmp_path_factory.mktemp("whole")
    return _build([data / "decp-2019", data / "decp-flat"], atlas), atlas


@pytest.fixture(scope="module")
def works(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Works contracts of the second half of 2024, one row an award, with both départements and régions."""
    atlas = tmp_path_factory.mktemp("works")
    made = _build([shared / "data/decp-flat/works-2024h2.csv"], atlas)
    read = {n: pd.read_parquet(atlas / made.version / f"{n}.parquet") for n in ("award", "contract", "territory_of")}
    table = read["award"].merge(read["contract"].drop(columns=["buyer_siret", "amount_eur"]), on="uid")
    for level in ("departement", "region"):
        of = read["territory_of"].query("level == @level")[["id", "code"]]
        table = table.merge(of.rename(columns={"id": "buyer_siret", "code": f"buyer_{level}"}), how="left")
        table = table.merge(of.rename(columns={"id": "supplier_id", "code": f"supplier_{level}"}), how="left")
    return table


def test_every_row_of_every_file_is_accounted_for(whole: tuple[Run, Path]) -> None:
    accounts = {s.name: s for s in whole[0].sources}
    for one in accounts.values():
        assert one.rows == one.loaded + sum(one.rejected.values()) + one.doubles
    four = ("aife.json", "marches-publics-info.json", "pes-2019-04.json", "croix-59.json")
    assert sum(accounts[name].rows for name in four) == 10_346
    assert (accounts["works-2024h2.csv"].rows, accounts["works-2024h2.csv"].contracts) == (8_957, 5_180)
    assert accounts["bretagne-2019.csv"].rows == 762


def test_the_march_delivery_stands_again_in_april(whole: tuple[Run, Path]) -> None:
    """552 rows, 550 keys, 549 of them in April: one contract alone is new, and 551 rows are doubles."""
    march = next(s for s in whole[0].sources if s.name == "pes-2019-03.json")
    assert (march.rows, march.loaded, march.doubles) == (552, 1, 551)


def test_each_contract_once_is_a_fifth_of_the_naive_sum(works: pd.DataFrame, shared: Path) -> None:
    naive = pd.read_csv(shared / "data/decp-flat/works-2024h2.csv")["montant"].sum()
    contracts = works.drop_duplicates("uid")
    assert len(contracts) == 5_180
    assert contracts["amount_last_eur"].sum() / 1e9 == pytest.approx(2.48, abs=0.005)
    assert naive / 1e9 == pytest.approx(12.93, abs=0.005)


def test_works_of_2024_are_won_nearby(works: pd.DataFrame) -> None:
    """Contracts that never had two suppliers (two of them name none), both places known: a hand count."""
    single = works[works["supplier_count_ever"] <= 1]
    placed = single.dropna(subset=["buyer_departement", "supplier_departement"])
    assert (len(single), len(placed)) == (4_547, 4_505)
    at_home = placed["buyer_departement"] == placed["supplier_departement"]
    amount = placed["amount_last_eur"].fillna(0)
    assert at_home.mean() == pytest.approx(0.643, abs=0.0005)
    assert amount[at_home].sum() / amount.sum() == pytest.approx(0.563, abs=0.0005)
    assert (placed["buyer_region"] == placed["supplier_region"]).mean() == pytest.approx(0.863, abs=0.0005)
    # The mistake not to make: the unplaced counted as distant.
    assert at_home.sum() / len(single) == pytest.approx(0.637, abs=0.0005)


def test_the_place_of_no_establishment_is_invented(whole: tuple[Run, Path]) -> None:
    run_, atlas = whole
    places = pd.read_parquet(atlas / run_.version / "establishment.parquet")
    unknown = places[places["precision"] == "unknown"]
    assert unknown[["commune", "epci", "departement", "region", "lon"]].isna().all().all()
    assert open_atlas(atlas).placing()["placed_by"].isin(["unknown"]).any()
