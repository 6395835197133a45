"""Commands on the versions of an atlas, in a folder or in a database."""

from pathlib import Path
from typing import Any

import click

from etl import database as base
from etl import publish as folder
from etl.progress import progress
from etl.settings import Settings
from geo.atlas.connection import name_of
from geo.errors import BuildError

_TABLES = 45
"""Tables copied, then indexed: what a progress bar is long."""
_folder = click.Path(file_okay=False, path_type=Path)
_atlas = click.option("--atlas", type=_folder, help="Folder of the atlas [GEOMARCHES_ATLAS, else ./atlas].")
_url = "postgresql://USER@HOST:PORT/BASE"
_database = click.option("--database", metavar="URL", help=f"A database instead of a folder: {_url}.")
_needed = click.option(
    "--database", metavar="URL", envvar="GEOMARCHES_DATABASE", required=True, help=f"{_url} [GEOMARCHES_DATABASE]."
)


@click.command()
@_needed
@_atlas
@click.option("--accept", metavar="WHY", help="Publish although the gates refuse, for this reason, which is kept.")
@click.option("--keep", type=click.IntRange(1), default=base.KEEP, show_default=True, help="Versions to keep.")
def publish(database: str, atlas: Path | None, accept: str | None, keep: int) -> None:
    """Copy the folder's current version into PostGIS, check it, and serve it from then on.

    Refused where a fifth of the rows is gone, the euros are half or half as many again, a département spends
    nothing any more, or one row in twenty is rejected. Stopped at any moment, it leaves the version served before.
    """
    with progress(_TABLES) as say:
        lines = base.publish(Settings.read(atlas=atlas).atlas, database, accept, keep, say)
    for line in lines:
        click.echo(line)


@click.command()
@_needed
def migrate(database: str) -> None:
    """Prepare a database: pointer, history, and the roles geomarches_loader and geomarches_web. Run it as the owner."""
    done = base.prepare(database)
    click.echo(f"migrate: {name_of(database)} {'is now' if done else 'was already'} up to date")


@click.command()
@_database
@_atlas
def versions(database: str | None, atlas: Path | None) -> None:
    """List the versions of the atlas, oldest first; the current one has a star."""
    for found in _held(database, atlas):
        star = "*" if found["is_current"] else " "
        rows = sum(source["rows"] for source in found["sources"])
        accepted = f"  accepted: {found['accepted']}" if found.get("accepted") else ""
        click.echo(f"{star} {found['version']}  {found['built_at']}  {rows:,} rows{accepted}")


@click.command()
@click.argument("version", required=False)
@_database
@_atlas
def rollback(version: str | None, database: str | None, atlas: Path | None) -> None:
    """Make VERSION current again, or the one before the current."""
    where = name_of(database) if database else str(Settings.read(atlas=atlas).atlas)
    chosen = version or _before(_held(database, atlas), where)
    if database:
        base.point_to(database, chosen)
    else:
        folder.point_to(Path(where), chosen)
    click.echo(f"rollback: version {chosen} is now current in {where}")


@click.command()
@_atlas
@click.option("--keep", type=click.IntRange(1), default=base.KEEP, show_default=True, help="Newest versions to keep.")
def prune(atlas: Path | None, keep: int) -> None:
    """Remove the folder's older versions, never the current one, and what killed runs left behind for a day."""
    where = Settings.read(atlas=atlas).atlas
    removed = folder.prune(where, keep)
    for name in removed:
        click.echo(f"prune: {name} is gone")
    click.echo(f"prune: {len(folder.versions(where))} versions stay in {where}")


def _held(database: str | None, atlas: Path | None) -> list[dict[str, Any]]:
    return base.versions(database) if database else folder.versions(Settings.read(atlas=atlas).atlas)


def _before(held: list[dict[str, Any]], where: str) -> str:
    """The version older than the current one."""
    at = next((number for number, one in enumerate(held) if one["is_current"]), 0)
    if at == 0:
        raise BuildError(f"{where}: no version before the current one; `geomarches versions` lists those that exist")
    return str(held[at - 1]["version"])


commands: tuple[click.Command, ...] = (publish, migrate, versions, rollback, prune)
