"""The map by the keyboard alone: every control is reached in turn, shows that it has the focus, and says its figure."""

from typing import Any

import pytest
from playwright.sync_api import expect

MAP = "/carte?indicator=spend&variant=total&level=region"
REACHABLE = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter(one => !one.disabled && one.type !== 'hidden' && one.tabIndex >= 0 && one.checkVisibility({
        visibilityProperty: true, contentVisibilityAuto: true }))
    .map((one, at) => { one.dataset.tour = at; return one.outerHTML.slice(0, 80); })"""
FOCUSED = """() => { const one = document.activeElement;
    const style = getComputedStyle(one);
    // A shape of the drawing under the engine: the engine outlines its own, beside which the tooltip stands.
    const isTold = one.closest('.map-svg') && !document.querySelector('.map-tip').hidden;
    const isSeen = style.outlineStyle !== 'none' || style.boxShadow !== 'none'
        || Boolean(isTold);
    return [one.dataset.tour ?? '', isSeen, one.outerHTML.slice(0, 80)]; }"""
AXE = "async () => (await axe.run()).violations.map(v => [v.id, v.impact, v.nodes[0].html])"


def test_a_tour_by_tab_reaches_every_control_and_shows_where_it_is(visit: Any) -> None:
    page = visit.open_map(MAP)
    for closed in page.locator("main details:not([open]) > summary").all():
        if closed.is_visible():
            closed.click()
    page.get_by_role("button", name="Composer un territoire").click()
    wanted = page.evaluate(REACHABLE)
    page.locator("body").evaluate("body => { body.tabIndex = -1; body.focus(); body.removeAttribute('tabindex'); }")
    reached, unseen = set(), []
    for _ in range(len(wanted) + 5):
        page.keyboard.press("Tab")
        at, is_seen, what = page.evaluate(FOCUSED)
        reached.add(at)
        if at and not is_seen:
            unseen.append(what)
    assert [what for at, what in enumerate(wanted) if str(at) not in reached] == []
    assert unseen == []


def test_the_focus_says_what_the_pointer_would(visit: Any) -> None:
    page = visit.open_map(MAP)
    page.locator(".map-svg a").first.focus()
    expect(page.locator(".map-tip")).to_contain_text("marchés")


@pytest.mark.parametrize(
    "path",
    [
        "/carte?indicator=concentration&year=2018-2020",
        "/carte?level=commune&departement=35",
        "/cartes?level=commune&departement=35",
        "/flux?level=departement&embed=1",
    ],
)
def test_axe_finds_no_barrier_in_an_empty_or_lesser_state(visit: Any, path: str, axe: str) -> None:
    page = visit.open(path)
    page.evaluate(axe)
    assert page.evaluate(AXE) == []


def test_axe_finds_no_barrier_in_a_page_that_does_not_exist(visit: Any, axe: str) -> None:
    page = visit.open("/carte?indicator=rien")
    assert [status for status, path in visit.answers if path == "/carte"] == [404]
    visit.said.clear()  # the browser tells of the status
    page.evaluate(axe)
    assert page.evaluate(AXE) == []
