"""What a layer is: from a query string to a page, a JSON document and a CSV table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from geo.atlas.base import Atlas
from webmap.args import Query


@dataclass(frozen=True)
class Entry:
    """A line of a legend: a colour, or a line of some width, or a ring; and its words."""

    text: str
    color: str
    width: float = 0
    ring: bool = False


@dataclass(frozen=True)
class Layer:
    """Something the map can draw. ``view`` reads the atlas once; the other functions only phrase it."""

    key: str
    label_fr: str
    path: str
    """Address of the page, such as /carte."""
    template: str
    api: str
    """Address of its data under /api/, such as values (and values.csv)."""
    parameters: tuple[str, ...]
    view: Callable[[Atlas, Query, bool], Any]
    """The view for a query; the last argument refuses (API) instead of bending (page)."""
    document: Callable[[Any], dict[str, Any]]
    table: Callable[[Any], pd.DataFrame]
    title: Callable[[Any], str]
    method: Callable[[Any], dict[str, str]]
    """What is counted and how, in sentences by heading: what a file says beside its figures."""
    shapes: Callable[[Atlas, Any, pd.DataFrame], list[bytes | None]]
    """The true shape (WKB, degrees) of each row of the table."""
    drawing: Callable[[Atlas, Any, bool], Markup]
    """The map as SVG; its shapes lead to pages where the last argument says so."""
    page: Callable[[Atlas, Any], dict[str, Any]]
    """What the page's template needs beside the view itself."""
    in_menu: bool = True
    """Whether the head of every page leads to it; a mode of another layer is reached from there."""
