"""The site, and one answer that lasts: what a long export is to the server that gives it."""

import time
from collections.abc import Iterator

from flask import Flask, Response

from webmap import create_app

LINES, PAUSE_S = 20, 0.1


def application() -> Flask:
    """The application that gunicorn serves in test_server.py."""
    app = create_app()

    @app.get("/slow")
    def slow() -> Response:
        return Response(_lines(), mimetype="text/plain")

    return app


def _lines() -> Iterator[str]:
    for number in range(LINES):
        time.sleep(PAUSE_S)
        yield f"{number}\n"
