"""What sums use of each amount: judged against its peers, and never counted twice."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import A1, FIRM_A1, FIRM_B2, contract

from etl.amounts import FAR_ABOVE, MIN_PEERS, OUT_OF_REACH, TINY, TOO_LARGE, TOO_MUCH_A_HEAD, deviations, judge

USUAL = [40_000.0 * 1.05**n for n in range(60)]
"""Sixty amounts from 40 000 to 711 000 €: what peers sign."""


def cases(amounts: list[float], **changes: Any) -> pd.DataFrame:
    """Contracts of one commune of 1,000 inhabitants, for works, unless told otherwise."""
    usual = {"family": 45, "category": "commune", "size": 0, "population": 1_000.0}
    return pd.DataFrame({"amount_eur": amounts, "is_framework": False, "is_concession": False} | usual | changes)


def last(table: pd.DataFrame) -> tuple[str, str | None]:
    status, reason = judge(table)
    return status[-1], reason[-1]


@pytest.mark.parametrize(
    ("amount", "changes", "said"),
    [
        (90_000.0, {}, ("ok", None)),
        (2_000_000.0, {}, ("ok", None)),
        (45_000_000.0, {}, ("suspect", TOO_MUCH_A_HEAD)),
        (45_000_000.0, {"population": 80_000.0}, ("review", FAR_ABOVE)),
        (45_000_000.0, {"population": np.nan, "category": "state"}, ("review", FAR_ABOVE)),
        (2_500_000_000.0, {"population": np.nan, "category": "hospital"}, ("suspect", OUT_OF_REACH)),
        (1_660_661_682.94, {"population": np.nan, "category": "other"}, ("review", FAR_ABOVE)),
        (3_500_000_000.0, {"population": np.nan, "category": "other"}, ("suspect", TOO_LARGE)),
        (74.38, {}, ("review", TINY)),
        (0.5, {}, ("placeholder", "symbolic amount: at most 1 €")),
    ],
)
def test_an_amount_is_judged_against_its_peers(amount: float, changes: Any, said: tuple[str, str | None]) -> None:
    """The tunnel between Lyon and Turin (1 660 661 682.94 €) is a giant, and stays in the sums."""
    assert last(cases([*USUAL, amount], **changes)) == said


def test_few_peers_judge_nobody() -> None:
    assert last(cases([*USUAL[: MIN_PEERS - 2], 45_000_000.0])) == ("ok", None)
    assert last(cases([*USUAL[: MIN_PEERS - 1], 45_000_000.0])) == ("suspect", TOO_MUCH_A_HEAD)


def test_a_group_too_small_leaves_the_judgement_to_a_wider_one() -> None:
    """A lone département among communes buying the same goods is compared with them."""
    table = cases([*USUAL, 45_000_000.0])
    table.loc[len(USUAL), ["category", "population"]] = ["departement", 700_000.0]
    assert last(table) == ("review", FAR_ABOVE)


def test_what_is_no_amount_is_nobodys_peer() -> None:
    table = cases([*USUAL, *[999_999_999.0] * 50])
    assert np.isfinite(deviations(table.assign(logarithm=np.log10(table["amount_eur"]))[:60])).all()
    status, _ = judge(table)
    assert list(status[:60]) == ["ok"] * 60
    assert list(status[60:]) == ["placeholder"] * 50


def test_a_concession_is_a_turnover_whatever_its_size() -> None:
    status, _ = judge(cases([200_000.0, 9e9], is_concession=True))
    assert list(status) == ["concession", "concession"]


@given(st.lists(st.floats(10, 1e9), min_size=1, max_size=80), st.floats(2, 100))
def test_prices_in_cents_leave_every_deviation_alone(amounts: list[float], factor: float) -> None:
    table = cases(amounts)
    here, there = (deviations(table.assign(logarithm=np.log10(table["amount_eur"] * scale))) for scale in (1.0, factor))
    assert np.allclose(here, there, equal_nan=True, atol=1e-6)


# --- counted once ---


def told(database: Any) -> dict[str, tuple[str, float | None]]:
    query = "SELECT contract_id, amount_status, amount_eur FROM contract"
    return {number: (status, amount) for number, status, amount in database.sql(query).fetchall()}


def whole(database: Any) -> float:
    (found,) = database.sql("SELECT sum(amount_eur) FROM award").fetchone()
    return float(found)


FRAMEWORK = {"techniques": {"technique": ["Accord-cadre"]}}


def test_a_framework_and_what_is_drawn_from_it_are_one_sum(counted: Any) -> None:
    """A maximum of 500 000 €, of which 120 000 and 80 000 are drawn; 60 000 under a framework nobody published."""
    database = counted(
        a=[
            contract("AC-1", montant=500_000, **FRAMEWORK),
            contract("MS1", montant=120_000, idAccordCadre="AC1"),
            contract("MS2", montant=80_000, idAccordCadre="AC 1"),
            contract("MS3", montant=60_000, idAccordCadre="AC9"),
            contract("M1", montant=40_000),
        ]
    )
    assert told(database) == {
        "AC-1": ("ceiling", 500_000),
        "MS1": ("subsequent", None),
        "MS2": ("subsequent", None),
        "MS3": ("ok", 60_000),
        "M1": ("ok", 40_000),
    }
    assert whole(database) == 500_000 + 60_000 + 40_000
    under = "SELECT contract_id, framework_uid FROM contract WHERE framework_uid IS NOT NULL ORDER BY contract_id"
    assert database.sql(under).fetchall() == [("MS1", f"{A1}AC-1"), ("MS2", f"{A1}AC-1")]


def test_what_is_drawn_counts_where_the_framework_has_no_usable_amount(counted: Any) -> None:
    database = counted(
        a=[contract("AC1", montant=999_999_999, **FRAMEWORK), contract("MS1", montant=120_000, idAccordCadre="AC1")]
    )
    assert whole(database) == 120_000
    assert told(database)["MS1"] == ("ok", 120_000)


def test_contracts_that_name_each_other_or_themselves_all_count(counted: Any) -> None:
    records = [contract("A", idAccordCadre="B"), contract("B", idAccordCadre="A"), contract("C", idAccordCadre="C")]
    assert whole(counted(a=records)) == 300_000


def test_a_subsequent_contract_of_2019_says_so_by_its_nature(counted: Any) -> None:
    database = counted(a=[contract("1", nature="Marché subséquent"), contract("2", nature="Accord-cadre")])
    query = "SELECT contract_id, is_framework, is_subsequent FROM contract ORDER BY contract_id"
    assert database.sql(query).fetchall() == [("1", False, True), ("2", True, False)]


def test_a_concession_is_kept_and_shown_but_never_summed(counted: Any) -> None:
    concession = {
        "id": "DSP1", "autoriteConcedante": {"id": A1, "nom": "Mairie"}, "_type": "Contrat de concession",
        "nature": "Délégation de service public", "objet": "Eau", "dateDebutExecution": "2019-01-01",
        "dateSignature": "2018-12-01", "datePublicationDonnees": "2018-12-15", "valeurGlobale": 9_000_000,
        "dureeMois": 120, "concessionnaires": [{"typeIdentifiant": "SIRET", "id": FIRM_A1}],
    }  # fmt: skip
    database = counted(a=[concession, contract("1")])
    assert told(database)["DSP1"] == ("concession", None)
    assert whole(database) == 100_000
    assert database.sql("SELECT amount_published_eur FROM contract WHERE kind = 'concession'").fetchall() == [
        (9_000_000,)
    ]


# --- shared, and spread over years ---


@pytest.mark.parametrize(
    ("changes", "is_grouping", "is_multi_holder"),
    [
        ({"typeGroupementOperateurs": "Solidaire"}, True, False),
        ({"typeGroupementOperateurs": "Solidaire"} | FRAMEWORK, True, False),
        ({"typeGroupementOperateurs": "Pas de groupement"} | FRAMEWORK, False, True),
        ({}, True, False),
    ],
)
def test_a_grouping_shares_and_holders_apart_are_told_apart(
    counted: Any, changes: dict[str, Any], is_grouping: bool, is_multi_holder: bool
) -> None:
    database = counted(a=[contract("1", suppliers=[FIRM_A1, FIRM_B2], **changes)])
    query = "SELECT share, amount_eur, is_grouping, is_multi_holder FROM award"
    assert database.sql(query).fetchall() == [(0.5, 50_000, is_grouping, is_multi_holder)] * 2


@pytest.mark.parametrize(("months", "annual"), [(48, 25_000), (12, 100_000), (3, 100_000), (None, 100_000)])
def test_a_long_contract_is_worth_twelve_months_of_it_a_year(counted: Any, months: int | None, annual: float) -> None:
    database = counted(a=[contract("1", dureeMois=months)])
    assert database.sql("SELECT amount_annual_eur FROM contract").fetchall() == [(annual,)]


def test_first_and_last_values_and_holders_are_kept(counted: Any) -> None:
    change = {
        "dateNotificationModification": "2020-01-01", "montant": 150_000, "dureeMois": 24,
        "titulaires": [{"typeIdentifiant": "SIRET", "id": FIRM_B2}],
    }  # fmt: skip
    silent = {"dateNotificationModification": "2020-06-01", "objetModification": "avenant sans montant"}
    database = counted(a=[contract("1", modifications=[silent, change])])
    query = (
        "SELECT amount_published_eur, amount_initial_eur, amount_last_eur, duration_initial_months, duration_months, "
        "amendment_count, supplier_count_ever FROM contract"
    )
    assert database.sql(query).fetchall() == [(100_000, 100_000, 150_000, 12, 24, 2, 2)]
    holders = database.sql("SELECT step, supplier_id FROM holder ORDER BY step").fetchall()
    assert holders == [(0, FIRM_A1), (1, FIRM_B2)]
