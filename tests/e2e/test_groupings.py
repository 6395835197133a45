"""Hulls and basins on the map: seen, named, told, and in the address."""

from typing import Any

import pytest
from e2e_visit import colours_on_canvas, is_near, until
from playwright.sync_api import expect

HULLS = "/carte?indicator=local_share&level=departement&family=45&groups=hulls"
BASINS = "/carte?groups=basins&level=departement"


def test_hulls_are_drawn_before_any_script_with_their_names(scriptless: Any) -> None:
    page = scriptless.open(HULLS)
    assert page.locator("svg.map-svg path.hull").count() > 3
    expect(page.locator("svg.map-svg .place-name", has_text="Paris")).to_be_visible()
    expect(page.locator("#groups tbody tr").first).to_contain_text("Paris")


def test_one_control_puts_hulls_over_the_map_and_into_the_address(visit: Any) -> None:
    page = visit.open_map(HULLS.removesuffix("&groups=hulls"))
    before, tiles = colours_on_canvas(page), len(visit.tiles())
    page.locator("#c-groups").select_option("hulls")
    page.wait_for_function("() => location.search.includes('groups=hulls')")
    until(page, lambda: is_near("#8e0152", colours_on_canvas(page) - before))
    assert len(visit.tiles()) == tiles
    expect(page.locator("#groups")).to_contain_text("Concentrations de titulaires")
    page.locator("#c-groups").select_option("")
    page.wait_for_function("() => !location.search.includes('groups=')")
    expect(page.locator("#groups section")).to_have_count(0)


def test_basins_take_the_colours_of_their_legend(visit: Any) -> None:
    page = visit.open_map(BASINS)
    legend = page.evaluate("async () => (await (await fetch('/api/values?groups=basins')).json()).classes.colors")
    assert all(colour in colours_on_canvas(page) for colour in legend)
    expect(page.locator("#time")).to_be_hidden()
    page.locator("#c-groups").select_option("")
    page.wait_for_function("() => !location.search.includes('groups=')")
    expect(page.locator("#c-indicator")).to_be_visible()
    expect(page.locator("#time")).to_be_visible()


@pytest.mark.parametrize("path", [HULLS, BASINS, "/methode/regroupements"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(visit: Any, path: str, scheme: str, axe: str) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    page = visit.open_map(path) if path.startswith("/carte") else visit.open(path)
    page.evaluate(axe)
    found = page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.impact, v.nodes[0].html])")
    assert found == []


@pytest.mark.parametrize("path", [HULLS, BASINS])
def test_a_phone_shows_them_without_scrolling_sideways(phone: Any, path: str) -> None:
    page = phone.open(path)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("language", ["", "/en"])
def test_pointing_tells_the_territory_and_what_surrounds_it(visit: Any, language: str) -> None:
    page = visit.open_map(language + HULLS)
    box = page.locator("svg.map-svg path.hull").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".map-tip em")).to_contain_text("Paris")
    name = page.locator(".map-tip strong").inner_text()
    assert not page.locator(".map-tip span").first.inner_text().startswith(name)
