"""Fifty persons whom nobody may name: their names, planted in the files, are found nowhere on the site."""

import gzip
import io
import logging
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pypdfium2
import pytest
from flask import Flask
from reliability.measure import amount, measured
from world import A1, B1, contract, write_json, write_territories

from etl.pipeline import run
from etl.settings import Settings
from geo.columns import TABLES
from geo.indicators import INDICATORS
from geo.territories import LEVELS
from webmap import create_app
from webmap.current import atlas
from webmap.follow import KINDS
from webmap.ogc.collections import collections

SURNAME = "KAVRONE"
"""Planted in the files, and in no French town."""
PERSONS = [f"80001{number:04d}" for number in range(50)]
UNITS = "siren,statutDiffusionUniteLegale,prenom1UniteLegale,nomUniteLegale,denominationUniteLegale,\
categorieJuridiqueUniteLegale,nicSiegeUniteLegale\n"
PLACES = "siren,nic,siret,statutDiffusionEtablissement,etablissementSiege,numeroVoieEtablissement,\
libelleVoieEtablissement,codeCommuneEtablissement\n"


def name(siren: str) -> str:
    return f"ZELMIRE{siren[-2:]} {SURNAME}"


def status(siren: str) -> str:
    """In partial diffusion, published, or in no register: these are hidden as suppliers, not as buyers."""
    number = int(siren[-2:])
    return "PPO "[number % 4].strip() or ("P" if number % 5 == 3 else "")


def party(siren: str) -> dict[str, str]:
    return {"typeIdentifiant": "SIRET", "id": f"{siren}00018", "denominationSociale": name(siren)}


def records() -> list[dict[str, Any]]:
    """Each person won, holds since an amendment, works under another, buys, or stands in a row set aside."""
    made = []
    for number, siren in enumerate(PERSONS):
        way, own = number % 5, {"titulaires": [party(siren)]}
        if way == 1:
            own = {"modifications": [{"dateNotificationModification": "2020-01-02", "titulaires": [party(siren)]}]}
        elif way == 2:
            act = {"id": 1, "sousTraitant": party(siren), "montant": 5_000, "dateNotification": "2019-05-01"}
            own = {"actesSousTraitance": [{"acteSousTraitance": act}]}
        elif way == 3:
            own = {"acheteur": {"id": f"{siren}00018", "nom": name(siren)}}
        made.append(contract("" if way == 4 else str(number), (A1, B1)[number % 2], **own))
    return made


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Contracts, and a register that hides half of the fifty, names sole traders, and lacks the others."""
    here = tmp_path_factory.mktemp("persons")
    known = [siren for siren in PERSONS if status(siren)]
    units = [f"{siren},{status(siren)},{name(siren).replace(' ', ',')},{name(siren)},1000,00018\n" for siren in known]
    places = "".join(f"{siren},00018,{siren}00018,{status(siren)},true,7,RUE {SURNAME},01002\n" for siren in known)
    (here / "units.csv").write_text("".join([UNITS, *units, f"{A1[:9]},O,,,COMMUNE DE A1,7210,00019\n"]))
    (here / "places.csv").write_text(PLACES + places)
    write_territories(here / "territories-tiny")
    return [write_json(here / "a.json", records()), here / "units.csv", here / "places.csv"]


def built(files: list[Path], folder: Path, patch: pytest.MonkeyPatch) -> Flask:
    """The site over these files."""
    patch.setattr("etl.pipeline.build_territories", lambda cache, say, zones: files[0].parent / "territories-tiny")
    run(files, Settings(folder / "data", folder / "atlas"), date(2026, 11, 24))
    return create_app(str(folder / "atlas"))


def plain(body: bytes) -> str:
    """What a file of any of our forms says."""
    if body.startswith(b"\x1f\x8b"):
        return plain(gzip.decompress(body))
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return " ".join(plain(archive.read(member)) for member in archive.namelist())
    if body.startswith(b"PAR1"):
        return str(pd.read_parquet(io.BytesIO(body)).to_csv())
    if body.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(body)
        return " ".join(page.get_textpage().get_text_range() for page in document)
    return body.decode("utf-8", "replace")


def words(app: Flask) -> dict[str, list[Any]]:
    """What the places of addresses are filled with."""
    with app.test_request_context():
        known = [one.id for one in collections(atlas())]
    listed = app.test_client().get("/api/contracts?limit=100").json
    assert listed
    return {
        "siren": PERSONS, "uid": [one["uid"] for one in listed["contracts"]], "name": list(TABLES),
        "key": [*(one.key for one in INDICATORS), *ANALYSES], "level": list(LEVELS), "code": ["01", "01001", "84"],
        "kind": list(KINDS), "number": [0, 1], "id": known, "layer": list(LEVELS),
        "feature": [*(f"{siren}00018" for siren in PERSONS), *(one["uid"] for one in listed["contracts"])],
    }  # fmt: skip


ANALYSES = [f"s{number}" for number in range(1, 18)]
TILES = [(5, 16, 11), (8, 128, 92), (9, 256, 184)]


def addresses(app: Flask) -> Iterator[str]:
    """Every address of the site, each place filled with what could give a name away."""
    known = words(app)
    for rule in app.url_map.iter_rules():
        # The pixels of a picture are not read.
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static" or rule.rule.endswith(".png"):
            continue
        paths = [rule.rule]
        for form in re.findall(r"<any\(([^)]*)\):\w+>", rule.rule):
            paths = [re.sub(r"<any[^>]*>", one.strip(), path) for path in paths for one in form.split(",")]
        for places in (["matrix", "row", "column"], ["z", "x", "y"]):
            if places[0] in rule.arguments:
                values = [(z, y, x) if places[0] == "matrix" else (z, x, y) for z, x, y in TILES]
                paths = [filled(path, dict(zip(places, at, strict=True))) for path in paths for at in values]
        for place in [name for name in rule.arguments if name in known and f"{name}>" in rule.rule]:
            paths = [filled(path, {place: value}) for path in paths for value in known[place]]
        yield from paths[:: max(1, len(paths) // amount(8, len(paths)))]
    for query in ("ZELMIRE07", "zelmire", PERSONS[5], f"{PERSONS[5]}00018"):
        yield from (
            f"/?q={query}",
            f"/territoire?q={query}",
            f"/api/suggest?q={query}",
            f"/acheteurs-proches?q={query}",
        )
    for near in ("?departements=01,02&sells=maçon&km=200", "?place=A1&sells=maçon&km=200"):
        yield from (f"/acheteurs-proches{near}", f"/acheteurs-proches.csv{near}")


def filled(path: str, values: dict[str, Any]) -> str:
    for place, value in values.items():
        path = re.sub(rf"<(\w+:)?{place}>", str(value), path)
    return path


def leaks(app: Flask, among: tuple[str, ...] = ("/",), word: str = SURNAME) -> tuple[int, set[str]]:
    """How many addresses answered, of those that begin so, and those that give a word away."""
    client, found, answered = app.test_client(), set(), 0
    for path in dict.fromkeys(path for path in addresses(app) if path.startswith(among)):
        answer = client.get(path)
        answered += answer.status_code == 200
        assert answer.status_code < 500 or answer.status_code in (501, 503), path
        if word in plain(answer.data).upper():
            found.add(path)
        answer.close()
    return answered, found


def test_no_name_is_found_anywhere(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    app = built(files, tmp_path, monkeypatch)
    answered, found = leaks(app)
    print(answered, *sorted(found), sep="\n")
    manifest = next((tmp_path / "atlas").glob("*/manifest.json")).read_text()
    measured("F6 fifty hidden persons: addresses that name one", len(found))
    measured("F6 fifty hidden persons: lines of log that name one", (caplog.text + manifest).upper().count(SURNAME))
    assert answered > amount(100, 400)


def test_without_the_mask_the_names_are_found(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What proves that the search finds names where there are some: pages, tables, the API."""
    monkeypatch.setattr("etl.pipeline.hide_persons", lambda staged, is_naming: 0)
    doors = ("/marche/", "/territoire/", "/api/contracts", "/api/tables/", "/api/ocds")
    _, found = leaks(built(files, tmp_path, monkeypatch), doors)
    assert [door for door in doors if not any(path.startswith(door) for path in found)] == []


