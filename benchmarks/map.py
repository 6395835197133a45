"""Time the map in the machine's own Chromium (software WebGL), against folium on the same communes, in one run.

``python benchmarks/map.py ATLAS [DECK]`` prints one line a figure, ``NAME value limit PASS|FAIL``. DECK is a file of
deck.gl alone (``dist.min.js`` of its npm package); without it the flows are timed and compared with nothing. Seconds
are those of this machine under its present load: the two sides of a comparison are of the same run.
"""

import gzip
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import folium
from playwright.sync_api import Browser, CDPSession, Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser import CHROMIUM, FLAGS  # noqa: E402
from serving import serving  # noqa: E402

from geo.atlas import Atlas, open_atlas  # noqa: E402
from geo.notebook import indicator_frame  # noqa: E402
from geo.painted import simplified  # noqa: E402
from webmap.standalone import engine  # noqa: E402

VIEW: Any = {"width": 1200, "height": 900}
PATIENCE_MS = 400_000
MAP = "/carte?indicator=spend&variant=total&level=departement"
COMMUNES = "/carte?indicator=local_share&variant=commune&level=commune#map=6.01/46.60/2.50"
FLOWS = "/flux?level=epci"
KB = 1024
COLOURS = ["#edf8b1", "#7fcdbb", "#41b6c4", "#1d91c0", "#0c2c84"]
READY = "() => document.documentElement.dataset.map === 'ready'"
QUIET = "() => !('loading' in document.documentElement.dataset)"
TWICE_DRAWN = (
    "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
)
WEIGHT = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .filter(one => one.responseEnd <= TIME).reduce((sum, one) => sum + one.transferSize, 0)"""
SCRIPTS = """() => performance.getEntriesByType('resource')
    .filter(one => one.name.includes('/static/js/')).reduce((sum, one) => sum + one.encodedBodySize, 0)"""
WATCH_TASKS = """() => { window.tasks = [];
    new PerformanceObserver(list => tasks.push(...list.getEntries().map(one => [one.startTime, one.duration])))
        .observe({ type: 'longtask' }); }"""
AFTER_DATA = """() => { const came = performance.getEntriesByType('resource')
        .filter(one => one.name.includes('/carte/couleurs')).at(-1).responseEnd;
    return tasks.filter(([start, length]) => start + length > came).reduce((sum, [, length]) => sum + length, 0); }"""


def main() -> None:
    """Measure everything and print it."""
    atlas = open_atlas(sys.argv[1])
    with serving(Path(sys.argv[1])) as site, sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        # The page's thread would copy the canvas, and wait for the drawing: it is not what a reader's browser does.
        flags = [flag for flag in FLAGS if flag != "--disable-gpu-compositing"]
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        rival = folium_file(atlas, Path(folder))
        seconds, heap = of_folium(browser, rival)
        weight = len(gzip.compress(rival.read_bytes(), 6))
        first_map(browser, site, seconds, weight)
        communes(browser, site, atlas, seconds, heap)
        flows(browser, site, atlas, Path(sys.argv[2]) if len(sys.argv) > 2 else None)
        memory(browser, site)
        browser.close()


def say(name: str, value: float, limit: float, unit: str) -> None:
    """One figure, and whether it is under its limit."""
    print(f"{name:<34} {value:9.2f} {limit:9.2f} {unit:<3} {'PASS' if value <= limit else 'FAIL'}", flush=True)


@contextmanager
def page_of(browser: Browser) -> Iterator[Page]:
    """A page of its own context, so that nothing is kept from the one before."""
    context = browser.new_context(viewport=VIEW)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    yield page
    context.close()


def heap_mb(page: Page) -> float:
    """What the page's main thread holds, once what is no longer held was collected."""
    session: CDPSession = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]) / KB / KB


