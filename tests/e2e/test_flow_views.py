"""Other ways to see flows: against what was expected, as ribbons, in motion."""

from typing import Any

import pytest
from e2e_visit import colours_on_canvas, is_near
from playwright.sync_api import expect

GAPS = "/flux/ecarts?level=departement"
CANVAS = "() => document.querySelector('#engine canvas').toDataURL()"


def test_gaps_are_drawn_in_two_hues_around_the_expected(visit: Any) -> None:
    page = visit.open_map(GAPS)
    assert is_near("#c74f00", colours_on_canvas(page))
    expect(page.locator("#figures tbody tr").first).to_contain_text("+")
    page.locator("#c-weight").select_option("amount")
    page.wait_for_function("() => location.search.includes('weight=amount')")
    expect(page.locator("#figures tbody td", has_text="€").first).to_be_visible()


def test_flows_lead_to_their_gaps_and_back_without_a_script(scriptless: Any) -> None:
    page = scriptless.open("/flux?level=departement&code=35")
    page.get_by_role("link", name="Écarts à l’attendu").click()
    expect(page.locator("#c-code")).to_have_value("35")
    assert page.locator("svg.map-svg path.flow").count() >= 1
    page.get_by_role("link", name="Montants").click()
    expect(page.locator("#c-code")).to_have_value("35")


@pytest.mark.parametrize("path", [GAPS, "/flux?level=departement"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(visit: Any, path: str, scheme: str, axe: str) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    page = visit.open_map(path)
    page.evaluate(axe)
    found = page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.impact, v.nodes[0].html])")
    assert found == []


@pytest.mark.parametrize("path", [GAPS])
def test_a_phone_shows_them_without_scrolling_sideways(phone: Any, path: str) -> None:
    page = phone.open(path)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_ribbons_stand_beside_the_matrix_without_a_script(scriptless: Any) -> None:
    page = scriptless.open("/flux?level=departement")
    assert page.locator("#diagram path.ribbon").count() > 10
    expect(page.locator("#diagram svg text").first).to_be_visible()
    expect(page.locator("#matrix table")).to_be_visible()


def test_ribbons_follow_the_choice(visit: Any) -> None:
    page = visit.open_map("/flux?level=departement")
    page.locator("#c-code").select_option("29")
    page.wait_for_function("() => location.search.includes('code=29')")
    expect(page.locator("#diagram svg text", has_text="Finistère").first).to_be_visible()


def test_a_phone_has_the_table_in_place_of_ribbons(phone: Any) -> None:
    page = phone.open("/flux?level=departement")
    expect(page.locator("#diagram")).to_be_hidden()
    expect(page.locator("#matrix")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_flows_run_when_asked_to_and_stop(visit: Any) -> None:
    page = visit.open_map("/flux?level=departement&top=20")
    button = page.get_by_role("button", name="Animer les flux")
    still = page.evaluate(CANVAS)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.wait_for_function(f"(still) => ({CANVAS})() !== still", arg=still)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    page.wait_for_function(f"(still) => ({CANVAS})() === still", arg=still)


def test_nothing_runs_for_one_who_asked_for_less_motion(visit: Any) -> None:
    visit.page.emulate_media(reduced_motion="reduce")
    page = visit.open_map("/flux?level=departement&top=20")
    expect(page.locator("#move")).to_be_hidden()
    visit.page.emulate_media(reduced_motion="no-preference")
    page.get_by_role("button", name="Animer les flux").click()
    visit.page.emulate_media(reduced_motion="reduce")
    expect(page.locator("#move")).to_have_attribute("aria-pressed", "false")


def test_what_stays_in_a_territory_is_a_ring(scriptless: Any) -> None:
    page = scriptless.open("/flux?level=departement")
    assert page.locator("svg.map-svg circle.ring").count() > 10
