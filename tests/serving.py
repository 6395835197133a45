"""A site that listens on this machine, in a process of its own: GDAL holds the lock of ours while it waits."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from webmap import create_app

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def serving(atlas: Path) -> Iterator[str]:
    """The address of a site over an atlas."""
    command = [sys.executable, "-c", f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'tests')!r}]; "
               f"import serving; serving.serve({str(atlas)!r})"]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().strip()
        finally:
            process.kill()


@contextmanager
def listening(app: Flask) -> Iterator[str]:
    """The address of a site that a thread of this process serves: a browser waits in another."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def app(tiny_atlas: Path) -> Flask:
    """The site over the tiny country, in this process."""
    return create_app(str(tiny_atlas), TESTING=True)


@pytest.fixture(scope="session")
def site(tiny_atlas: Path) -> Iterator[str]:
    """Its address, in another."""
    with serving(tiny_atlas) as address:
        yield address


class Quiet(WSGIRequestHandler):
    """Says nothing, and speaks HTTP/1.1."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:
        """Nothing."""


def serve(atlas: str) -> None:
    """Say the address, then answer until killed."""
    server = make_server("127.0.0.1", 0, create_app(atlas), threaded=True, request_handler=Quiet)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
