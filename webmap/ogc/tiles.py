"""OGC API Tiles: the stored vector tiles of each level of territory, as tile sets."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from geo.territories import FRAME_BOUNDS
from webmap.api.parameters import read
from webmap.args import levels_of, only_known
from webmap.caching import unless_known
from webmap.current import atlas
from webmap.exports import as_json
from webmap.ogc.asked import FORM
from webmap.ogc.collections import CRS84, Node, link
from webmap.sentences import LEVELS_PLURAL_FR

MATRIX = "WebMercatorQuad"
MATRIX_URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
MVT = "application/vnd.mapbox-vector-tile"
DEEPEST = 14
ITEM = "/collections/<id>/tiles"


def register(ogc: Blueprint) -> None:
    """Add the tile sets, and the one tile matrix set that they follow."""
    ogc.add_url_rule("/tileMatrixSets", "matrix_sets", matrix_sets)
    ogc.add_url_rule(ITEM, "tilesets", tilesets)
    ogc.add_url_rule(f"{ITEM}/{MATRIX}", "tileset", tileset)
    ogc.add_url_rule(f"{ITEM}/{MATRIX}/<int:matrix>/<int:row>/<int:column>", "tile", tile)


def matrix_sets() -> Response:
    """The tile matrix sets: one, registered by OGC."""
    read(request.args, (FORM,))
    one = {"id": MATRIX, "uri": MATRIX_URI, "crs": MERCATOR, "links": []}
    return unless_known(lambda: as_json({"tileMatrixSets": [one]}))


def tilesets(id: str) -> Response:
    """The tile sets of a collection."""
    read(request.args, (FORM,))
    title = _title(id)
    links = [_link("tilesets", id, "self")]
    return unless_known(lambda: as_json({"links": links, "tilesets": [_described(id, title)]}))


def tileset(id: str) -> Response:
    """The tile set of a collection: where its tiles are."""
    read(request.args, (FORM,))
    title = _title(id)
    return unless_known(lambda: as_json(_described(id, title)))


def tile(id: str, matrix: int, row: int, column: int) -> Response:
    """One tile; 204 where it is empty, 404 beyond the matrix."""
    only_known(request.args, ("f",))
    _title(id)
    if matrix > DEEPEST or row >= 2**matrix or column >= 2**matrix:
        raise NotFound
    return unless_known(lambda: _tile(id, matrix, row, column))


def _tile(level: str, matrix: int, row: int, column: int) -> Response:
    body = atlas().tile(level, matrix, column, row)
    if body is None:
        return Response(status=204)
    return Response(body, mimetype=MVT, headers={"Content-Encoding": "gzip"})


def _title(level: str) -> str:
    """The title of a level; raises NotFound for a collection without tiles."""
    if level not in levels_of(atlas()):
        raise NotFound
    # Tiles are those of the pages: what is overseas lies in insets beside the mainland.
    return f"{LEVELS_PLURAL_FR[level].capitalize()} (outre-mer en encarts, comme sur la carte)"


def _link(endpoint: str, level: str, rel: str) -> Node:
    return link(endpoint, rel, "application/json", id=level)


def _described(level: str, title: str) -> Node:
    west, south, east, north = FRAME_BOUNDS
    address = link("tile", "item", MVT, id=level, matrix=0, row=0, column=0)
    template = address["href"].removesuffix("/0/0/0") + "/{tileMatrix}/{tileRow}/{tileCol}"
    return {
        "title": title, "dataType": "vector", "crs": MERCATOR, "tileMatrixSetURI": MATRIX_URI,
        "boundingBox": {"lowerLeft": [west, south], "upperRight": [east, north], "crs": CRS84},
        "links": [
            _link("tileset", level, "self"),
            {"href": MATRIX_URI, "rel": SCHEME, "type": "application/json"},
            address | {"href": template, "templated": True},
        ],
    }  # fmt: skip
