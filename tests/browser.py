"""The machine's own browser, one for all tests of a run: Playwright starts once in a process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from world import skip_or_fail

CHROMIUM = Path("/usr/bin/chromium")
# WebGL is drawn by software, and the page around it without it: laid out by SwiftShader too, it took twice as long.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu-compositing",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def is_of_the_page(said: str) -> bool:
    """Whether a line of the console is the page's: the browser itself tells that WebGL is copied by the processor."""
    return "GPU stall due to ReadPixels" not in said


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's own browser."""
    if not CHROMIUM.exists():
        skip_or_fail(f"{CHROMIUM} is not installed; `make machine` as root installs it")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()
