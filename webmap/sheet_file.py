"""A sheet made away from any reader's request: what ``geomarches portrait`` writes."""

from collections.abc import Mapping
from typing import Any

from geo.atlas.base import Atlas
from geo.errors import UnknownTerritoryError
from webmap import create_app, sheet
from webmap.languages import LANGUAGE_KEY

Row = dict[str, Any]
ORDER = ("commune", "epci", "zone_emploi", "departement", "region")
"""Where a code is looked for: 53 is la Mayenne before it is Bretagne."""


def sheet_of(url: str, level: str | None, code: str, form: str, query: Mapping[str, str]) -> tuple[Row, bytes]:
    """The territory of a code, and its sheet in ``query["language"]``; raises UnknownTerritoryError."""
    from webmap.current import atlas

    environ = {LANGUAGE_KEY: query["language"]}
    with create_app(url).test_request_context(environ_overrides=environ):
        place = place_of(atlas(), level, code)
        return place, sheet.made(place["level"], code, form, query)


def place_of(atlas: Atlas, level: str | None, code: str) -> Row:
    """The territory of a code: at this level, else at the first of ``ORDER`` that has it."""
    for one in [level] if level else [one for one in ORDER if one in atlas.levels()]:
        try:
            return atlas.territory(one, code)
        except UnknownTerritoryError:
            continue
    raise UnknownTerritoryError(f"no {level or 'territory'} has the code {code!r}; codes are INSEE's, EPCI's are SIREN")
