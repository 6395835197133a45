"""What contracts cost, and on whom buyers rest: the queries alone, over tables of a few rows."""

from typing import Any

import duckdb
import pandas as pd
import pytest

from geo.atlas.asked import text_of

CLEANING = (10, 12, 14, 20, 24, 30, 34, 40, 50, 66)
"""Thousands of euros: quartiles 14, 24 and 40, as the method page of S4 works them out."""


def contracts(*amounts: float, **same: Any) -> pd.DataFrame:
    """Contracts of these thousands of euros, alike in all else."""
    alike = {
        "title": "Nettoyage", "buyer_siren": "210100010", "buyer_siret": "21010001000019", "buyer_name": "Mairie",
        "purchase_family": "90", "amount_status": "ok", "amount_reason": None,
    }  # fmt: skip
    rows = [{"uid": f"{at}", "amount_eur": 1_000.0 * a, "amount_published_eur": None} for at, a in enumerate(amounts)]
    return pd.DataFrame(rows).assign(**(alike | same))


@pytest.fixture
def base() -> duckdb.DuckDBPyConnection:
    base = duckdb.connect()
    base.execute("CREATE TABLE organisation AS SELECT '210100010' AS siren, 'commune' AS buyer_category, 'A1' AS name")
    base.execute("CREATE TABLE territory_of AS SELECT '21010001000019' AS id, 'departement' AS level, '01' AS code")
    return base


def ask(base: duckdb.DuckDBPyConnection, question: str, contract: pd.DataFrame, **values: Any) -> pd.DataFrame:
    base.register("contract", contract)
    none = dict.fromkeys(("level", "code", "family", "category"))
    return base.execute(text_of(question), none | values).df()


def test_quartiles_are_amounts_that_exist(base: duckdb.DuckDBPyConnection) -> None:
    row = ask(base, "prices", contracts(*CLEANING), by="family").iloc[0]
    assert row["key"] == "90"
    assert row["contracts"] == 10
    told = row[["quarter_eur", "median_eur", "three_quarters_eur", "mean_eur"]]
    assert told.tolist() == [14_000, 24_000, 40_000, 30_000]


def test_a_maximum_is_no_price_and_a_doubtful_amount_neither(base: duckdb.DuckDBPyConnection) -> None:
    rows = [contracts(10, amount_status=status) for status in ("ok", "ceiling", "review", "missing")]
    found = ask(base, "prices", pd.concat(rows), by="category")
    assert found[["kind", "key", "contracts"]].values.tolist() == [["ceiling", "commune", 1], ["price", "commune", 1]]


def test_sizes_start_at_their_lower_bound(base: duckdb.DuckDBPyConnection) -> None:
    found = ask(base, "prices", contracts(39, 40, 89, 5_000), by="size").set_index("key")["contracts"]
    assert found.to_dict() == {"0": 1, "40000": 2, "5000000": 1}


def test_far_is_three_times_the_gap_of_the_quartiles_on_logarithms(base: duckdb.DuckDBPyConnection) -> None:
    """With two more, quartiles are 12 and 40 k€: high above 40 × (40/12)³ = 1 481 k€, low under 0.32 k€."""
    for worth, told in ((1_482, ["high"]), (1_480, [])):
        found = ask(base, "outliers", contracts(*CLEANING, 0.33, worth), limit=10)
        assert found["found"].tolist() == told
    low = ask(base, "outliers", contracts(*CLEANING, 0.32, 1_480), limit=10)
    assert (low["found"].tolist(), low["matched"].tolist()) == (["low"], [1])


def test_a_family_of_nine_contracts_has_no_outlier_but_the_doubtful(base: duckdb.DuckDBPyConnection) -> None:
    few = pd.concat([contracts(*[10] * 8, 9_000), contracts(500, amount_status="review", amount_reason="far")])
    found = ask(base, "outliers", few, limit=10)
    assert found[["found", "reason"]].values.tolist() == [["review", "far"]]


def test_a_natural_person_is_known_by_its_legal_category_and_a_discreet_firm_by_the_register() -> None:
    base = duckdb.connect()
    base.execute(
        "CREATE TABLE organisation (siren VARCHAR, name VARCHAR, is_diffusible BOOLEAN, legal_category VARCHAR)"
    )
    base.execute(
        "INSERT INTO organisation VALUES ('1', NULL, FALSE, '1000'), ('2', 'B', TRUE, '1000'), ('3', 'C', NULL, '5710')"
    )
    columns = "buyer_siren VARCHAR, supplier_unit VARCHAR, supplier_name VARCHAR, share DOUBLE, amount_eur DOUBLE"
    base.execute(f"CREATE TABLE award ({columns})")
    base.execute("INSERT INTO award SELECT 'b', unit, 'said', 1, 10 FROM (VALUES ('1'), ('2'), ('3'), ('4')) t(unit)")
    base.execute("INSERT INTO award VALUES ('other', '3', 'said', 1, 30), ('b', 'nobody', NULL, 1, 99)")
    found = base.execute(text_of("suppliers_of"), {"siren": "b", "limit": 9}).df().set_index("unit")
    assert found["is_private"].to_dict() == {"1": True, "2": True, "3": False, "4": False}
    assert found["name"].fillna("").to_dict() == {"1": "", "2": "B", "3": "C", "4": "said"}
    assert found.loc["3", ["amount_eur", "won_eur"]].tolist() == [10, 40]


def test_a_title_names_a_central_body_whatever_the_apostrophe(base: duckdb.DuckDBPyConnection) -> None:
    """As in aife.json; a 'centrale de secours' buys nothing."""
    titles = ("pour la Centrale d'achat de Dijon", "adhérents de la centrale d’achat régionale", "centrale de secours")
    named = pd.concat([contracts(at + 1, title=title).assign(uid=title) for at, title in enumerate(titles)])
    found = base.register("contract", named).execute(
        text_of("named_central"), {"level": None, "code": None, "limit": 9}
    )
    assert found.df()["uid"].tolist() == [titles[1], titles[0]]
