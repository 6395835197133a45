"""The packaged sample, built by the command, served to Chromium; nothing may leave the machine."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser import is_of_the_page
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, expect
from serving import listening
from world import skip_or_fail

from webmap import create_app

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            # Werkzeug's server leaves a file to the collector when the browser hangs up first.
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))


@pytest.fixture(scope="session")
def site(demo: Path) -> Iterator[str]:
    """The address of the site over the demo."""
    with listening(create_app(str(demo))) as address:
        yield address


class Visit:
    """A page, with what it said on the console and what it asked of the network."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.site, self.said, self.strayed = site, list[str](), list[str]()
        self.answers: list[tuple[int, str]] = []
        context.route("**/*", self._stay)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on("response", lambda r: self.answers.append((r.status, urlsplit(r.url).path)))

    def open(self, path: str) -> Page:
        """Go to a path of the site."""
        self.page.goto(self.site + path)
        return self.page

    def open_map(self, path: str) -> Page:
        """Go to a map and wait until the engine has drawn it."""
        self.open(path)
        self.wait_for_map()
        return self.page

    def wait_for_map(self) -> None:
        """Wait until the engine says that it has drawn."""
        self.page.wait_for_function("() => document.documentElement.dataset.map === 'ready'")

    def tiles(self) -> list[tuple[int, str]]:
        """Status and path of each tile answered."""
        return [answer for answer in self.answers if answer[1].startswith("/tiles/")]

    def _hear(self, message: ConsoleMessage) -> None:
        if is_of_the_page(message.text):
            self.said.append(f"{message.type}: {message.text}")

    def _stay(self, route: Route) -> None:
        if route.request.url.startswith((self.site, "blob:", "data:")):
            route.continue_()
        else:
            self.strayed.append(route.request.url)
            route.abort()


def _visit(chromium: Browser, site: str, **options: object) -> Iterator[Visit]:
    context = chromium.new_context(**options)  # type: ignore[arg-type]
    visit = Visit(context, site)
    yield visit
    context.close()
    assert visit.strayed == [], "a request left the machine"
    assert visit.said == [], "the console must stay silent"


@pytest.fixture
def visit(chromium: Browser, site: str) -> Iterator[Visit]:
    """A visit at desktop size; afterwards the console must be silent and no request have left the machine."""
    yield from _visit(chromium, site, viewport={"width": 1440, "height": 1100})


@pytest.fixture
def zoomed(chromium: Browser, site: str) -> Iterator[Visit]:
    """A desk's screen at 200 %: half as wide for the page."""
    yield from _visit(chromium, site, viewport={"width": 640, "height": 512}, device_scale_factor=2)


@pytest.fixture
def phone(chromium: Browser, site: str) -> Iterator[Visit]:
    """The same on a phone, by touch."""
    yield from _visit(chromium, site, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)


@pytest.fixture
def scriptless(chromium: Browser, site: str) -> Iterator[Visit]:
    """The same without JavaScript."""
    yield from _visit(chromium, site, viewport={"width": 1440, "height": 1100}, java_script_enabled=False)


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core, from the locked npm packages."""
    path = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not path.exists():
        skip_or_fail("axe-core is not in node_modules; run `make setup`")
    return path.read_text(encoding="utf-8")
