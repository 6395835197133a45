"""What is refused at the door, and headers that keep a page to its own files."""

from http import HTTPStatus

from flask import Flask, Response, request
from werkzeug.sansio.utils import host_is_trusted

from webmap.errors import PROGRAM_PATHS, answer
from webmap.languages import gettext as _

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "worker-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
EMBEDDED = POLICY.replace("frame-ancestors 'self'", "frame-ancestors *")
"""The light page of a map may stand in anyone's page; no other may."""
MAPS = ("pages.choropleth", "pages.flows", "pages.residuals")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}

OWN_NAMES = ("localhost", "127.0.0.1", "[::1]")
"""Names by which a machine asks itself how it is."""


def register(app: Flask, hosts: tuple[str, ...] = ()) -> None:
    """Refuse what no reader types, and add the headers to every answer.

    Where ``hosts`` are given (``.example.org`` is all of a domain), no other name is answered: feeds, sitemaps and
    pictures would repeat it in their addresses.
    """

    @app.before_request
    def refused() -> Response | None:
        # No text of PostgreSQL holds a NUL, and no word of ours.
        if "\0" in request.path or b"%00" in request.query_string or b"\0" in request.query_string:
            return _bare(_("L’adresse contient un caractère nul."))
        if hosts and not host_is_trusted(request.host, [*hosts, *OWN_NAMES]):
            return _bare(_("Ce site ne répond pas à ce nom."))
        return None

    @app.after_request
    def guarded(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", EMBEDDED if _is_embedded() else POLICY)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def _bare(reason: str) -> Response:
    """A refusal without any page: a page would repeat the name or the address in its links."""
    if request.path.startswith(PROGRAM_PATHS):
        return answer(HTTPStatus.BAD_REQUEST, reason)
    return Response(f"{reason}\n", HTTPStatus.BAD_REQUEST, {"Cache-Control": "no-store"}, mimetype="text/plain")


def _is_embedded() -> bool:
    return bool(request.args.get("embed")) and request.endpoint in MAPS
