"""The atlas that the running application serves."""

from typing import cast

from flask import Flask, current_app

from geo.atlas.base import Atlas

KEY = "geomarches_atlas"


def attach(app: Flask, atlas: Atlas) -> None:
    """Give the application its atlas."""
    app.extensions[KEY] = atlas


def atlas() -> Atlas:
    """The atlas of the application that answers this request."""
    return cast(Atlas, current_app.extensions[KEY])
