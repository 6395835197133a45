"""The site: maps, pages and data over an atlas. It reads, and never waits for a heavy computation."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask

if TYPE_CHECKING:
    from geo.atlas.base import Atlas

HERE = Path(__file__).parent


def create_app(atlas_url: str | None = None, *, atlas: "Atlas | None" = None, **config: Any) -> Flask:
    """Make the application over an atlas: given, else at ``atlas_url``, else named by GEOMARCHES_ATLAS.

    Raises AtlasNotFoundError when nothing is published there, SettingsError on an unknown GEOMARCHES_ name.
    """
    from webmap import api, current, errors, health, pages, security, tiles
    from webmap.config import settings_from

    settings = settings_from(os.environ)
    app = Flask("webmap", template_folder=str(folder("templates")), static_folder=str(folder("static")))
    app.config.update(config)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    current.attach(app, atlas or opened(atlas_url or settings.atlas_url))
    for blueprint in (pages.pages, api.api, tiles.tiles, health.health):
        app.register_blueprint(blueprint)
    errors.register(app)
    security.register(app)
    return app


def folder(name: str) -> Path:
    """Where templates or static files stand: inside the package when installed, beside it in a checkout."""
    return next(p for p in (HERE / name, HERE.parent / name) if p.is_dir())


def opened(url: str) -> "Atlas":
    """The published atlas at an address."""
    from geo.atlas import open_atlas

    return open_atlas(url)
