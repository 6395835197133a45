"""One table from error to HTTP status; a page for readers, a problem document for programs."""

import json
from http import HTTPStatus

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException

from geo import errors
from webmap.current import ask_no_more
from webmap.languages import gettext as _

STATUS: dict[type[errors.GeomarchesError], HTTPStatus] = {
    errors.BadSelectionError: HTTPStatus.BAD_REQUEST,
    errors.UnknownTerritoryError: HTTPStatus.NOT_FOUND,
    errors.UnknownContractError: HTTPStatus.NOT_FOUND,
    errors.UnknownOrganisationError: HTTPStatus.NOT_FOUND,
    errors.UnknownIndicatorError: HTTPStatus.NOT_FOUND,
    errors.SlowQuestionError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.AtlasNotFoundError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.SourceError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.MissingToolError: HTTPStatus.NOT_IMPLEMENTED,
}

TITLES_FR = {
    HTTPStatus.BAD_REQUEST: "Cette demande n’est pas comprise",
    HTTPStatus.NOT_FOUND: "Cette page n’existe pas",
    HTTPStatus.SERVICE_UNAVAILABLE: "Les données ne sont pas disponibles",
}
OUT_OF_ORDER_FR = {
    errors.SlowQuestionError: "Cette demande prend trop de temps. Choisir moins de choses (une année, une famille "
    "d’achat, un territoire), ou recommencer plus tard.",
    errors.AtlasNotFoundError: "La base de données ne répond pas. Recommencer dans une minute.",
    errors.SourceError: "Un fichier dont cette page a besoin manque sur ce serveur. Recommencer plus tard.",
}
"""What is told of a trouble of ours: names of hosts and files are for the log."""
RETRY_AFTER_S = 30
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
        status = status_of(error)
        if status is not HTTPStatus.SERVICE_UNAVAILABLE:
            return answer(status, str(error))
        app.logger.error("%s: %s", type(error).__name__, error)
        response = answer(status, _(OUT_OF_ORDER_FR[type(error)]))
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
        return response

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
    """A problem document (RFC 9457) under /api and /tiles, an HTML page elsewhere; nobody keeps either."""
    if request.path.startswith(PROGRAM_PATHS):
        body = json.dumps({"title": status.phrase, "status": status.value, "detail": detail}, ensure_ascii=False)
        response = Response(body, status=status, mimetype="application/problem+json")
    else:
        ask_no_more()
        title = _(TITLES_FR.get(status, NOT_MADE_FR))
        page = render_template("error.html", title=title, detail=detail, status=status.value)
        response = Response(page, status=status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response
