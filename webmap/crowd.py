"""No more requests at once than the site can answer: one too many is told so at once, not left waiting for a minute.

Without this, every request waits for all those before it; at four times what the site can answer nobody gets an answer
in time, and even the question whether it lives is not heard.
"""

import threading
from http import HTTPStatus

from flask import Flask, Response, g, request

from geo.atlas.connection import READERS
from webmap.errors import PROGRAM_PATHS, answer
from webmap.health import OF_HEALTH
from webmap.languages import gettext as _

KEY = "geomarches_room"
AT_WORK = READERS
"""As many as the connections of one process to PostGIS."""
WAITING = 8
PATIENCE_S = 2.0
RETRY_AFTER_S = 5
THREADS = AT_WORK + WAITING + 4
"""Of one process: those at work, those that wait, and a few to refuse and to say that it lives."""


class Room:
    """Places at work, and places to wait for one."""

    def __init__(self) -> None:
        self._all = threading.BoundedSemaphore(AT_WORK + WAITING)
        self._at_work = threading.BoundedSemaphore(AT_WORK)

    def enter(self) -> bool:
        """Take a place at work, at once or after a short wait; False where there is none."""
        if not self._all.acquire(blocking=False):
            return False
        if self._at_work.acquire(timeout=PATIENCE_S):
            return True
        self._all.release()
        return False

    def leave(self) -> None:
        """Give the place back."""
        self._at_work.release()
        self._all.release()


def register(app: Flask) -> None:
    """Let in as many requests as there are places; files and questions of health need none."""
    room = app.extensions[KEY] = Room()

    @app.before_request
    def enter() -> Response | None:
        if request.endpoint == "static" or request.blueprint in OF_HEALTH:
            return None
        if not room.enter():
            return _full()
        g.has_place = True
        return None

    @app.teardown_request
    def leave(_error: BaseException | None) -> None:
        if g.pop("has_place", False):
            room.leave()


def _full() -> Response:
    """A refusal that costs nothing."""
    reason = _("Trop de lecteurs en ce moment. Recommencer dans quelques secondes.")
    if request.path.startswith(PROGRAM_PATHS):
        response = answer(HTTPStatus.SERVICE_UNAVAILABLE, reason)
    else:
        headers = {"Cache-Control": "no-store"}
        response = Response(f"{reason}\n", HTTPStatus.SERVICE_UNAVAILABLE, headers, mimetype="text/plain")
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response
