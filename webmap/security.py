"""Headers that keep a page to its own files."""

from flask import Flask, Response, request

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
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


def register(app: Flask) -> None:
    """Add the headers to every answer."""

    @app.after_request
    def guarded(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", EMBEDDED if _is_embedded() else POLICY)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def _is_embedded() -> bool:
    return bool(request.args.get("embed")) and request.endpoint in ("pages.choropleth", "pages.flows")
