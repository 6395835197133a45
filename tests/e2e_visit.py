"""Looking at the canvas of a map, for as long as it needs and no longer."""

import time
from collections.abc import Callable

from playwright.sync_api import Page

_SCRIPT = """() => {
    const canvas = document.querySelector("#engine canvas");
    const copy = Object.assign(document.createElement("canvas"), {width: canvas.width, height: canvas.height});
    const brush = copy.getContext("2d");
    brush.fillStyle = "#fff"; brush.fillRect(0, 0, copy.width, copy.height);
    brush.drawImage(canvas, 0, 0);
    const {data} = brush.getImageData(0, 0, copy.width, copy.height), seen = new Map();
    for (let i = 0; i < data.length; i += 4) {
        const key = (data[i] << 16) | (data[i + 1] << 8) | data[i + 2];
        seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    return [...seen].filter(([, n]) => n >= 12).map(([key]) => "#" + key.toString(16).padStart(6, "0"));
}"""


def colours_on_canvas(page: Page) -> set[str]:
    """Colours of at least a dozen pixels of the map, as '#rrggbb'."""
    return set(page.evaluate(_SCRIPT))


def until(page: Page, condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait until something is so: a pause of a fixed length is too long on one machine and too short on another."""
    late = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < late, "it never came"
        page.wait_for_timeout(50)


def is_near(colour: str, seen: set[str], tolerance: int = 48) -> bool:
    """Whether a colour, slightly transparent over a pale ground, is among those seen."""

    def parts(text: str) -> tuple[int, ...]:
        return tuple(int(text[at : at + 2], 16) for at in (1, 3, 5))

    return any(all(abs(a - b) <= tolerance for a, b in zip(parts(colour), parts(one), strict=True)) for one in seen)
