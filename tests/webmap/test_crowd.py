"""One request too many is refused at once, says when to come back, and does not keep the site from saying it lives."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from webmap import crowd
from webmap.crowd import AT_WORK, KEY, RETRY_AFTER_S, WAITING, Room


@pytest.fixture
def full(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A site where every place is taken, and every waiting place too, until the event is set."""
    monkeypatch.setattr(crowd, "PATIENCE_S", 30)
    over, inside, plain = threading.Event(), threading.Semaphore(0), app.dispatch_request

    def slow() -> Any:
        from flask import request

        if request.path == "/acheteurs-proches":
            inside.release()
            over.wait(30)
        return plain()

    monkeypatch.setattr(app, "dispatch_request", slow)
    with ThreadPoolExecutor(AT_WORK + WAITING) as readers:
        asked = [readers.submit(lambda: app.test_client().get("/acheteurs-proches")) for _ in range(AT_WORK + WAITING)]
        for _ in range(AT_WORK):
            inside.acquire()
        while app.extensions[KEY]._all._value:
            time.sleep(0.01)
        yield over
        over.set()
        assert {one.result().status_code for one in asked} == {200}


def test_one_too_many_is_told_when_to_come_back(app: Flask, full: threading.Event) -> None:
    client = app.test_client()
    page, data, tile = client.get("/carte"), client.get("/api/values"), client.get("/tiles/commune/5/16/11.pbf")
    for answer in (page, data, tile):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(RETRY_AFTER_S))
        assert answer.headers["Cache-Control"] == "no-store"
    assert page.text.startswith("Trop de lecteurs")
    assert data.mimetype == tile.mimetype == "application/problem+json"
    for path in ("/livez", "/readyz", "/static/css/base.css"):
        with client.get(path) as answer:
            assert answer.status_code == 200


def test_places_are_given_back(app: Flask, full: threading.Event) -> None:
    full.set()
    client = app.test_client()
    while client.get("/acheteurs-proches").status_code != 200:
        pass
    statuses = [client.get(path).status_code for _ in range(AT_WORK + 1) for path in ("/api/nothing", "/carte?year=x")]
    assert set(statuses) == {404, 400}


def test_who_waits_too_long_gives_the_place_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "PATIENCE_S", 0.01)
    room = Room()
    assert [room.enter() for _ in range(AT_WORK + WAITING)] == [True] * AT_WORK + [False] * WAITING
    for _ in range(AT_WORK):
        room.leave()
    assert all(room.enter() for _ in range(AT_WORK))
