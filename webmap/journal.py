"""One line of JSON for each request and each trouble, on stderr: what was answered, never who asked nor what was typed.

No address, no query string, no part of a path that a visitor chose: the route says which page it was. A trouble says
its kind and where in the code, not its message, which may repeat a word that was typed.
"""

import json
import logging
import re
import time
import traceback
from datetime import UTC, datetime
from typing import Any, TextIO, cast
from uuid import uuid4

from flask import Flask, Response, g, has_request_context, request
from flask.logging import wsgi_errors_stream

from webmap import metrics
from webmap.current import version_opened
from webmap.languages import language

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
HEADER = "X-Request-ID"
NOWHERE = "none"
"""The route of a request to no page of ours."""
LINES = logging.getLogger("geomarches.requests")


def register(app: Flask, writes: bool) -> None:
    """Count each request, name it, and where ``writes`` leave a line of it; before anything else looks at it."""
    if writes:
        _write(app.logger)
        _write(LINES)
        LINES.setLevel(logging.INFO)
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.began, g.request_id = time.perf_counter(), given if REQUEST_ID.fullmatch(given) else uuid4().hex


def _end(response: Response) -> Response:
    seconds = time.perf_counter() - g.began
    response.headers[HEADER] = g.request_id
    metrics.observe(request.blueprint or NOWHERE, response.status_code, seconds)
    if LINES.isEnabledFor(logging.INFO):
        level = logging.ERROR if response.status_code >= 500 else logging.INFO
        told = {"status": response.status_code, "ms": round(1000 * seconds, 1), "bytes": response.content_length}
        LINES.log(level, "request", extra={"told": {**told, "is_held": "is_held" in g}})
    return response


class AsJson(logging.Formatter):
    """A record as one line of JSON, with the request that it is about."""

    def format(self, record: logging.LogRecord) -> str:
        """Write what, when and where; of an exception its kind and its place, not its words."""
        line: dict[str, Any] = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            **_about(),
            **getattr(record, "told", {}),
        }
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            line["error"] = record.exc_info[0].__name__
            line["at"] = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
        elif "told" not in vars(record):
            line["message"] = record.getMessage()
        return json.dumps(line, ensure_ascii=True)


def _about() -> dict[str, str]:
    """Which request this is, in words of ours."""
    if not has_request_context():
        return {}
    route = request.url_rule.rule if request.url_rule else NOWHERE
    method = request.method if request.method in ("GET", "HEAD", "OPTIONS") else "other"
    about = {"method": method, "route": route, "lang": language(), "atlas": version_opened()}
    return {"request_id": g.get("request_id", ""), **about}


def _write(logger: logging.Logger) -> None:
    """Write a logger's lines as JSON on stderr, once however many applications a process makes."""
    if not any(isinstance(handler.formatter, AsJson) for handler in logger.handlers):
        handler = logging.StreamHandler(cast(TextIO, wsgi_errors_stream))
        handler.setFormatter(AsJson())
        logger.addHandler(handler)
