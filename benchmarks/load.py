"""How the site holds a load, against a static file of the same size from nginx, in one run: ``make load``.

``python benchmarks/load.py ATLAS --seconds 120`` serves the folder ATLAS and a PostGIS copy of it in turn, each by
gunicorn as `deploy/` has it, and writes a line ``NAME value limit PASS|FAIL`` for each limit (docs/reliability.md, A).
The file and the route take turns: file, route, file, route. NOISY is said where the machine was not quiet: the file's
own two medians differ by over a quarter.
"""

import argparse
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb
from openloop import Wish, ask, ask_all
from service import WORKERS, Site, bare_nginx, gunicorn, shipped_nginx, stores

GZIP = {"Accept-Encoding": "gzip"}
HALF_OPEN = 200
OUTPUT = Path(__file__).resolve().parents[1] / "tests" / "output" / "load.txt"


class Route(NamedTuple):
    """A route under a held rate; a limit of 0 is none."""

    name: str
    paths: list[str]
    rate: float
    times_static: float = 0
    most_ms: float = 0
    is_known: bool = False
    """Whether the browser has the answer already, and is told so (304)."""
    is_long: bool = False
    """Whether the rate is held for the whole time asked; the others for a sixth of it."""


class Run:
    """One store under load."""

    def __init__(self, site: Site, static: Site, folder: Path, store: str, seconds: float) -> None:
        self.site, self.static, self.folder, self.store, self.seconds = site, static, folder, store, seconds
        self.brief = max(seconds / 6, 3)

    def line(self, name: str, value: float, limit: float, note: str = "") -> None:
        """One line of the report; printed too."""
        text = f"{name}, {self.store}{note}\t{value:.4g}\t{limit:g}\t{'PASS' if value <= limit else 'FAIL'}"
        print(text.replace("\t", "  "), flush=True)
        OUTPUT.parent.mkdir(exist_ok=True)
        with OUTPUT.open("a", encoding="utf-8") as lines:
            lines.write(text + "\n")

    def warm(self, paths: list[str]) -> None:
        """Ask until each process has each page: what the first reader of a page waits for is a line of its own."""
        for path in paths * 6:
            self.site.get(path, **GZIP)

    def held(self, route: Route) -> None:
        """A route at its rate, in turn with a file of its size."""
        status, headers, body = self.site.get(route.paths[0], **GZIP)
        if status != 200:
            raise SystemExit(f"{route.paths[0]} answers {status}")
        file = self.folder / "files" / "same-size"
        file.write_bytes(body)
        known = {"If-None-Match": headers["etag"], **GZIP} if route.is_known else GZIP
        seconds = self.seconds if route.is_long else self.brief
        known_file = {"If-None-Match": self.static.get("/same-size")[1]["etag"]} if route.is_known else {}
        files, routes = [], []
        for _ in range(2):
            files.append(ask(Wish(self.static.port, ["/same-size"], self.brief / 2, route.rate, known_file)))
            routes.append(ask(Wish(self.site.port, route.paths, seconds / 2, route.rate, known)))
        found, bare = routes[0].of(routes[1]), files[0].of(files[1])
        noise = sorted(statistics.median(part.ms) for part in files)
        note = f" ({len(body) / 1000:,.0f} kB)" + (" NOISY" if noise[1] > 1.25 * noise[0] else "")
        name = f"{route.name} at {route.rate:g}/s for {seconds:.0f} s"
        self.line(f"{name}: answers other than {304 if route.is_known else 200}",
                  found.other_than(304 if route.is_known else 200), 0)  # fmt: skip
        if route.times_static:
            self.line(f"{name}: p95, times that of a file", found.quantile(0.95) / bare.quantile(0.95),
                      route.times_static, note)  # fmt: skip
        if route.most_ms:
            self.line(f"{name}: p95, ms", found.quantile(0.95), route.most_ms, note)
        print(f"   {found.quantile(0.5):.1f} ms at the median, {found.quantile(0.95):.1f} at p95; "
              f"file {bare.quantile(0.5):.2f} and {bare.quantile(0.95):.2f}; {dict(found.statuses)}")  # fmt: skip

    def overloaded(self, paths: list[str]) -> None:
        """Four times what it can answer: refused politely, and never deaf to the question whether it lives."""
        capacity = len(ask(Wish(self.site.port, paths, self.brief)).ms) / self.brief
        seconds = self.brief
        many, health = ask_all([
            Wish(self.site.port, paths, seconds, 4 * capacity), Wish(self.site.port, ["/livez"], seconds, 5),
        ])  # fmt: skip
        time.sleep(5)
        after = ask(Wish(self.site.port, paths, 5, capacity / 4))
        print(f"   capacity {capacity:.0f}/s; {dict(many.statuses)}; 200 within {many.quantile(0.95):.0f} ms at p95")
        name = "A7 four times too many"
        self.line(f"{name}: answers other than 200, 429, 503", many.other_than(200, 429, 503), 0)
        self.line(f"{name}: 503 without Retry-After", many.without_retry_after, 0)
        self.line(f"{name}: no answer within 10 s", sum(ms > 10_000 for ms in many.ms), 0)
        self.line(f"{name}: /livez other than 200", health.other_than(200), 0)
        self.line(f"{name}: slowest /livez, ms", max(health.ms), 1000)
        self.line(f"{name}: answers other than 200 five seconds later", after.other_than(200), 0)

    def replayed(self, parts: list[Wish]) -> None:
        """A mixture, for three times as long as the others: memory and open files stay as they are."""
        heard = ask_all([part._replace(seconds=self.brief) for part in parts])
        memory_mb, files = self.site.memory_mb(), self.site.open_files()
        again = ask_all([part._replace(seconds=2 * self.brief) for part in parts])
        every = heard[0].of(*heard[1:], *again)
        rate = sum(part.rate for part in parts)
        name = f"A5 mixture at {rate:g}/s"
        # A search that one territory alone answers leads to its page.
        self.line(f"{name}: answers other than 200, 302, 304", every.other_than(200, 302, 304), 0)
        self.line(f"{name}: growth of memory after the first third, %",
                  100 * (self.site.memory_mb() / memory_mb - 1), 10, f" ({self.site.memory_mb():,.0f} MB)")  # fmt: skip
        self.line(f"{name}: files left open", abs(self.site.open_files() - files), 5)
        middle, most = every.quantile(0.5), every.quantile(0.95)
        print(f"   {middle:.1f} ms at the median, {most:.1f} at p95; {dict(every.statuses)}")

    def half_open(self, path: str) -> None:
        """Two hundred clients that never end their request, through nginx as shipped; readers notice nothing."""
        with shipped_nginx(self.folder) as nginx:
            for _ in range(8):  # each process holds the page
                nginx.get(path, **GZIP)
            alone = ask(Wish(nginx.port, [path], self.brief, 15, GZIP))
            with _slow(nginx.port) as clients:
                among = ask(Wish(nginx.port, [path], max(self.brief, 14), 15, GZIP))
                still = sum(_is_open(client) for client in clients)
        name = f"A8 {HALF_OPEN} half-open requests"
        self.line(f"{name}: answers other than 200", among.other_than(200), 0)
        self.line(f"{name}: p95, times that without them", among.quantile(0.95) / alone.quantile(0.95), 2)
        self.line(f"{name}: still open after the time allowed", still, 0)


