"""gunicorn as it is shipped: a worker killed, a reload, a stop during an export, and readers all along."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from postgres import eventually
from reliability.measure import amount, measured
from reliability.slow import LINES

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 2
PATIENCE_S = 60
"""How long nginx waits for an answer, without a setting of its own (deploy/nginx.conf)."""


class Served:
    """gunicorn over the tiny atlas, at a port of its own."""

    def __init__(self, atlas: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        words = ["--config", ROOT / "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{self.port}"]
        words += ["--workers", str(WORKERS), "reliability.slow:application()"]
        path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
        environ = os.environ | {"PYTHONPATH": path, "GEOMARCHES_ATLAS": str(atlas)}
        self.process = subprocess.Popen([sys.executable, "-m", "gunicorn", *map(str, words)], env=environ, cwd=ROOT)
        eventually(lambda: self.answers() == 200, seconds=60)

    def answers(self) -> int:
        """The status of a page, 0 where nobody answers."""
        try:
            return requests.get(f"{self.url}/livez", timeout=PATIENCE_S).status_code
        except requests.RequestException as error:
            print(type(error).__name__, str(error)[-100:])
            return 0

    def workers(self) -> list[int]:
        """The processes that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in children.split()]


@pytest.fixture
def served(tiny_atlas: Path) -> Iterator[Served]:
    """A server, stopped afterwards."""
    found = Served(tiny_atlas)
    yield found
    found.process.kill()
    found.process.wait(30)


class Asking(threading.Thread):
    """Asks all along, each time by a new connection, as nginx does; counts what fails."""

    def __init__(self, served: Served) -> None:
        super().__init__(daemon=True)
        self._served, self._is_over = served, threading.Event()
        self.asked = self.failed = 0
        self.longest_s = 0.0

    def run(self) -> None:
        """Ask, count."""
        while not self._is_over.is_set():
            self.asked += 1
            began = time.perf_counter()
            self.failed += self._served.answers() != 200
            self.longest_s = max(self.longest_s, time.perf_counter() - began)
            time.sleep(0.01)

    def stop(self) -> None:
        """Ask no more."""
        self._is_over.set()
        self.join(PATIENCE_S)


def test_a_worker_killed_is_replaced(served: Served) -> None:
    eventually(lambda: len(served.workers()) == WORKERS)
    asking = Asking(served)
    asking.start()
    first = served.workers()[0]
    os.kill(first, signal.SIGKILL)
    eventually(lambda: first not in served.workers() and len(served.workers()) == WORKERS, seconds=30)
    asking.stop()
    after = sum(served.answers() != 200 for _ in range(20))
    measured("B10 worker killed -9: requests failed beyond the one in its hands", max(0, asking.failed - 1))
    measured("B10 worker killed -9: requests failed once it is replaced", after)


def test_a_reload_fails_no_request(served: Served) -> None:
    asking = Asking(served)
    asking.start()
    for _ in range(amount(1, 5)):
        before = set(served.workers())
        served.process.send_signal(signal.SIGHUP)
        eventually(lambda: len(found := served.workers()) == WORKERS and before.isdisjoint(found), seconds=60)  # noqa: B023
    asking.stop()
    measured("B10 rolling reload (HUP): requests failed", asking.failed)
    # gunicorn stops the old workers once the new ones are born, not once they have read the atlas.
    measured("B10 rolling reload (HUP): seconds that the slowest request waited", asking.longest_s, PATIENCE_S / 2)
    assert asking.asked > 1  # beside a build, one answer may take most of the reload


def test_a_stop_lets_an_export_end(served: Served) -> None:
    with requests.get(f"{served.url}/slow", stream=True, timeout=30) as answer:
        lines = answer.iter_lines()
        next(lines)
        served.process.send_signal(signal.SIGTERM)
        received = 1 + sum(1 for _ in lines)
    measured("B10 stop (TERM) during an export: lines of it lost", LINES - received)
    measured("B10 stop (TERM) during an export: exit code", served.process.wait(40))
