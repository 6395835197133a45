"""A sentence that is quoted carries its figure, its interval and its source away with it."""

import pytest
from flask.testing import FlaskClient
from lxml import etree

ADDRESS = "http://localhost/territoire/departement/{}"


def quoted(client: FlaskClient, address: str) -> list[str]:
    page = etree.HTML(client.get(address).text)
    return [" ".join("".join(q.itertext()).split()) for q in page.xpath("//blockquote/p[starts-with(@id, 'quote-')]")]


def test_the_share_that_stays_is_quoted_with_its_interval_and_its_contracts(client: FlaskClient) -> None:
    said = quoted(client, "/territoire/departement/01")
    assert len(said) == 3
    assert said[1].startswith(
        "Nord (toutes années, toutes les familles) : 76,2 % des montants vont à des entreprises du même département ; "
        "l’intervalle à 95 % va de 70,0 à 82,0 %, sur 100 marchés."
    )


def test_each_sentence_says_where_it_comes_from(client: FlaskClient) -> None:
    for said in quoted(client, "/territoire/departement/01"):
        assert said.endswith(f"édition v1, {ADDRESS.format('01')}")


def test_the_address_leads_to_the_same_selection(client: FlaskClient) -> None:
    (said, *_) = quoted(client, "/territoire/departement/01?year=2019&family=45")
    assert said.startswith("Nord (en 2019, travaux de construction) :")
    assert said.endswith(f"{ADDRESS.format('01')}?year=2019&family=45")


def test_a_ratio_of_a_few_contracts_is_not_quoted(client: FlaskClient) -> None:
    """Est has four contracts: its sum is a fact, its local share is not."""
    assert not any("des montants" in said for said in quoted(client, "/territoire/departement/03"))


def test_amounts_are_not_said_of_numbers_of_contracts(client: FlaskClient) -> None:
    assert not any("des montants" in said for said in quoted(client, "/territoire/departement/01?weight=count"))


@pytest.mark.parametrize("address", ["/territoire/departement/01", "/en/territoire/departement/01"])
def test_the_button_waits_for_the_script(client: FlaskClient, address: str) -> None:
    page = etree.HTML(client.get(address).text)
    buttons = page.xpath("//button[@data-copies]")
    assert len(buttons) == 3
    assert all(b.get("hidden") is not None and page.xpath(f"//*[@id='{b.get('data-copies')}']") for b in buttons)
