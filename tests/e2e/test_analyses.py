"""From the entry page of a profile to the answer of each question; and every path that docs/seed.md promises."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from webmap import create_app
from webmap.analyses import ANALYSES, ELSEWHERE, Analysis, Elsewhere

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (S\d+) \| [^|]+ \| `(/[^`]*)` \| [^|]+ \| [^|]+ \|$", re.MULTILINE)


def seeds() -> list[tuple[str, str]]:
    """The id and the path of each row of the table."""
    return ROW.findall((ROOT / "docs/seed.md").read_text(encoding="utf-8"))


def test_the_table_has_one_row_for_each_of_the_twenty_questions() -> None:
    assert [key for key, _ in seeds()] == [f"S{n}" for n in range(1, 21)]
    assert {one.key for one in ANALYSES} <= {key.lower() for key, path in seeds() if "/analyses/" in path}


def test_every_path_of_the_table_answers_on_the_demo(demo: Path) -> None:
    client = create_app(str(demo), TESTING=True).test_client()
    assert {key: status for key, path in seeds() if (status := client.get(path).status_code) != 200} == {}


@pytest.mark.parametrize("analysis", ANALYSES, ids=[one.key for one in ANALYSES])
def test_a_profile_reaches_its_answer_from_the_entry_page(visit: Any, analysis: Analysis) -> None:
    page = visit.open("/")
    page.locator(f"#{analysis.profiles[0]} a[href*='/analyses#']").click()
    page.wait_for_load_state()  # the page scrolls to the profile then: a click on its way would fall beside
    page.locator(f"#profile-{analysis.profiles[0]} ~ ul a[href$='/analyses/{analysis.key}']").press("Enter")
    expect(page.locator("h1")).to_have_text(analysis.title_fr)
    page.fill("#c-territoire", "departement:35")
    page.locator("main form button").click()
    expect(page).to_have_url(re.compile("territoire=departement"))
    expect(page.locator("main table, main svg, main aside.missing").first).to_be_visible()
    expect(page.get_by_role("heading", name="Méthode")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("one", ELSEWHERE, ids=[one.key for one in ELSEWHERE])
def test_a_profile_reaches_an_answer_that_stands_elsewhere(visit: Any, one: Elsewhere) -> None:
    page = visit.open("/")
    page.locator(f"#{one.profiles[0]} a[href*='/analyses#']").click()
    page.wait_for_load_state()
    page.locator(f"#profile-{one.profiles[0]} ~ ul").first.get_by_text(one.question_fr[:25]).click()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("main table, main ul").first).to_be_visible()


def test_a_buyer_is_chosen_in_its_territory_and_leads_to_its_suppliers(visit: Any) -> None:
    page = visit.open("/analyses/s1?territoire=departement:35")
    page.get_by_role("link", name="Région Bretagne").click()
    expect(page.get_by_role("heading", name="Part des premiers titulaires")).to_be_visible()
    page.locator("main section").nth(1).locator("tbody a").first.click()
    page.get_by_role("link", name="De quels acheteurs il dépend").click()
    expect(page.locator("main .lede").last).to_contain_text("marchés")


def test_the_method_page_leads_to_the_twenty(visit: Any) -> None:
    page = visit.open("/methode")
    expect(page.locator("section[aria-labelledby=questions] tbody tr")).to_have_count(20)
    page.get_by_role("link", name="Méthode de S3").click()
    expect(page.locator("#method")).to_be_in_viewport()
