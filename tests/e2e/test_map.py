"""What a person sees and does on the maps, in a real browser."""

import json
import re
from io import BytesIO
from typing import Any

import pytest
from e2e_visit import colours_on_canvas, is_near, until
from PIL import Image
from playwright.sync_api import Page, expect

MAP = "/carte?indicator=local_share&variant=departement&level=departement"
STRONG = "#1c1b19"
"""--edge-strong, by day."""


def test_the_map_is_drawn_in_the_colours_of_its_legend(visit: Any) -> None:
    page = visit.open_map(MAP)
    legend = _values(page, MAP)["classes"]["colors"]
    seen = colours_on_canvas(page)
    assert all(colour.lower() in seen for colour in legend)
    assert visit.tiles()
    assert {status for status, _ in visit.tiles()} == {200}


def test_the_departements_are_there_before_any_script(scriptless: Any) -> None:
    page = scriptless.open(MAP)
    expect(page.locator("svg.map-svg [data-code='29']")).to_be_visible()
    page.locator("svg.map-svg a:has([data-code='29'])").click(force=True)
    expect(page).to_have_url(re.compile(r"/territoire/departement/29"))


def test_a_click_on_finistere_opens_its_page(visit: Any) -> None:
    page = visit.open_map(MAP)
    x, y = _middle(page, "29")
    page.mouse.click(x, y)
    expect(page).to_have_url(re.compile(r"/territoire/departement/29"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Finistère")


def test_pointing_says_the_value_its_interval_and_its_count(visit: Any) -> None:
    page = visit.open_map(MAP)
    page.mouse.move(*_middle(page, "29"))
    tip = page.locator(".map-tip")
    expect(tip).to_be_visible()
    for word in ("Finistère", "%", "marchés"):
        expect(tip).to_contain_text(word)


def test_what_is_pointed_at_is_outlined_and_no_longer_once_left(visit: Any) -> None:
    page = visit.open_map(MAP)
    assert STRONG not in colours_on_canvas(page)
    page.mouse.move(*_middle(page, "29"))
    until(page, lambda: STRONG in colours_on_canvas(page))
    page.mouse.move(0, 0)
    until(page, lambda: STRONG not in colours_on_canvas(page))


def test_what_is_too_few_is_dotted_what_is_badly_covered_hatched_and_the_rest_plain(visit: Any) -> None:
    """Also once the engine drew over the server's picture: Aisne has five contracts, Haut-Rhin under 60 % placed."""
    page = visit.open_map(MAP)
    values = _values(page, MAP)["values"]
    threshold = _values(page, MAP)["classes"]["hatch_below"]
    assert values["02"]["r"] == "insuffisant"
    assert values["68"]["k"] is not None
    assert values["68"]["c"] < threshold <= values["29"]["c"]
    assert [len(_colours_around(page, code)) > 1 for code in ("02", "68", "29")] == [True, True, False]


def test_another_indicator_repaints_without_new_tiles(visit: Any) -> None:
    page = visit.open_map(MAP)
    before, tiles = colours_on_canvas(page), len(visit.tiles())
    with page.expect_response(lambda r: "/api/values" in r.url and "indicator=net_balance" in r.url):
        page.locator("#controls [name=indicator]").select_option("net_balance")
    page.wait_for_function("() => location.search.includes('net_balance')")
    until(page, lambda: colours_on_canvas(page) != before)
    assert len(visit.tiles()) == tiles
    expect(page.get_by_role("heading", level=1)).to_contain_text("Solde")


def test_what_the_choice_before_drew_and_this_one_does_not_is_emptied(visit: Any) -> None:
    """A département without figures in 2018 looks as it does where one comes by that address."""
    page, year = visit.open_map(MAP), f"{MAP}&year=2018"
    drawn, left = (_values(page, path)["values"] for path in (MAP, year))
    code = min(code for code, one in drawn.items() if one["k"] is not None and code not in left and len(code) == 2)
    coloured = _colours_around(page, code)
    page.locator("#controls [name=year]").select_option("2018")
    page.wait_for_function("() => location.search.includes('year=2018')")
    until(page, lambda: _colours_around(page, code) != coloured)
    emptied = _colours_around(page, code)
    assert emptied == _colours_around(visit.open_map(year), code)


def test_the_address_gives_the_same_view_again(visit: Any) -> None:
    page = visit.open_map(MAP)
    page.locator("#controls [name=weight]").select_option("count")
    page.wait_for_function("() => location.search.includes('weight=count')")
    address = page.url.removeprefix(visit.site)
    again = visit.open_map(address)
    expect(again.locator("#controls [name=weight]")).to_have_value("count")


def test_the_table_gives_the_figures_of_the_map(visit: Any) -> None:
    page = visit.open_map(MAP)
    row = page.locator("table.figures tr", has=page.get_by_role("link", name="Finistère"))
    expect(row).to_contain_text(_values(page, MAP)["values"]["29"]["t"].replace("\u202f", " ")[:4])


def test_flows_draw_lines_of_their_colour(visit: Any) -> None:
    page = visit.open_map("/flux?level=departement&top=100")
    colours = page.evaluate("async () => (await (await fetch('/api/flows?level=departement')).json()).colors")
    assert is_near(colours["out"], colours_on_canvas(page))
    expect(page.locator("table tbody tr").first).to_be_visible()


def test_flows_of_one_territory(visit: Any) -> None:
    page = visit.open_map("/flux?level=departement&code=29&direction=both")
    answer = page.evaluate("async () => (await fetch('/api/flows?level=departement&code=29')).json()")
    assert answer["flows"]
    assert all("29" in (flow["from"], flow["to"]) for flow in answer["flows"])


def test_bretagne_shows_its_communes(visit: Any) -> None:
    page = visit.open_map("/carte?indicator=spend&variant=per_inhabitant&level=commune&departement=35")
    assert any(path.startswith("/tiles/commune/") for _, path in visit.tiles())
    legend = page.evaluate(
        "async () => (await fetch('/api/values?indicator=spend&variant=per_inhabitant&level=commune')).json()"
    )["classes"]["colors"]
    assert set(map(str.lower, legend)) & colours_on_canvas(page)


@pytest.mark.parametrize("path", ["/", MAP, "/flux", "/territoire/departement/29", "/methode/local_share", "/qualite"])
def test_a_phone_shows_each_page_without_scrolling_sideways(phone: Any, path: str) -> None:
    page = phone.open(path)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("path", ["/", MAP, "/flux", "/territoire/departement/29", "/methode/local_share", "/qualite"])
def test_axe_finds_no_barrier(visit: Any, path: str, axe: str) -> None:
    page = visit.open_map(path) if path.startswith(("/carte", "/flux")) else visit.open(path)
    page.evaluate(axe)
    found = page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.impact, v.nodes[0].html])")
    assert found == []


