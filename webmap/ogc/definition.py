"""The OpenAPI 3.0 document of the OGC API, with every schema in its place: no reference to follow."""

from dataclasses import replace
from typing import Any

from geo.atlas.base import Atlas
from webmap.api.fields import Field
from webmap.api.parameters import Parameter
from webmap.ogc.asked import BBOX, CRS, FORM, accepted
from webmap.ogc.collections import Collection, Node, collections

LINK = {"type": "object", "required": ["href"], "properties": {n: {"type": "string"} for n in ("href", "rel", "type")}}
LINKS: Node = {"type": "array", "items": LINK}
OBJECT: Node = {"type": "object"}


def definition_of(atlas: Atlas, server: str) -> Node:
    """The document for the collections of an atlas, served at an address."""
    paths: Node = {
        "/": _get("landing", "The landing page", OBJECT),
        "/api": _get("definition", "This document", OBJECT, media="application/vnd.oai.openapi+json;version=3.0"),
        "/conformance": _get("conformance", "Conformance classes", OBJECT),
        "/collections": _get("collections", "Every collection", OBJECT),
        "/tileMatrixSets": _get("tileMatrixSets", "Tile matrix sets", OBJECT),
    }
    for one in collections(atlas):
        paths |= _of(one)
    info = {"title": "Géomarchés", "version": "1", "description": "Layers of French public procurement."}
    return {"openapi": "3.0.3", "info": info, "servers": [{"url": server}], "paths": paths}


def _of(one: Collection) -> Node:
    path, geojson = f"/collections/{one.id}", "application/geo+json"
    asked = [_parameter(x) for x in accepted(one)]
    key = {"name": "feature", "in": "path", "required": True, "schema": {"type": "string"}}
    paths = {
        path: _get(f"{one.id}", one.title, OBJECT),
        f"{path}/items": _get(f"{one.id}.items", one.title, _collection(one.fields), asked, geojson),
        f"{path}/items/{{feature}}": _get(
            f"{one.id}.item", one.title, _feature(one.fields), [key, _parameter(CRS), _parameter(FORM)], geojson
        ),
    }
    if one.what != "territory":
        return paths
    where = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "integer", "minimum": 0}}
        for name in ("tileMatrix", "tileRow", "tileCol")
    ]
    matrix = f"{path}/tiles/WebMercatorQuad"
    tile = _get(f"{one.id}.tile", one.title, {"type": "string", "format": "binary"}, where,
                "application/vnd.mapbox-vector-tile")  # fmt: skip
    return paths | {
        f"{path}/tiles": _get(f"{one.id}.tilesets", one.title, OBJECT),
        matrix: _get(f"{one.id}.tileset", one.title, OBJECT),
        f"{matrix}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": tile,
    }


def _get(name: str, said: str, schema: Node, asked: list[Node] | None = None, media: str = "application/json") -> Node:
    problem = {"application/problem+json": {"schema": OBJECT}}
    refusals = {s: {"description": d, "content": problem} for s, d in (("400", "Not understood"), ("404", "Not here"))}
    found = {"200": {"description": said, "content": {media: {"schema": schema}}}}
    parameters = [_parameter(FORM)] if asked is None else asked
    return {"get": {"operationId": name, "summary": said, "parameters": parameters, "responses": found | refusals}}


def _parameter(one: Parameter) -> Node:
    base = {"name": one.name, "in": "query", "required": False, "description": one.en, "schema": one.schema()}
    if one.name == BBOX.name:
        numbers = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
        return base | {"style": "form", "explode": False, "schema": numbers}
    return base | {"style": "form", "explode": False}


def _feature(fields: tuple[Field, ...]) -> Node:
    properties = {
        "type": {"type": "string", "enum": ["Feature"]}, "id": {"type": "string"},
        "geometry": {"type": "object", "nullable": True}, "properties": _properties(fields), "links": LINKS,
    }  # fmt: skip
    return {"type": "object", "required": ["type", "geometry", "properties"], "properties": properties}


def _collection(fields: tuple[Field, ...]) -> Node:
    properties: dict[str, Any] = {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": {"type": "array", "items": _feature(fields)},
        "numberMatched": {"type": "integer"}, "numberReturned": {"type": "integer"},
        "timeStamp": {"type": "string", "format": "date-time"}, "links": LINKS,
    }  # fmt: skip
    return {"type": "object", "required": ["type", "features"], "properties": properties}


def _properties(fields: tuple[Field, ...]) -> Node:
    """OpenAPI 3.0 says 'nullable' where JSON Schema has a list of types."""
    schemas = {f.name: replace(f, is_always=True).schema() | {"nullable": not f.is_always} for f in fields}
    return {"type": "object", "properties": schemas}