@contextmanager
def _slow(port: int) -> Iterator[list[socket.socket]]:
    """Clients that send a header every two seconds, and never the last one."""
    clients = [socket.create_connection(("127.0.0.1", port)) for _ in range(HALF_OPEN)]
    for client in clients:
        client.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
    over = threading.Event()
    drip = threading.Thread(target=_dripping, args=(clients, over))
    drip.start()
    try:
        yield clients
    finally:
        over.set()
        drip.join()
        for client in clients:
            client.close()


def _dripping(clients: list[socket.socket], over: threading.Event) -> None:
    while not over.wait(2):
        for client in clients:
            try:
                client.sendall(b"X-Slow: 1\r\n")
            except OSError:
                continue


def _is_open(client: socket.socket) -> bool:
    client.setblocking(False)
    try:
        return bool(client.recv(4096)) and _is_open(client)
    except BlockingIOError:
        return True
    except OSError:
        return False


def codes(atlas: Path, level: str) -> list[str]:
    """Codes of a level, those of most contracts first."""
    folder = f"{atlas}/{(atlas / 'CURRENT').read_text().strip()}"
    query = (
        f"SELECT t.code FROM '{folder}/total.parquet' AS t SEMI JOIN '{folder}/territory.parquet' AS p "  # noqa: S608
        "ON p.level = t.level AND p.code = t.code WHERE t.level = ? AND t.role = 'buyer' AND t.year = 0 "
        "AND t.family = 'all' ORDER BY t.contracts DESC, t.code"
    )
    return [row[0] for row in duckdb.sql(query, params=[level]).fetchall()]


