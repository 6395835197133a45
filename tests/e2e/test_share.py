"""What leaves the site: the sheet as a browser prints it, and a map that opens without a network."""

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Browser

FICHE = "/territoire/departement/35/fiche"


@pytest.mark.parametrize("address", [FICHE, f"/en{FICHE}", "/territoire/commune/35238/fiche"])
def test_the_sheet_is_open_to_all(visit: Any, axe: str, address: str) -> None:
    page = visit.open(address)
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(v["id"], [n["target"] for n in v["nodes"]]) for v in found["violations"]] == []


def test_a_browser_prints_it_on_one_page_without_its_links(visit: Any) -> None:
    printed = visit.open(FICHE).pdf(prefer_css_page_size=True)
    with pypdfium2.PdfDocument(printed) as opened:
        assert len(opened) == 1
        assert "Fiche en PDF" not in opened[0].get_textpage().get_text_range()


def test_on_a_phone_nothing_stands_out_of_the_screen(phone: Any) -> None:
    page = phone.open(FICHE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_map_taken_away_opens_without_a_network(visit: Any, chromium: Browser, tmp_path: Path) -> None:
    address = f"{visit.site}/carte.html?indicator=local_share&level=departement"
    file = tmp_path / "carte.html"
    file.write_bytes(visit.page.request.get(address).body())
    context = chromium.new_context(offline=True)
    page, said = context.new_page(), list[str]()
    page.set_default_timeout(60_000)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_selector("path.leaflet-interactive")
    assert page.locator("path.leaflet-interactive").count() > 90
    box = page.locator(".leaflet-container").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector(".leaflet-tooltip")
    assert "marchés" in page.locator(".leaflet-tooltip").inner_text()
    context.close()
    assert said == []


def test_a_sentence_is_copied_with_its_source(visit: Any) -> None:
    page = visit.open("/territoire/departement/35")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copier la phrase").first.click()
    page.get_by_role("button", name="Phrase copiée").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Ille-et-Vilaine")
    assert copied.endswith("/territoire/departement/35")
