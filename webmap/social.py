"""The picture that stands for a page where its address is shared: 1200 by 630 pixels, painted by resvg from SVG.

resvg needs no library of the system, as CairoSVG does, and paints hatches right.
"""

import textwrap
from functools import lru_cache
from typing import Any

import resvg_py
from flask import Blueprint, Response, render_template, request

from webmap import portrait, sentences
from webmap.args import known_territory, selection_from
from webmap.caching import FOR_AN_HOUR, unless_known
from webmap.current import atlas
from webmap.layers import LAYERS
from webmap.layers.base import Layer
from webmap.locality import locality
from webmap.sheet_map import money_map

social = Blueprint("social", __name__)

TITLE_WIDTH, TEXT_WIDTH = 24, 48
"""Characters of a line, left of the map: SVG does not break lines."""


def layer_picture(layer: Layer) -> Response:
    """The picture of a map, for the view of the query string."""
    return unless_known(lambda: _painted(_of_layer(layer)), kept=FOR_AN_HOUR)


for _layer in LAYERS:
    social.add_url_rule(f"/image{_layer.path}.png", _layer.key, layer_picture, defaults={"layer": _layer})


@social.get("/image/territoire/<level>/<code>.png")
def territory(level: str, code: str) -> Response:
    """The picture of a territory's page: its name, what it keeps, and where its money goes."""
    return unless_known(lambda: _painted(_of_territory(level, code)), kept=FOR_AN_HOUR)


def _of_layer(layer: Layer) -> str:
    shown = layer.view(atlas(), request.args, False)
    scope = sentences.scope(shown.ask.selection)
    drawing = layer.drawing(atlas(), shown, False)
    return _drawn(layer.title(shown), scope, drawing, legend=shown.legend, entries=shown.entries)


def _of_territory(level: str, code: str) -> str:
    place = known_territory(atlas(), level, code)
    selection = selection_from({**request.args, "level": level})
    partners = portrait.partners(atlas(), place, selection, "out")
    said = locality(atlas(), place, selection).sentence
    return _drawn(place["name"], said, money_map(atlas(), place, partners))


def _drawn(title: str, text: str, drawing: str, **key: Any) -> str:
    """The picture as SVG, with the legend of a map in ``key``.

    A title of more than four lines ends in an ellipsis, as does a text of more than eight.
    """
    lines = textwrap.wrap(title, TITLE_WIDTH, max_lines=4, placeholder=" …")
    words = textwrap.wrap(sentences.capitalize_first(text), TEXT_WIDTH, max_lines=8, placeholder=" …")
    return render_template(
        "social.svg", title=lines, text=words, drawing=drawing, **{"legend": None, "entries": (), **key}
    )


def _painted(picture: str) -> Response:
    return Response(painted(picture), mimetype="image/png")


@lru_cache(maxsize=64)
def painted(picture: str) -> bytes:
    """An SVG as PNG; the same one is painted once."""
    return bytes(resvg_py.svg_to_bytes(svg_string=picture))
