"""Data may be read by the pages of other sites; nothing can be written here."""

from flask import Flask, Response, request

OPEN_PATHS = ("/api/", "/ogc", "/tiles/")
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Expose-Headers": "ETag, Link",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def register(app: Flask) -> None:
    """Add the headers to every answer that is data."""

    @app.after_request
    def readable(response: Response) -> Response:
        if request.path.startswith(OPEN_PATHS):
            response.headers.update(HEADERS)
        return response
