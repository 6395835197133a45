"""The workshop's questions as pages: each answer worked out by hand, each gap said with its source."""

from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from crossed import crossed
from flask.testing import FlaskClient
from tiny import tiny_atlas
from world import A1

from etl.pipeline import Run
from geo.atlas import Atlas, open_atlas
from webmap import create_app
from webmap.analyses import ANALYSES, ELSEWHERE, of_profile, s10, twenty
from webmap.analyses.base import Answer
from webmap.analyses.s2 import outsourced
from webmap.analyses.s9 import evolution
from webmap.analyses.s12 import changes
from webmap.analyses.s15 import ending
from webmap.analyses.s16 import drawn
from webmap.doors import DOORS
from webmap.sankey import Ribbon, sankey

__all__ = ["crossed", "tiny_atlas"]

KEYS = [one.key for one in ANALYSES]
ABSENT = "Pas de donnée pour ce territoire."
AIN = {"territoire": "departement:01"}


@pytest.fixture
def atlas(crossed: tuple[Path, Run]) -> Atlas:
    return open_atlas(crossed[0])


@pytest.fixture
def client(crossed: tuple[Path, Run]) -> Iterator[FlaskClient]:
    with create_app(str(crossed[0]), TESTING=True).test_client() as client:
        yield client


@pytest.fixture
def bare(tiny_atlas: Path) -> Iterator[FlaskClient]:
    """A site over contracts alone."""
    with create_app(str(tiny_atlas), TESTING=True).test_client() as client:
        yield client


def text(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return unescape(answer.text)


def show(atlas: Atlas, key: str, **query: str) -> Answer:
    return next(one for one in ANALYSES if one.key == key).show(atlas, query)


def rows(answer: Answer, at: int = 0) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in answer.tables[at].rows}


@pytest.mark.parametrize("key", KEYS)
def test_every_page_says_its_method_and_its_limit(client: FlaskClient, key: str) -> None:
    page = text(client, f"/analyses/{key}?territoire=departement:01")
    assert all(f"<h2>{heading}</h2>" in page for heading in ("Limite", "Méthode", "Exemple", "Source"))
    assert "Ce que le chiffre ne dit pas" in page
    assert "style=" not in page


@pytest.mark.parametrize("key", sorted(set(KEYS) - {"s1", "s3", "s4", "s5", "s12"}))
def test_an_absent_source_is_said_with_the_way_to_add_it_and_never_a_zero(bare: FlaskClient, key: str) -> None:
    page = text(bare, f"/analyses/{key}?territoire=departement:01")
    assert ABSENT in page
    assert "Voici la source" in page
    assert "geomarches build" in page or key == "s15"


def test_the_list_leads_each_profile_to_its_questions(client: FlaskClient) -> None:
    page = text(client, "/analyses")
    for door in DOORS:
        assert f'id="profile-{door.key}"' in page
        assert of_profile(door.key)
    assert all(f"/analyses/{key}" in page for key in KEYS)
    assert not {one.key for one in ELSEWHERE} & set(KEYS)


def test_the_method_page_lists_the_twenty_questions_with_their_answer_and_method(client: FlaskClient) -> None:
    page = text(client, "/methode")
    assert [key for key, _answer in twenty()] == [f"s{n}" for n in range(1, 21)]
    for key, answer in twenty():
        assert f">{key.upper()}" in page
        assert (f'aria-label="Méthode de {key.upper()}"' in page) == (answer is not None)
        assert (f'href="/analyses/{key}#method"' in page) == (key in KEYS)
    assert 'href="/methode/family_distance#heat-title"' in page


@pytest.mark.parametrize("path", ["/analyses/s99", "/analyses/s16?territoire=departement:99"])
def test_what_does_not_exist_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("key", KEYS)
def test_a_name_that_no_territory_has_is_said_and_its_beginning_proposes_others(client: FlaskClient, key: str) -> None:
    page = text(client, f"/analyses/{key}?territoire=Entre trois").replace("\u00a0", " ")
    assert "Aucun territoire ne s’appelle « Entre trois »." in page
    assert f'href="/analyses/{key}?territoire=epci:200000001">Entre deux</a>' in page
    assert "Peut-être" not in text(client, f"/analyses/{key}?territoire=<b>nulle part")


