"""How the reader changes a map: zoom, classes, breaks, years; and what he takes away of it."""

import re
from typing import Any

import pytest
from e2e_visit import colours_on_canvas, until
from playwright.sync_api import Page, expect

MAP = "/carte?indicator=local_share&variant=departement&level=departement"
COMPARED = "/comparer?t=departement:29&t=departement:35"


def test_the_level_follows_the_zoom_and_comes_back(visit: Any) -> None:
    page = visit.open_map("/carte?indicator=spend&variant=per_inhabitant")
    page.mouse.move(*_centre(page))
    for turn, level in ((-1_100, "epci"), (1_100, "departement")):
        page.mouse.wheel(0, turn)
        page.wait_for_function(f"() => location.search.includes('level={level}')")
        expect(page.locator("#c-level")).to_have_value(level)


def test_another_classification_repaints_without_new_tiles(visit: Any) -> None:
    page = visit.open_map(MAP)
    tiles = len(visit.tiles())
    page.locator("#look summary").click()
    page.locator("#c-method").select_option("jenks")
    page.wait_for_function("() => location.search.includes('method=jenks')")
    page.locator("#c-palette").select_option("viridis")
    page.wait_for_function("() => location.search.includes('palette=viridis')")
    expect(page.locator("#look-box")).to_have_attribute("open", "")
    until(page, lambda: "#fde725" in colours_on_canvas(page))
    assert len(visit.tiles()) == tiles


def test_a_break_is_dragged_over_the_histogram(visit: Any) -> None:
    page = visit.open_map(MAP)
    line = page.locator(".histogram .break").first
    line.scroll_into_view_if_needed()
    box = line.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 30, y, steps=4)
    page.mouse.up()
    page.wait_for_function("() => location.search.includes('method=fixed')")
    expect(page.locator("#c-method")).to_have_value("fixed")
    assert len(page.locator("#c-breaks").input_value().split()) == 4


def test_the_years_pass_in_the_same_classes_and_stop(visit: Any) -> None:
    page = visit.open_map(MAP)
    legend = page.locator("#legend").inner_text()
    page.get_by_role("button", name="Faire défiler").click()
    page.wait_for_function("() => location.search.includes('year=')")
    expect(page.locator("#time output")).not_to_have_text("Toutes")
    page.get_by_role("button", name="Faire défiler").click()
    first = legend.splitlines()[0]
    assert first in page.locator("#legend").inner_text()


def test_one_who_asked_for_less_motion_has_the_slider_alone(visit: Any) -> None:
    visit.page.emulate_media(reduced_motion="reduce")
    page = visit.open(MAP)
    expect(page.locator("#t-year")).to_be_visible()
    expect(page.get_by_role("button", name="Faire défiler")).to_be_hidden()


def test_a_picture_of_what_is_on_screen_is_saved(visit: Any) -> None:
    page = visit.open_map("/flux?level=departement")
    with page.expect_download() as saved:
        page.get_by_role("link", name="PNG").click()
    picture = saved.value.path().read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") == 2000
    assert len(picture) > 60_000


@pytest.mark.parametrize("path", [f"{MAP}&method=jenks", COMPARED, "/territoire/communes?codes=29019,35238", "/flux"])
def test_a_page_is_whole_at_200_percent(zoomed: Any, path: str) -> None:
    page = zoomed.open(path)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(
    ("path", "scheme"),
    [
        (f"{MAP}&method=jenks", "dark"),
        (f"{MAP}&method=continuous&embed=1", "light"),
        ("/flux?level=departement&within=region:53", "dark"),
        (COMPARED, "light"),
        (COMPARED, "dark"),
        ("/comparer?add=saint", "light"),
        ("/territoire/communes?codes=29019,35238", "dark"),
        ("/territoire?q=saint", "light"),
    ],
)
def test_axe_finds_no_barrier_in_a_new_state(visit: Any, path: str, scheme: str, axe: str) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    page = visit.open(path)
    if path.startswith(("/carte", "/flux")):
        page.locator("#map").scroll_into_view_if_needed()
        visit.wait_for_map()
    for closed in page.locator("main details:not([open]) > summary").all():
        if closed.is_visible():
            closed.click()
    page.evaluate(axe)
    found = page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.impact, v.nodes[0].html])")
    assert found == []


def test_the_keyboard_alone_adds_a_territory_to_compare(scriptless: Any) -> None:
    page = scriptless.open(COMPARED)
    page.locator("#add").focus()
    page.keyboard.type("Morbihan")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"t=departement%3A56|t=departement:56"))
    expect(page.get_by_role("columnheader", name="Morbihan")).to_be_visible()


def _centre(page: Page) -> tuple[float, float]:
    box = page.locator("#engine").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
