"""Commands that make atlases. Joined to ``geomarches`` by entry point."""

import json
import os
from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import click
import pandas as pd

from etl import catalogue, cli_versions, pipeline
from etl.asked import Asked
from etl.disk import room_in
from etl.doctor import examine
from etl.download import fetch_address, is_address
from etl.engines import ENGINES
from etl.leases import import_leases
from etl.progress import progress
from etl.sample import write_sample
from etl.settings import Settings
from etl.sources import find_files
from etl.story import tell
from geo.atlas import open_atlas
from geo.errors import BadSelectionError, UnknownIndicatorError
from geo.indicators import INDICATORS, Indicator
from geo.selection import ALL_FAMILIES, ALL_YEARS, WEIGHTS, Selection
from geo.territories import LEVELS

_STEPS = 7
_ENGINE_HELP = "What answers the questions on contracts; spark is for files that outgrow one machine."
_folder = click.Path(file_okay=False, path_type=Path)
_atlas = click.option("--atlas", type=_folder, help="Folder of the atlas [GEOMARCHES_ATLAS, else ./atlas].")
_data = click.option("--data", type=_folder, help="Folder of downloads [GEOMARCHES_DATA, else ./data].")


@click.command()
@click.argument("sources", nargs=-1)
@click.option("--sample", is_flag=True, help="Build the packaged sample instead of files.")
@click.option("--only", metavar="DEP,DEP", help="Keep the buyers of these départements.")
@click.option("--years", metavar="A-B", help="Keep the contracts notified in these years.")
@click.option("--geocode", is_flag=True, help="Ask the Géoplateforme for the points of addresses without any.")
@click.option("--name-persons", is_flag=True, help="Keep the names of sole traders whom SIRENE publishes.")
@click.option("--engine", type=click.Choice(ENGINES), default=ENGINES[0], show_default=True, help=_ENGINE_HELP)
@_data
@_atlas
def build(
    sources: tuple[str, ...],
    sample: bool,
    only: str | None,
    years: str | None,
    geocode: bool,
    name_persons: bool,
    engine: str,
    data: Path | None,
    atlas: Path | None,
) -> None:
    """Read SOURCES (files, folders or addresses of contracts and registers), count each contract once, publish.

    A file that an earlier build read is not read again.
    """
    if not sources and not sample:
        raise click.UsageError("give files, folders or addresses of contracts, or --sample")
    asked, settings = Asked.read(years, only, name_persons), Settings.read(data, atlas)
    paths = [packaged_sample()] if sample else [_local(source, settings) for source in sources]
    with progress(len(find_files(paths, settings.data / "unpacked")) + _STEPS) as say:
        addresses = settings.data / "addresses.sqlite" if geocode else None
        run = pipeline.run(paths, settings, date.today(), say, asked, addresses, engine)
    for line in run.lines:
        click.echo(line)


def _local(source: str, settings: Settings) -> Path:
    if not is_address(source):
        return Path(source)
    with room_in(settings.data):
        return fetch_address(source, settings.data)


@click.command()
@click.argument("datasets", nargs=-1, metavar="[DATASET]…")
@_data
def fetch(datasets: tuple[str, ...], data: Path | None) -> None:
    """Download official DATASETS into the data folder, or list those known. What did not change is not sent again."""
    here = Settings.read(data).data
    chosen = [catalogue.known(key) for key in datasets]
    for one in catalogue.DATASETS if not chosen else ():
        click.echo(catalogue.line(one, here))
    with progress(len(chosen)) as say, room_in(here):
        for one in chosen:
            for path in catalogue.fetch(one, here, say):
                click.echo(f"{one.key}: {path} ({path.stat().st_size:,} bytes)")


@click.command()
@_data
@_atlas
def doctor(data: Path | None, atlas: Path | None) -> None:
    """Say what this machine has, what is missing, and what to do; exit 1 where something needed is missing."""
    found = examine(Settings.read(data, atlas), os.environ)
    for one in found:
        click.echo(one.line())
    if any(one.is_needed and not one.is_there for one in found):
        raise SystemExit(1)


def packaged_sample() -> Path:
    """The folder of the packaged sample."""
    return Path(str(resources.files("etl"))) / "data" / "sample"


