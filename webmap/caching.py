"""Answers a browser may keep: the version of the atlas and the address say all."""

import hashlib
from collections.abc import Callable

from flask import Response, request

from webmap.current import atlas


def tag() -> str:
    """The entity tag of this address on this version of the atlas."""
    asked = f"{atlas().version}?{request.full_path}"
    return hashlib.sha256(asked.encode()).hexdigest()[:24]


def unless_known(answer: Callable[[], Response]) -> Response:
    """304 when the browser already has this answer, before any work; else the answer with its tag."""
    known = tag()
    response = Response(status=304) if known in request.if_none_match else answer()
    if response.status_code in (200, 304):
        response.set_etag(known)
        response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response