@pytest.mark.parametrize("asked", ["", "Entre deux", "departement:01"])
def test_a_territory_that_is_found_or_not_asked_for_is_not_said_lost(client: FlaskClient, asked: str) -> None:
    assert "Aucun territoire ne s’appelle" not in text(client, f"/analyses/s8?territoire={asked}")


def test_s2_services_make_30_percent_of_services_and_staff(atlas: Atlas) -> None:
    """300 000 / (300 000 + 700 000)."""
    answer = show(atlas, "s2", territoire="commune:01001")
    assert "30,0" in answer.sentence
    assert answer.tables[0].rows[0][1] == "2 – Enseignement"


def test_s2_aggregates_that_count_supplies_with_services_do_not_answer() -> None:
    budget = pd.DataFrame(
        [(2022, "all", "staff", 5.0, "OFGL")], columns=["year", "function", "item", "amount_eur", "chart"]
    )
    assert outsourced(budget).empty


def test_s5_a_contract_ends_its_duration_after_its_notification(atlas: Atlas, client: FlaskClient) -> None:
    """Contract 2, of 1 May 2020 for 12 months, is the last one: it alone ends after the last notification."""
    answer = show(atlas, "s5", territoire="departement:01", depuis="2021-01-01")
    assert [row[0] for row in answer.tables[-1].rows] == ["1er mai 2021"]
    calendar = client.get("/analyses/s5.ics?territoire=departement:01&depuis=2021-01-01")
    assert calendar.mimetype == "text/calendar"
    assert "DTSTART;VALUE=DATE:20210501" in calendar.text
    assert max(len(line.encode()) for line in calendar.text.splitlines()) <= 75


def test_s5_the_map_leads_from_a_departement_to_its_contracts(atlas: Atlas, client: FlaskClient) -> None:
    """The Ain's one contract that ends is of programs, 60 k€; the Bain has none, and is said to have none known."""
    page = text(client, "/analyses/s5?depuis=2021-01-01&family=72").replace("\u00a0", " ")
    assert "Ain : 1 marché, 60,0 k€" in page
    assert "Bain : 0 marché, 0 €" in page
    assert 'href="?territoire=departement%3A01&family=72&depuis=2021-01-01"' in page
    assert 'href="/analyses/s5?territoire=departement:01&family=72&depuis=2021-01-01"' in page
    found = show(atlas, "s5", depuis="2021-01-01", family="45")
    assert (found.drawing, found.tables) == (None, [])


def test_s6_the_call_of_january_leads_to_works_of_march(atlas: Atlas, client: FlaskClient) -> None:
    """Works 1, 4 and 6 after 55 days and programs 2 after 482: the median is 55, of all four contracts of A1."""
    with client.application.test_request_context():
        answer = show(atlas, "s6", **AIN)
    assert [cells[1:] for cells in answer.tables[0].rows] == [["4", "100,0\u00a0%", "55", "—"]]
    assert [[*row[:2], *row[5:]] for row in answer.tables[1].rows] == [
        ["Travaux", "Travaux 1", "55", "96,4\u00a0%"],
        ["Travaux", "Travaux 4", "55", "96,4\u00a0%"],
        ["Travaux", "Travaux 6", "55", "96,4\u00a0%"],
        ["Travaux", "Travaux 2", "482", "54,0\u00a0%"],
    ]
    assert f'/marche/{A1}1"' in text(client, "/analyses/s6")
    assert show(atlas, "s6", territoire="departement:02").missing, "no call there: said, not shown as 0 days"


