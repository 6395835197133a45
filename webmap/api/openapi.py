"""The OpenAPI 3.1 document of the API, written from what its code accepts and gives."""

from typing import Any

from geo.atlas.base import Atlas
from geo.indicators import INDICATORS
from geo.territories import LEVELS
from webmap.api.fields import Field, schema_of
from webmap.api.parameters import LAYER_PARAMETERS, Parameter
from webmap.api.resources import RESOURCES, Resource
from webmap.args import levels_of
from webmap.exports import TYPES
from webmap.layers import LAYERS
from webmap.layers.base import Layer

Node = dict[str, Any]
PROBLEM: Node = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {"title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}},
}
REFUSALS = {
    "400": "A parameter is unknown, wrong or given twice; 'detail' says what is accepted.",
    "404": "Nothing stands at this address.",
    "406": "No form that the Accept header allows.",
    "503": "The data do not answer.",
}
INFO = {
    "title": "Géomarchés",
    "version": "1",
    "summary": "The territorial economy of French public procurement, as data.",
    "description": (
        "Every answer has an ETag: send it back in If-None-Match, and what did not change costs nothing. "
        "'next', and the Link header, lead to the page after. CSV is for a French spreadsheet: semicolons and "
        "decimal commas. Amounts are euros; unknown places are a class of their own."
    ),
    "license": {"name": "Licence Ouverte 2.0", "identifier": "etalab-2.0"},
}


def openapi(atlas: Atlas, server: str) -> Node:
    """The document for one atlas (levels that it lacks are left out), served at an address."""
    paths: Node = {}
    for resource in RESOURCES:
        paths |= _of_resource(atlas, resource)
    for layer in LAYERS:
        if set(layer.parameters) <= LAYER_PARAMETERS.keys():
            paths[f"/{layer.api}"] = {"get": _of_layer(atlas, layer)}
    return {"openapi": "3.1.0", "info": INFO, "servers": [{"url": server}], "paths": paths}


def _of_resource(atlas: Atlas, resource: Resource) -> Node:
    """Its address, and the same with a suffix that names the form."""
    path = f"/{resource.path or resource.name}"
    keys = [i.key for i in INDICATORS if set(i.levels) & set(LEVELS)]
    inside = [_in_path("key", keys)] if "{key}" in path else []
    asked = [*inside, *_asked(atlas, resource.accepted, resource.example)]
    bodies = {TYPES[form]: _body(resource, form) for form in resource.forms}
    suffixed = [_in_path("suffix", list(resource.forms)), *asked]
    return {
        path: {"get": _operation(resource.name, resource.en, resource.fr, asked, bodies)},
        f"{path}.{{suffix}}": {"get": _operation(f"{resource.name}_as", resource.en, resource.fr, suffixed, bodies)},
    }


def _of_layer(atlas: Atlas, layer: Layer) -> Node:
    asked = _asked(atlas, tuple(LAYER_PARAMETERS[name] for name in layer.parameters), {})
    fr, en = (
        f"Les données de la page « {layer.label_fr} », prêtes à peindre",
        f"What {layer.path} draws, ready to paint",
    )
    return _operation(layer.api, en, fr, asked, {TYPES["json"]: {"schema": {"type": "object"}}})


def _operation(name: str, en: str, fr: str, asked: list[Node], bodies: Node) -> Node:
    problem = {"application/problem+json": {"schema": PROBLEM}}
    refusals = {status: {"description": said, "content": problem} for status, said in REFUSALS.items()}
    headers = {"ETag": {"schema": {"type": "string"}}}
    found = {"200": {"description": en, "content": bodies, "headers": headers}, "304": {"description": "Unchanged."}}
    return {
        "operationId": name, "summary": en, "x-summary-fr": fr, "parameters": asked, "responses": found | refusals,
    }  # fmt: skip


def _asked(atlas: Atlas, parameters: tuple[Parameter, ...], example: Node) -> list[Node]:
    return [_parameter(atlas, one, example.get(one.name, one.example)) for one in parameters]


def _parameter(atlas: Atlas, one: Parameter, example: Any) -> Node:
    schema = one.schema()
    if one.name == "level":
        schema["enum"] = list(levels_of(atlas))
    shown = {} if example is None else {"example": example}
    said = {"description": one.en, "x-description-fr": one.fr}
    return {"name": one.name, "in": "query", "required": False, "schema": schema, **said, **shown}


def _in_path(name: str, choices: list[str]) -> Node:
    schema = {"type": "string", "enum": choices}
    return {"name": name, "in": "path", "required": True, "schema": schema, "example": choices[0]}


def _body(resource: Resource, form: str) -> Node:
    if form == "json":
        return {"schema": _page_schema(resource.label, resource.fields)}
    if form == "geojson":
        return {"schema": _collection_schema(resource.fields)}
    return {}


def _page_schema(label: str, fields: tuple[Field, ...]) -> Node:
    properties = {label: {"type": "array", "items": schema_of(fields)}, "next": {"type": ["string", "null"]}}
    return {"type": "object", "required": [label, "next"], "properties": properties}


def _collection_schema(fields: tuple[Field, ...]) -> Node:
    feature = {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"const": "Feature"}, "id": {"type": "string"}, "geometry": {"type": ["object", "null"]},
            "properties": schema_of(fields),
        },
    }  # fmt: skip
    rows = {"type": {"const": "FeatureCollection"}, "features": {"type": "array", "items": feature}}
    return {"type": "object", "required": ["type", "features"], "properties": rows}
