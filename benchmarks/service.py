"""The site as it is deployed: gunicorn and nginx with the files of `deploy/`, on free ports, gone at the end."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from postgres import free_port, running  # noqa: E402

DEPLOY = ROOT / "deploy"
WORKERS = 2


@dataclass(frozen=True)
class Site:
    """A site that listens on this machine."""

    port: int
    process: int

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body as they come."""
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, {k.lower(): v for k, v in refused.headers.items()}, refused.read()

    def workers(self) -> list[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text(encoding="ascii")
        return [int(child) for child in children.split()]

    def memory_mb(self) -> float:
        """What the workers hold in memory, together."""
        lines = [Path(f"/proc/{one}/status").read_text(encoding="utf-8") for one in self.workers()]
        return sum(int(text.split("VmRSS:")[1].split()[0]) for text in lines) / 1024

    def open_files(self) -> int:
        """Descriptors that the workers hold open, connections of clients left out."""
        held = [link for one in self.workers() for link in Path(f"/proc/{one}/fd").iterdir()]
        return sum(not _target(link).startswith("socket:") for link in held)


def _target(link: Path) -> str:
    try:
        return os.readlink(link)
    except FileNotFoundError:  # closed meanwhile
        return "socket:"


@contextmanager
def gunicorn(atlas: str, folder: Path) -> Iterator[Site]:
    """The site over an atlas, with deploy/gunicorn.conf.py; only its addresses are others."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "--config", DEPLOY / "gunicorn.conf.py", "--bind", f"127.0.0.1:{port}",
        "--bind", f"unix:{folder}/web.sock", "webmap:create_app(LOG_REQUESTS=True)",
    ]  # fmt: skip
    where = "GEOMARCHES_DATABASE" if atlas.startswith("postgresql:") else "GEOMARCHES_ATLAS"
    named = {**os.environ, where: atlas, "WEB_CONCURRENCY": str(WORKERS)}
    with (folder / "gunicorn.log").open("w") as log, _running(command, log, ROOT, named) as process:
        yield _answering(Site(port, process), "/readyz")


@contextmanager
def bare_nginx(folder: Path) -> Iterator[Site]:
    """Nginx, with the files of ``folder/files`` and nothing else."""
    port = free_port()
    files = folder / "files"
    files.mkdir()
    server = f"access_log off; server {{ listen 127.0.0.1:{port}; root {files}; etag on; }}"
    (files / "up").write_text("up")
    with _nginx(folder, "bare", server) as process:
        yield _answering(Site(port, process), "/up")


@contextmanager
def shipped_nginx(folder: Path) -> Iterator[Site]:
    """Nginx as shipped, before the site of ``gunicorn``; only its paths and its port are others."""
    port = free_port()
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8").replace("listen 8080", f"listen 127.0.0.1:{port}")
    for where in ("/var/cache/nginx", "/var/log/nginx", "/run/geomarches"):
        text = text.replace(where, str(folder))
    with _nginx(folder, "shipped", text) as process:
        yield _answering(Site(port, process), "/readyz")


@contextmanager
def _nginx(folder: Path, name: str, http: str) -> Iterator[int]:
    main = folder / f"{name}.conf"
    # Debian's own main file has as many connections and the same list of types.
    main.write_text(
        f"user root; daemon off; pid {folder}/{name}.pid; error_log {folder}/{name}.log;\n"
        f"events {{ worker_connections 768; }}\nhttp {{ include /etc/nginx/mime.types;\n{http}\n}}\n"
    )
    with (folder / f"{name}.out").open("w") as log, _running(["nginx", "-c", main], log, folder) as process:
        yield process


@contextmanager
def _running(command: list[object], log: object, where: Path, named: dict[str, str] | None = None) -> Iterator[int]:
    path = {**(named or os.environ), "PATH": f"{os.environ['PATH']}:/usr/sbin"}
    process = subprocess.Popen([*map(str, command)], stdout=log, stderr=log, cwd=where, env=path)  # type: ignore[call-overload]
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(40)


def _answering(site: Site, path: str) -> Site:
    """The site, once it answers; the run stops where it never does."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if site.get(path)[0] == 200:
                return site
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{path} on port {site.port} never answered; see the logs of this run")


@contextmanager
def stores(folder: Path, names: list[str]) -> Iterator[dict[str, str]]:
    """The address of the atlas in each store: its folder, and a PostGIS server of our own."""
    with ExitStack() as stack:
        found = {"folder": str(folder)} if "folder" in names else {}
        if "postgis" in names:
            from etl.database import publish

            url = stack.enter_context(stack.enter_context(running()).base())
            publish(folder, url, accept="a benchmark")
            found["postgis"] = url
        yield found
