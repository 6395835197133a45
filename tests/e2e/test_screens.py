"""Screenshots to look at, at the sizes of a phone and of a desk: ``tests/output/screens``."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

SCREENS = Path(__file__).resolve().parents[1] / "output" / "screens"
PAGES = {
    "accueil": "/",
    "carte-departement": "/carte?indicator=local_share&variant=departement&level=departement",
    "carte-commune": "/carte?indicator=spend&variant=per_inhabitant&level=commune&departement=35",
    "carte-jenks-viridis": "/carte?indicator=local_share&level=departement&method=jenks&palette=viridis",
    "carte-integree": "/carte?indicator=net_balance&level=region&embed=1",
    "carte-concentrations": "/carte?indicator=local_share&level=departement&family=45&groups=hulls",
    "carte-bassins": "/carte?groups=basins&level=departement",
    "deux-cartes": "/cartes?left_indicator=local_share&right_indicator=spend",
    "flux": "/flux?level=departement",
    "flux-ecarts": "/flux/ecarts?level=departement",
    "flux-bretagne": "/flux?level=epci&within=region:53",
    "comparer": "/comparer?t=departement:29&t=departement:35&t=departement:69",
    "territoire-compose": "/territoire/communes?codes=29019,29232,35238",
    "territoire": "/territoire/departement/29",
    "methode": "/methode/local_share",
    "qualite": "/qualite",
}
pytestmark = pytest.mark.slow
SIZES = {"390": {"width": 390, "height": 844}, "1440": {"width": 1440, "height": 1000}}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_screen(chromium: Browser, site: str, name: str, size: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    page = chromium.new_page(viewport=SIZES[size])  # type: ignore[arg-type]
    page.goto(site + PAGES[name])
    if name.startswith(("carte", "flux")):
        page.locator("#map").scroll_into_view_if_needed()
        page.wait_for_function("() => document.documentElement.dataset.map === 'ready'", timeout=60_000)
        page.evaluate("() => scrollTo(0, 0)")
    target = SCREENS / f"{name}-{size}.png"
    page.screenshot(path=target, full_page=size == "1440")
    page.close()
    assert target.stat().st_size > 10_000