def folium_file(atlas: Atlas, folder: Path) -> Path:
    """The communes as folium draws them, its engine inside and no tooltips: what is left out is to its advantage."""
    frame = simplified(indicator_frame(atlas, "local_share", "commune", reading="commune"), 0.005)
    frame["color"] = [COLOURS[n % len(COLOURS)] for n in range(len(frame))]
    drawn = folium.Map(tiles=None, location=[46.6, 2.5], zoom_start=6)
    shapes = frame[["code", "color", "geometry"]].to_json(drop_id=True)
    style: Callable[[Any], Any] = lambda one: {  # noqa: E731
        "fillColor": one["properties"]["color"], "color": "#666666", "weight": 0.3, "fillOpacity": 0.9,
    }  # fmt: skip
    folium.GeoJson(shapes, style_function=style).add_to(drawn)
    drawn.default_js, drawn.default_css = [], []
    drawn.get_root().header.add_child(folium.Element(engine(str(ROOT / "static"))))  # type: ignore[attr-defined]
    path = folder / "folium.html"
    path.write_text(drawn.get_root().render(), encoding="utf-8")
    return path


def of_folium(browser: Browser, path: Path) -> tuple[float, float]:
    """Seconds until its communes are drawn, and its heap."""
    with page_of(browser) as page:
        page.route("http**", lambda route: route.abort())
        page.goto(path.as_uri())
        seconds = float(page.evaluate(TWICE_DRAWN)) / 1000
        shapes = page.locator("path.leaflet-interactive").count()
        heap = heap_mb(page)
    print(
        f"folium: {shapes} communes, {seconds:.2f} s, heap {heap:.0f} MB, {path.stat().st_size / KB / KB:.1f} MB",
        flush=True,
    )
    return seconds, heap


