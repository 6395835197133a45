"""Vector tiles made in the build, served as they are."""

from flask import Blueprint, Response, request

from geo.territories import LEVELS
from webmap.args import one_of
from webmap.current import atlas

tiles = Blueprint("tiles", __name__, url_prefix="/tiles")

FOR_A_YEAR = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, max-age=0, must-revalidate"
DEEPEST = 14


@tiles.get("/<layer>/<int:z>/<int:x>/<int:y>.pbf")
def tile(layer: str, z: int, x: int, y: int) -> Response:
    """One gzipped tile; 204 where there is nothing. Kept for a year when the address names the version."""
    one_of("layer", "la couche", layer, LEVELS)
    inside = z <= DEEPEST and x < 2**z and y < 2**z
    body = atlas().tile(layer, z, x, y) if inside else None
    response = Response(status=204) if body is None else Response(body, mimetype="application/vnd.mapbox-vector-tile")
    if body is not None:
        response.headers["Content-Encoding"] = "gzip"
    current = request.args.get("v") == atlas().version
    response.headers["Cache-Control"] = FOR_A_YEAR if current else ASK_AGAIN
    return response
