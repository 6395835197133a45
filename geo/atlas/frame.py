"""Rows of PostgreSQL as the very frame that DuckDB gives for the same rows."""

from collections.abc import Sequence
from typing import Any, cast

import pandas as pd
from sqlalchemy import CursorResult

# pg_type.oid, fixed for ever by PostgreSQL: type without gaps, type with gaps.
_TYPES = {
    16: ("bool", "boolean"),
    21: ("int16", "Int16"),
    23: ("int32", "Int32"),
    20: ("int64", "Int64"),
    700: ("float32", "float32"),
    701: ("float64", "float64"),
    1700: ("float64", "float64"),  # a sum of whole numbers is numeric here, a float there
    1082: ("datetime64[us]", "datetime64[us]"),
    1114: ("datetime64[us]", "datetime64[us]"),
}
_TEXT = {25, 1043}


def frame(found: CursorResult[Any]) -> pd.DataFrame:
    """The rows of a result, each column in the type that DuckDB would give it."""
    names, kinds = zip(*((str(one[0]), cast(int, one[1])) for one in found.cursor.description), strict=True)
    columns = list(zip(*found.fetchall(), strict=True)) or [()] * len(names)
    series = [_series(values, kind) for values, kind in zip(columns, kinds, strict=True)]
    return pd.concat(series, axis=1).set_axis(names, axis=1)


def _series(values: Sequence[Any], oid: int) -> pd.Series:
    if oid in _TYPES:
        whole, gaps = _TYPES[oid]
        return pd.Series(values, dtype=gaps if None in values else whole)
    has_text = oid in _TEXT and any(value is not None for value in values)
    return pd.Series(values, dtype="str" if has_text else "object")
