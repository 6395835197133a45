"""A territory of one's own, drawn around communes on the map, or made of names by the keyboard alone."""

import re
from typing import Any

from playwright.sync_api import Page, expect

MAP = "/carte?indicator=spend&variant=total&level=departement&year=2018#map=8.00/48.10/-3.50"


def drawn(page: Page, width: int) -> None:
    """A square drawn by the pointer around the middle of the map."""
    page.locator("#engine").scroll_into_view_if_needed()
    box = page.locator("#engine").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - width, y - width)
    page.mouse.down()
    for right, down in ((1, -1), (1, 1), (-1, 1)):
        page.mouse.move(x + right * width, y + down * width, steps=3)
    page.mouse.up()


def test_communes_are_drawn_named_taken_off_and_lead_to_their_page(visit: Any, axe: str) -> None:
    page = visit.open_map(MAP)
    page.get_by_role("button", name="Composer un territoire").click()
    drawn(page, 60)
    expect(page.locator("#own-list button").nth(3)).to_be_visible()
    many = page.locator("#own-list button").count()
    assert visit.site + "/carte" in page.url, "a click that draws opens nothing"
    page.locator("#own-add").focus()
    page.keyboard.type("29019")
    page.keyboard.press("Enter")
    expect(page.locator("#own-list button")).to_have_count(many + 1)
    expect(page.locator("#own-said")).to_contain_text(f"{many + 1} communes")
    page.evaluate(axe)
    found = page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.impact, v.nodes[0].html])")
    assert found == []
    page.get_by_role("button", name="Retirer Brest").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#own-list button")).to_have_count(many)
    page.get_by_role("button", name="Voir ce territoire").click()
    expect(page).to_have_url(re.compile(r"/territoire/communes\?codes=.*year=2018"))
    expect(page.locator("main .scope").first).to_contain_text(f"{many} communes")
