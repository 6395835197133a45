"""Levels of territory, the oddities of their codes, and where each stands on the page."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

LEVELS = ("commune", "epci", "zone_emploi", "departement", "region")
"""Every level an atlas may have; ``Atlas.levels`` says which it has. A zone d'emploi stands beside the EPCI: neither
holds the other, and both may cross départements."""
ABOVE = {
    "commune": ("epci", "departement", "region"),
    "epci": ("departement", "region"),
    "zone_emploi": ("departement", "region"),
    "departement": ("region",),
    "region": (),
}
"""What encloses a territory, the nearest first."""
UNKNOWN = "unknown"
ABROAD = "abroad"

LEVEL_LABELS_FR = {
    "commune": "commune",
    "epci": "intercommunalité (EPCI)",
    "zone_emploi": "zone d’emploi",
    "departement": "département",
    "region": "région",
}


def departement_of(commune: str) -> str:
    """The département's code of an INSEE commune code: three characters overseas, two elsewhere.

    >>> departement_of("01004"), departement_of("2A004"), departement_of("97411")
    ('01', '2A', '974')
    """
    return commune[:3] if commune.startswith(("97", "98")) else commune[:2]


def commune_of_arrondissement(code: str) -> str:
    """The commune of a municipal arrondissement of Paris, Lyon or Marseille; any other code unchanged.

    >>> [commune_of_arrondissement(c) for c in ("75108", "69383", "13216", "13055", "01004")]
    ['75056', '69123', '13055', '13055', '01004']
    """
    for first, last, commune in (
        ("75101", "75120", "75056"),
        ("69381", "69389", "69123"),
        ("13201", "13216", "13055"),
    ):
        if first <= code <= last:
            return commune
    return code


class Inset(NamedTuple):
    """A frame of the page that holds one overseas département, in units of ``FRAME``."""

    departement: str
    label: str
    rect: tuple[float, float, float, float]


# Spherical Web Mercator (EPSG:3857), the projection of the page.
EARTH_RADIUS_M = 6_378_137.0

# West, south, east, north of the page in Web Mercator metres: the mainland with Corsica, and a margin.
_PAGE_M = (-600_000.0, 5_033_000.0, 1_100_000.0, 6_665_000.0)
_PAGE_SCALE = 1000 / (_PAGE_M[2] - _PAGE_M[0])

FRAME = (0, 0, 1000, round((_PAGE_M[3] - _PAGE_M[1]) * _PAGE_SCALE))

# Label, scale and true middle (lon, lat) of each overseas département: Guyane is drawn at a quarter of
# its size, or it would be as wide as Brittany and Normandy together.
_OVERSEAS = {
    "971": ("Guadeloupe", 1.0, (-61.40, 16.17)),
    "972": ("Martinique", 1.2, (-61.02, 14.635)),
    "973": ("Guyane", 0.25, (-53.10, 3.94)),
    "974": ("La Réunion", 1.2, (55.53, -21.13)),
    "976": ("Mayotte", 1.6, (45.16, -12.82)),
}

# The insets stand in one column in the Bay of Biscay, first one on top: width, height and gap in metres.
_INSET_M = (150_000.0, 138_000.0, 12_000.0)
_COLUMN_M = (-580_000.0, 5_805_000.0)

# Height kept free for the label at the top of an inset.
_LABEL_M = 22_000.0


def mercator(lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """Web Mercator metres of degrees (EPSG:4326 to EPSG:3857).

    >>> x, y = mercator(np.array([2.35]), np.array([48.85]))
    >>> round(float(x[0])), round(float(y[0]))
    (261601, 6249448)
    """
    half = np.radians(np.asarray(lat, dtype=float)) / 2 + np.pi / 4
    return EARTH_RADIUS_M * np.radians(np.asarray(lon, dtype=float)), EARTH_RADIUS_M * np.log(np.tan(half))


def degrees(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    """Degrees of Web Mercator metres: the way back from ``mercator``."""
    lat = 2 * np.arctan(np.exp(np.asarray(y) / EARTH_RADIUS_M)) - np.pi / 2
    return np.degrees(np.asarray(x) / EARTH_RADIUS_M), np.degrees(lat)


def page_move(departement: str) -> tuple[float, float, float]:
    """Scale, then shift in Web Mercator metres (x, y), that put a département on the page.

    >>> page_move("29")
    (1.0, 0.0, 0.0)
    """
    if departement not in _OVERSEAS:
        return 1.0, 0.0, 0.0
    _, scale, middle = _OVERSEAS[departement]
    x, y = (float(metres) for metres in mercator(np.array(middle[0]), np.array(middle[1])))
    west, south, east, north = _inset_m(departement)
    return scale, (west + east) / 2 - scale * x, (south + north) / 2 - _LABEL_M / 2 - scale * y


def to_page(lon: Numbers, lat: Numbers, departement: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Where points stand on the page (degrees): overseas départements move into their insets.

    Points of unknown place (NaN) stay unknown; a collectivity without inset (975, 987…) is not moved.

    >>> lon, lat = to_page(np.array([2.35, -61.4]), np.array([48.85, 16.17]), ["75", "971"])
    >>> [round(float(v), 2) for v in (*lon, *lat)]
    [2.35, -4.54, 48.85, 45.65]
    """
    moves = np.array([page_move(code) for code in departement]).reshape(-1, 3)
    x, y = mercator(lon, lat)
    return degrees(moves[:, 0] * x + moves[:, 1], moves[:, 0] * y + moves[:, 2])


def frame_of(lon: Numbers, lat: Numbers) -> tuple[Numbers, Numbers]:
    """Units of ``FRAME`` (x to the right, y downwards) of page degrees.

    >>> x, y = frame_of(np.array([2.35]), np.array([48.85]))
    >>> round(float(x[0])), round(float(y[0]))
    (507, 244)
    """
    x, y = mercator(lon, lat)
    return (x - _PAGE_M[0]) * _PAGE_SCALE, (_PAGE_M[3] - y) * _PAGE_SCALE


def _inset_m(departement: str) -> tuple[float, float, float, float]:
    width, height, gap = _INSET_M
    west, top = _COLUMN_M
    north = top - list(_OVERSEAS).index(departement) * (height + gap)
    return west, north - height, west + width, north


def _inset(departement: str) -> Inset:
    west, south, east, north = _inset_m(departement)
    x0, x1 = ((x - _PAGE_M[0]) * _PAGE_SCALE for x in (west, east))
    y0, y1 = ((_PAGE_M[3] - y) * _PAGE_SCALE for y in (north, south))
    rect = (round(x0, 1), round(y0, 1), round(x1, 1), round(y1, 1))
    return Inset(departement, _OVERSEAS[departement][0], rect)


INSETS = tuple(_inset(code) for code in _OVERSEAS)

_WEST_NORTH = degrees(np.array(_PAGE_M[0]), np.array(_PAGE_M[3]))
_EAST_SOUTH = degrees(np.array(_PAGE_M[2]), np.array(_PAGE_M[1]))

# West, south, east, north of the page in degrees: what a map engine must fit to coincide with the SVG.
FRAME_BOUNDS = (float(_WEST_NORTH[0]), float(_EAST_SOUTH[1]), float(_EAST_SOUTH[0]), float(_WEST_NORTH[1]))
