"""Four sellers look for buyers, on a screen and on a phone, in the packaged sample."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

STORIES = {
    "a builder in Finistère": ("Quimper", "charpentier", "Travaux de construction"),
    "a caterer": ("Nantes", "traiteur", "Hôtellerie, restauration"),
    "an IT firm in Lyon": ("Lyon", "informatique", "Services informatiques"),
    "a land surveyor in La Réunion": ("974", "géomètre", "Architecture, ingénierie, contrôle"),
}


def look_for_buyers(page: Page, place: str, sells: str) -> None:
    """Fill the form as she would: a département's code is no commune."""
    page.get_by_label("ou départements" if place.isdigit() else "Commune ou adresse", exact=True).fill(place)
    page.get_by_label("Ce que vous vendez, ou code NAF").fill(sells)
    page.get_by_label("Rayon en kilomètres").fill("100")
    page.get_by_role("button", name="Chercher").click()


def finds_buyers(visit: Any, place: str, sells: str, family: str) -> None:
    page = visit.open("/acheteurs-proches")
    look_for_buyers(page, place, sells)
    expect(page.get_by_role("heading", name=re.compile(r"acheteurs? à votre portée"))).to_be_visible()
    expect(page.get_by_label(re.compile(f"^{family}"))).to_be_checked()
    assert page.locator(".prospect").count() >= 1
    assert page.locator(".reach .buyer").count() >= 1
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    name = page.locator(".prospect h3 a").first
    told = name.inner_text()
    name.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(told)
    page.locator("#contracts-title ~ .scroll a").first.click()
    expect(page.get_by_role("heading", name="Son histoire")).to_be_visible()


@pytest.mark.parametrize("story", STORIES)
def test_on_a_screen(visit: Any, story: str) -> None:
    finds_buyers(visit, *STORIES[story])


@pytest.mark.parametrize("story", STORIES)
def test_on_a_phone(phone: Any, story: str) -> None:
    finds_buyers(phone, *STORIES[story])


def test_without_script_a_homonym_is_chosen_from_a_list(scriptless: Any) -> None:
    page = scriptless.open("/acheteurs-proches")
    look_for_buyers(page, "Saint-Denis", "géomètre")
    page.locator(".notice a").first.click()
    expect(page.locator(".notice")).to_have_count(0)
    expect(page.locator(".prospect").first).to_be_visible()


def test_communes_are_suggested_as_she_types(visit: Any) -> None:
    page = visit.open("/acheteurs-proches")
    page.get_by_label("Commune ou adresse").press_sequentially("quimp")
    expect(page.locator("#c-place-suggestions option[value='Quimper (29232)']")).to_have_count(1)


@pytest.mark.parametrize("path", ["/acheteurs-proches?place=69123&sells=informatique", "/acheteur/233500016"])
def test_nothing_stands_in_the_way_of_a_reader(visit: Any, axe: str, path: str) -> None:
    page = visit.open(path)
    # By the debugger's door: the page's own policy lets no script in.
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa']})")
    assert [(v["id"], [n["html"] for n in v["nodes"]][:2]) for v in found["violations"]] == []