def densest(atlas: Path, z: int) -> str:
    """The tile of a zoom where most establishments stand, as z/x/y."""
    file = f"{atlas}/{(atlas / 'CURRENT').read_text().strip()}/establishment.parquet"
    x, y, _count = duckdb.sql(
        f"SELECT floor((lon + 180) / 360 * 2 ** {z})::INT, "  # noqa: S608
        f"floor((1 - asinh(tan(radians(lat))) / pi()) / 2 * 2 ** {z})::INT, count(*) AS n "
        f"FROM '{file}' WHERE lon IS NOT NULL AND abs(lat) < 85 GROUP BY ALL ORDER BY n DESC LIMIT 1"
    ).fetchall()[0]
    return f"{z}/{x}/{y}"


def measure(run: Run, atlas: Path, only: str) -> None:
    """Every limit of one store; with ``only``, those whose letter and number begin so."""
    version = (atlas / "CURRENT").read_text().strip()
    tile, values = f"/tiles/commune/8/129/88.pbf?v={version}", f"/api/values?level=commune&v={version}"
    pages = [f"/territoire/departement/{code}" for code in codes(atlas, "departement")]
    rare = [f"/territoire/epci/{code}" for code in codes(atlas, "epci")]
    communes = codes(atlas, "commune")[:200]
    nearby = [f"/acheteurs-proches?place={code}&sells=charpentier&family=45" for code in communes]
    found = [f"/territoire?q={code[:3]}" for code in communes]
    routes = [
        Route("A1 territory page", pages, 100, 15, 150),
        Route("A1 choropleth values", [values], 200, 15, is_long=True),
        Route("A1 choropleth values, known", [values], 300, 12, is_known=True),
        Route("A1 page never asked before", rare, 4, 0, 500),
        Route("A2 stored tile", [tile], 200, 15, is_long=True),
        Route("A2 stored tile, known", [tile], 300, 12, is_known=True),
        Route("A4 buyers nearby", nearby, 30, 0, 300),
    ]
    if run.store == "postgis":
        live = f"/tiles/etablissements/{densest(atlas, 9)}.pbf?v={version}"
        routes.append(Route("A3 live tile", [live], 20, 0, 500))
    if "A1".startswith(only[:2]) or "A5".startswith(only[:2]):
        run.warm(pages)
    for route in routes:
        if route.name.startswith(only):
            run.held(route)
    if "A3".startswith(only[:2]) and run.store == "postgis":
        run.line("A3 live tile: kB", len(run.site.get(live, **GZIP)[2]) / 1000, 500)
    if "A5".startswith(only[:2]):
        run.replayed([
            Wish(run.site.port, pages, 0, 60), Wish(run.site.port, [tile], 0, 30),
            Wish(run.site.port, [*nearby, *found], 0, 9), Wish(run.site.port, ["/api/contracts.csv?limit=1000"], 0, 1),
        ])  # fmt: skip
    if "A7".startswith(only[:2]):
        run.overloaded(nearby)
    if "A8".startswith(only[:2]):
        run.half_open(pages[0])


def main() -> None:
    """Serve each store, and measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("atlas", type=Path)
    parser.add_argument("--seconds", type=float, default=20, help="of each route (120 for a record)")
    parser.add_argument("--stores", default="folder,postgis")
    parser.add_argument("--only", default="", help="A1, A2…: these limits only")
    asked = parser.parse_args()
    OUTPUT.unlink(missing_ok=True)
    with stores(asked.atlas, asked.stores.split(",")) as addresses:
        for name, address in addresses.items():
            print(f"{name}: {WORKERS} processes of gunicorn", flush=True)
            with tempfile.TemporaryDirectory(prefix="geomarches-load-") as made:
                folder = Path(made)
                with gunicorn(address, folder) as site, bare_nginx(folder) as static:
                    measure(Run(site, static, folder, name, asked.seconds), asked.atlas.resolve(), asked.only)


if __name__ == "__main__":
    main()
