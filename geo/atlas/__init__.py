"""Where tables rest: one promise, kept by a folder (Parquet, DuckDB) and by a database (PostGIS)."""

from pathlib import Path

from geo.atlas.base import Atlas
from geo.errors import AtlasNotFoundError

__all__ = ["Atlas", "open_atlas", "require_published"]


def open_atlas(url: str | Path) -> Atlas:
    """Open the current version of the atlas at a folder or at ``postgresql://USER@HOST:PORT/BASE``.

    Raises AtlasNotFoundError where none was published, or where the database does not answer.
    """
    if _is_database(url):
        # Each store brings its own libraries, of which the other has no use.
        from geo.atlas.postgis import PostgisAtlas

        return PostgisAtlas(str(url))
    from geo.atlas.parquet import FolderAtlas

    return FolderAtlas(Path(url))


def require_published(url: str | Path) -> str:
    """The current version at an address, without opening it; raises AtlasNotFoundError that says how to make one."""
    if _is_database(url):
        from geo.atlas import postgis

        return postgis.require_published(str(url))
    from geo.atlas import pointer

    return pointer.require_published(url)


def _is_database(url: str | Path) -> bool:
    """Whether an address is that of a database; raises AtlasNotFoundError for any other kind of address."""
    scheme, _, rest = str(url).partition("://")
    if rest and scheme not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise AtlasNotFoundError(f"{scheme}://: an atlas is a folder, or a database at postgresql://USER@HOST/BASE")
    return bool(rest)
