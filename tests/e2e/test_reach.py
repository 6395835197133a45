"""Mouse, finger and keyboard all reach the name, the value, its interval, the count and the coverage."""

import re
from typing import Any

import pytest
from e2e_visit import until
from playwright.sync_api import Page, expect

MAP = "/carte?indicator=local_share&variant=departement&level=departement"
BRITTANY = (150, 300)
"""A point of Côtes-d'Armor in the frame of the page, which is 1000 units wide."""
TOLD = ("Côtes-d'Armor", "%", "intervalle", "marchés", "part couverte")


def test_the_keyboard_reaches_the_figures_of_a_territory(visit: Any) -> None:
    page = visit.open_map(MAP)
    page.locator("svg.map-svg a:has([data-code='22'])").focus()
    for word in TOLD:
        expect(page.locator(".map-tip")).to_contain_text(word)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/territoire/departement/22"))


def test_a_finger_reads_first_and_opens_by_the_link(phone: Any) -> None:
    page = phone.open_map(MAP)
    page.touchscreen.tap(*at(page, *BRITTANY))
    for word in TOLD:
        expect(page.locator(".map-tip")).to_contain_text(word)
    expect(page).to_have_url(re.compile("/carte"))
    page.locator(".map-tip a").tap()
    expect(page).to_have_url(re.compile(r"/territoire/departement/22"))


def test_leaving_the_map_puts_the_tooltip_away(visit: Any) -> None:
    page = visit.open_map(MAP)
    page.mouse.move(*at(page, *BRITTANY))
    expect(page.locator(".map-tip")).to_be_visible()
    page.mouse.move(5, 5)
    expect(page.locator(".map-tip")).to_be_hidden()


def test_a_click_on_a_heading_sorts_its_column_and_says_so(visit: Any) -> None:
    page = visit.open_map(MAP)
    heading = page.locator("table.figures thead th").nth(1)
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    assert column(page, 1) == sorted(column(page, 1), reverse=True)
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    assert column(page, 1) == sorted(column(page, 1))


def test_a_departement_leads_to_its_communes_without_leaving_the_page(visit: Any) -> None:
    page = visit.open_map("/carte?indicator=spend&variant=per_inhabitant&level=commune")
    expect(page.locator(".map-hint")).to_be_visible()
    page.mouse.click(*at(page, *BRITTANY))
    page.wait_for_function("() => location.search.includes('departement=22')")
    expect(page.locator("#controls [name=departement]")).to_have_value("22")
    expect(page.locator(".map-hint")).to_be_hidden()
    expect(page.locator("table.figures tbody tr").first).to_be_visible()


def test_a_click_on_the_flow_map_shows_the_flows_of_that_territory_and_again_all(visit: Any) -> None:
    page = visit.open_map("/flux?level=departement")
    for code in ("22", ""):
        # The territory's own middle is under its ring: a point aside is clicked.
        page.mouse.click(*at(page, *BRITTANY))
        expect(page.locator("#controls [name=code]")).to_have_value(code)
        page.wait_for_timeout(800)


def test_another_level_brings_its_own_fields_and_tiles(visit: Any) -> None:
    page = visit.open_map(MAP)
    page.locator("#controls [name=level]").select_option("region")
    expect(page.locator("table.figures").get_by_role("link", name="Bretagne")).to_be_visible()
    until(page, lambda: any(path.startswith("/tiles/region/") for _, path in visit.tiles()))


def test_the_view_moved_by_the_reader_stands_in_the_address(visit: Any) -> None:
    page = visit.open_map(MAP)
    page.mouse.move(*at(page, 400, 400))
    page.mouse.wheel(0, -600)
    page.wait_for_function("() => location.hash.startsWith('#map=')")
    assert "indicator=local_share" in page.url
    # The address names a level: it is pinned, whatever the zoom.
    expect(page.locator("#c-level")).to_have_value("departement")


def test_nothing_but_a_mark_is_left_on_the_window(visit: Any) -> None:
    page = visit.open("/methode")
    plain = set(page.evaluate("() => Object.keys(window)"))
    page = visit.open_map(MAP)
    assert set(page.evaluate("() => Object.keys(window)")) - plain == {"__mapReady"}


@pytest.mark.parametrize("path", [MAP, "/flux"])
def test_without_webgl_the_drawing_stays_and_the_form_works(visit: Any, path: str) -> None:
    visit.page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page = visit.open(path)
    page.locator("#controls [name=level]").select_option("region")
    page.wait_for_function("() => location.search.includes('level=region')")
    expect(page.locator("svg.map-svg [data-code='53']")).to_be_visible()
    assert page.locator("#engine canvas").count() == 0


def at(page: Page, x: float, y: float) -> tuple[float, float]:
    """A point of the window from a point of the frame."""
    where = page.evaluate(
        """([x, y]) => {
            const at = new DOMPoint(x, y).matrixTransform(document.querySelector("svg.map-svg").getScreenCTM());
            return [at.x, at.y];
        }""",
        [x, y],
    )
    return where[0], where[1]


def column(page: Page, index: int) -> list[float]:
    """The raw values of a column, as the rows stand; territories without a figure left out."""
    cells = page.locator(f"table.figures tbody tr > :nth-child({index + 1})")
    values = cells.evaluate_all("(cells) => cells.map((cell) => cell.dataset.value)")
    return [float(value) for value in values if value]
