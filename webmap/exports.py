"""One table, four forms: JSON for programs, CSV for a French spreadsheet, GeoJSON for a map, Parquet for pandas."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from flask import Response

from webmap.formatting import is_absent

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
TYPES = {
    "json": "application/json",
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "parquet": "application/vnd.apache.parquet",
}
"""The media type of each form; its name is the suffix of an address."""


def as_json(document: Any, mimetype: str = TYPES["json"]) -> Response:
    """A JSON answer in readable French (accents kept)."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)
    return Response(text, mimetype=mimetype)


def _plain(value: Any) -> Any:
    """What JSON has for a day, or for a number of numpy."""
    return value.isoformat()[:10] if isinstance(value, date) else value.item()


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain values; what is missing is None.

    >>> records(pd.DataFrame({"code": ["01", None], "value": [0.5, float("nan")]}))
    [{'code': '01', 'value': 0.5}, {'code': None, 'value': None}]
    """
    return [{str(name): value for name, value in row.items()} for row in bare(table).to_dict("records")]


def bare(table: pd.DataFrame) -> pd.DataFrame:
    """The table with Python's own values; what is missing is None, whatever pandas had for it."""
    return table.astype(object).where(table.notna(), None)


def feature(row: Mapping[str, Any], key: str, shape: bytes | None = None) -> dict[str, Any]:
    """A GeoJSON feature: its shape (WKB), else its point; no geometry where its place is unknown.

    >>> feature({"code": "01", "lon": 5.0, "lat": 46.0}, "code")["geometry"]
    {'type': 'Point', 'coordinates': [5.0, 46.0]}
    """
    lon, lat = row.get("lon"), row.get("lat")
    point = None if lon is None or lat is None else [lon, lat]
    geometry = {"type": "Point", "coordinates": point} if point else None
    return {
        "type": "Feature", "id": row[key], "geometry": _geometry(shape) if shape else geometry, "properties": dict(row)
    }  # fmt: skip


def features(table: pd.DataFrame, key: str) -> list[dict[str, Any]]:
    """The rows as GeoJSON features, drawn from ``shape`` (WKB) where the table has it, else from lon and lat."""
    shapes = table["shape"] if "shape" in table else [None] * len(table)
    rows = records(table.drop(columns="shape", errors="ignore"))
    return [feature(row, key, shape) for row, shape in zip(rows, shapes, strict=True)]


def _geometry(shape: bytes) -> Any:
    import shapely

    return json.loads(shapely.to_geojson(shapely.from_wkb(bytes(shape))))


def parquet_bytes(table: pd.DataFrame) -> bytes:
    """A table as a Parquet file."""
    out = io.BytesIO()
    table.to_parquet(out, index=False)
    return out.getvalue()


def csv_text(table: pd.DataFrame) -> str:
    """A table as CSV (BOM, semicolons, decimal commas); the first line holds the column names.

    >>> csv_text(pd.DataFrame({"code": ["01"], "value": [0.5]}))
    '\\ufeffcode;value\\r\\n01;0,5\\r\\n'
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in bare(table).itertuples(index=False, name=None):
        writer.writerow([cell(value) for value in row])
    return "\ufeff" + out.getvalue()


def cell(value: Any) -> str:
    """One cell; text that a spreadsheet would run as a formula gets an apostrophe before it.

    >>> cell("=1+1"), cell(-12.5), cell(None), cell("2A")
    ("'=1+1", '-12,5', '', '2A')
    """
    if is_absent(value):
        return ""
    if isinstance(value, str):
        return "'" + value if value.startswith(FORMULA_STARTS) else value
    if isinstance(value, bool | np.bool_):
        return "1" if value else "0"
    return str(value).replace(".", ",") if hasattr(value, "__float__") else str(value)


WRITERS: dict[str, Callable[[pd.DataFrame], str | bytes]] = {"csv": csv_text, "parquet": parquet_bytes}


def as_file(table: pd.DataFrame, form: str, name: str) -> Response:
    """A table to download, as ``csv`` or ``parquet``."""
    response = Response(WRITERS[form](table), mimetype=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="geomarches-{name}.{form}"'
    return response
