"""Somebody who reads the site all along, and notes what fails."""

import threading
import time
from collections import Counter
from types import TracebackType

from flask import Flask

PAGES = ("/", "/carte?level=departement", "/qualite", "/readyz", "/version")
TOLD = "/api/flows?level=departement"
"""An answer whose text tells one version from another."""


class Reader(threading.Thread):
    """Asks the pages of a site in turn, until the block ends; says how many it asked, and what it was told."""

    def __init__(self, app: Flask, per_second: int = 100) -> None:
        super().__init__(daemon=True)
        self._client, self._pause_s = app.test_client(), 1 / per_second
        self._is_over = threading.Event()
        self.failed: Counter[str] = Counter()
        self.told: set[str] = set()
        self.asked = 0
        self.slowest_s = 0.0

    def run(self) -> None:
        """Ask, note, wait a little."""
        while not self._is_over.is_set():
            path = (*PAGES, TOLD)[self.asked % (len(PAGES) + 1)]
            began = time.perf_counter()
            answer = self._client.get(path)
            self.slowest_s = max(self.slowest_s, time.perf_counter() - began)
            self.asked += 1
            if answer.status_code != 200:
                self.failed[f"{answer.status_code} {path}"] += 1
            elif path == TOLD:
                self.told.add(answer.text)
            time.sleep(self._pause_s)

    def __enter__(self) -> "Reader":
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._is_over.set()
        self.join(30)


def told(app: Flask) -> str:
    """What a whole version says."""
    return app.test_client().get(TOLD).text
