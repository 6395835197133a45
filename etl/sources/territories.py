"""The territories of France as a folder of tables, built once per edition.

Where: packages of two public registries, or the State's API (``etl.editions``). Licence: Licence Ouverte
(INSEE, IGN). Rhythm: once a year, after INSEE's edition of 1 January.
"""

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from etl.editions import Edition, Packages, RawTerritories
from etl.shapes import area_km2, inner_points, move_to_page, svg_paths, union_by
from etl.sources.zones import Zones, names_of, zone_of
from etl.tiles import write_tiles
from geo.neighbours import contiguity
from geo.territories import ABOVE, LEVELS, to_page

COLUMNS = (
    "level", "code", "name", "epci", "zone_emploi", "departement", "region", "siren", "population", "area_km2",
    "lon", "lat", "map_lon", "map_lat",
)  # fmt: skip
PARENTS = ("epci", "zone_emploi", "departement", "region")
REVISION = "r2"
"""Raise it when a rule of this file, of shapes or of tiles changes: folders made before are then made again."""

# A town hall stands in its commune, give or take the generalised border (degrees, about 1 km). In the 2025
# wheel 1 610 do not: Sainte-Rose (97129) is at 61° east instead of west, Cuy (60192) at its latitude twice.
TOWN_HALL_STRAY = 0.01

# Simplification of the drawn outlines, in thousandths of the page's width: a région bears less than an EPCI.
OUTLINE_TOLERANCE = {"region": 1.1, "departement": 1.1, "zone_emploi": 0.8, "epci": 0.5}


def build_territories(
    cache: Path,
    progress: Callable[[str], None] = print,
    edition: Edition | None = None,
    zones: Zones | None = None,
) -> Path:
    """The folder of an edition's tables, outlines and tiles in ``cache``; built at the first call only.

    With ``zones``, zones d'emploi are one more level, and the folder is another one: its name has their digest.

    territory, outline, merger, siren_territory, postal_code, neighbour (.parquet), tiles/<level>.pmtiles and
    sources.json. Raises SourceError (a download failed) or MissingToolError; nothing is left half written.
    """
    edition = edition or Packages()
    folder = cache / f"territories-{edition.name}-{REVISION}{f'-zones-{zones.digest}' if zones else ''}"
    if folder.is_dir():
        return folder
    raw = edition.fetch(cache / "packages", progress)
    raw = with_zones(raw, zones, progress) if zones else raw
    cache.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=cache))
    try:
        write_folder(raw, temporary, progress)
        temporary.chmod(0o755)
        temporary.rename(folder)
    except OSError:
        if not folder.is_dir():  # else another process finished first: its folder serves as well
            raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def write_folder(raw: RawTerritories, folder: Path, progress: Callable[[str], None]) -> None:
    """Write every table of an edition in ``folder``, the quick ones first."""
    territory = territory_table(raw)
    progress(f"territories: {len(territory):,} territories")
    territory.to_parquet(folder / "territory.parquet", row_group_size=10_000, compression="zstd")
    merger_table(raw).to_parquet(folder / "merger.parquet", index=False)
    siren_table(territory).to_parquet(folder / "siren_territory.parquet", index=False)
    raw.postal_codes.to_parquet(folder / "postal_code.parquet", index=False)
    (folder / "sources.json").write_text(json.dumps(raw.sources, ensure_ascii=False, indent=1))
    progress("territories: neighbours")
    neighbour_table(territory).to_parquet(folder / "neighbour.parquet", index=False)
    progress("territories: outlines")
    page = on_page(territory)
    outline_table(page).to_parquet(folder / "outline.parquet", index=False)
    write_tiles(page, folder / "tiles", progress)


def with_zones(raw: RawTerritories, zones: Zones, progress: Callable[[str], None]) -> RawTerritories:
    """The edition with the zone d'emploi of each commune, and the names of zones."""
    communes = raw.communes.assign(zone_emploi=zone_of(zones, raw.communes, merger_table(raw)))
    names = names_of(zones, communes)
    without = int(communes["zone_emploi"].isna().sum())
    progress(f"territories: {len(names)} zones d'emploi; {without} communes in none")
    return replace(raw, communes=communes, names=pd.concat([raw.names, names], ignore_index=True))


def territory_table(raw: RawTerritories) -> gpd.GeoDataFrame:
    """All levels one under the other: COLUMNS and geometry (EPSG:4326), communes as cut by the edition."""
    communes = raw.communes.assign(level="commune")
    levels = [communes, *(_level(level, raw) for level in PARENTS if level in set(raw.names["level"]))]
    table = gpd.GeoDataFrame(pd.concat(levels, ignore_index=True), geometry="geometry", crs="EPSG:4326")
    table["siren"] = table["siren"].fillna(_authorities(table))
    table["zone_emploi"] = table["zone_emploi"].astype("string")  # a column of nothing has no type of its own
    table["area_km2"] = area_km2(table.geometry).round(3)
    _place(table)
    return table[[*COLUMNS, "geometry"]]


