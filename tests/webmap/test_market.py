"""Buyers near me, and the pages of a buyer, a supplier and a contract, over a built atlas of the tiny country.

The town hall of A1 buys works (three contracts) and IT; that of B1 buys works. BAKER is a person in partial diffusion.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from crossed import crossed
from flask.testing import FlaskClient
from icalendar import Calendar
from lxml import etree
from tiny import building
from world import A1, B1, FIRM_A1, FIRM_B2, contract, write_json, write_register, write_territories

from etl.pipeline import Run
from webmap import create_app

__all__ = ["crossed"]

TODAY = date(2020, 6, 1)
BAKER = "80001234500016"
WORKS = {"place": "A1", "sells": "maçon"}
RECORDS = [
    contract("1", objet="Travaux de toiture"),
    contract("2", suppliers=[FIRM_B2], montant=60_000, codeCPV="72000000-5", dateNotification="2020-05-01"),
    contract("3", B1, montant=50_000, objet="=HYPERLINK(1)", dureeMois=24, procedure=None),
    contract("4", titulaires=[{"typeIdentifiant": "SIRET", "id": BAKER, "denominationSociale": "JEAN PAIN"}]),
    contract("5", offresRecues=3, dateNotification="2020-04-01", objet="Réfection <b>du préau</b>"),
]
PERSON = (
    "siren,statutDiffusionUniteLegale,dateDebut,etatAdministratifUniteLegale,categorieEntreprise,nomUniteLegale,"
    "denominationUniteLegale,categorieJuridiqueUniteLegale,activitePrincipaleUniteLegale,"
    "nomenclatureActivitePrincipaleUniteLegale,nicSiegeUniteLegale,dateCreationUniteLegale,sigleUniteLegale,"
    "prenom1UniteLegale,trancheEffectifsUniteLegale\n"
    "800012345,P,2014-02-03,A,PME,[ND],,1000,43.91A,NAFRev2,00016,2014-02-03,,[ND],NN\n"
)


@pytest.fixture(scope="module")
def atlas_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    here = tmp_path_factory.mktemp("market")
    territories = write_territories(here / "territories-tiny")
    person = here / "units.csv"
    person.write_text(PERSON, encoding="utf-8")
    files = [write_json(here / "a.json", RECORDS), write_register(here / "sirene.csv"), person]
    with building(territories, here) as build:
        build(*files)
    return str(here / "atlas")


@pytest.fixture
def client(atlas_url: str) -> Iterator[FlaskClient]:
    with create_app(atlas_url, TESTING=True, TODAY=TODAY).test_client() as client:
        yield client


def text_of(client: FlaskClient, path: str, **query: Any) -> str:
    """What a reader sees of a page: no markup, blanks in one."""
    answer = client.get(path, query_string=query)
    assert answer.status_code == 200, answer.text
    main = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def test_before_anything_is_asked_there_are_examples_and_no_list(client: FlaskClient) -> None:
    shown = text_of(client, "/acheteurs-proches")
    assert "Un charpentier à Quimper" in shown
    assert "Attendu par an" not in shown


def test_buyers_within_reach_are_listed_with_what_they_buy(client: FlaskClient) -> None:
    """A1: 300 000 € of works over 2019 and 2020; B1 is 157 km away."""
    shown = text_of(client, "/acheteurs-proches", **WORKS)
    assert "1 acheteur à votre portée" in shown
    assert "Attendu par an 150 k€" in shown
    assert "Marché courant 100 k€" in shown
    assert "Procédure adaptée (3 sur 3)" in shown
    assert "Offres reçues 3" in shown
    further = text_of(client, "/acheteurs-proches", **WORKS, km=200)
    assert "2 acheteurs à votre portée" in further
    assert further.count("Procédure adaptée") == 1  # B1 does not say which procedure it follows


def test_the_slider_weighs_distance_against_volume(client: FlaskClient) -> None:
    def first(nearness: int) -> str:
        page = client.get(
            "/acheteurs-proches", query_string={"place": "B1", "sells": "maçon", "km": 200, "nearness": nearness}
        )
        return str(re.search(r'class="prospect">.*?/acheteur/(\d+)', page.text, re.S)[1])  # type: ignore[index]

    assert (first(0), first(100)) == (A1[:9], B1[:9])


def test_the_map_has_a_circle_for_each_buyer_and_a_ring_for_the_reach(client: FlaskClient) -> None:
    page = client.get("/acheteurs-proches", query_string={**WORKS, "km": 200}).text
    assert page.count('class="buyer"') == 2
    assert page.count('class="reach-ring"') == 1
    by_departement = client.get("/acheteurs-proches", query_string={"departements": "01, 02", "sells": "maçon"}).text
    assert by_departement.count('class="buyer"') == 2
    assert "reach-ring" not in by_departement


def test_contracts_that_end_soon_are_dated(client: FlaskClient) -> None:
    """Notified in March 2019 for 24 months, and in April 2020 for 12: they end in 2021. The others have ended."""
    shown = text_of(client, "/acheteurs-proches", **WORKS, km=200)
    assert "Réfection <b>du préau</b>" in shown
    assert "1er avril 2021" in shown
    assert "1er mars 2021" in shown
    assert "Travaux de toiture" not in shown


def test_families_proposed_are_shown_and_can_be_changed(client: FlaskClient) -> None:
    page = client.get("/acheteurs-proches", query_string=WORKS).text
    assert re.search(r'name="family" value="45" checked', page)
    changed = client.get("/acheteurs-proches", query_string={**WORKS, "family": "72", "proposed_for": "maçon"}).text
    assert re.search(r'name="family" value="72" checked', changed)
    assert re.search(r'name="family" value="45">', changed)
    other_trade = client.get(
        "/acheteurs-proches",
        query_string={"place": "A1", "sells": "informatique", "family": "45", "proposed_for": "maçon"},
    ).text
    assert re.search(r'value="72" checked', other_trade)
    assert not re.search(r'value="45" checked', other_trade)


def test_a_firm_is_known_by_what_it_won_and_an_activity_by_what_its_firms_win(client: FlaskClient) -> None:
    by_siret = text_of(client, "/acheteurs-proches", siret=BAKER, place="A1")
    assert "cet établissement a obtenu 1 marché" in by_siret
    assert "vendue par 1 entreprise de l’activité 43.91A" in text_of(
        client, "/acheteurs-proches", sells="43.91A", place="A1"
    )


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"siret": "12345678901234"}, "n’existe pas : il a 14 chiffres"),
        ({"siret": "55208131766522"}, "n’a pas de marché dans ces données"),
        ({"place": "Nulle part", "sells": "maçon"}, "Aucune commune ne porte le nom « Nulle part »"),
        ({"place": "29000", "sells": "maçon"}, "n’a le code INSEE 29000"),
        ({"place": "A", "sells": "maçon"}, "Plusieurs communes répondent à « A » : choisir la bonne."),
        ({"place": "A1", "sells": "xyzzy"}, "« xyzzy » ne ressemble à aucune famille d’achat"),
        ({"place": "A1"}, "Dire en un mot ce que l’on vend"),
        ({"sells": "maçon"}, "Indiquer une commune, un SIRET ou des départements"),
        ({"departements": "99", "sells": "maçon"}, "Département inconnu : 99"),
        ({**WORKS, "km": "5000"}, "Le rayon est ramené à 300 km"),
        ({"place": "A1", "sells": "coiffure"}, "Élargir le rayon"),
    ],
)
def test_what_cannot_be_answered_gets_a_sentence_that_helps(
    client: FlaskClient, query: dict[str, str], sentence: str
) -> None:
    assert sentence in text_of(client, "/acheteurs-proches", **query)


@pytest.mark.parametrize("address", ["3 rue du Pont, 01000 A1", "Zone des Prés 01000 a1 Cedex 9"])
def test_an_address_is_as_near_as_its_commune(client: FlaskClient, address: str) -> None:
    assert "km au plus de A1" in text_of(client, "/acheteurs-proches", **{**WORKS, "place": address})


def test_an_address_of_another_departement_is_not_that_commune(client: FlaskClient) -> None:
    shown = text_of(client, "/acheteurs-proches", **{**WORKS, "place": "3 rue du Pont, 02000 A1"})
    assert "Aucune commune ne porte le nom" in shown


def test_homonyms_are_a_list_to_choose_from(client: FlaskClient) -> None:
    page = client.get("/acheteurs-proches", query_string={"place": "A", "sells": "maçon"}).text
    assert "place=01001" in page
    assert "place=01002" in page
    assert "sells=ma%C3%A7on" in page


def test_a_person_in_partial_diffusion_is_named_nowhere(client: FlaskClient) -> None:
    paths = ["/fournisseur/800012345", f"/acheteur/{A1[:9]}", f"/marche/{A1}4", "/sitemap-1.xml"]
    pages = [client.get(path).text for path in paths]
    pages.append(client.get("/acheteurs-proches", query_string={"siret": BAKER, "place": "A1"}).text)
    assert not any("PAIN" in page for page in pages)
    assert "Nom non diffusé" in pages[0]
    assert "800012345" not in pages[3]


def test_the_page_of_a_buyer(client: FlaskClient) -> None:
    shown = text_of(client, f"/acheteur/{A1[:9]}")
    assert "Acheteur · SIREN 210100010 · commune" in shown
    assert "Travaux de construction" in shown
    assert "Services informatiques" in shown
    assert "4 marchés, les plus récents d’abord" in shown
    found = text_of(client, f"/acheteur/{A1[:9]}", q="REFECTIONS du préau")
    assert "1 marché, les plus récents d’abord" in found
    assert "Aucun de ses marchés n’a tous ces mots" in text_of(client, f"/acheteur/{A1[:9]}", q="piscine")


def test_where_the_suppliers_of_a_buyer_are(client: FlaskClient) -> None:
    page = client.get(f"/acheteur/{A1[:9]}").text
    drawn = page.split('class="map-svg reach"')[1].split("</svg>")[0]
    assert len(re.findall(r'<circle class="buyer"', drawn)) == 2
    assert drawn.count("ground chosen") == 1
    shown = text_of(client, f"/acheteur/{A1[:9]}")
    assert "Où sont ses titulaires" in shown
    assert "Où sont ses acheteurs" in text_of(client, f"/fournisseur/{FIRM_A1[:9]}")


def test_the_page_of_a_supplier(client: FlaskClient) -> None:
    shown = text_of(client, f"/fournisseur/{FIRM_A1[:9]}")
    assert "Marchés 3" in shown
    assert "Montant compté 250 k€" in shown
    assert "Ses principaux acheteurs" in shown


def test_a_siret_leads_to_its_organisation_and_a_stranger_to_a_sentence(client: FlaskClient) -> None:
    assert client.get(f"/acheteur/{A1}").location == f"/acheteur/{A1[:9]}"
    for path in ("/acheteur/999999999", f"/acheteur/{FIRM_A1[:9]}", "/fournisseur/x", f"/fournisseur/{A1[:9]}"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "neuf chiffres" in answer.text


def test_the_story_of_a_contract(client: FlaskClient) -> None:
    shown = text_of(client, f"/marche/{B1}3")
    for sentence in (
        "Notifié le 1er mars 2019.",
        "Prévu pour 24 mois : il devrait se terminer le 1er mars 2021.",
        "50 000 € publiés et comptés dans les sommes ; statut : retenu.",
        "A1, connu à la commune près.",
        "1 déclaration.",
    ):
        assert sentence.replace(" :", " :") in shown.replace("\xa0", " ").replace("\u202f", " ")
    assert client.get("/marche/none").status_code == 404


def test_linked_data_is_json_that_cannot_close_its_element(client: FlaskClient) -> None:
    for path in (f"/marche/{A1}5", f"/acheteur/{A1[:9]}", f"/fournisseur/{FIRM_A1[:9]}"):
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', client.get(path).text, re.S)
        assert found
        assert json.loads(found[1])["@context"] == "https://schema.org"
    assert "<b>du préau" not in client.get(f"/marche/{A1}5").text


def test_a_search_is_followed_by_a_feed_and_a_calendar(client: FlaskClient) -> None:
    query = {**WORKS, "km": 200}
    feed = etree.fromstring(client.get("/acheteurs-proches.atom", query_string=query).data)
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == 2
    assert "Réfection <b>du préau</b>" in "".join(entries[1].itertext())
    calendar = Calendar.from_ical(client.get("/acheteurs-proches.ics", query_string=query).data)
    assert [str(event.decoded("dtstart")) for event in calendar.walk("VEVENT")] == ["2021-03-01", "2021-04-01"]


def test_tables_are_taken_away_without_formulas(client: FlaskClient) -> None:
    query = {**WORKS, "km": 200}
    lines = client.get("/acheteurs-proches.csv", query_string=query).text.splitlines()
    assert lines[0].startswith("\ufeffsiren;name;")
    assert len(lines) == 3
    book = zipfile.ZipFile(io.BytesIO(client.get("/acheteurs-proches.xlsx", query_string=query).data))
    sheets = [book.read(name).decode() for name in book.namelist() if "worksheets" in name]
    assert len(sheets) == 2
    assert not any("<f>" in sheet for sheet in sheets)
    assert "=HYPERLINK(1)" in book.read("xl/sharedStrings.xml").decode()


def test_a_search_that_cannot_start_has_no_feed(client: FlaskClient) -> None:
    assert client.get("/acheteurs-proches.atom").status_code == 400
    refused = client.get("/acheteurs-proches.csv", query_string={"place": "A1", "sells": "xyzzy"})
    assert refused.status_code == 400
    assert "ne ressemble à aucune" in refused.text
    assert client.get("/acheteurs-proches.pdf", query_string=WORKS).status_code == 404


def test_nothing_typed_is_kept(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    for path in ("/acheteurs-proches", "/acheteurs-proches.csv", "/api/suggest"):
        query = {"q": "secret"} if "api" in path else {**WORKS, "siret": "secret"}
        assert client.get(path, query_string=query).headers["Cache-Control"] == "no-store"
    assert "secret" not in caplog.text


def test_a_page_that_names_a_supplier_is_kept_an_hour(client: FlaskClient) -> None:
    for path in (f"/acheteur/{A1[:9]}", f"/fournisseur/{FIRM_A1[:9]}", f"/marche/{A1}1"):
        assert client.get(path).headers["Cache-Control"] == "public, max-age=3600"


def test_suggestions_as_she_types(client: FlaskClient) -> None:
    found = client.get("/api/suggest", query_string={"q": "a"}).get_json()
    assert [c["code"] for c in found["communes"]] == ["01001", "01002"]
    assert client.get("/api/suggest").get_json() == {"communes": [], "families": []}
    assert client.get("/api/suggest", query_string={"r": "a"}).status_code == 400


def test_engines_find_every_page_and_leave_searches_alone(client: FlaskClient) -> None:
    assert "Disallow: /acheteurs-proches?" in client.get("/robots.txt").text
    assert "/sitemap-1.xml" in client.get("/sitemap.xml").text
    urls = re.findall(r"<loc>http://localhost(.*?)</loc>", client.get("/sitemap-1.xml").text)
    assert len(urls) == 2 + 2 + len(RECORDS)
    assert all(client.get(url).status_code == 200 for url in urls)
    assert client.get("/sitemap-0.xml").status_code == client.get("/sitemap-2.xml").status_code == 404


def test_the_formula_is_told(client: FlaskClient) -> None:
    shown = text_of(client, "/methode/acheteurs-proches")
    assert "La distance seule" in shown
    assert "√31,6" in shown


def test_calls_still_open_and_the_address_of_a_buyer(crossed: tuple[Path, Run]) -> None:
    query = {"place": "01001", "family": "45", "sells": "maçon"}
    for day, is_open in ((date(2019, 2, 10), True), (date(2019, 2, 11), False)):
        with create_app(str(crossed[0]), TESTING=True, TODAY=day).test_client() as client:
            shown = client.get("/acheteurs-proches", query_string=query).text
            assert ("Avis encore ouverts" in shown) is is_open
            assert shown.count('href="https://www.marches.example/1"') == 1 + is_open
            of_buyer = client.get(f"/acheteur/{A1[:9]}").text
            assert 'href="https://www.marches.example/1"' in of_buyer
            for page in (shown, of_buyer):
                assert "55 jours" in unescape(page).replace("\u00a0", " ")


def test_a_page_shows_the_first_endings_and_says_how_many_there_are(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = client.get("/acheteurs-proches", query_string=WORKS | {"km": "300"}).text
    assert "tous sont dans le calendrier" not in everything
    monkeypatch.setattr("webmap.prospects.MOST_ENDINGS", 0)
    assert "Les 0 premiers sur" in text_of(client, "/acheteurs-proches", **WORKS, km="300")
