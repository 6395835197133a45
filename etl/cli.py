"""Commands that make atlases. Joined to ``geomarches`` by entry point."""

import json
from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import click
import pandas as pd

from etl import pipeline, publish
from etl.progress import progress
from etl.sample import write_sample
from etl.settings import Settings
from etl.sources import find_files
from geo.atlas import open_atlas
from geo.atlas.pointer import current_version
from geo.errors import BuildError, UnknownIndicatorError
from geo.indicators import INDICATORS, Indicator
from geo.selection import ALL_FAMILIES, ALL_YEARS, WEIGHTS, Selection
from geo.territories import LEVELS

_STEPS = 7
_folder = click.Path(file_okay=False, path_type=Path)
_atlas = click.option("--atlas", type=_folder, help="Folder of the atlas [GEOMARCHES_ATLAS, else ./atlas].")
_data = click.option("--data", type=_folder, help="Folder of downloads [GEOMARCHES_DATA, else ./data].")


@click.command()
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path))
@click.option("--sample", is_flag=True, help="Build the packaged sample instead of files.")
@_data
@_atlas
def build(sources: tuple[Path, ...], sample: bool, data: Path | None, atlas: Path | None) -> None:
    """Read SOURCES (files or folders of contracts and registers), count each contract once, publish an atlas."""
    if not sources and not sample:
        raise click.UsageError("give files or folders of contracts, or --sample")
    paths = [packaged_sample()] if sample else list(sources)
    with progress(len(find_files(paths)) + _STEPS) as say:
        run = pipeline.run(paths, Settings.read(data, atlas), date.today(), say)
    for line in run.lines:
        click.echo(line)


def packaged_sample() -> Path:
    """Where the packaged sample lies."""
    with resources.as_file(resources.files("etl") / "data" / "sample" / "contracts.parquet") as path:
        return path


@click.command()
@click.argument("folder", type=_folder)
@_atlas
def sample(folder: Path, atlas: Path | None) -> None:
    """Write the facts of the current atlas's contracts to FOLDER, as a sample that `build` reads."""
    here = Settings.read(atlas=atlas).atlas
    count = write_sample(here / open_atlas(here).version, folder)
    click.echo(f"sample: {count:,} contracts written to {folder}")


@click.command()
@_atlas
def versions(atlas: Path | None) -> None:
    """List the versions of the atlas, oldest first; the current one has a star."""
    for found in publish.versions(Settings.read(atlas=atlas).atlas):
        star = "*" if found["is_current"] else " "
        rows = sum(source["rows"] for source in found["sources"])
        click.echo(f"{star} {found['version']}  {found['built_at']}  {rows:,} rows")


@click.command()
@click.argument("version", required=False)
@_atlas
def rollback(version: str | None, atlas: Path | None) -> None:
    """Make VERSION current again, or the one before the current."""
    here = Settings.read(atlas=atlas).atlas
    chosen = version or _before(here)
    publish.point_to(here, chosen)
    click.echo(f"rollback: version {chosen} is now current in {here}")


def _before(atlas: Path) -> str:
    known = [m["version"] for m in publish.versions(atlas)]
    current = current_version(atlas)
    at = known.index(current) if current in known else 0
    if at == 0:
        raise BuildError(f"{atlas}: no version before the current one; `geomarches versions` lists those that exist")
    return str(known[at - 1])


@click.command()
@click.argument("uid", required=False)
@click.option("--rejected", is_flag=True, help="List the rows kept aside, with their reason and position.")
@click.option("--source", help="Only the rows of this file.")
@click.option("--limit", default=100, show_default=True, help="How many rows at most.")
@_atlas
def explain(uid: str | None, rejected: bool, source: str | None, limit: int, atlas: Path | None) -> None:
    """Tell one contract's story (UID: the buyer's SIRET and the contract's number), or the rows kept aside."""
    if bool(uid) == rejected:
        raise click.UsageError("give a contract's UID, or --rejected")
    here = open_atlas(Settings.read(atlas=atlas).atlas)
    if rejected:
        for row in here.rejected(source, limit).itertuples():
            click.echo(f"{row.source}:{row.position}: {row.reason}: {row.excerpt}")
    else:
        click.echo(json.dumps(here.contract(str(uid)), ensure_ascii=False, indent=1, default=_plain))


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
    values = open_atlas(Settings.read(atlas=atlas).atlas).values(key, _variant(chosen, variant), selection)
    click.echo(_WRITERS[form](values).rstrip())


def _variant(chosen: Indicator, key: str | None) -> str:
    known = [one.key for one in chosen.variants]
    if key is not None and key not in known:
        raise UnknownIndicatorError(f"{chosen.key} has no variant {key!r}; choose one of {', '.join(known)}")
    return key or known[0]


commands: tuple[click.Command, ...] = (build, sample, versions, rollback, explain, indicator)
