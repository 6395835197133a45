"""Answers held in memory for an hour as they left, where they say that anyone may keep them.

The key names the version of the atlas: what is published next is answered at once, and a name withdrawn is held no
longer here than in a browser.
"""

import threading
import time
from collections import OrderedDict
from typing import NamedTuple, cast

from flask import Flask, Response, current_app, g, request
from werkzeug.datastructures import Headers

from webmap.current import atlas
from webmap.health import OF_HEALTH

KEY = "geomarches_held"
MOST_BYTES = 64_000_000
"""Of one process: all pages of the départements, and the figures of a thousand maps."""
HELD_S = 3600
"""Longer than a browser keeps a page, which does not know when a new version is published; the key does."""
LARGEST_BYTES = 2_000_000
COST_OF_ONE = 4_000
"""What an answer takes beside its body: its key, its headers."""
Key = tuple[str, ...]


class Answer(NamedTuple):
    """A whole answer, and the moment when it is too old."""

    body: bytes
    headers: Headers
    until: float


class Held:
    """Answers by key, those asked for last; safe to share between threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._lock = threading.Lock()
        self._bytes, self._most_bytes = 0, most_bytes

    def get(self, key: Key) -> Answer | None:
        """The answer held, unless it is too old."""
        with self._lock:
            found = self._answers.get(key)
            if found is None or found.until <= time.monotonic():
                return None
            self._answers.move_to_end(key)
            return found

    def put(self, key: Key, answer: Answer) -> None:
        """Hold an answer; those that nobody asked for in the longest time make room for it."""
        with self._lock:
            self._drop(key)
            self._answers[key] = answer
            self._bytes += len(answer.body) + COST_OF_ONE
            while self._bytes > self._most_bytes:
                self._drop(next(iter(self._answers)))

    def _drop(self, key: Key) -> None:
        if key in self._answers:
            self._bytes -= len(self._answers.pop(key).body) + COST_OF_ONE


def register(app: Flask) -> None:
    """Hold answers in their last form: to be called before anything else looks at answers on their way out."""
    app.extensions[KEY] = Held()
    app.after_request(_hold)


def register_door(app: Flask) -> None:
    """Give what is held before any work: to be called after what refuses a request."""
    app.before_request(_answer_held)


def _answer_held() -> Response | None:
    """The answer of this request, where it is held."""
    found = _held().get(_key()) if _may_be_held() else None
    if found is None:
        return None
    g.is_held = True
    response = Response(found.body, headers=found.headers)
    response.make_conditional(request)  # 304 where the browser has it already
    return response


def _hold(response: Response) -> Response:
    """Hold a whole answer that anyone may keep."""
    is_new = response.status_code == 200 and not response.is_streamed and "is_held" not in g and _may_be_held()
    is_public = response.cache_control.public and response.cache_control.max_age
    if is_new and is_public and "Set-Cookie" not in response.headers:
        body = response.get_data()
        if len(body) <= LARGEST_BYTES:
            _held().put(_key(), Answer(body, Headers(response.headers), time.monotonic() + HELD_S))
    return response


def _may_be_held() -> bool:
    """Not a file, nor what must answer without any atlas, nor an answer to words that a visitor typed."""
    is_page = request.endpoint != "static" and request.blueprint not in (None, *OF_HEALTH)
    return request.method == "GET" and is_page and "q" not in request.args


def _key() -> Key:
    asked = (request.host_url, request.script_root, request.full_path)
    return (atlas().version, *asked, request.headers.get("Accept", ""), request.headers.get("Accept-Encoding", ""))


def _held() -> Held:
    return cast(Held, current_app.extensions[KEY])
