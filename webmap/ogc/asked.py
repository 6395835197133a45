"""What a request for features asks: a page, a box, days, values of properties."""

import math
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from geo.atlas.listed import Box, Part
from geo.errors import BadSelectionError
from webmap.api import parameters as p
from webmap.languages import gettext as _
from webmap.ogc.collections import CRS84, Collection

MOST = 10_000
LIMIT = p.Parameter("limit", "nombre d’objets", "features a page", 10, least=1, most=MOST)
OFFSET = p.Parameter("offset", "objets à passer", "features to skip", 0, least=0, most=100_000_000)
BBOX = p.Parameter(
    "bbox", "ouest,sud,est,nord en degrés", "west,south,east,north in degrees", pattern=r"[-+0-9.eE]+(,[-+0-9.eE]+){3}"
    r"(,[-+0-9.eE]+,[-+0-9.eE]+)?",
)  # fmt: skip
DATETIME = p.Parameter("datetime", "un instant, ou début/fin, .. pour ouvert", "an instant, or start/end, .. for open")
FORM = p.Parameter("f", "forme", "form", choices=("json",))
CRS = p.Parameter("crs", "système de coordonnées de la réponse", "coordinate system of the answer", choices=(CRS84,))
BBOX_CRS = p.Parameter("bbox-crs", "système de coordonnées de bbox", "coordinate system of bbox", choices=(CRS84,))
_INSTANT = re.compile(rf"({p.DAY})(T[0-9:]{{8}}(\.[0-9]+)?(Z|[+-][0-9]{{2}}:[0-9]{{2}}))?")


@dataclass(frozen=True)
class Asked:
    """A page of a collection's features."""

    part: Part
    wanted: dict[str, Any]


def accepted(chosen: Collection) -> tuple[p.Parameter, ...]:
    """Every parameter of a collection's features."""
    named = (replace(one, name=name, example=None) for name, one in chosen.filters)
    return (LIMIT, OFFSET, BBOX, BBOX_CRS, DATETIME, CRS, FORM, *named)


def asked(chosen: Collection, query: MultiDict[str, str]) -> Asked:
    """The features asked for; raises BadSelectionError for what cannot be understood."""
    values = p.read(query, accepted(chosen))
    box = _box(values["bbox"]) if values["bbox"] else chosen.box
    wanted = {one.name: values[name] for name, one in chosen.filters if values[name] is not None}
    since, until = days(values["datetime"])
    spell = {"since": since, "until": until} if chosen.has_days else {}
    part = Part(skip=values["offset"], limit=values["limit"], box=box)
    return Asked(part, {**chosen.fixed, **wanted, **spell})


def _box(text: str) -> Box:
    """The box of ``bbox``; heights are passed over, for nothing here has one."""
    try:
        sides = [float(side) for side in text.split(",")]
    except ValueError:
        raise BadSelectionError(
            _("« %(text)s » n’est pas une boîte ; écrire ouest,sud,est,nord en degrés.", text=text)
        ) from None
    west, south, east, north = sides if len(sides) == 4 else (sides[0], sides[1], sides[3], sides[4])
    if not all(map(math.isfinite, sides)) or west > east or south > north:
        raise BadSelectionError(
            _("« %(text)s » n’est pas une boîte : l’ouest doit précéder l’est, et le sud le nord.", text=text)
        )
    return west, south, east, north


def days(text: str | None) -> tuple[str | None, str | None]:
    """First and last day of ``datetime``; None where it is open.

    >>> days("2019-01-01/.."), days("2019-03-01T12:00:00Z")
    (('2019-01-01', None), ('2019-03-01', '2019-03-01'))
    """
    if text is None:
        return None, None
    start, bar, end = text.partition("/")
    first, last = _day(start, bool(bar)), _day(end if bar else start, bool(bar))
    is_open = bool(bar) and first is None and last is None
    if is_open or (first and last and first > last):
        raise BadSelectionError(
            _("« %(text)s » n’est pas une période ; écrire par exemple 2019-01-01/2019-12-31.", text=text)
        )
    return first, last


def _day(text: str, may_be_open: bool) -> str | None:
    if may_be_open and text in ("", ".."):
        return None
    found = _INSTANT.fullmatch(text)
    try:
        return date.fromisoformat(found[1] if found else "").isoformat()
    except ValueError:
        raise BadSelectionError(
            _("« %(text)s » n’est pas un instant ; écrire par exemple 2019-03-01.", text=text)
        ) from None
