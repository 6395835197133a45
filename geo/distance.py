"""Distance over the ground, the same in Finistère and in La Réunion."""

from math import cos, radians

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

_WGS84 = Geod(ellps="WGS84")


def geodesic_km(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> NDArray[np.float64]:
    """Kilometres of the shortest way over the WGS84 ellipsoid between points in degrees (EPSG:4326).

    Arrays of one shape (or that broadcast). NaN where a point is missing: an unknown place is not far,
    it is unknown. Karney (2013), J. Geodesy 87(1).

    >>> geodesic_km([2.35, np.nan], [48.85, 0], [-4.49, 0], [48.39, 0]).round(1).tolist()
    [506.7, nan]
    """
    given = (np.asarray(degrees, dtype=float) for degrees in (lon1, lat1, lon2, lat2))
    x1, y1, x2, y2 = (np.array(degrees) for degrees in np.broadcast_arrays(*given))
    return np.asarray(_WGS84.inv(x1, y1, x2, y2)[2], dtype=float) / 1000


def box_around(lon: float, lat: float, km: float) -> tuple[float, float, float, float]:
    """West, south, east, north (degrees) of a box that holds the disc of this radius, with a hundredth to spare.

    A degree north is never under 110.5 km.

    >>> [round(edge, 1) for edge in box_around(2.35, 48.85, 50)]
    [1.6, 48.4, 3.1, 49.3]
    """
    tall = 1.01 * km / 110.5
    wide = tall / max(cos(radians(min(abs(lat) + tall, 89))), 0.01)
    return lon - wide, lat - tall, lon + wide, lat + tall