def test_s7_small_firms_win_more_adapted_procedures_than_chance_gives(
    monkeypatch: pytest.MonkeyPatch, atlas: Atlas
) -> None:
    """44 of 60, where independence gives 36: (44 - 36) / 2.4 is 3.3; V is 0.32 (0.33 less chance); 9 have no size."""
    won = [("Procédure adaptée", "PME", 40), ("procedure adaptée", "PME", 4), ("Procédure adaptée", "GE", 16)]
    won += [("Appel d offres ouvert", "PME", 16), ("Appel d'offres restreint", "GE", 24)]
    won += [("Appel d'offres ouvert", "unknown", 8), ("Dialogue compétitif", "unknown", 1), (None, "GE", 2)]
    found = pd.DataFrame(won, columns=["procedure", "size_category", "contracts"]).assign(amount_eur=1_000.0)
    monkeypatch.setattr(type(atlas), "procedures_and_sizes", lambda *asked: found)
    answer = show(atlas, "s7")
    assert "100 marchés sur 111" in answer.sentence
    assert answer.drawing is not None
    assert "Appel d’offres, GE : 24 marchés" in answer.drawing
    assert "0,32" in answer.sentence
    assert rows(answer)["Appel d’offres"] == ["16", "0", "24", "8"]
    assert rows(answer, 1)["Procédure adaptée"][:3] == ["60", "73,3\u00a0%", "+3,3"]
    assert rows(answer, 1)["Appel d’offres"][2] == "\u22123,3"
    assert rows(answer, 1)["Négociation ou dialogue"] == ["0", *["—"] * 6], "none of known size: no share"
    assert "Procédure non publiée" not in rows(answer, 1)
    assert rows(answer, 2)["Procédure non publiée"][2] == "1,00\u00a0k€"


def test_s8_construction_makes_all_that_is_won_and_a_fifth_of_the_value(atlas: Atlas) -> None:
    """In the Ain only FIRM_A1 wins: 100 % of amounts over 20 % of value added is 5."""
    row = rows(show(atlas, "s8", **AIN))["Construction"]
    assert row[1].startswith("100,0")
    assert row[4] == "×\u202f5,00"


def test_s9_links_ranks_only_where_there_are_enough(atlas: Atlas) -> None:
    """Nine branches win nothing and lose a tenth of their jobs; one wins all and gains a tenth: the ranks are alike."""
    answer = show(atlas, "s9", **AIN)
    assert "corrélation de rang 1,00" in answer.sentence
    assert rows(answer)["Construction"][-1].startswith("+10,0")


def test_s9_evolution_is_from_the_first_year_told_to_the_last() -> None:
    jobs = pd.DataFrame({2018: [100.0, None], 2019: [None, 5.0], 2020: [110.0, 6.0]}, index=["FZ", "JZ"])
    assert evolution(jobs)["change"].round(6).to_dict() == {"FZ": 0.1, "JZ": 0.2}


def test_s10_gives_the_reference_of_2009(atlas: Atlas) -> None:
    answer = show(atlas, "s10", **AIN)
    assert rows(answer)["PME, référence 2009"] == ["", "28,0\u00a0%", "", "×\u202f0,64"]


def test_s10_says_for_how_much_of_the_amounts_the_size_is_known() -> None:
    """PME 60 of 80 k€ known, of 100 k€ in all."""
    won = pd.DataFrame(
        [("PME", 60e3, 36e8 / 30), ("GE", 20e3, 4e8 / 10), ("unknown", 20e3, 4e8 / 10)],
        columns=["size_category", "annual_eur", "annual_sq"],
    )
    said = s10._said("Ain", s10.sizes(won), won).replace("\u00a0", " ")
    assert "les PME gagnent 75,0 %" in said
    assert "elle l’est pour 80,0 % des montants" in said


def test_s12_year_by_year_and_no_causal_word(atlas: Atlas, client: FlaskClient) -> None:
    answer = show(atlas, "s12", **AIN)
    assert rows(answer)["2019"][0] == "550"
    assert answer.missing, "no collective procedure was given: said, not shown as 0"
    assert "Aucune cause" in text(client, "/analyses/s12")


def test_s12_a_lag_sets_next_years_births_beside_this_years_contracts() -> None:
    births = pd.Series({("01", 2019): 500.0, ("01", 2020): 550.0}).rename_axis(["code", "year"])
    assert changes(births).round(6).to_dict() == {("01", 2020): 0.1}
    assert changes(births, 1).round(6).to_dict() == {("01", 2019): 0.1}


def test_s13_each_branch_from_first_to_last(atlas: Atlas) -> None:
    assert rows(show(atlas, "s13", **AIN))["Construction"] == [
        "2018",
        "20\u202f000",
        "2019",
        "22\u202f000",
        "+10,0\u00a0%",
    ]


def test_s14_and_s17_lead_to_the_notice_and_its_platform(client: FlaskClient) -> None:
    assert 'href="https://www.marches.example/1"' in text(client, "/analyses/s14?territoire=departement:01")
    assert "marches.example" in text(client, "/analyses/s17?territoire=departement:01")


