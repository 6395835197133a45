"""The colours of very many territories, without their figures: 35,000 communes weigh 80 kB, and 1.2 MB with them."""

from typing import Any

from flask import Blueprint, Response, request

from webmap.caching import kept, unless_known
from webmap.current import atlas
from webmap.exports import as_json
from webmap.layers.areas import MapView
from webmap.layers.choropleth import CHOROPLETH, document

paint = Blueprint("paint", __name__)

TOO_FEW, HATCHED = "few", "h"


@paint.get("/carte/couleurs.json")
def colours() -> Response:
    """The classes of a map, and the codes of each; the figures are asked for where one looks (``/api/values``)."""
    return unless_known(lambda: as_json(painted(_view())), kept=kept(names_suppliers=False))


def _view() -> MapView:
    view: MapView = CHOROPLETH.view(atlas(), {name: word for name, word in request.args.items() if name != "v"}, True)
    return view


def painted(shown: MapView) -> dict[str, Any]:
    """What ``document`` says, with codes by class in place of figures: '0', '0h' where hatched, 'few' where too few."""
    whole = document(shown)
    codes: dict[str, list[str]] = {}
    for area in shown.areas:
        if area.k is not None:
            codes.setdefault(f"{area.k}{HATCHED if area.hatched else ''}", []).append(area.code)
        elif area.state == "insufficient":
            codes.setdefault(TOO_FEW, []).append(area.code)
    return {"classes": whole["classes"], "groups": whole["groups"], "codes": codes}
