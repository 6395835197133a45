"""What contracts cost, on whom buyers rest, what goes through central bodies: worked out by hand."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from flask.testing import FlaskClient
from tiny import tiny_atlas

from geo.atlas import Atlas, open_atlas
from webmap import create_app
from webmap.analyses import known
from webmap.analyses.base import Answer

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