def test_s15_shows_nothing_unless_the_owner_says_so(client: FlaskClient) -> None:
    assert "privées par défaut" in text(client, "/analyses/s15")


def test_s15_a_lease_to_come_of_a_supplier() -> None:
    leases = pd.DataFrame(
        {"siret": ["1", "2", "3"], "ends_on": [date(2027, 6, 30), date(2020, 1, 1), date(2027, 1, 1)]}
    )
    won = pd.DataFrame({"id": ["1", "2"], "amount_eur": [250_000.0, 9.0]})
    assert ending(leases, won, date(2026, 11, 25))["id"].tolist() == ["1"]


@pytest.mark.parametrize(("contracts", "pictures"), [(5.0, 2), (50.0, 1)])
def test_s16_contracts_too_small_beside_the_purchases_have_a_picture_of_their_own(
    client: FlaskClient, contracts: float, pictures: int
) -> None:
    ribbons = [
        Ribbon(0, "Écoles", 1, "Achats", 100.0),
        Ribbon(1, "Achats", 2, "Travaux", contracts),
        Ribbon(1, "Achats", 2, "Sans marché publié", 100.0 - contracts),
        Ribbon(2, "Travaux", 3, "Une entreprise", contracts),
    ]
    with client.application.test_request_context():
        assert str(drawn(ribbons, "Du budget aux titulaires")).count("<svg") == pictures


def test_s16_what_comes_out_of_a_bar_is_what_goes_in(atlas: Atlas, client: FlaskClient) -> None:
    """A1 accounts 400 000 € of purchases (60, 61) in function 2 and signs contracts over two years."""
    table = show(atlas, "s16", territoire="commune:01001").tables[0]
    assert table.rows[0][:2] == ["2 – Enseignement", "Achats"]
    assert "Sans marché publié" in [row[1] for row in table.rows]
    assert '<svg class="sankey"' in client.get("/analyses/s16?territoire=commune:01001").text


def test_s19_titles_without_cpv_then_contradictions_then_how_right_they_are(
    monkeypatch: pytest.MonkeyPatch, atlas: Atlas, client: FlaskClient
) -> None:
    """One contract without CPV read as works; one published as works read as programs; 3 of 4 later ones right."""
    columns = ["uid", "title", "buyer_name", "family_published", "family_read", "confidence", "amount_eur", "matched"]
    told = {
        "missing": [("u1", "Toit", "Mairie", None, "45", 0.62, 10_000.0, 1)],
        "contradiction": [("u2", "Logiciel <b>", "Mairie", "45", "72", 0.97, None, 12)],
    }
    quality = [("keywords", 0.0, 2, 9, 4, 0.25, 0.5, date(2019, 2, 12)), ("titles", 0.9, 2, 9, 0, None, None, None)]
    heads = ["method", "floor", "families", "learnt", "tested", "macro_f1", "accuracy", "since"]
    asked = []

    def readings(_: Atlas, kind: str, *wanted: object) -> pd.DataFrame:
        asked.append(wanted)
        return pd.DataFrame(told[kind], columns=columns)

    monkeypatch.setattr(type(atlas), "readings", readings)
    monkeypatch.setattr(type(atlas), "reading_quality", lambda _: pd.DataFrame(quality, columns=heads))
    page = text(client, "/analyses/s19?territoire=departement:01&family=45")
    assert asked[1] == (0.9, "departement", "01", "45", 100)
    assert "à 1 marchés sans code CPV valide, et en contredit 12" in page.replace("\u202f", " ").replace("\xa0", " ")
    assert "Logiciel &lt;b&gt;" in client.get("/analyses/s19").text
    assert "72 – Services informatiques" in page
    assert '/marche/u2"' in page
    assert "notifiés jusqu’au 12 février 2019" in page
    assert "0,25" in page


def test_a_sankey_escapes_names_and_draws_nothing_of_nothing() -> None:
    assert sankey([], "x") is None
    drawn = sankey([Ribbon(0, "<b>", 1, "c & d", 5.0)], "titre")
    assert drawn is not None
    assert "<b>" not in drawn
    assert "c &amp; d" in drawn
