"""Answers a browser may keep: the version of the atlas and the address say all."""

import hashlib
from collections.abc import Callable

from flask import Flask, Response, request

from webmap.current import atlas

FOR_A_YEAR = "public, max-age=31536000, immutable"
"""For an address that names the version: what it gives never changes."""
FOR_AN_HOUR = "public, max-age=3600"
"""For what names suppliers, who may ask not to be named."""
FOR_FIVE_MINUTES = "public, max-age=300"
"""For a page without a rule of its own: some name suppliers, and a new version must soon be seen."""
ASK_AGAIN = "public, max-age=0, must-revalidate"


def tag(form: str = "") -> str:
    """The entity tag of this address on this version of the atlas, in this form."""
    asked = f"{atlas().version}?{request.script_root}{request.full_path}#{form}"
    return hashlib.sha256(asked.encode("utf-8", "surrogateescape")).hexdigest()[:24]


def unless_known(answer: Callable[[], Response], form: str = "", kept: str = ASK_AGAIN) -> Response:
    """304 when the browser already has this answer, before any work; else the answer with its tag."""
    known = tag(form)
    response = Response(status=304) if _is_known(known) else answer()
    if response.status_code in (200, 304):
        response.set_etag(known)
        response.headers["Cache-Control"] = kept
    return response


def _is_known(known: str) -> bool:
    """Whether the browser has this tag; compressed, an answer leaves as "tag:gzip"."""
    return any(one.partition(":")[0] == known for one in request.if_none_match.as_set(include_weak=True))


def kept(names_suppliers: bool) -> str:
    """How long an answer may be kept: long where its address names the version served, else asked for again."""
    if request.args.get("v") != atlas().version:
        return ASK_AGAIN
    return FOR_AN_HOUR if names_suppliers else FOR_A_YEAR


def register(app: Flask) -> None:
    """Let a page without a rule of its own be kept for five minutes."""

    @app.after_request
    def for_a_while(response: Response) -> Response:
        if response.status_code == 200 and response.mimetype == "text/html":
            response.headers.setdefault("Cache-Control", FOR_FIVE_MINUTES)
        return response
