"""What is on screen, as a file: the picture with its legend and source, the figures with their shapes and method."""

import io
import json
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
from flask import Blueprint, Response, render_template, request, url_for
from markupsafe import Markup

from webmap import sentences, sheet, standalone
from webmap.caching import unless_known
from webmap.current import atlas
from webmap.exports import csv_text
from webmap.languages import gettext as _
from webmap.layers import LAYERS
from webmap.layers.base import Layer

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

takeaway = Blueprint("takeaway", __name__)

About = dict[str, str]


def about(layer: Layer, shown: Any) -> About:
    """What goes with a file wherever it travels: title, scope, method, source, licence, edition, address."""
    query = shown.ask.query()
    return {
        "title": layer.title(shown),
        "scope": sentences.scope(shown.ask.selection),
        **layer.method(shown),
        "source": _("Données essentielles de la commande publique, calculs Géomarchés"),
        "licence": _("Licence Ouverte 2.0"),
        "edition": str(shown.version),
        "made_on": date.today().isoformat(),
        "address": url_for(f"pages.{layer.key}", **query, _external=True),
    }


def svg(layer: Layer, shown: Any) -> bytes:
    """The server's drawing with title, legend, source, date and licence, readable outside of the site."""
    drawing = layer.drawing(atlas(), shown, False)
    return render_template("figure.svg", view=shown, told=about(layer, shown), drawing=drawing).encode()


def pdf(layer: Layer, shown: Any) -> bytes:
    """The same figure on an A4 page, to print; what is drawn is written as lines and text, not as a picture."""
    figure = Markup(svg(layer, shown).decode())  # noqa: S704 - the site's own drawing, escaped where it was made
    return sheet.pdf(render_template("figure_page.html", figure=figure, told=about(layer, shown)))


def csv(layer: Layer, shown: Any) -> bytes:
    """The table for a French spreadsheet."""
    return csv_text(layer.table(shown)).encode()


def xlsx(layer: Layer, shown: Any) -> bytes:
    """A workbook: the figures on a sheet, the method and the source on another; no text is run as a formula."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        table = layer.table(shown)
        figures, told = book.add_worksheet(_("Chiffres")), book.add_worksheet(_("Méthode"))
        figures.write_row(0, 0, list(table.columns), book.add_format({"bold": True}))
        for at, row in enumerate(table.astype(object).where(table.notna(), None).to_numpy().tolist(), 1):
            figures.write_row(at, 0, row)
        figures.freeze_panes(1, 0)
        figures.set_column(0, len(table.columns) - 1, 16)
        for at, line in enumerate(about(layer, shown).items()):
            told.write_row(at, 0, line)
        told.set_column(1, 1, 100, book.add_format({"text_wrap": True}))
    return out.getvalue()


def parquet(layer: Layer, shown: Any) -> bytes:
    """The table for a program; what goes with it stands in the file's metadata (``DataFrame.attrs`` in pandas)."""
    out, table = io.BytesIO(), layer.table(shown)
    table.attrs.update(about(layer, shown))
    table.to_parquet(out, index=False)
    return out.getvalue()


def geojson(layer: Layer, shown: Any) -> bytes:
    """The figures on their true shapes, in degrees; what goes with them stands beside the features."""
    document = json.loads(_shaped(layer, shown).to_json(drop_id=True))
    return json.dumps({"about": about(layer, shown), **document}, ensure_ascii=False).encode()


def gpkg(layer: Layer, shown: Any) -> bytes:
    """The same as a GeoPackage, for a geographic information system; its description says what goes with it."""
    out, told = io.BytesIO(), about(layer, shown)
    words = {"IDENTIFIER": told["title"], "DESCRIPTION": "\n".join(f"{k}: {v}" for k, v in told.items())}
    _shaped(layer, shown).to_file(out, driver="GPKG", layer=layer.api, layer_options=words)
    return out.getvalue()


def _shaped(layer: Layer, shown: Any) -> "GeoDataFrame":
    # Heavy, and of no use to a page: imported by those who ask for a shape.
    import geopandas

    table = layer.table(shown)
    shapes = geopandas.GeoSeries.from_wkb(pd.Series(layer.shapes(atlas(), shown, table), dtype=object), crs="EPSG:4326")
    return geopandas.GeoDataFrame(table, geometry=shapes)


def html(layer: Layer, shown: Any) -> bytes:
    """One page that holds its map, its figures and its engine, to be opened without a network."""
    return standalone.page(atlas(), layer, shown, about(layer, shown)).encode()


FORMS: dict[str, tuple[str, Callable[[Layer, Any], bytes]]] = {
    "svg": ("image/svg+xml", svg),
    "pdf": ("application/pdf", pdf),
    "csv": ("text/csv", csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx),
    "parquet": ("application/vnd.apache.parquet", parquet),
    "geojson": ("application/geo+json", geojson),
    "gpkg": ("application/geopackage+sqlite3", gpkg),
    "html": ("text/html", html),
}


def as_file(layer: Layer, form: str) -> Response:
    """The view of a query string as a file."""
    return unless_known(lambda: _made(layer, form))


def _made(layer: Layer, form: str) -> Response:
    mimetype, made = FORMS[form]
    shown = layer.view(atlas(), request.args, False)
    response = Response(made(layer, shown), mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="geomarches-{layer.path.strip("/")}.{form}"'
    return response


for _layer in LAYERS:
    takeaway.add_url_rule(
        f"{_layer.path}.<any({', '.join(FORMS)}):form>", _layer.key, as_file, defaults={"layer": _layer}
    )
