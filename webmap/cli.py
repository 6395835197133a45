"""The ``geomarches`` command: the site's own commands, and those that other rooms bring by entry point."""

import os
import sys
from importlib.metadata import entry_points
from pathlib import Path

import click

from geo.atlas import require_published
from geo.errors import GeomarchesError
from geo.territories import LEVELS
from webmap.config import settings_from

_atlas = click.option("--atlas", type=click.Path(file_okay=False, path_type=Path), help="Folder of the atlas.")
_database = click.option(
    "--database",
    metavar="URL",
    help="PostGIS instead of a folder: postgresql://USER@HOST:PORT/BASE [GEOMARCHES_DATABASE].",
)
_port = click.option("--port", default=8000, show_default=True, help="Port on this machine.")


class Group(click.Group):
    """A group whose expected errors are one line that says what to do, with exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; an error raised on purpose ends it without a traceback."""
        try:
            return super().invoke(ctx)
        except GeomarchesError as error:
            click.echo(f"geomarches: {error}", err=True)
            sys.exit(1)


@click.group(cls=Group)
@click.version_option(package_name="geomarches")
def cli() -> None:
    """Géomarchés: where French public procurement goes, on a map."""


@cli.command()
@_atlas
@_database
@_port
def serve(atlas: Path | None, database: str | None, port: int) -> None:
    """Serve the site over an atlas, on this machine only."""
    from gunicorn.app.base import BaseApplication

    from webmap import create_app
    from webmap.crowd import THREADS

    url = _address(atlas, database)

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            # SIGTERM and SIGINT end it; one process with threads shares one atlas.
            options = {"bind": f"127.0.0.1:{port}", "workers": 1, "threads": THREADS, "loglevel": "warning"}
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> object:
            return create_app(url)

    # A missing atlas fails here, in one line. It is not opened: neither DuckDB's threads nor a connection to
    # PostGIS would survive the fork.
    require_published(url)
    click.echo(f"Géomarchés: http://127.0.0.1:{port}/  (Ctrl-C to stop)")
    Server().run()


@cli.command()
@click.argument("code")
@click.option("--format", "form", type=click.Choice(("html", "pdf", "png")), default="pdf", show_default=True)
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    help="Level of the code, where two levels have it (région 53, département 53).",
)
@click.option("--lang", "language", type=click.Choice(("fr", "en")), default="fr", show_default=True)
@click.option("--year", default="", help="One year of notification instead of all.")
@click.option("--family", default="", help="One purchase family instead of all: two digits, such as 45.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write.  [default: fiche-LEVEL-CODE.FORMAT]",
)
@_atlas
@_database
def portrait(
    code: str, form: str, level: str | None, output: Path | None, atlas: Path | None, database: str | None, **query: str
) -> None:
    """Write the sheet of a territory: one A4 page."""
    from webmap.sheet_file import sheet_of

    place, made = sheet_of(_address(atlas, database), level, code, form, query)
    target = output or Path(f"fiche-{place['level']}-{code}.{form}")
    target.write_bytes(made)
    click.echo(f"{place['name']}: {target} ({len(made) / 1000:,.0f} kB)")


@cli.command()
@_atlas
@_port
@click.option("--no-serve", is_flag=True, help="Only build.")
@click.pass_context
def demo(ctx: click.Context, atlas: Path | None, port: int, no_serve: bool) -> None:
    """Build the packaged sample (the facts of real contracts), then serve it."""
    build = cli.get_command(ctx, "build")
    if build is None:
        raise click.UsageError("the pipeline is not installed; install geomarches whole")
    ctx.invoke(build, sources=(), sample=True, data=None, atlas=atlas)
    if not no_serve:
        ctx.invoke(serve, atlas=atlas, database=None, port=port)


def _address(atlas: Path | None, database: str | None) -> str:
    """Where the atlas is: what the command was told, else the settings."""
    if atlas and database:
        raise click.UsageError("give --atlas or --database, not both")
    return database or (str(atlas) if atlas else settings_from(os.environ).atlas_url)


def main() -> None:
    """Gather the commands and run the one asked for."""
    for point in entry_points(group="geomarches.commands"):
        for command in point.load():
            cli.add_command(command)
    cli(prog_name="geomarches")
