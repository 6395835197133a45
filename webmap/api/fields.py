"""What each column of an answer holds: its type, and its meaning in French and in English."""

import re
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.columns import TABLES

DTYPES = {"text": "object", "integer": "Int64", "number": "float64", "boolean": "boolean", "day": "object"}
_JSON = {"text": "string", "day": "string"}


@dataclass(frozen=True)
class Field:
    """One column of an answer."""

    name: str
    kind: str
    fr: str
    en: str
    is_always: bool = False
    """Whether every row has it."""

    def schema(self) -> dict[str, Any]:
        """Its JSON Schema, documented in both languages.

        >>> fields("contract", "year:integer:année de notification")[0].schema()["type"]
        ['integer', 'null']
        """
        kind = _JSON.get(self.kind, self.kind)
        form = {"format": "date"} if self.kind == "day" else {}
        types = kind if self.is_always else [kind, "null"]
        return {"type": types, **form, "description": self.en, "x-description-fr": self.fr}


def fields(table: str, *said: str) -> tuple[Field, ...]:
    """Columns of a table, each as 'name:kind:French', the kind with '!' where every row has it.

    English comes from ``geo/columns.py``, or after a fourth colon for a column that is no table's.
    """
    known = {c.name: c.meaning + (f" ({c.unit})" if c.unit else "") for c in TABLES[table]}
    # A colon of French typography, followed by a space, parts nothing.
    return tuple(_field(known, *re.split(r":(?! )", one, maxsplit=3)) for one in said)


def _field(known: dict[str, str], name: str, kind: str, fr: str, en: str = "") -> Field:
    return Field(name, kind.rstrip("!"), fr, en or known[name], kind.endswith("!"))


def typed(table: pd.DataFrame, columns: tuple[Field, ...]) -> pd.DataFrame:
    """These columns alone, each in its type whatever the store gave: days as days, whole numbers with gaps."""
    return pd.DataFrame({f.name: _typed(table[f.name], f.kind) for f in columns if f.name in table})


def _typed(values: pd.Series, kind: str) -> pd.Series:
    if kind == "day":
        return pd.Series(pd.to_datetime(values).dt.date)
    return values.astype(pd.api.types.pandas_dtype(DTYPES[kind]))


def schema_of(columns: tuple[Field, ...]) -> dict[str, Any]:
    """The JSON Schema of a row."""
    always = [f.name for f in columns if f.is_always]
    return {"type": "object", "required": always, "properties": {f.name: f.schema() for f in columns}}
