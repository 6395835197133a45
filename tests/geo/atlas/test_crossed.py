"""The promises of ``geo/atlas/crossed.py``: both stores give the very same rows."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from crossed import crossed
from postgres import Server
from world import A1, FIRM_A1, FIRM_B2, FIRM_LOST

from etl.database import publish
from etl.pipeline import Run
from geo.atlas import Atlas, open_atlas

__all__ = ["crossed"]

pytestmark = pytest.mark.postgis


@pytest.fixture(scope="module")
def stores(crossed: tuple[Path, Run], server: Server) -> Iterator[tuple[Atlas, Atlas]]:
    """The folder, and the database it was published into."""
    with server.base() as url:
        publish(crossed[0], url, accept="one row of seven is rejected on purpose")
        yield open_atlas(crossed[0]), open_atlas(url)


def asked(atlas: Atlas) -> dict[str, pd.DataFrame]:
    """Every question, with and without its optional values."""
    return {
        "sectors": atlas.sectors("departement"),
        "sectors of one": atlas.sectors("departement", "01"),
        "accounts": atlas.accounts("departement", "01"),
        "accounts of none": atlas.accounts("region"),
        "demography": atlas.demography("departement"),
        "budget": atlas.budget("commune", "01001"),
        "authority": atlas.authority("commune", "01001"),
        "purchases": atlas.purchases(A1[:9]),
        "procedures and sizes": atlas.procedures_and_sizes(),
        "procedures and sizes of a family": atlas.procedures_and_sizes("departement", "01", "72"),
        "endings": atlas.endings_in("departement", "01", date(2021, 1, 1), date(2022, 1, 1)),
        "prices": atlas.prices("size"),
        "prices of a family": atlas.prices("category", "departement", "01", "45", "commune"),
        "buyers": atlas.buyers_in(),
        "buyers of one": atlas.buyers_in("departement", "01", limit=1),
        "suppliers": atlas.suppliers_of(A1[:9]),
        "through a central body": atlas.through_central([FIRM_B2[:9]]),
        "through none in one": atlas.through_central([], "departement", "01"),
        "titles": atlas.named_central("departement", "01"),
        "outliers": atlas.outliers("departement", "01", "45", "commune"),
        "endings by": atlas.endings_by("departement", date(2021, 1, 1), date(2022, 1, 1)),
        "endings of a family by": atlas.endings_by("commune", date(2021, 1, 1), date(2022, 1, 1), "72"),
        "notices": atlas.notices(),
        "notices of one": atlas.notices("01", "45", "call"),
        "calls": atlas.calls(["45"], ["01", "02"], date(2019, 2, 10)),
        "calls after the last day": atlas.calls(["45"], ["01"], date(2019, 2, 11)),
        "told by notices": atlas.told_by_notices([A1[:9], FIRM_A1[:9]]),
        "readings": atlas.readings("missing"),
        "readings of one": atlas.readings("contradiction", 0.5, "departement", "01", "45", 3),
        "quality of readings": atlas.reading_quality(),
        "delays": atlas.delays(),
        "delays of one": atlas.delays(A1[:9], "departement", "01", 3),
        "matches": atlas.matches(),
        "matches of one": atlas.matches(A1[:9], "departement", "01", 3),
        "revenue": atlas.revenue_of([FIRM_A1, FIRM_B2, FIRM_LOST]),
    }


EMPTY = (
    "accounts of none",
    "calls after the last day",
    "outliers",
    "titles",
    "readings",
    "readings of one",
    "quality of readings",
)


def test_both_stores_give_the_same_rows(stores: tuple[Atlas, Atlas]) -> None:
    folder, database = (asked(atlas) for atlas in stores)
    for question, rows in folder.items():
        pd.testing.assert_frame_equal(rows, database[question], check_dtype=False, obj=question)
        assert len(rows) or question in EMPTY


def test_a_call_is_open_until_its_last_day(stores: tuple[Atlas, Atlas]) -> None:
    call = stores[0].calls(["45", "72"], ["01"], date(2019, 2, 1)).iloc[0]
    assert (call["title"], call["url"], str(call["deadline_on"])[:10]) == (
        "Travaux", "https://www.marches.example/1", "2019-02-10",
    )  # fmt: skip
    assert stores[0].calls(["72"], ["01"], date(2019, 2, 1)).empty
    assert stores[0].calls(["45"], ["02"], date(2019, 2, 1)).empty


def test_notices_tell_an_address_and_a_delay_of_a_buyer(stores: tuple[Atlas, Atlas]) -> None:
    """Of A1's four contracts three follow the call of January after 55 days."""
    told = stores[0].told_by_notices([A1[:9], FIRM_A1[:9]])
    assert told[["siren", "url"]].values.tolist() == [[A1[:9], "https://www.marches.example/1"]]
    assert (told["matched"][0], told["median_days"][0]) == (4, 55)
    assert stores[0].told_by_notices([]).empty


def test_what_a_buyer_buys_of_each(stores: tuple[Atlas, Atlas]) -> None:
    """A1 bought of FIRM_A1 100 000 and half of 30 000, of FIRM_B2 60 000 of programs and the other half."""
    bought = stores[0].purchases(A1[:9]).groupby("unit")["annual_eur"].sum()
    assert (bought[FIRM_A1[:9]], bought[FIRM_B2[:9]]) == (115_000, 75_000)


def test_what_a_firm_won(stores: tuple[Atlas, Atlas]) -> None:
    won = stores[0].revenue_of([FIRM_A1]).iloc[0]
    assert (won["amount_eur"], won["departement"]) == (165_000, "01")


def test_procedures_count_each_contract_once_where_its_buyer_is_and_of_its_family(stores: tuple[Atlas, Atlas]) -> None:
    """Six contracts, that of two suppliers once; five of the Ain's buyers; one of programs, of 60 000."""
    folder = stores[0]
    assert folder.procedures_and_sizes()["contracts"].tolist() == [6]
    assert folder.procedures_and_sizes("departement", "01")["contracts"].tolist() == [5]
    assert folder.procedures_and_sizes(category="commune")["contracts"].tolist() == [6]
    assert folder.procedures_and_sizes(category="hospital").empty
    programs = folder.procedures_and_sizes("departement", "01", "72").iloc[0]
    assert programs.tolist() == ["Procédure adaptée", "unknown", 1, 60_000]


def test_a_call_leads_to_contracts_of_its_buyer_and_words(stores: tuple[Atlas, Atlas]) -> None:
    """Call of 5 January 2019, 'Travaux' 45214200: A1's works 1, 4 and 6 follow on 1 March, 55 days after.

    Contract 2, of programs and 482 days after, has the words alone: 1 / (1 + exp(6.47 - 6.63)) is 0.54.
    """
    found = stores[0].matches().set_index("uid")[["probability", "days"]]
    assert found.to_dict("index") == {
        **{f"{A1}{number}": {"probability": 0.9641, "days": 55} for number in (1, 4, 6)},
        f"{A1}2": {"probability": 0.5399, "days": 482},
    }
    told = stores[0].delays().iloc[0]
    assert told[["buyer_siren", "contracts", "matched", "median_days"]].tolist() == [A1[:9], 4, 4, 55]
    assert told[["low_days", "high_days"]].isna().all(), "under six matches no interval covers 95 %"