WITHDRAWN = "siren,statutDiffusionUniteLegale,categorieJuridiqueUniteLegale,nicSiegeUniteLegale\n"
"""The columns of a file of withdrawals: four of StockUniteLegale's (docs/places.md)."""


def test_a_name_withdrawn_is_gone_at_the_next_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site is built with the names, then again with a file of two lines: who served before serves on."""
    write_territories(tmp_path / "territories-tiny")
    contracts = write_json(tmp_path / "a.json", [record for record in records() if record["id"]])
    app = built([contracts], tmp_path, monkeypatch)
    doors = ("/marche/", "/api/contracts", "/fournisseur/", "/acheteur/")
    _, before = leaks(app, doors)
    withdrawn = tmp_path / "withdrawn.csv"
    withdrawn.write_text(WITHDRAWN + "".join(f"{siren},P,1000,00018\n" for siren in PERSONS))
    built([contracts, withdrawn], tmp_path, monkeypatch)
    _, after = leaks(app, doors)
    print(*after, sep="\n")
    measured("F5, F10 names withdrawn by a file: addresses that name one after the next build", len(after))
    assert before


def test_a_company_keeps_its_name_and_loses_its_street(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F2, F3: partial diffusion of a legal person (5710), and of one establishment of a unit that is public."""
    write_territories(tmp_path / "territories-tiny")
    contracts = write_json(tmp_path / "a.json", [contract("1", A1, titulaires=[party(PERSONS[0])])])
    (tmp_path / "units.csv").write_text(UNITS + f"{PERSONS[0]},O,,,{name(PERSONS[0])},5710,00018\n")
    place = f"{PERSONS[0]},00018,{PERSONS[0]}00018,P,true,7,RUE MYZOULINE,01002\n"
    (tmp_path / "places.csv").write_text(PLACES + place)
    app = built([contracts, tmp_path / "units.csv", tmp_path / "places.csv"], tmp_path, monkeypatch)
    client = app.test_client()
    page = client.get(f"/fournisseur/{PERSONS[0]}").text
    measured("F2 a company in partial diffusion: pages that lost its name", SURNAME not in page)
    answered, streets = leaks(app, ("/api/tables/", "/api/suppliers", "/fournisseur/", "/ogc/"), "MYZOULINE")
    assert answered
    measured("F2, F3 an establishment in partial diffusion: answers with its street", len(streets))