def _values(page: Page, path: str) -> Any:
    query = path.split("?")[1]
    return json.loads(page.evaluate(f"async () => (await fetch('/api/values?{query}')).text()"))


def _middle(page: Page, code: str) -> tuple[float, float]:
    """The point of a shape furthest from its border, on the server's drawing, which the engine's covers.

    The middle of Finistère's box lies in the bay of Douarnenez.
    """
    x, y = page.evaluate(
        """(code) => {
            const path = document.querySelector(`svg.map-svg [data-code="${code}"]`), box = path.getBBox();
            const turns = [...Array(12)].map((_, i) => [Math.cos(i * Math.PI / 6), Math.sin(i * Math.PI / 6)]);
            const has = (x, y) => path.isPointInFill(new DOMPoint(x, y));
            const clear = ({x, y}) => {
                let r = 0;
                while (r < 80 && turns.every(([a, b]) => has(x + a * r, y + b * r))) r += 2;
                return r;
            };
            const grid = [...Array(625)].map((_, i) => new DOMPoint(
                box.x + box.width * (0.5 + i % 25) / 25, box.y + box.height * (0.5 + Math.floor(i / 25)) / 25));
            const best = grid.reduce((a, b) => clear(b) > clear(a) ? b : a);
            const {x, y} = best.matrixTransform(path.getScreenCTM());
            return [x, y];
        }""",
        code,
    )
    return x, y


def test_of_all_communes_figures_come_where_one_looks(visit: Any) -> None:
    page = visit.open_map("/carte?indicator=spend&variant=total&level=commune#map=10.50/45.77/4.84")
    assert not any(path == "/api/values" for _, path in visit.answers), "colours alone, at first"
    page.locator("#engine").scroll_into_view_if_needed()
    box = page.locator("#engine").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".map-tip")).to_contain_text("Lyon")
    expect(page.locator(".map-tip")).to_contain_text("marchés")


def _colours_around(page: Page, code: str) -> set[tuple[int, ...]]:
    """Colours of the twelve pixels around the middle of a département, on the screen."""
    x, y = _middle(page, code)
    shot = page.screenshot(clip={"x": x - 6, "y": y - 6, "width": 12, "height": 12})
    return set(Image.open(BytesIO(shot)).convert("RGB").get_flattened_data())
