"""The map of S5: how many contracts of each département's buyers should end within the year, drawn by the server."""

from collections.abc import Mapping
from urllib.parse import urlencode

import pandas as pd
from markupsafe import Markup

from geo.atlas.base import Atlas
from webmap import palettes, svg
from webmap.formatting import euros, plural
from webmap.languages import gettext as _
from webmap.legend import Legend, legend_of


def ending_map(atlas: Atlas, found: pd.DataFrame, query: Mapping[str, str]) -> Markup | None:
    """The map and its legend; nothing where no contract ends. Each département leads to its own answer.

    ``found``: the rows of ``Atlas.endings_by``. ``query``: what else the reader asked, kept in the links.
    """
    if found.empty:
        return None
    counts = found.set_index("code")["contracts"].to_dict()
    amounts = found.set_index("code")["amount_eur"].to_dict()
    legend = legend_of([float(n) for n in counts.values()], "sequential", "count")
    shapes = []
    for code, name, path in svg.outlines(atlas, "departement"):
        n, k = counts.get(code, 0), legend.class_of(counts.get(code))
        told = _("%(name)s : %(n)s, %(amount)s", name=name, n=plural(n, "marché"), amount=euros(amounts.get(code, 0.0)))
        fill = palettes.NO_DATA if k is None else legend.colors[k]
        shapes.append(svg.shape(code, path, "k", told, "?" + urlencode(where(code, query)), fill))
    title = _("Marchés qui finissent dans l’année, par département de l’acheteur")
    frame = Markup('<svg class="map-svg" viewBox="{}" role="group" aria-label="{}">{}{}</svg>{}')
    return frame.format(svg.view_box(), title, Markup("").join(shapes), svg.inset_frames(), _key(legend))


def where(code: str, query: Mapping[str, str]) -> dict[str, str]:
    """The parameters of a département's answer.

    >>> where("35", {"territoire": "Rennes", "family": "45", "depuis": ""})
    {'territoire': 'departement:35', 'family': '45'}
    """
    kept = {key: query[key] for key in ("family", "depuis") if query.get(key)}
    return {"territoire": f"departement:{code}", **kept}


def _key(legend: Legend) -> Markup:
    """The classes and their colours, and what the grey says."""
    classes = [*zip(legend.colors, legend.labels, strict=True), (palettes.NO_DATA, _("aucun marché connu"))]
    swatch = Markup(
        '<li><svg class="swatch" viewBox="0 0 26 16" width="26" height="16" aria-hidden="true">'
        '<rect width="26" height="16" fill="{}"/></svg><span>{}</span></li>'
    )
    items = Markup("").join(swatch.format(color, label) for color, label in classes)
    return Markup('<ol class="legend" aria-label="{}">{}</ol>').format(_("Nombre de marchés"), items)
