"""CSV that a French spreadsheet opens without a question: BOM, semicolons, decimal commas."""

import csv
import io
from typing import Any

import pandas as pd

from webmap.formatting import is_absent

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_text(table: pd.DataFrame) -> str:
    """A table as CSV; the first line holds the column names.

    >>> csv_text(pd.DataFrame({"code": ["01"], "value": [0.5]}))
    '\\ufeffcode;value\\r\\n01;0,5\\r\\n'
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.columns)
    for row in table.itertuples(index=False, name=None):
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
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value).replace(".", ",") if hasattr(value, "__float__") else str(value)