def first_map(browser: Browser, site: str, seconds: float, weight: int) -> None:
    """The first coloured map: the server's drawing, when the browser first paints it."""
    with page_of(browser) as page:
        page.goto(site + MAP)
        page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
        painted = float(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        asked = page.evaluate(WEIGHT.replace("TIME", str(painted)))
        page.wait_for_function(READY)
        scripts = page.evaluate(SCRIPTS)
    say("first-map-time", painted / 1000, seconds / 6, "s")
    say("first-map-bytes", asked / KB, weight / KB / 20, "kB")
    say("scripts-before-and-beside-engine", scripts / KB, 60, "kB")


def communes(browser: Browser, site: str, atlas: Atlas, seconds: float, heap: float) -> None:
    """Every commune coloured by the engine, then coloured anew by another indicator."""
    codes = list(atlas.territories("commune")["code"])
    bodies = [full_colours(codes, seed) for seed in (1, 2)]
    with page_of(browser) as page:
        page.route("**/carte/couleurs.json?**", lambda route: answer(route, bodies[0]))
        began = time.perf_counter()
        page.goto(site + COMMUNES)
        page.wait_for_function(READY)
        say("communes-time", time.perf_counter() - began, seconds, "s")
        say("communes-heap", heap_mb(page), heap / 10, "MB")
        page.unroute("**/carte/couleurs.json?**")
        page.route("**/carte/couleurs.json?**", lambda route: answer(route, bodies[1]))
        page.evaluate(WATCH_TASKS)
        with page.expect_response("**/carte/couleurs.json?**"):
            page.locator("#c-weight").select_option("count")
        page.wait_for_function(QUIET)
        page.wait_for_timeout(3_000)
        say("next-indicator-bytes", len(gzip.compress(bodies[1], 6)) / KB, 250, "kB")
        say("next-indicator-main-thread", page.evaluate(AFTER_DATA), 100, "ms")


def full_colours(codes: list[str], seed: int) -> bytes:
    """The answer of /carte/couleurs.json where every commune has a figure: the sample has one of thirty."""
    rng = random.Random(seed)  # noqa: S311 - chance that comes back the same
    listed: dict[str, list[str]] = {}
    for code in codes:
        listed.setdefault(f"{rng.randrange(5)}{'h' if rng.random() < 0.2 else ''}", []).append(code)
    classes = {
        "kind": "sequential", "breaks": [0, 0.2, 0.4, 0.6, 0.8, 1], "colors": COLOURS, "labels": ["a"] * 5,
        "no_data_color": "#dddddd", "insufficient_color": "#eeeeee", "hatch_below": 0.6, "no_data_label": "",
    }  # fmt: skip
    return json.dumps({"classes": classes, "groups": None, "codes": listed}).encode()


def answer(route: Route, body: bytes) -> None:
    """Answer in the site's place."""
    route.fulfill(body=body, content_type="application/json")


def many_flows(atlas: Atlas, count: int) -> list[dict[str, Any]]:
    """Flows between EPCI drawn by lot, as /api/flows gives them."""
    rng = random.Random(3)  # noqa: S311 - chance that comes back the same
    places = atlas.territories("epci")[["code", "name", "map_lon", "map_lat"]].values.tolist()
    found = []
    for _ in range(count):
        start, end = rng.sample(places, 2)
        found.append({
            "from": start[0], "to": end[0], "from_name": start[1], "to_name": end[1], "from_point": start[2:],
            "to_point": end[2:], "amount": rng.paretovariate(1.2) * 1e4, "contracts": 1, "role": "out", "tip": "x : y",
        })  # fmt: skip
    return found


def flows(browser: Browser, site: str, atlas: Atlas, deck: Path | None) -> None:
    """What 5,000 flows take on the page of flows, and as arcs of deck.gl alone: beside five, and in all."""
    few, many = many_flows(atlas, 5), many_flows(atlas, 5_000)
    ours = [of_page(browser, site, drawn) for drawn in (few, many)]
    bare = [of_deck(browser, deck, drawn) if deck else float("nan") for drawn in (few, many)]
    say("flows-5000-beside-5", ours[1] - ours[0], 1.2 * (bare[1] - bare[0]), "s")
    say("flows-5000-time", ours[1], 1.2 * bare[1], "s")


def of_page(browser: Browser, site: str, drawn: list[dict[str, Any]]) -> float:
    """Seconds until the page of flows has drawn these."""
    body = json.dumps({"flows": drawn, "code": None}).encode()
    with page_of(browser) as page:
        page.route("**/api/flows?**", lambda route: answer(route, body))
        began = time.perf_counter()
        page.goto(site + FLOWS)
        page.wait_for_function(READY)
        return time.perf_counter() - began


def of_deck(browser: Browser, deck: Path, drawn: list[dict[str, Any]]) -> float:
    """Seconds until deck.gl alone has drawn the same flows."""
    arcs = json.dumps([{"a": one["from_point"], "b": one["to_point"]} for one in drawn])
    text = f"""<!doctype html><body><div id=map style="width:1200px;height:900px"></div>
        <script src="{deck.resolve().as_uri()}"></script><script>
        new deck.DeckGL({{container: 'map', initialViewState: {{longitude: 2.5, latitude: 46.6, zoom: 5}},
          layers: [new deck.ArcLayer({{data: {arcs}, getSourcePosition: d => d.a, getTargetPosition: d => d.b}})],
          onAfterRender: () => {{ window.times = (window.times ?? 0) + 1; }} }});</script>"""
    with tempfile.TemporaryDirectory() as folder, page_of(browser) as page:
        path = Path(folder, "deck.html")
        path.write_text(text, encoding="utf-8")
        began = time.perf_counter()
        page.goto(path.as_uri())
        page.wait_for_function("() => window.times >= 2")
        return time.perf_counter() - began


def memory(browser: Browser, site: str) -> None:
    """What the page holds after fifty changes of indicator, against after five."""
    held = {}
    with page_of(browser) as page:
        page.goto(site + MAP)
        page.wait_for_function(READY)
        for change in range(1, 51):
            with page.expect_response("**/api/values?**"):
                page.locator("#c-indicator").select_option(("local_share", "spend")[change % 2])
            page.wait_for_function(QUIET)
            if change in (5, 50):
                held[change] = heap_mb(page)
    say("memory-after-50-changes", held[50], 1.1 * held[5], "MB")


if __name__ == "__main__":
    main()
