"""One table from error to HTTP status; a page for readers, a problem document for programs."""

import json
from http import HTTPStatus

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from geo import errors
from webmap.languages import gettext as _

STATUS: dict[type[errors.GeomarchesError], HTTPStatus] = {
    errors.BadSelectionError: HTTPStatus.BAD_REQUEST,
    errors.UnknownTerritoryError: HTTPStatus.NOT_FOUND,
    errors.UnknownContractError: HTTPStatus.NOT_FOUND,
    errors.UnknownOrganisationError: HTTPStatus.NOT_FOUND,
    errors.UnknownIndicatorError: HTTPStatus.NOT_FOUND,
    errors.AtlasNotFoundError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.SourceError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.MissingToolError: HTTPStatus.NOT_IMPLEMENTED,
}

TITLES_FR = {
    HTTPStatus.BAD_REQUEST: "Cette demande n’est pas comprise",
    HTTPStatus.NOT_FOUND: "Cette page n’existe pas",
    HTTPStatus.SERVICE_UNAVAILABLE: "Les données ne sont pas disponibles",
}
NOT_MADE_FR = "La page n’a pas pu être préparée"
PROGRAM_PATHS = ("/api/", "/ogc/", "/tiles/", "/livez", "/readyz", "/version")


def status_of(error: errors.GeomarchesError) -> HTTPStatus:
    """The HTTP status of an error raised on purpose; 500 for one that no reader can cause.

    >>> status_of(errors.UnknownTerritoryError("x")).value
    404
    """
    return next((s for kind, s in STATUS.items() if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)


def register(app: Flask) -> None:
    """Answer every error in the form its reader can use."""

    @app.errorhandler(errors.GeomarchesError)
    def on_purpose(error: errors.GeomarchesError) -> Response:
        return answer(status_of(error), str(error))

    @app.errorhandler(HTTPException)
    def by_the_server(error: HTTPException) -> Response:
        status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        if status is HTTPStatus.NOT_FOUND:
            nowhere = _("Aucune page à l’adresse %(path)s. Repartir de l’accueil ou de la carte.", path=request.path)
            return answer(status, nowhere)
        response = answer(status, error.description or status.phrase)
        response.headers.extend(
            {k: v for k, v in error.get_headers() if k.lower() not in ("content-type", "content-length")}
        )
        return response


def answer(status: HTTPStatus, detail: str) -> Response:
    """A problem document (RFC 9457) under /api and /tiles, an HTML page elsewhere."""
    if request.path.startswith(PROGRAM_PATHS):
        body = json.dumps({"title": status.phrase, "status": status.value, "detail": detail}, ensure_ascii=False)
        return Response(body, status=status, mimetype="application/problem+json")
    title = _(TITLES_FR.get(status, NOT_MADE_FR))
    page = render_template("error.html", title=title, detail=detail, status=status.value)
    return Response(page, status=status, mimetype="text/html")
