"""Two maps side by side: drawn without a script, and moved together with one."""

from typing import Any

import pytest
from e2e_visit import until
from playwright.sync_api import Page, expect

PATH = "/cartes?left_indicator=local_share&right_indicator=spend"
VIEW = "() => [...document.querySelectorAll('.engine canvas')].map(canvas => canvas.toDataURL())"
NAMES = "() => [...document.querySelectorAll('.engine .inset-name')].map(name => name.style.transform)"


def test_two_maps_are_drawn_without_a_script(scriptless: Any) -> None:
    page = scriptless.open(PATH)
    for at in (0, 1):
        expect(page.locator("svg.map-svg").nth(at).locator("[data-code='29']")).to_be_visible()
    page.locator("#c-right_indicator").select_option("net_balance")
    page.get_by_role("button", name="Afficher").click()
    expect(page.locator("figure.map h2").nth(1)).to_contain_text("Solde")


def has_changed(page: Page, before: list[str]) -> bool:
    """Whether both maps show something else."""
    return all(one != other for one, other in zip(before, page.evaluate(VIEW), strict=True))


def are_alike(places: list[str]) -> bool:
    """Whether the names of the insets stand at the same places on both maps."""
    return places[: len(places) // 2] == places[len(places) // 2 :]


def test_moving_one_map_moves_the_other(visit: Any) -> None:
    page = visit.open_map(PATH)
    assert page.locator(".engine canvas").count() == 2
    before = page.evaluate(VIEW)
    box = page.locator(".engine").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, -600)
    page.wait_for_function("() => location.hash.startsWith('#map=')")
    until(page, lambda: has_changed(page, before))
    until(page, lambda: are_alike(page.evaluate(NAMES)))


def test_a_row_of_the_table_shows_its_place_on_both(visit: Any) -> None:
    page = visit.open_map(PATH)
    before = page.evaluate(VIEW)
    page.locator("tr[data-code='29'] a").focus()
    until(page, lambda: has_changed(page, before))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(visit: Any, scheme: str, axe: str) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    page = visit.open_map(PATH)
    page.evaluate(axe)
    found = page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.impact, v.nodes[0].html])")
    assert found == []


def test_a_phone_shows_them_one_under_the_other(phone: Any) -> None:
    page = phone.open(PATH)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
