"""Zones d'emploi of 2020: which one each commune is in, and what each is called.

Where: INSEE's « table d'appartenance géographique des communes » and, beside it, its list of « libellés des niveaux
supracommunaux », both saved as CSV. Licence: Licence Ouverte 2.0. Rhythm: every year, after the edition of 1 January.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from geo.errors import SourceError

ZONE = "ZE2020"


@dataclass(frozen=True)
class ZoneTable:
    """One of INSEE's two tables, known by its columns."""

    label: str
    keys: frozenset[str]


MEMBERS = ZoneTable("zones d'emploi of communes (INSEE)", frozenset({"CODGEO", "LIBGEO", ZONE}))
NAMES = ZoneTable("names of zones d'emploi (INSEE)", frozenset({"NIVGEO", "CODGEO", "LIBGEO"}))


@dataclass(frozen=True)
class Zones:
    """The zone of each commune as INSEE's edition cuts it (index: commune), the names known (index: zone), a digest."""

    of_commune: pd.Series
    names: pd.Series
    digest: str


def recognise(head: bytes) -> ZoneTable | None:
    """The table whose columns the first line has: INSEE's CSV, with commas or semicolons."""
    line = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace")
    columns = {name.strip().strip('"') for name in line.replace(";", ",").split(",")}
    return next((table for table in (MEMBERS, NAMES) if table.keys <= columns), None)


def read_zones(tables: Iterable[tuple[Path, ZoneTable]]) -> Zones | None:
    """The zones of a build's tables, or nothing where no table says which communes are in them.

    Raises SourceError for two tables of communes: they may be of two years.
    """
    paths: dict[ZoneTable, list[Path]] = {MEMBERS: [], NAMES: []}
    for path, table in tables:
        paths[table].append(path)
    if not paths[MEMBERS]:
        return None
    if len(paths[MEMBERS]) > 1:
        raise SourceError(f"{', '.join(map(str, paths[MEMBERS]))}: two tables of zones d'emploi; keep one of them")
    members = _read(paths[MEMBERS][0]).dropna(subset=["CODGEO", ZONE]).drop_duplicates("CODGEO")
    read = [_read(path) for path in paths[NAMES]]
    named = pd.concat([table[table["NIVGEO"] == ZONE] for table in read]) if read else pd.DataFrame(columns=["CODGEO"])
    return Zones(
        members.set_index("CODGEO")[ZONE],
        named.drop_duplicates("CODGEO").set_index("CODGEO").get("LIBGEO", pd.Series(dtype=object)),
        _digest([*paths[MEMBERS], *sorted(paths[NAMES])]),
    )


def zone_of(zones: Zones, communes: pd.DataFrame, mergers: pd.DataFrame) -> pd.Series:
    """The zone of each commune of ``communes`` (code, epci), aligned on it; none where nothing tells.

    A commune that the table does not know by its code takes the zone of most of those it absorbed (Orée d'Anjou
    is 49126 after 49069); one restored since the table (Celles, 15031), that of its EPCI where it has but one.
    """
    former = mergers.assign(zone=mergers["old_code"].map(zones.of_commune)).dropna()
    counted = former.groupby(["code", "zone"]).size().reset_index(name="times").sort_values(["times", "zone"])
    known = communes["code"].map(zones.of_commune).astype(object)
    known = known.fillna(communes["code"].map(counted.drop_duplicates("code", keep="last").set_index("code")["zone"]))
    of_epci = known.groupby(communes["epci"]).agg(["nunique", "first"])
    return known.fillna(communes["epci"].map(of_epci.loc[of_epci["nunique"] == 1, "first"]))


def names_of(zones: Zones, communes: pd.DataFrame) -> pd.DataFrame:
    """Code and name of each zone of ``communes`` (zone_emploi, name, population), by code.

    Without INSEE's list of names, a zone is that of its most populous commune.
    """
    largest = communes.dropna(subset=["zone_emploi"]).sort_values(["population", "code"])
    largest = largest.drop_duplicates("zone_emploi", keep="last").set_index("zone_emploi")
    fallback = largest["name"].map("Zone d’emploi de {}".format)
    named = fallback.index.to_series().map(zones.names).astype(object).fillna(fallback).sort_index()
    return pd.DataFrame({"level": "zone_emploi", "code": named.index, "name": named.to_numpy()})


def _read(path: Path) -> pd.DataFrame:
    try:
        with path.open(encoding="utf-8-sig") as lines:
            delimiter = ";" if ";" in lines.readline() else ","
        return pd.read_csv(path, sep=delimiter, dtype=str, encoding="utf-8-sig")
    except (ValueError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: not a readable table of zones ({error}); download it again") from error


def _digest(paths: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:8]
