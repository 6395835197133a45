"""The collections that a GIS may read: what each holds, and which of its properties filter it."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flask import url_for

from geo.atlas.base import Atlas
from geo.atlas.listed import Box, Part
from geo.errors import BadSelectionError
from geo.territories import LEVELS
from webmap.api import parameters as p
from webmap.api.fields import Field
from webmap.api.resources import BUYER, CONTRACT, SUPPLIER, TERRITORY
from webmap.args import levels_of
from webmap.exports import records
from webmap.languages import gettext as _
from webmap.sentences import LEVELS_PLURAL_FR

Node = dict[str, Any]
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
WORLD: Box = (-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True)
class Collection:
    """Features of one kind: a list of the atlas, its properties and its filters."""

    id: str
    title: str
    description: str
    what: str
    """The list of ``geo/atlas/listed.py``."""
    key: str
    fields: tuple[Field, ...]
    filters: tuple[tuple[str, p.Parameter], ...]
    """A property, and the parameter that the list has for it."""
    fixed: Node = field(default_factory=dict)
    has_days: bool = False

    @property
    def box(self) -> Box | None:
        """The box of a request without one: points that are not known are no features."""
        return WORLD if self.what != "territory" else None

    def described(self, atlas: Atlas) -> Node:
        """Its metadata, with links to its features and its tiles."""
        west, south, east, north, since, until = extent_of(atlas, self.id)
        spatial = {"bbox": [[west, south, east, north]], "crs": CRS84}
        time = {"interval": [[since and f"{since}T00:00:00Z", until and f"{until}T00:00:00Z"]], "trs": GREGORIAN}
        tiled = [link("tilesets", TILESETS, "application/json", id=self.id)]
        return {
            "id": self.id, "title": self.title, "description": self.description, "itemType": "feature",
            "extent": {"spatial": spatial, **({"temporal": time} if self.has_days else {})},
            "crs": [CRS84], "storageCrs": CRS84,
            "links": [
                link("collection", "self", "application/json", id=self.id),
                link("items", "items", "application/geo+json", id=self.id),
                *(tiled if self.what == "territory" else []),
            ],
        }  # fmt: skip


def link(endpoint: str, rel: str, media: str, **values: Any) -> Node:
    """A link as OGC writes it, to one of our own addresses."""
    return {"href": url_for(f"ogc.{endpoint}", _external=True, **values), "rel": rel, "type": media}


def collections(atlas: Atlas) -> tuple[Collection, ...]:
    """Those of an atlas: a level that it lacks is no collection."""
    return (*(_territories(level) for level in reversed(LEVELS) if level in levels_of(atlas)), *PLACES)


def collection(atlas: Atlas, key: str) -> Collection | None:
    """The collection of this name, where there is one."""
    return next((one for one in collections(atlas) if one.id == key), None)


@lru_cache(maxsize=64)
def extent_of(atlas: Atlas, key: str) -> tuple[float, float, float, float, str | None, str | None]:
    """West, south, east, north, first and last day of a collection, read once a version."""
    chosen = collection(atlas, key)
    if chosen is None:
        raise BadSelectionError(_("« %(key)s » n’est pas une collection.", key=key))
    if chosen.what == "territory":
        return (*_shapes_extent(atlas, chosen.fixed["level"]), None, None)
    (found,) = (row for row in records(atlas.extents()) if row["what"] == chosen.what)
    west, south, east, north = (found[side] for side in ("west", "south", "east", "north"))
    days = (found["since"], found["until"]) if chosen.has_days else (None, None)
    since, until = (day if day is None else str(day)[:10] for day in days)
    return west, south, east, north, since, until


def _shapes_extent(atlas: Atlas, level: str) -> Box:
    import shapely

    shapes = atlas.listed("territory", Part(limit=1_000_000), level=level)["shape"].dropna()
    west, south, east, north = shapely.total_bounds(shapely.from_wkb([bytes(shape) for shape in shapes]))
    return float(west), float(south), float(east), float(north)


def _territories(level: str) -> Collection:
    filters = tuple((one.name, one) for one in (p.PLACE, p.EPCI, p.DEPARTEMENT, p.REGION))
    title = LEVELS_PLURAL_FR[level].capitalize()
    return Collection(level, title, f"{title} : contours et population.", "territory", "code", TERRITORY[:-1], filters,
                      {"level": level})  # fmt: skip


_ESTABLISHMENT = tuple((one.name, one) for one in (p.SIREN, p.DEPARTEMENT, p.COMMUNE))
PLACES = (
    Collection("buyers", "Acheteurs", "Établissements qui achètent, là où leur point est connu.", "buyer", "id", BUYER,
               _ESTABLISHMENT),
    Collection("suppliers", "Titulaires", "Établissements titulaires, là où leur point est connu.", "supplier", "id",
               SUPPLIER, _ESTABLISHMENT),
    Collection(
        "contracts", "Lieux d’exécution", "Marchés, au centre de leur commune d’exécution, là où elle est connue.",
        "contract", "uid", CONTRACT,
        (
            ("year", p.YEAR), ("purchase_family", p.FAMILY), ("buyer_departement", p.DEPARTEMENT),
            ("buyer_siret", p.BUYER),
        ),
        has_days=True,
    ),
)  # fmt: skip
