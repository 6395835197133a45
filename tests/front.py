"""The shipped nginx in front of a small program behind gunicorn, both in a folder of the tests' own."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from postgres import eventually
from test_deploy import DEPLOY, program

APP = """
def app(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.url_scheme"].encode()]
"""
"""Says whether it is told that a page came over TLS."""


def shipped() -> str:
    """The text of deploy/nginx.conf."""
    return (DEPLOY / "nginx.conf").read_text(encoding="utf-8")


@contextmanager
def fronted(text: str, port: int, folder: Path) -> Iterator[None]:
    """Run nginx by this text, its folders put under ``folder``, and the program behind it, until both listen."""
    for there in ("/var/cache/nginx", "/var/log/nginx", "/run/geomarches"):
        text = text.replace(there, str(folder))
    (folder / "site.conf").write_text(text, encoding="utf-8")
    main = folder / "nginx.conf"
    main.write_text(f"user root; daemon off; pid {folder}/pid; events {{}} http {{ include {folder}/site.conf; }}")
    (folder / "told.py").write_text(APP)
    behind = (sys.executable, "-m", "gunicorn", "--bind", f"unix:{folder}/web.sock", "--chdir", folder, "told:app")
    before = (program("nginx"), "-e", folder / "error.log", "-c", main)
    with subprocess.Popen([*map(str, behind)]) as site, subprocess.Popen([*map(str, before)]) as nginx:
        try:
            eventually(lambda: _listens(port) and (folder / "web.sock").exists())
            yield
        finally:
            site.terminate()
            nginx.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
