"""The data behind the pages, as JSON and CSV."""

import json
from typing import Any

from flask import Blueprint, Response, request

from webmap.args import only_known, whole
from webmap.caching import unless_known
from webmap.current import atlas
from webmap.exports import csv_text
from webmap.layers import LAYERS
from webmap.layers.base import Layer

api = Blueprint("api", __name__, url_prefix="/api")


def layer_json(layer: Layer) -> Response:
    """A layer's data, ready to paint."""
    only_known(request.args, layer.parameters)
    return unless_known(lambda: as_json(layer.document(layer.view(atlas(), request.args, True))))


def layer_csv(layer: Layer) -> Response:
    """The same data as a table for a spreadsheet."""
    only_known(request.args, layer.parameters)
    return unless_known(lambda: _csv(layer))


def _csv(layer: Layer) -> Response:
    body = csv_text(layer.table(layer.view(atlas(), request.args, True)))
    response = Response(body, mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="geomarches-{layer.api}.csv"'
    return response


for _layer in LAYERS:
    api.add_url_rule(f"/{_layer.api}", _layer.api, layer_json, defaults={"layer": _layer})
    api.add_url_rule(f"/{_layer.api}.csv", f"{_layer.api}_csv", layer_csv, defaults={"layer": _layer})


@api.get("/territories")
def territories() -> Response:
    """Territories whose name holds the text ``q``: level, code, name, population."""
    only_known(request.args, ("q", "limit"))
    asked = request.args.get("q", "").strip()
    limit = whole("limit", request.args.get("limit"), 10, 1, 50)
    return unless_known(lambda: as_json({"territories": _found(asked, limit)}))


def _found(asked: str, limit: int) -> list[dict[str, Any]]:
    if not asked:
        return []
    rows = atlas().search_territories(asked, limit).to_dict("records")
    return [
        {
            "level": r["level"],
            "code": r["code"],
            "name": r["name"],
            "url": f"/territoire/{r['level']}/{r['code']}",
        }
        for r in rows
    ]


def as_json(document: Any) -> Response:
    """A JSON answer in readable French (accents kept)."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(text, mimetype="application/json")
