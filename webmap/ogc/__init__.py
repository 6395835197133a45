"""OGC API Features (parts 1 and 2) and Tiles: the layers of the atlas, for QGIS and other GIS."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import NotFound

from geo.atlas.listed import Part
from webmap.api.fields import typed
from webmap.api.parameters import read
from webmap.caching import ASK_AGAIN, unless_known
from webmap.current import atlas
from webmap.exports import as_json, features
from webmap.ogc import tiles
from webmap.ogc.asked import CRS, FORM, Asked, asked
from webmap.ogc.collections import CRS84, Collection, Node, collection, collections, link
from webmap.ogc.definition import definition_of

ogc = Blueprint("ogc", __name__, url_prefix="/ogc")

GEOJSON = "application/geo+json"
JSON = "application/json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
FEATURES = "http://www.opengis.net/spec/ogcapi-features-{}/1.0/conf/{}"
TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{}"
CONFORMANCE = (
    *(FEATURES.format(1, name) for name in ("core", "geojson", "oas30")),
    FEATURES.format(2, "crs"),
    *(TILES.format(name) for name in ("core", "tileset", "tilesets-list", "mvt")),
)
"""What tests/webmap/ogc/ and `ogctests` check, and no more."""


@ogc.get("/")
def landing() -> Response:
    """The landing page."""
    links = [
        link("landing", "self", JSON),
        link("definition", "service-desc", OPENAPI),
        {"href": url_for("api.home", _external=True), "rel": "service-doc", "type": "text/html"},
        link("conformance", "conformance", JSON),
        link("all_collections", "data", JSON),
    ]
    about = "Territoires, acheteurs, titulaires et lieux d’exécution de la commande publique."
    return _known({"title": "Géomarchés", "description": about, "links": links})


@ogc.get("/api")
def definition() -> Response:
    """The OpenAPI 3.0 document, without any reference to follow."""
    read(request.args, (FORM,))
    server = url_for("ogc.landing", _external=True).rstrip("/")
    return unless_known(lambda: as_json(definition_of(atlas(), server), OPENAPI))


@ogc.get("/conformance")
def conformance() -> Response:
    """The conformance classes that are tested."""
    return _known({"conformsTo": list(CONFORMANCE)})


@ogc.get("/collections")
def all_collections() -> Response:
    """Every collection."""
    described = [one.described(atlas()) for one in collections(atlas())]
    return _known({"links": [link("all_collections", "self", JSON)], "collections": described, "crs": [CRS84]})


@ogc.get("/collections/<id>", endpoint="collection")
def one_collection(id: str) -> Response:
    """One collection."""
    return _known(_chosen(id).described(atlas()))


def _known(document: Node) -> Response:
    read(request.args, (FORM,))
    return unless_known(lambda: as_json(document))


def _chosen(key: str) -> Collection:
    """The collection of this name; raises NotFound."""
    found = collection(atlas(), key)
    if found is None:
        raise NotFound
    return found


@ogc.get("/collections/<id>/items")
def items(id: str) -> Response:
    """Features of a collection, page by page."""
    chosen = _chosen(id)
    wish = asked(chosen, request.args)
    # It says when it was made (timeStamp): no tag, two answers are never the same.
    return _spatial(as_json(_page(chosen, wish), GEOJSON), chosen)


def _page(chosen: Collection, wish: Asked) -> Node:
    found = atlas().listed(chosen.what, wish.part, **wish.wanted)
    matched = int(found["matched"].iloc[0]) if len(found) else _matched(chosen, wish)
    shaped = typed(found, chosen.fields)
    shown = features(shaped.assign(shape=found["shape"]) if "shape" in found else shaped, chosen.key)
    return {
        "type": "FeatureCollection", "features": shown, "numberMatched": matched, "numberReturned": len(shown),
        "timeStamp": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        "links": _links(chosen, wish.part, matched),
    }  # fmt: skip


def _matched(chosen: Collection, wish: Asked) -> int:
    """How many match, asked again where the page is past the last one."""
    first = atlas().listed(chosen.what, Part(limit=1, box=wish.part.box), **wish.wanted)
    return 0 if first.empty else int(first["matched"].iloc[0])


def _links(chosen: Collection, part: Part, matched: int) -> list[Node]:
    query: dict[str, Any] = {"id": chosen.id, **request.args.to_dict()}
    pages = {"self": part.skip, "next": part.skip + part.limit, "prev": part.skip - part.limit}
    is_there = {"self": True, "next": part.skip + part.limit < matched, "prev": part.skip > 0}
    own = [
        link("items", rel, GEOJSON, **(query if rel == "self" else query | {"offset": max(skip, 0)}))
        for rel, skip in pages.items() if is_there[rel]
    ]  # fmt: skip
    return [*own, link("collection", "collection", JSON, id=chosen.id)]


@ogc.get("/collections/<id>/items/<path:feature>")
def item(id: str, feature: str) -> Response:
    """One feature."""
    chosen = _chosen(id)
    read(request.args, (FORM, CRS))
    if "\x00" in feature:
        raise NotFound
    return _spatial(unless_known(lambda: as_json(_feature(chosen, feature), GEOJSON)), chosen)


def _feature(chosen: Collection, key: str) -> Node:
    found = atlas().listed(chosen.what, Part(limit=1, box=chosen.box), **chosen.fixed, **{chosen.key: key})
    if found.empty:
        raise NotFound
    shaped = typed(found, chosen.fields)
    (one,) = features(shaped.assign(shape=found["shape"]) if "shape" in found else shaped, chosen.key)
    itself = link("item", "self", GEOJSON, id=chosen.id, feature=key)
    return one | {"links": [itself, link("collection", "collection", JSON, id=chosen.id)]}


def _spatial(response: Response, chosen: Collection) -> Response:
    response.headers["Content-Crs"] = f"<{CRS84}>"
    response.headers.setdefault("Cache-Control", ASK_AGAIN)
    return response


tiles.register(ogc)
