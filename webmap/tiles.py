"""Vector tiles: shapes of territories as the build made them, establishments as a database draws them."""

from flask import Blueprint, Response, request

from geo.territories import LEVELS
from webmap.args import one_of
from webmap.current import atlas

tiles = Blueprint("tiles", __name__, url_prefix="/tiles")

FOR_A_YEAR = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"
ASK_AGAIN = "public, max-age=0, must-revalidate"
DEEPEST = 14
LAYERS = {level: level for level in LEVELS} | {"etablissements": "establishment"}
"""The layers, by their name in the address."""


@tiles.get("/<layer>/<int:z>/<int:x>/<int:y>.pbf")
def tile(layer: str, z: int, x: int, y: int) -> Response:
    """One gzipped tile; 204 where there is nothing.

    Kept for a year when the address names the version; for an hour where suppliers are named, who may ask not to be.
    """
    chosen = LAYERS[one_of("layer", "la couche", layer, tuple(LAYERS))]
    inside = z <= DEEPEST and x < 2**z and y < 2**z
    body = atlas().tile(chosen, z, x, y) if inside else None
    response = Response(status=204) if body is None else Response(body, mimetype="application/vnd.mapbox-vector-tile")
    if body is not None:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = _kept(chosen)
    return response


def _kept(layer: str) -> str:
    if request.args.get("v") != atlas().version:
        return ASK_AGAIN
    return FOR_A_YEAR if layer in LEVELS else FOR_AN_HOUR
