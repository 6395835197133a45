"""Is the process alive, can it answer, and with what."""

from importlib.metadata import PackageNotFoundError, version

from flask import Blueprint, Response

from webmap.current import atlas
from webmap.exports import as_json

health = Blueprint("health", __name__)
OF_HEALTH = ("health", "metrics")
"""Rooms that say how the site is: asked by machines, and answered even when readers are too many."""


@health.get("/livez")
def alive() -> Response:
    """The process answers."""
    return as_json({"status": "alive"})


@health.get("/readyz")
def ready() -> Response:
    """The atlas answers too; 503 while it does not."""
    try:
        years = atlas().years()
    except Exception as problem:  # whatever keeps the atlas from answering, this process must get no traffic
        response = as_json({"status": "not ready", "detail": type(problem).__name__})
        response.status_code = 503
        return response
    return as_json({"status": "ready", "atlas": atlas().version, "years": years})


@health.get("/version")
def versions() -> Response:
    """Versions of the program and of the atlas."""
    return as_json({"geomarches": program_version(), "atlas": atlas().version})


def program_version() -> str:
    """The installed version of the program."""
    try:
        return version("geomarches")
    except PackageNotFoundError:
        return "0+unknown"