def _level(level: str, raw: RawTerritories) -> gpd.GeoDataFrame:
    """The territories of one level, made of their communes: parents, population and shape."""
    communes = raw.communes
    names = raw.names[raw.names["level"] == level].set_index("code", drop=False)
    shapes = union_by(communes.geometry, communes[level]).reindex(names.index)
    facts = names.assign(
        population=communes.groupby(level)["population"].sum().reindex(names.index).fillna(0).astype(int),
        siren=names["code"] if level == "epci" else None,
        **{parent: _main_parent(communes, level, parent).reindex(names.index) for parent in ABOVE[level]},
    )
    facts[level] = facts["code"]
    return gpd.GeoDataFrame(facts.reset_index(drop=True), geometry=shapes.to_numpy(), crs="EPSG:4326")


def _main_parent(communes: pd.DataFrame, level: str, parent: str) -> pd.Series:
    """Per territory, the parent that holds most of its inhabitants (an EPCI may lie in two départements)."""
    people = communes.groupby([level, parent])["population"].sum().sort_values(kind="stable").reset_index()
    return people.groupby(level)[parent].last()


def _place(table: gpd.GeoDataFrame) -> None:
    """Add the true point (town hall, else a point inside the shape) and the point on the page."""
    shapes = table.geometry
    inside = inner_points(shapes[shapes.notna()]).reindex(table.index)
    halls = gpd.GeoSeries(table["town_hall"], crs=table.crs)
    stray = shapely.distance(halls.to_numpy(), shapes.to_numpy()) > TOWN_HALL_STRAY
    points = halls.where(~stray).fillna(inside)
    table["lon"], table["lat"] = points.x, points.y
    table["map_lon"], table["map_lat"] = to_page(
        table["lon"].to_numpy(), table["lat"].to_numpy(), page_departement(table).tolist()
    )


def page_departement(table: pd.DataFrame) -> pd.Series:
    """The département that decides of the place on the page: an overseas région has but one."""
    departements = table[table["level"] == "departement"].drop_duplicates("region")
    only = table["region"].map(departements.set_index("region")["code"])
    return table["departement"].fillna(only).fillna("")


def on_page(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Level, code, name and shape as drawn, overseas in its insets; what has no shape is left out."""
    drawn: pd.DataFrame = table[table.geometry.notna()]
    shapes = move_to_page(drawn.geometry, page_departement(table))
    return gpd.GeoDataFrame(drawn[["level", "code", "name"]], geometry=shapes)


def outline_table(page: gpd.GeoDataFrame) -> pd.DataFrame:
    """Level, code, name and SVG path (page's frame) of every level but the communes."""
    return pd.concat([_outlines(page, *item) for item in OUTLINE_TOLERANCE.items()], ignore_index=True)


def _outlines(page: gpd.GeoDataFrame, level: str, tolerance: float) -> pd.DataFrame:
    rows = page[page["level"] == level]
    return pd.DataFrame(
        {
            "level": level,
            "code": rows["code"],
            "name": rows["name"],
            "path": svg_paths(rows.geometry, tolerance),
        }
    )


def merger_table(raw: RawTerritories) -> pd.DataFrame:
    """Each former commune code with the commune of today, chains followed: old_code, code.

    A code that is a commune again today (Celles, 15031, left Neussargues in 2025) is not a former one.
    Mayotte's communes were 985… before it became the département 976.
    """
    current = set(raw.communes["code"])
    steps = {f"985{code[3:]}": code for code in current if code.startswith("976")}
    steps |= dict(zip(raw.mergers["old_code"], raw.mergers["code"], strict=True))
    pairs = {old: _last(old, steps, current) for old in steps if old not in current}
    return pd.DataFrame(sorted((old, code) for old, code in pairs.items() if code), columns=["old_code", "code"])


def _last(code: str, steps: dict[str, str], current: set[str]) -> str | None:
    for _ in steps:
        if code in current or code not in steps:
            break
        code = steps[code]
    return code if code in current else None


def siren_table(territory: pd.DataFrame) -> pd.DataFrame:
    """The territory each local authority governs: siren, level, code, one row per SIREN.

    Paris is a commune and a département under one SIREN: the commune, more precise, is kept.
    """
    known = territory[["siren", "level", "code"]].dropna().drop_duplicates("siren")
    return pd.DataFrame(known.sort_values("siren", ignore_index=True))


def _authorities(table: pd.DataFrame) -> pd.Series:
    """SIREN of départements and régions, from our small table, aligned on ``table``."""
    with files("etl").joinpath("data/siren_departements_regions.csv").open(encoding="utf-8") as lines:
        facts = pd.read_csv(lines, comment="#", dtype=str).set_index(["level", "code"])["siren"]
    keys = pd.MultiIndex.from_frame(table[["level", "code"]])
    return pd.Series(facts.reindex(keys).to_numpy(), index=table.index)


def neighbour_table(territory: gpd.GeoDataFrame) -> pd.DataFrame:
    """Territories that touch, by a border or a point: level, code, neighbour, both ways."""
    return pd.concat([_neighbours(territory, level) for level in LEVELS], ignore_index=True)


def _neighbours(territory: gpd.GeoDataFrame, level: str) -> pd.DataFrame:
    rows = territory[(territory["level"] == level) & territory.geometry.notna()]
    codes = rows["code"].to_numpy()
    one, other = contiguity(rows.geometry).nonzero()
    pairs = pd.DataFrame({"level": level, "code": codes[one], "neighbour": codes[other]})
    return pairs.sort_values(["code", "neighbour"])
