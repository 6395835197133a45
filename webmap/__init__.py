"""The site: maps, pages and data over an atlas. It reads, and never waits for a heavy computation."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, Response
from flask_compress import Compress

if TYPE_CHECKING:
    from flask import Blueprint

    from geo.atlas.base import Atlas

HERE = Path(__file__).parent
COMPRESSED = [
    "text/html", "text/css", "text/csv", "text/javascript", "application/json", "application/problem+json",
    "application/geo+json", "application/ld+json",
]  # fmt: skip
"""Tiles are stored compressed; the rest is text, a fifth of its size once compressed."""


def create_app(atlas_url: str | None = None, *, atlas: "Atlas | None" = None, **config: Any) -> Flask:
    """Make the application over an atlas: given, else at ``atlas_url``, else named by GEOMARCHES_ATLAS.

    Raises AtlasNotFoundError when nothing is published there, SettingsError on an unknown GEOMARCHES_ name.
    """
    from webmap import current, languages
    from webmap.config import settings_from

    settings = settings_from(os.environ)
    app = Flask("webmap", template_folder=str(folder("templates")), static_folder=str(folder("static")))
    app.config.update(COMPRESS_MIMETYPES=COMPRESSED, LEASES=settings.leases)
    app.config.update(config)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    languages.register(app)
    url = atlas_url or settings.atlas_url
    current.attach(app, atlas or opened(url), lambda: opened(url))
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    surround(app, settings.hosts)
    return app


def surround(app: Flask, hosts: tuple[str, ...]) -> None:
    """What each request meets before a page, in this order, and each answer after it, in the reverse order."""
    from webmap import caching, cors, crowd, errors, held, journal, security

    journal.register(app, bool(app.config.get("LOG_REQUESTS")))
    held.register(app)
    compress(app)
    errors.register(app)
    security.register(app, hosts)
    held.register_door(app)
    crowd.register(app)
    cors.register(app)
    caching.register(app)


def blueprints() -> "tuple[Blueprint, ...]":
    """What the site is made of."""
    from webmap import (
        api,
        compare,
        custom,
        health,
        lasso,
        market,
        metrics,
        ogc,
        pages,
        paint,
        sheet,
        social,
        takeaway,
        tiles,
        twin,
    )
    from webmap.analyses.pages import analyses

    return (
        pages.pages, takeaway.takeaway, sheet.sheet, social.social, compare.compare, custom.custom, lasso.lasso,
        paint.paint, twin.twin, analyses, api.api, market.market, ogc.ogc, tiles.tiles, health.health, metrics.page,
    )  # fmt: skip


def compress(app: Flask) -> None:
    """Compress text answers, files of ``static`` included."""
    Compress(app)

    @app.after_request
    def read_whole(response: Response) -> Response:
        # Flask-Compress 1.25 streams a file without ever closing it; read whole, it is closed with its answer.
        if response.direct_passthrough and response.mimetype in COMPRESSED:
            response.direct_passthrough = False
            response.make_sequence()
        return response


def folder(name: str) -> Path:
    """Where templates or static files stand: inside the package when installed, beside it in a checkout."""
    return next(p for p in (HERE / name, HERE.parent / name) if p.is_dir())


def opened(url: str) -> "Atlas":
    """The published atlas at an address."""
    from geo.atlas import open_atlas

    return open_atlas(url)
