"""The command that serves: a real process, over a real atlas, from start to stop."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

GEOMARCHES = Path(sys.executable).parent / "geomarches"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_pages_answer_from_the_worker_and_a_signal_ends_it(demo: Path) -> None:
    port = _free_port()
    command = [GEOMARCHES, "serve", "--atlas", str(demo), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert _answer(f"http://127.0.0.1:{port}/livez") == 200
            assert _answer(f"http://127.0.0.1:{port}/carte?level=departement") == 200
        finally:
            server.send_signal(signal.SIGTERM)
        said, complained = server.communicate(timeout=30)
    assert f"http://127.0.0.1:{port}/" in said
    assert "Traceback" not in complained


def test_without_an_atlas_one_line_says_what_to_do(tmp_path: Path) -> None:
    done = subprocess.run(
        [GEOMARCHES, "serve", "--atlas", str(tmp_path / "none")], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "geomarches demo" in done.stderr


def _answer(url: str) -> int:
    """The status of a page, as soon as the server listens, within a minute; each answer within ten seconds."""
    for _ in range(240):
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                return int(response.status)
        except (ConnectionError, urllib.error.URLError):
            time.sleep(0.25)
    pytest.fail(f"{url} never answered")