@click.command()
@click.argument("folder", type=_folder)
@_atlas
def sample(folder: Path, atlas: Path | None) -> None:
    """Write the facts of the current atlas's contracts to FOLDER, as a sample that `build` reads."""
    here = Settings.read(atlas=atlas).atlas
    count = write_sample(here / open_atlas(here).version, folder)
    click.echo(f"sample: {count:,} contracts written to {folder}")


@click.command()
@click.argument("uid", required=False)
@click.option("--rejected", is_flag=True, help="List the rows kept aside, with their reason and position.")
@click.option("--source", help="Only the rows of this file.")
@click.option("--limit", default=100, show_default=True, help="How many rows at most.")
@click.option("--json", "as_json", is_flag=True, help="For a program: the contract as JSON.")
@_atlas
def explain(uid: str | None, rejected: bool, source: str | None, limit: int, as_json: bool, atlas: Path | None) -> None:
    """Tell one contract's story (UID: the buyer's SIRET and the contract's number), or the rows kept aside."""
    if bool(uid) == rejected:
        raise click.UsageError("give a contract's UID, or --rejected")
    here = open_atlas(Settings.read(atlas=atlas).atlas)
    if rejected:
        for row in here.rejected(source, limit).itertuples():
            click.echo(f"{row.source}:{row.position}: {row.reason}: {row.excerpt}")
    elif as_json:
        click.echo(json.dumps(here.contract(str(uid)), ensure_ascii=False, indent=1, default=_plain))
    else:
        click.echo("\n".join(tell(here.contract(str(uid)))))


def _plain(value: Any) -> Any:
    """Numbers and days of numpy and pandas as JSON has them."""
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else value.item()


_WRITERS: dict[str, Callable[[pd.DataFrame], str]] = {
    "csv": lambda table: str(table.to_csv(index=False)),
    "json": lambda table: str(table.to_json(orient="records", force_ascii=False)),
}


@click.command()
@click.argument("key", type=click.Choice([one.key for one in INDICATORS]))
@click.option("--level", type=click.Choice(LEVELS), default="departement", show_default=True)
@click.option("--variant", help="Which reading of it; the first one by default.")
@click.option("--year", type=int, default=ALL_YEARS, help="A year; all of them by default.")
@click.option("--family", default=ALL_FAMILIES, help="A CPV division such as 45; all of them by default.")
@click.option("--weight", type=click.Choice(WEIGHTS), default="amount", show_default=True)
@click.option("--format", "form", type=click.Choice(list(_WRITERS)), default="csv", show_default=True)
@_atlas
def indicator(
    key: str, level: str, variant: str | None, year: int, family: str, weight: str, form: str, atlas: Path | None
) -> None:
    """Print an indicator over a level, with its interval, count, coverage and reliability."""
    chosen = next(one for one in INDICATORS if one.key == key)
    selection = Selection(level, year, family, weight if weight in chosen.weights else chosen.weights[0])
    here = open_atlas(Settings.read(atlas=atlas).atlas)
    if level not in here.levels():
        raise BadSelectionError(
            f"this atlas has no level {level}; add INSEE's table d'appartenance géographique des communes (CSV) to the "
            "files of `geomarches build`"
        )
    values = here.values(key, _variant(chosen, variant), selection)
    click.echo(_WRITERS[form](values).rstrip())


def _variant(chosen: Indicator, key: str | None) -> str:
    known = chosen.readings
    if key is not None and key not in known:
        raise UnknownIndicatorError(f"{chosen.key} has no variant {key!r}; choose one of {', '.join(known)}")
    return key or known[0]


@click.group("import")
def import_() -> None:
    """Bring in private files, which stay on this machine."""


@import_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_data
def leases(file: Path, data: Path | None) -> None:
    """Check the leases of a CSV FILE (siret, ends_on, source, confidence) row by row, and keep them in the data folder.

    They are in no atlas, export or tile; a site shows them where GEOMARCHES_LEASES names the file that is written.
    """
    written, kept, refused = import_leases(file, Settings.read(data).data)
    for one in refused:
        click.echo(f"row {one.position}: {one.reason} ({one.excerpt})")
    click.echo(f"{written}: {kept:,} leases kept, {len(refused):,} refused; show them with GEOMARCHES_LEASES={written}")


commands: tuple[click.Command, ...] = (
    build, sample, fetch, import_, explain, indicator, doctor, *cli_versions.commands,
)  # fmt: skip
