"""Vector tiles: shapes of territories as the build made them, establishments as a database draws them."""

from flask import Blueprint, Response

from geo.territories import LEVELS
from webmap.args import one_of
from webmap.caching import kept, unless_known
from webmap.current import atlas

tiles = Blueprint("tiles", __name__, url_prefix="/tiles")

DEEPEST = 14
LAYERS = {level: level for level in LEVELS} | {"etablissements": "establishment"}
"""The layers, by their name in the address."""


@tiles.get("/<layer>/<int:z>/<int:x>/<int:y>.pbf")
def tile(layer: str, z: int, x: int, y: int) -> Response:
    """One gzipped tile; 204 where there is nothing.

    Kept for a year when the address names the version; for an hour where suppliers are named, who may ask not to be.
    """
    chosen = LAYERS[one_of("layer", "la couche", layer, tuple(LAYERS))]
    rule = kept(names_suppliers=chosen not in LEVELS)
    response = unless_known(lambda: _drawn(chosen, z, x, y), kept=rule)
    response.headers["Cache-Control"] = rule
    return response


def _drawn(chosen: str, z: int, x: int, y: int) -> Response:
    inside = z <= DEEPEST and x < 2**z and y < 2**z
    body = atlas().tile(chosen, z, x, y) if inside else None
    response = Response(status=204) if body is None else Response(body, mimetype="application/vnd.mapbox-vector-tile")
    if body is not None:
        response.headers["Content-Encoding"] = "gzip"
    return response
