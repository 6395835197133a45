"""What a reader sees, and what a wrong address answers."""

import re

import pytest
from flask.testing import FlaskClient

from geo.indicators import INDICATORS

PAGES = [
    "/",
    "/carte",
    "/carte?level=region",
    "/carte?level=epci",
    "/carte?level=commune",
    "/carte?level=commune&departement=01",
    "/carte?year=2024",
    "/carte?year=&family=&weight=",
    "/flux",
    "/flux?code=01&direction=out",
    "/flux?level=epci",
    "/flux?year=2024",
    "/territoire",
    "/territoire?q=nord",
    "/territoire?q=introuvable",
    "/territoire/departement/01",
    "/territoire/departement/03",
    "/territoire/departement/04",
    "/territoire/region/A",
    "/territoire/epci/E01",
    "/territoire/commune/0101",
    "/methode",
    "/qualite",
]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_answers_with_one_title_and_landmarks(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert len(re.findall("<h1", answer.text)) == 1
    assert all(mark in answer.text for mark in ("<main", "<nav", 'href="#contenu"', 'lang="fr"'))


@pytest.mark.parametrize("chosen", INDICATORS, ids=lambda i: i.key)
def test_every_indicator_has_its_map_and_its_method(client: FlaskClient, chosen: object) -> None:
    for variant in chosen.variants:  # type: ignore[attr-defined]
        assert client.get(f"/carte?indicator={chosen.key}&variant={variant.key}").status_code == 200  # type: ignore[attr-defined]
    page = client.get(f"/methode/{chosen.key}").text  # type: ignore[attr-defined]
    for heading in ("Méthode", "Exemple", "Ce que le chiffre ne dit pas", "Exclusions", "Source"):
        assert f"<h2>{heading}</h2>" in page


def test_the_method_page_offers_no_level_that_the_atlas_lacks(client: FlaskClient) -> None:
    """Zones d'emploi are there when their table was given, and it was not."""
    page = client.get("/methode/local_share").text
    assert "variant=epci" in page
    assert "variant=zone_emploi" not in page


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/carte?level=canton", 400, "choisir parmi commune, epci, zone_emploi, departement, region"),
        ("/carte?family=4x", 400, "écrire par exemple family=45"),
        ("/carte?year=hier", 400, "n’est pas un nombre entier"),
        ("/carte?weight=poids", 400, "choisir parmi amount, count"),
        ("/carte?indicator=pib", 404, "choisir parmi"),
        ("/flux?direction=haut", 400, "choisir parmi out, in, both"),
        ("/flux?top=9999", 400, "de 1 à 500"),
        ("/flux?code=99", 404, "Aucun département n’a le code « 99 »"),
        ("/territoire/departement/99", 404, "Aucun département n’a le code « 99 »"),
        ("/carte?level=commune&departement=99", 404, "Aucun département n’a le code « 99 »"),
        ("/territoire/canton/01", 400, "choisir parmi"),
        ("/methode/pib", 404, "choisir parmi"),
        ("/nulle-part", 404, "Aucune page"),
    ],
)
def test_a_bad_word_is_refused_with_a_sentence(client: FlaskClient, address: str, status: int, sentence: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert sentence in answer.text.replace("\u00a0", " ")


def test_an_indicator_without_a_place_is_told_family_by_family_and_not_offered_to_the_map(
    client: FlaskClient,
) -> None:
    page = client.get("/methode/distance_elasticity").get_data(as_text=True)
    row = page.split("Travaux de construction")[1].split("</tr>")[0]
    assert "−1,25" in row
    assert "de −1,40 à −1,10" in row
    assert "420" in row
    assert "Lectures" not in page
    assert 'value="distance_elasticity"' not in client.get("/carte").get_data(as_text=True)


def test_the_map_is_drawn_without_a_script(client: FlaskClient) -> None:
    page = client.get("/carte?indicator=local_share&variant=departement").text
    assert '<a href="/territoire/departement/01"' in page
    assert 'data-code="01"' in page
    assert "Nord : 76,2" in page


def test_little_coverage_is_hatched_and_said_in_the_legend(client: FlaskClient) -> None:
    page = client.get("/carte?indicator=local_share").text
    sud = re.search(r'<path data-code="02" class="k\d" fill="([^"]+)"', page)
    assert sud
    assert sud[1].startswith("url(#hatch-k")
    assert "hachures" in page


def test_too_few_contracts_give_no_ratio_and_no_colour(client: FlaskClient) -> None:
    page = client.get("/carte?indicator=local_share").text
    assert 'data-code="03" class="insufficient" fill="url(#dots)"' in page
    assert "Est : effectif insuffisant, 4 marchés" in page


def test_a_territory_without_a_value_has_its_own_class(client: FlaskClient) -> None:
    assert re.search(r'data-code="04" class="nodata" fill="#\w+"', client.get("/carte?indicator=local_share").text)


def test_names_are_escaped(client: FlaskClient) -> None:
    pages = client.get("/carte?indicator=local_share").text + client.get("/territoire/departement/01").text
    assert "<Cie>" not in pages
    assert "<b>du toit" not in pages


def test_unknown_and_abroad_are_told_and_never_drawn(client: FlaskClient) -> None:
    page = client.get("/flux?code=01&direction=out").text.replace("\u00a0", " ")
    assert "100 k€ (10,0 %) concernent un acheteur ou un titulaire dont le lieu est inconnu" in page
    assert "60,0 k€ (6,0 %) vont hors de France" in page
    assert len(re.findall(r'<path class="flow out" [^>]+><title>', page)) == 1


def test_money_that_stays_is_a_ring(client: FlaskClient) -> None:
    assert "Nord : 640" in client.get("/flux?code=01").text


def test_a_small_territory_shows_the_enclosing_value(client: FlaskClient) -> None:
    page = client.get("/territoire/departement/03").text.replace("\u00a0", " ")
    assert "effectif insuffisant" in page
    assert '<a href="/territoire/region/B">Région B</a> : 50,0 %' in page


def test_a_single_hit_leads_straight_to_the_territory(client: FlaskClient) -> None:
    answer = client.get("/territoire?q=agglo de sud")
    assert answer.status_code == 302
    assert answer.location == "/territoire/epci/E02"


def test_the_entry_page_has_five_doors_that_open(client: FlaskClient) -> None:
    page = client.get("/").text
    assert page.count('<article class="door"') == 5
    doors = page[page.index('class="door-list"') : page.index("</main>")]
    for address in re.findall(r'<li><a href="([^"]+)"', doors):
        assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_quality_adds_up_and_names_each_reason(client: FlaskClient) -> None:
    page = client.get("/qualite").text
    assert all(words in page for words in ("essai.json", "150", "134", "juste", "sans identifiant", "an odd reason"))


def test_no_page_asks_another_machine_or_runs_inline_script(client: FlaskClient) -> None:
    for address in ("/", "/carte", "/flux", "/territoire/departement/01", "/qualite"):
        page = client.get(address).text
        assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
        assert not re.search(r"\son\w+=|<style|\sstyle=", page)
        assert not re.search(r'<script(?! type="(?:module" src=|application/(?:ld\+)?json"))', page)


def test_headers_keep_the_page_to_its_own_files(client: FlaskClient) -> None:
    headers = client.get("/").headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in headers
