"""Flows against the expected: told with enough contracts only, in words and signs, never as a judgement."""

from html import unescape

from flask.testing import FlaskClient


def page(client: FlaskClient, query: str = "") -> str:
    return unescape(client.get(f"/flux/ecarts{query}").get_data(as_text=True)).replace("\xa0", " ")


def test_the_pairs_out_of_the_ordinary_are_drawn_and_told(client: FlaskClient) -> None:
    """Of the four pairs of at least ten contracts, one is beyond +2 and one under -2."""
    answer = client.get("/api/residuals").get_json()
    assert [(f["from"], f["to"], f["k"], f["role"]) for f in answer["flows"]] == [
        ("01", "02", 4, "gap"), ("03", "01", 1, "gap"),
    ]  # fmt: skip
    assert (answer["compared"], answer["more"], answer["less"]) == (4, 1, 1)
    shown = page(client)
    assert shown.count('class="flow gap-4"') == 2  # on the map and in its legend
    assert "4 couples de territoires d’au moins dix marchés" in shown
    assert "+4,2" in shown
    assert "−2,5" in shown
    assert 'href="/methode/flow_residual"' in shown


def test_one_contract_where_a_tenth_was_expected_is_no_gap(client: FlaskClient) -> None:
    """03 to 02 is 30 standard deviations away, on a single contract."""
    assert ("03", "02") not in [(f["from"], f["to"]) for f in client.get("/api/residuals").get_json()["flows"]]


def test_of_one_territory_in_one_direction(client: FlaskClient) -> None:
    found = client.get("/api/residuals?code=01&direction=in").get_json()["flows"]
    assert [(f["from"], f["to"]) for f in found] == [("03", "01")]
    assert "Nord : flux au-delà et en deçà de l’attendu" in page(client, "?code=01")


def test_a_level_without_gravity_leads_to_the_nearest_that_has_one(client: FlaskClient) -> None:
    assert client.get("/api/residuals?level=region&code=A").get_json()["selection"]["level"] == "departement"
    assert "Trop peu de territoires" in page(client, "?level=epci")


def test_the_figures_go_along(client: FlaskClient) -> None:
    lines = client.get("/flux/ecarts.csv?weight=amount").get_data(as_text=True).splitlines()
    assert lines[0].endswith("buyer_code;buyer_name;supplier_code;supplier_name;contracts;observed;expected;residual")
    assert lines[1] == "01;Nord;02;Sud;20,0;200000,0;80000,0;4,2"
    for form in ("svg", "xlsx", "geojson"):
        assert client.get(f"/flux/ecarts.{form}").status_code == 200


def test_flows_and_their_gaps_lead_to_each_other(client: FlaskClient) -> None:
    assert "/flux/ecarts?level=departement&code=01" in unescape(client.get("/flux?code=01").get_data(as_text=True))
    assert "/flux?level=departement" in page(client)


def test_in_someone_elses_page_the_colours_keep_their_legend(client: FlaskClient) -> None:
    assert "beaucoup plus que l’attendu" in page(client, "?embed=1")


def test_no_word_judges(client: FlaskClient) -> None:
    shown = page(client).lower()
    for word in ("favorit", "suspect", "anormal", "anomalies", "soupçon", "privilég"):
        assert word not in shown
