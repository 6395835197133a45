"""Settings of the site, read once from GEOMARCHES_* when the application is made."""

from collections.abc import Mapping
from dataclasses import dataclass

from geo.errors import SettingsError

PREFIX = "GEOMARCHES_"
DEFAULT_ATLAS = "atlas"

KNOWN = {
    "ATLAS": "folder of the published atlas, such as ./atlas",
    "DATABASE": "PostGIS that serves the atlas instead of the folder: postgresql://USER@HOST:PORT/BASE",
    "DATA": "folder where the build keeps downloaded files",
    "HOSTS": "names by which readers know the site, such as marches.example.org; no other is answered",
    "LEASES": "file that `geomarches import leases` wrote, to show it to everybody who opens this site",
}
"""Every name that any room of the house reads: one list, so that a typing error is refused everywhere."""


@dataclass(frozen=True)
class Settings:
    """What the site needs to start."""

    atlas_url: str = DEFAULT_ATLAS
    leases: str = ""
    hosts: tuple[str, ...] = ()


def settings_from(environ: Mapping[str, str]) -> Settings:
    """Read the settings; an unknown GEOMARCHES_ name is refused with the list of known ones.

    >>> settings_from({"GEOMARCHES_ATLAS": "/srv/atlas", "HOME": "/root"}).atlas_url
    '/srv/atlas'
    >>> settings_from({"GEOMARCHES_ATLAS": "/srv/atlas", "GEOMARCHES_DATABASE": "postgresql://web@db/atlas"}).atlas_url
    'postgresql://web@db/atlas'
    >>> settings_from({"GEOMARCHES_ATLASS": "x"})
    Traceback (most recent call last):
    geo.errors.SettingsError: GEOMARCHES_ATLASS is not a setting; known ones are \
GEOMARCHES_ATLAS, GEOMARCHES_DATABASE, GEOMARCHES_DATA, GEOMARCHES_HOSTS, GEOMARCHES_LEASES
    """
    given = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    for name in given:
        if name.removeprefix(PREFIX) not in KNOWN:
            known = ", ".join(PREFIX + key for key in KNOWN)
            raise SettingsError(f"{name} is not a setting; known ones are {known}")
    url = given.get(PREFIX + "DATABASE") or given.get(PREFIX + "ATLAS") or DEFAULT_ATLAS
    hosts = tuple(given.get(PREFIX + "HOSTS", "").replace(",", " ").split())
    return Settings(url, given.get(PREFIX + "LEASES", ""), hosts)
