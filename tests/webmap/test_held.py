"""Answers held in memory: the same bytes without work, no longer than they say, of the version served alone."""

import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import Headers

from webmap.current import KEY
from webmap.held import COST_OF_ONE, Answer, Held

MAP, VALUES = "/carte?level=departement", "/api/values?indicator=local_share&variant=departement&v=v1"
GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture
def worked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A mark for each answer that the site had to make."""
    marks: list[int] = []
    plain = app.dispatch_request

    def marked() -> Any:
        marks.append(1)
        return plain()

    monkeypatch.setattr(app, "dispatch_request", marked)
    return marks


@pytest.mark.parametrize("address", [MAP, VALUES, "/territoire/departement/01", "/en/carte", "/"])
def test_the_second_answer_is_the_first_without_work(client: FlaskClient, worked: list[int], address: str) -> None:
    asked = {**GZIP, "X-Request-ID": "a"}
    first, second = client.get(address, headers=asked), client.get(address, headers=asked)
    assert len(worked) == 1
    assert (second.data, [*second.headers]) == (first.data, [*first.headers])


def test_what_differs_is_answered_apart(client: FlaskClient, worked: list[int]) -> None:
    plain, small = client.get(MAP), client.get(MAP, headers=GZIP)
    english, other = client.get(f"/en{MAP}"), client.get(f"{MAP}&year=2019")
    assert len(worked) == len({answer.data for answer in (plain, small, english, other)}) == 4
    named = client.get(MAP, base_url="http://marches.example.org")
    assert len(worked) == 5
    assert named.status_code == 200


@pytest.mark.parametrize(
    "address", ["/acheteurs-proches", "/territoire/departement/99", "/territoire?q=Ain", "/api/values", "/livez"]
)
def test_what_may_not_be_kept_is_not_held(app: Flask, address: str) -> None:
    client = app.test_client()
    client.get(address)
    assert not app.extensions["geomarches_held"]._answers


def test_a_new_version_is_answered_at_once(app: Flask, client: FlaskClient, worked: list[int]) -> None:
    client.get(MAP)
    app.extensions[KEY][0].version = "v2"
    client.get(MAP)
    assert len(worked) == 2


@pytest.mark.parametrize("headers", [{}, GZIP])
def test_a_known_answer_is_304_without_work(app: Flask, worked: list[int], headers: dict[str, str]) -> None:
    """Held or not: compressed, the tag that the browser has is longer than the one that the site gives."""
    client = app.test_client()
    tag = client.get(VALUES, headers=headers).headers["ETag"]
    held = client.get(VALUES, headers={**headers, "If-None-Match": tag})
    app.extensions["geomarches_held"] = Held()
    asked: list[Any] = []
    app.extensions[KEY][0].values = lambda *what: asked.append(what)
    made = client.get(VALUES, headers={**headers, "If-None-Match": tag})
    assert [held.status_code, made.status_code, held.data, made.data] == [304, 304, b"", b""]
    assert not asked


def test_an_answer_is_held_no_longer_than_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Held()
    store.put(("a",), Answer(b"x", Headers(), time.monotonic() + 300))
    assert store.get(("a",))
    now = time.monotonic()
    monkeypatch.setattr("webmap.held.time.monotonic", lambda: now + 301)
    assert store.get(("a",)) is None


def test_what_nobody_asks_for_makes_room() -> None:
    store, end = Held(most_bytes=2 * (COST_OF_ONE + 1000)), time.monotonic() + 300
    for name in "ab":
        store.put((name,), Answer(bytes(1000), Headers(), end))
    store.get(("a",))
    store.put(("c",), Answer(bytes(1000), Headers(), end))
    assert [name for name in "abc" if store.get((name,))] == ["a", "c"]
    store.put(("c",), Answer(bytes(900), Headers(), end))
    assert store._bytes == 2 * COST_OF_ONE + 1900
