"""A tiny country, and files of contracts about it, whose every answer is worked out by hand."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

# Two départements side by side, two communes each; A1 absorbed the former commune A9.
COMMUNES = [
    ("01001", "A1", "01", 0.0),
    ("01002", "A2", "01", 1.0),
    ("02001", "B1", "02", 2.0),
    ("02002", "B2", "02", 3.0),
]
A1, A2, B1, B2 = "21010001000019", "21010002000018", "21020001000017", "21020002000016"
FIRM_A1, FIRM_B2, FIRM_LOST, FIRM_ABROAD = "11111111100011", "22222222200022", "33333333300033", "DE123456789"


def write_territories(folder: Path) -> Path:
    """Territories as ``build_territories`` writes them: four communes of one square degree."""
    folder.mkdir(parents=True)
    rows = [_territory("commune", *c[:2], departement=c[2], at=c[3], width=1) for c in COMMUNES]
    rows += [_territory("departement", "01", "Ain", departement="01", at=0, width=2)]
    rows += [_territory("departement", "02", "Bain", departement="02", at=2, width=2)]
    rows += [_territory("region", "84", "Pays", departement=None, at=0, width=4)]
    rows += [_territory("epci", "200000001", "Entre deux", departement="01", at=0, width=2)]
    table = gpd.GeoDataFrame(rows, crs="EPSG:4326").astype({"zone_emploi": "string"})
    table.to_parquet(folder / "territory.parquet")
    pd.DataFrame({"old_code": ["01009"], "code": ["01001"]}).to_parquet(folder / "merger.parquet")
    # 01000 is shared by A1 and A2, 02000 is B1's alone; 02500 lies across both départements; 02001, B1's INSEE code,
    # is a postal code of B2.
    postal = [("01000", "01001"), ("01000", "01002"), ("02000", "02001"), ("02500", "01002"), ("02500", "02002")]
    postal += [("02001", "02002")]
    pd.DataFrame(postal, columns=["postal_code", "commune"]).to_parquet(folder / "postal_code.parquet")
    authorities = [(A1[:9], "commune", "01001"), (A2[:9], "commune", "01002"), (B1[:9], "commune", "02001")]
    authorities += [("220100010", "departement", "01")]
    pd.DataFrame(authorities, columns=["siren", "level", "code"]).to_parquet(folder / "siren_territory.parquet")
    near = [("departement", "01", "02"), ("departement", "02", "01")]
    near += [("commune", a, b) for a, b in [("01001", "01002"), ("01002", "02001"), ("02001", "02002")]]
    near += [("commune", b, a) for level, a, b in near if level == "commune"]
    pd.DataFrame(near, columns=["level", "code", "neighbour"]).to_parquet(folder / "neighbour.parquet")
    outlines = pd.DataFrame([(r["level"], r["code"], r["name"], "M0 0h1v1z") for r in rows])
    outlines.set_axis(["level", "code", "name", "path"], axis=1).to_parquet(folder / "outline.parquet")
    return folder


def _territory(level: str, code: str, name: str, departement: str | None, at: float, width: float) -> dict[str, Any]:
    centre = at + width / 2
    return {
        "level": level, "code": code, "name": name, "epci": "200000001" if departement == "01" else None,
        "zone_emploi": None,
        "departement": departement, "region": "84", "population": 1000, "area_km2": 1.0, "siren": None,
        "lon": centre, "lat": 45.0, "map_lon": centre, "map_lat": 45.0, "geometry": box(at, 44.5, at + width, 45.5),
    }  # fmt: skip


@contextmanager
def without_indicators() -> Iterator[None]:
    """Builds that leave indicators out, for a test that reads none: they are half of a build's time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("etl.build.compute_all", lambda cube: iter(()))
        yield


def contract(number: str, buyer: str = A1, suppliers: list[str] | None = None, **fields: Any) -> dict[str, Any]:
    """A record of the 2019 schema, sound unless told otherwise."""
    return {
        "id": number,
        "acheteur": {"id": buyer, "nom": "Mairie"},
        "_type": "Marché",
        "nature": "Marché",
        "objet": f"Travaux {number}",
        "codeCPV": "45214200-2",
        "procedure": "Procédure adaptée",
        "lieuExecution": {"code": "01001", "typeCode": "Code commune", "nom": "A1"},
        "dureeMois": 12,
        "dateNotification": "2019-03-01",
        "datePublicationDonnees": "2019-03-15",
        "montant": 100_000,
        "titulaires": [{"typeIdentifiant": "SIRET", "id": s} for s in (suppliers or [FIRM_A1])],
        "modifications": [],
    } | fields


def write_json(path: Path, records: list[dict[str, Any]]) -> Path:
    """Write records as a platform does."""
    path.write_text(json.dumps({"marches": records}, ensure_ascii=False), encoding="utf-8")
    return path


def write_register(path: Path) -> Path:
    """Where the firms of this world are; FIRM_LOST is in no register."""
    rows = f"siret,codeCommuneEtablissement\n{FIRM_A1},01009\n{FIRM_B2},02002\n"
    path.write_text(rows, encoding="utf-8")
    return path


def skip_or_fail(reason: str) -> None:
    """Skip where a developer's machine lacks something; fail in CI, where nothing may be missing."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must have everything: {reason}")
    pytest.skip(reason)
