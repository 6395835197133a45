"""The data behind the pages, and the whole atlas for other programs: JSON, CSV, GeoJSON, Parquet."""

from typing import Any

import pandas as pd
from flask import Blueprint, Response, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotAcceptable, NotFound

from geo.atlas.listed import Part
from webmap.api import catalogue, documents, ocds
from webmap.api.fields import typed
from webmap.api.parameters import LAYER_PARAMETERS, read
from webmap.api.resources import RESOURCES, Resource
from webmap.args import only_known
from webmap.caching import FOR_AN_HOUR, kept, unless_known
from webmap.current import atlas
from webmap.exports import TYPES, as_file, as_json, features, records
from webmap.languages import gettext as _
from webmap.layers import LAYERS
from webmap.layers.base import Layer

api = Blueprint("api", __name__, url_prefix="/api")
SUFFIXES = f"<any({','.join(TYPES)}):form>"


def resource_answer(resource: Resource, form: str = "", **path: str) -> Response:
    """The rows of a resource, in the form of the suffix, else in one that the reader accepts."""
    form = form or _accepted(resource)
    if form not in resource.forms:
        raise NotFound
    wanted = read(request.args, resource.accepted) | path
    part = Part(after=wanted.pop("after", None) or "", limit=wanted.pop("limit", 0))
    response = unless_known(lambda: _written(resource, form, wanted, part), form)
    response.vary.add("Accept")
    return response


def _accepted(resource: Resource) -> str:
    """The first form that the reader's Accept header allows; raises NotAcceptable where it allows none."""
    offered = [TYPES[form] for form in resource.forms]
    best = request.accept_mimetypes.best_match(offered) if request.accept_mimetypes else offered[0]
    if best is None:
        raise NotAcceptable(_("Cette adresse donne %(forms)s ; demander l’un d’eux.", forms=", ".join(offered)))
    return resource.forms[offered.index(best)]


def _written(resource: Resource, form: str, wanted: dict[str, Any], part: Part) -> Response:
    rows = resource.rows(atlas(), dict(wanted), part)
    after = _next(resource, rows)
    response = _as(resource, form, rows, after)
    if after:
        response.headers["Link"] = f'<{after}>; rel="next"'
    return response


def _as(resource: Resource, form: str, rows: pd.DataFrame, after: str | None) -> Response:
    table = typed(rows, resource.fields)
    if form == "json":
        return as_json({resource.label: records(table), "next": after})
    if form == "geojson":
        shaped = table.assign(shape=rows["shape"]) if "shape" in rows else table
        links = [{"rel": "next", "href": after}] if after else []
        collection = {"type": "FeatureCollection", "features": features(shaped, resource.key or "id"), "links": links}
        return as_json(collection, TYPES[form])
    return as_file(table, form, resource.label)


def _next(resource: Resource, rows: pd.DataFrame) -> str | None:
    """The address of the page after this one; none after the last."""
    if "matched" not in rows or rows.empty or rows["matched"].iloc[0] <= len(rows):
        return None
    last = {"after": rows[resource.key].iloc[-1]}
    return url_for(
        str(request.endpoint), **{**(request.view_args or {}), **request.args.to_dict(), **last, "resource": None}
    )


def layer_answer(layer: Layer, form: str = "json") -> Response:
    """A layer's data, ready to paint; or the same data as a table for a spreadsheet or a program."""
    described = [LAYER_PARAMETERS[name] for name in layer.parameters if name in LAYER_PARAMETERS]
    only_known(request.args, (*layer.parameters, "v"))
    known = MultiDict((k, v) for k, v in request.args.items(multi=True) if k in LAYER_PARAMETERS and not _is_own(k, v))
    read(known, described)
    return unless_known(lambda: _layer(layer, form), form, kept(names_suppliers=False))


def _is_own(name: str, value: str) -> bool:
    """Whether the layer knows better what to refuse: the readings of one indicator, not those of all."""
    return bool(value) and name in ("indicator", "variant", "definition")


def _layer(layer: Layer, form: str) -> Response:
    shown = layer.view(atlas(), {name: value for name, value in request.args.items() if name != "v"}, True)
    return as_json(layer.document(shown)) if form == "json" else as_file(layer.table(shown), form, layer.api)


@api.get("/tables/<name>.parquet")
def table(name: str) -> Response:
    """One table of the atlas, whole."""
    only_known(request.args, ())
    served = atlas()
    size = served.files().get(name)
    if size is None:
        raise NotFound(_("Aucune table « %(name)s » à télécharger ici ; /api/tables donne la liste.", name=name))
    attached = {"Content-Length": str(size), "Content-Disposition": f'inline; filename="{name}.parquet"'}
    answer = lambda: Response(served.file(name), headers=attached, mimetype=TYPES["parquet"])  # noqa: E731
    return unless_known(answer, kept=FOR_AN_HOUR)


for _layer_ in LAYERS:
    api.add_url_rule(f"/{_layer_.api}", _layer_.api, layer_answer, defaults={"layer": _layer_})
    for _form in ("csv", "parquet"):
        _said = {"layer": _layer_, "form": _form}
        api.add_url_rule(f"/{_layer_.api}.{_form}", f"{_layer_.api}_{_form}", layer_answer, defaults=_said)
for _resource in RESOURCES:
    _rule = "/" + (_resource.path or _resource.name).replace("{", "<").replace("}", ">")
    api.add_url_rule(_rule, _resource.name, resource_answer, defaults={"resource": _resource})
    api.add_url_rule(f"{_rule}.{SUFFIXES}", _resource.name, resource_answer, defaults={"resource": _resource})
for _module in (documents, catalogue, ocds):
    _module.register(api)
