"""Who buys and who sells: one row a SIREN, its facts from the register to believe first, its category as a buyer."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import A1, A2, FIRM_A1, contract, write_json

from geo.atlas import open_atlas
from geo.organisations import BUYER_CATEGORIES, buyer_category


def organisations(tmp_path: Path) -> pd.DataFrame:
    version = tmp_path / "atlas" / open_atlas(tmp_path / "atlas").version
    return pd.read_parquet(version / "organisation.parquet").set_index("siren")


# --- the rule ---


@pytest.mark.parametrize(
    ("siren", "legal_category", "governs", "name", "category"),
    [
        ("217500016", None, "commune", "Ville de Paris", "commune"),
        ("200055507", "7229", "region", "Collectivité territoriale de Martinique", "region"),
        ("200046977", "7344", None, None, "epci"),
        ("257500017", "7345", None, "SIVOM", "epci"),
        ("257500017", "7354", None, "Syndicat mixte fermé", "other"),
        ("110000023", "7113", None, None, "state"),
        ("180089013", "7389", None, "CNRS", "state"),
        ("187500020", "7381", None, "CCI Paris Ile-de-France", "other"),
        ("266209402", "7364", None, None, "hospital"),
        ("269100013", "7361", None, "CCAS d'Evry", "other"),
        ("275900028", "7371", None, None, "social_housing"),
        ("552046484", "5646", None, None, "social_housing"),
        ("775670417", "9220", None, "UN HOPITAL ASSOCIATIF", "other"),
        ("217501234", None, None, "Mairie", "commune"),
        ("227500055", None, None, None, "departement"),
        ("237500079", None, None, None, "region"),
        ("247500012", None, None, None, "epci"),
        ("277500017", None, None, None, "social_housing"),
        ("130000012", None, None, None, "state"),
        ("187500020", None, None, "CCI PARIS Ile-de-France", "other"),
        ("263305823", None, None, "CHU DE BORDEAUX", "hospital"),
        ("260000012", None, None, "CCAS DE LA VILLE DE VIENNE", "other"),
        ("788058030", None, None, "CRISTAL HABITAT", "social_housing"),
        ("200012345", None, None, "Communauté d'agglomération du Lac", "epci"),
        ("200012345", None, None, None, "other"),
    ],
)
def test_the_first_that_tells_decides(
    siren: str, legal_category: str | None, governs: str | None, name: str | None, category: str
) -> None:
    assert buyer_category(siren, legal_category, governs, name) == category


@given(
    st.from_regex(r"\d{9}", fullmatch=True),
    st.none() | st.from_regex(r"\d{4}", fullmatch=True),
    st.none() | st.text(max_size=30),
)
def test_any_body_has_a_category(siren: str, legal_category: str | None, name: str | None) -> None:
    assert buyer_category(siren, legal_category, None, name) in BUYER_CATEGORIES


@pytest.mark.real
def test_every_public_legal_category_has_one(shared: Path) -> None:
    """INSEE's nomenclature: communes, EPCI, hospitals… where its own labels say so."""
    lines = (shared / "data/sirene/categories-juridiques.tsv").read_text(encoding="utf-8").splitlines()
    labels = dict(line.split("£") for line in lines)
    found = {code: buyer_category("000000000", code) for code in labels if len(code) == 4}
    assert {code for code, label in labels.items() if len(code) == 4 and "HLM" in label} | {"7371"} == {
        code for code, category in found.items() if category == "social_housing"
    }
    assert all(found[code] == "epci" for code, label in labels.items() if label.startswith(("Communauté", "Métropole")))
    assert {code for code in found if code.startswith("71")} <= {
        c for c, category in found.items() if category == "state"
    }
    assert not {c for c, category in found.items() if category != "other"} & {c for c in found if c[0] in "12369"}


# --- the table ---


def test_an_organisation_has_one_row_whether_it_buys_or_sells(build: Any, tmp_path: Path) -> None:
    records = [contract("1"), contract("2", A2, suppliers=[FIRM_A1, A1])]
    build(write_json(tmp_path / "a.json", records))
    who = organisations(tmp_path)
    assert who.index.tolist() == sorted([A1[:9], A2[:9], FIRM_A1[:9]])
    assert who["buyer_category"].where(who["buyer_category"].notna(), "-").to_dict() == {
        A1[:9]: "commune",
        A2[:9]: "commune",
        FIRM_A1[:9]: "-",
    }


def test_its_name_is_the_register_s_else_the_most_frequent_one(build: Any, tmp_path: Path) -> None:
    named = [("1", "Garage Martin"), ("2", "Garage Martin"), ("3", "ZZ")]
    firm = {"typeIdentifiant": "SIRET", "id": FIRM_A1}
    records = [contract(n, titulaires=[firm | {"denominationSociale": name}]) for n, name in named]
    source = write_json(tmp_path / "a.json", records)
    build(source)
    assert organisations(tmp_path).loc[FIRM_A1[:9], "name"] == "Garage Martin"
    unit = (
        "siren,categorieJuridiqueUniteLegale,nicSiegeUniteLegale,denominationUniteLegale\n111111111,5710,11,MARTIN SA\n"
    )
    (tmp_path / "unit.csv").write_text(unit, encoding="utf-8")
    build(source, tmp_path / "unit.csv")
    assert organisations(tmp_path).loc[FIRM_A1[:9], ["name", "head_office_id"]].tolist() == ["MARTIN SA", FIRM_A1]


def test_registers_that_disagree_are_believed_in_order_field_by_field(build: Any, tmp_path: Path) -> None:
    """2017 says ETI and 22.11Z; the sizes of 2020 say GE and no activity."""
    old = f"siret,siren,siege,code_commune,naf,categorie,nature_juridique\n{FIRM_A1},111111111,1,01009,2211Z,ETI,5710\n"
    sizes = f"siretEtablissement,categorieEntreprise,nicSiegeUniteLegale\n{FIRM_A1},GE,00011\n"
    (tmp_path / "old.csv").write_text(old, encoding="utf-8")
    (tmp_path / "sizes.csv").write_text(sizes, encoding="utf-8")
    build(write_json(tmp_path / "a.json", [contract("1")]), tmp_path / "old.csv", tmp_path / "sizes.csv")
    firm = organisations(tmp_path).loc[FIRM_A1[:9]]
    assert firm[["size_category", "naf", "legal_category"]].tolist() == ["GE", "22.11Z", "5710"]
