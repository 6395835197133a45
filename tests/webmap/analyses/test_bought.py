"""What contracts cost, on whom buyers rest, what goes through central bodies: worked out by hand."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from tiny import tiny_atlas
from world import A1, FIRM_A1, FIRM_B2

from etl.rules.identity import passes_luhn
from geo.atlas import Atlas, open_atlas
from geo.central import central_bodies
from webmap import create_app
from webmap.analyses import known, s3
from webmap.analyses.base import Answer
from webmap.analyses.s1 import shares

__all__ = ["tiny_atlas"]


@pytest.fixture
def atlas(tiny_atlas: Path) -> Atlas:
    return open_atlas(tiny_atlas)


@pytest.fixture
def client(tiny_atlas: Path) -> Iterator[FlaskClient]:
    with create_app(str(tiny_atlas), TESTING=True).test_client() as client:
        yield client


def show(atlas: Atlas, key: str, **query: str) -> Answer:
    analysis = known(key)
    assert analysis is not None
    return analysis.show(atlas, query)


def plain(rows: list[list[str]]) -> list[list[str]]:
    """Cells with plain blanks."""
    return [[cell.replace("\u00a0", " ").replace("\u202f", " ") for cell in row] for row in rows]


def purchases(*rows: tuple[str, str, int, float, float]) -> pd.DataFrame:
    names = ["family", "unit", "contracts", "amount_eur", "amount_sq"]
    return pd.DataFrame(rows, columns=names).assign(name=None, annual_eur=0.0)


def test_s1_the_first_has_half_and_the_index_is_above_the_lowest_possible() -> None:
    """The example of the page: 50; 20 and 10; 20."""
    found = shares(purchases(("45", "a", 1, 50, 2500), ("45", "b", 2, 30, 500), ("45", "c", 1, 20, 400)))
    assert [round(found[name], 2) for name in ("top1", "top3", "hhi", "floor", "hhi_star")] == [
        0.5,
        1,
        0.38,
        0.34,
        0.07,
    ]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.floats(1, 1e6)), min_size=2, max_size=20))
def test_s1_no_index_is_below_the_lowest_possible(contracts: list[tuple[str, float]]) -> None:
    found = shares(purchases(*(("45", unit, 1, worth, worth**2) for unit, worth in contracts)))
    assert found["floor"] <= found["hhi"] + 1e-12
    assert found["top1"] <= found["top3"] <= found["top5"] <= 1 + 1e-12


def test_s1_without_a_siren_gives_the_buyers_of_the_territory_to_choose_from(client: FlaskClient) -> None:
    page = client.get("/analyses/s1?territoire=departement:01").text
    assert "Ain : 2 acheteurs" in page.replace("\u00a0", " ")
    assert f'href="/analyses/s1?siren={A1[:9]}"' in page
    assert "B1" not in page


def test_s1_under_ten_contracts_no_share_is_given(atlas: Atlas) -> None:
    """A1 bought 190 k€ of FIRM_A1 and FIRM_B2 (115 and 75), and 10 k€ of a firm nobody can place."""
    answer = show(atlas, "s1", siren=A1[:9])
    assert plain(answer.tables[0].rows)[0] == ["Toutes les familles", "4", "3", "200 k€", *["—"] * 6]
    first = plain(answer.tables[1].rows)[0]
    assert first[1:4] == ["2", "115 k€", "57,5 %"]


def test_s1_ten_contracts_give_shares(monkeypatch: pytest.MonkeyPatch, atlas: Atlas) -> None:
    """Six of 10 k€ to one, four of 10 k€ to the other: 60 %, HHI 0,52, 0,10 if each had its own, HHI* 0,04."""
    found = purchases(("45", "a", 6, 60_000, 6e8), ("45", "b", 4, 40_000, 4e8), ("45", "nobody", 1, 9e9, 8.1e19))
    monkeypatch.setattr(type(atlas), "purchases", lambda *asked: found)
    row = plain(show(atlas, "s1", siren=A1[:9]).tables[0].rows)[0]
    assert row[1:] == ["10", "2", "100 k€", "60,0 %", "—", "—", "0,04", "0,52", "0,10"]


def test_s1_the_mirror_is_a_part_of_what_a_firm_won_of_all(atlas: Atlas) -> None:
    """FIRM_A1 won 165 k€: 115 of A1, 50 of B1; in three contracts, one of them shared with another."""
    answer = show(atlas, "s1", siren=FIRM_A1[:9])
    assert "trop peu" in answer.sentence, "two contracts and a half"
    assert not answer.tables


def test_s1_the_mirror_from_three_contracts(monkeypatch: pytest.MonkeyPatch, atlas: Atlas) -> None:
    who = atlas.organisation(FIRM_A1[:9]) | {"contracts_won": 3.0}
    monkeypatch.setattr(type(atlas), "organisation", lambda *asked: who)
    answer = show(atlas, "s1", siren=FIRM_A1[:9])
    assert [row[-1] for row in plain(answer.tables[0].rows)] == ["69,7 %", "30,3 %"]


@pytest.mark.parametrize("told", [{"is_diffusible": False}, {"legal_category": "1000"}])
def test_s1_of_a_natural_person_nothing_is_shown(
    monkeypatch: pytest.MonkeyPatch, atlas: Atlas, told: dict[str, object]
) -> None:
    who = atlas.organisation(FIRM_A1[:9]) | {"contracts_won": 30.0, "name": None} | told
    monkeypatch.setattr(type(atlas), "organisation", lambda *asked: who)
    answer = show(atlas, "s1", siren=FIRM_A1[:9])
    assert answer.sentence.startswith("Personne physique")
    assert not answer.tables


def test_s1_nor_what_a_buyer_is_to_her(monkeypatch: pytest.MonkeyPatch, atlas: Atlas) -> None:
    found = atlas.suppliers_of(A1[:9]).assign(contracts_won=30.0)
    monkeypatch.setattr(
        type(atlas), "suppliers_of", lambda *asked: found.assign(is_private=[True, False, False], name=None)
    )
    first, second, _third = plain(show(atlas, "s1", siren=A1[:9]).tables[1].rows)
    assert (first[0], first[-1]) == ("Nom non diffusé", "—")
    assert (second[0], second[-1]) == (f"SIREN {FIRM_B2[:9]}", "100,0 %")


@pytest.mark.parametrize("path", [f"/acheteur/{A1[:9]}", f"/fournisseur/{FIRM_A1[:9]}"])
def test_s1_is_one_step_from_the_page_of_each(client: FlaskClient, path: str) -> None:
    assert f'href="/analyses/s1?siren={path[-9:]}"' in client.get(path).text


def test_s3_ugap_is_known_by_a_number_that_checks() -> None:
    assert "776056467" in central_bodies()
    assert all(passes_luhn(siren) and name for siren, name in central_bodies().items())


def test_s3_what_a_body_sells_is_a_part_of_what_all_spend(monkeypatch: pytest.MonkeyPatch, atlas: Atlas) -> None:
    """Were FIRM_B2 one: 60 k€ of 60 of programs, half of 30 k€ in 195 of works; 75 of 255 in all."""
    monkeypatch.setattr(s3, "central_bodies", lambda: {FIRM_B2[:9]: "Centrale"})
    answer = show(atlas, "s3")
    assert "75,0 k€" in plain([[answer.sentence]])[0][0]
    assert plain(answer.tables[0].rows) == [
        ["Toutes les familles", "2", "75,0 k€", "29,4 %", "0", "0 €"],
        ["45 – Travaux de construction", "< 1", "15,0 k€", "7,7 %", "0", "0 €"],
        ["72 – Services informatiques", "1", "60,0 k€", "100,0 %", "0", "0 €"],
    ]
    assert plain(answer.tables[1].rows) == [["Centrale", FIRM_B2[:9], "2", "75,0 k€", "0", "0 €"]]


def test_s3_what_a_body_buys_is_told_apart_for_all_of_france(monkeypatch: pytest.MonkeyPatch, atlas: Atlas) -> None:
    """Were A1 one: its four contracts of 200 k€ are no spending of the Bain, which buys 50 k€ of nobody central."""
    monkeypatch.setattr(s3, "central_bodies", lambda: {A1[:9]: "Centrale"})
    answer = show(atlas, "s3", territoire="departement:02")
    assert "aucun marché publié" in answer.sentence
    assert plain(answer.tables[0].rows)[0] == ["Toutes les familles", "0", "0 €", "0,0 %", "4", "200 k€"]


def test_s3_what_a_body_buys_is_no_spending_of_the_territory() -> None:
    found = pd.DataFrame({"role": ["supplier", "neither", "buyer"], "amount_eur": [1.0, 3.0, 96.0]})
    assert s3.spent(found) == 4


def test_s3_says_that_no_known_body_is_there(atlas: Atlas) -> None:
    answer = show(atlas, "s3")
    assert answer.sentence.startswith("la France entière : aucun marché publié")
    assert answer.tables[0].rows == []


def test_s4_fewer_than_ten_contracts_give_a_total_and_no_quartile(atlas: Atlas) -> None:
    """Of construction: 100, 50, 10, 5 and 30 k€ are 195 k€; of programs, 60 k€."""
    answer = show(atlas, "s4")
    assert "6 marchés" in answer.sentence
    assert plain(answer.tables[0].rows) == [
        ["45 – Travaux de construction", "5", *["—"] * 4, "195 k€"],
        ["72 – Services informatiques", "1", *["—"] * 4, "60,0 k€"],
    ]


def test_s4_ten_contracts_give_their_quartiles(monkeypatch: pytest.MonkeyPatch, atlas: Atlas) -> None:
    """The example of the page: 10, 12, 14, 20, 24, 30, 34, 40, 50 and 66 k€."""
    row = ["price", "90", 10, 300_000.0, 30_000.0, 14_000.0, 24_000.0, 40_000.0]
    names = ["kind", "key", "contracts", "amount_eur", "mean_eur", "quarter_eur", "median_eur", "three_quarters_eur"]
    found = pd.DataFrame([row, ["ceiling", *row[1:]]], columns=names)
    monkeypatch.setattr(type(atlas), "prices", lambda *asked: found)
    tables = show(atlas, "s4").tables
    assert plain(tables[0].rows)[0][1:] == ["10", "14,0 k€", "24,0 k€", "40,0 k€", "30,0 k€", "300 k€"]
    assert tables[1].caption.startswith("Accords-cadres, comptés à part")


def test_s4_a_family_is_told_by_kind_of_buyer_and_by_size_of_the_territory(atlas: Atlas) -> None:
    """The Ain's construction: 100, 10, 5 and 30 k€, all by communes; B1's 50 k€ are the Bain's."""
    answer = show(atlas, "s4", territoire="departement:01", family="45")
    family, category, size, far = (plain(table.rows) for table in answer.tables)
    assert [row[1] for row in family + category] == ["4", "4"]
    assert [row[:2] for row in size] == [["moins de 40,0 k€", "3"], ["de 90,0 k€ à moins de 250 k€", "1"]]
    assert far == []
    assert show(atlas, "s4", category="region").sentence == "Aucun montant utilisable pour ces choix."


def test_s4_an_outlier_leads_to_its_contract(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, atlas: Atlas
) -> None:
    names = ["uid", "title", "buyer_name", "family", "amount_eur", "median_eur", "found", "reason", "matched"]
    far = pd.DataFrame([["u1", None, "Mairie", "45", 9e9, 1e5, "high", None, 1]], columns=names)
    monkeypatch.setattr(type(atlas), "outliers", lambda *asked, **more: far)
    page = client.get("/analyses/s4").text
    assert 'href="/marche/u1"' in page
    assert "très au-dessus de sa famille" in page
