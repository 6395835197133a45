"""Whatever is broken in a file laid beside contracts, each line is loaded, unused or set aside, others go on."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from beside import LINES
from broken import damage
from crossed import write_sources
from hypothesis import given, settings
from hypothesis import strategies as st
from reliability.measure import amount, measured
from world import FIRM_A1

from etl.crossings import CrossingCount, load_crossings
from etl.sources import CROSSINGS, boamp, find_files, recognise, sirene, zones
from etl.sources.crossing import Crossing
from etl.stage import SCHEMAS
from geo.errors import SourceError

REGISTER = f"siret,codeCommuneEtablissement,activitePrincipaleEtablissement\n{FIRM_A1},01009,43.21A\n"
POINTS = "siret;x;y;qualite_xy;epsg\n" + f"{FIRM_A1};880000;6560000;11;2154\n" * 2
MEMBERS = "CODGEO;LIBGEO;ZE2020\n01001;A;8405\n01002;B;8405\n"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A sound file of each format."""
    folder = tmp_path_factory.mktemp("beside")
    files = {path.name: path.read_bytes() for path in write_sources(folder) if path.name != "changed.csv"}
    return files | {name: "".join(f"{line}\n" for line in lines).encode() for name, lines in LINES.items()}


FORMS = ["accounts.tsv", "jobs.tsv", "firms.tsv", "budget.csv", "notices.json", *LINES]


def loaded(path: Path, source: Crossing) -> CrossingCount:
    """The account of a file, once a build has read it."""
    count = CrossingCount("data", path, source, "")
    with duckdb.connect() as database:
        database.from_arrow(SCHEMAS["rejected"].empty_table()).create("rejected")
        load_crossings(database, [count], path.parent)
    assert count.rows == count.loaded + count.unused.total() + count.rejected.total()
    return count


@pytest.mark.parametrize("form", FORMS)
def test_the_files_that_are_broken_were_sound(form: str, sound: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(sound[form])
    source = recognise(tmp_path / "data")
    assert isinstance(source, Crossing)
    assert loaded(tmp_path / "data", source).loaded


def test_every_format_is_broken(sound: dict[str, bytes], tmp_path: Path) -> None:
    found = set()
    for content in sound.values():
        (tmp_path / "data").write_bytes(content)
        found.add(recognise(tmp_path / "data"))
    missing = {one.key for one in CROSSINGS} - {one.key for one in found if isinstance(one, Crossing)}
    measured("C fuzzing: formats beside contracts that nothing breaks", len(missing))


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=amount(10, 300))
@given(st.data())
def test_whatever_is_broken_lines_are_loaded_or_set_aside(
    form: str, sound: dict[str, bytes], data: st.DataObject
) -> None:
    with TemporaryDirectory() as name:
        path = Path(name) / "data"
        path.write_bytes(data.draw(damage(sound[form])))
        try:
            source = recognise(path)
        except SourceError:
            return
        if isinstance(source, Crossing):
            loaded(path, source)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = (
    "idweb", "objet", "dateparution", "nature", "donnees", "nomacheteur", "code_departement", "datelimitereponse",
    "procedure_libelle", "url_avis", "fields",
)  # fmt: skip


@settings(max_examples=amount(40, 1000))
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), ANYTHING) | ANYTHING, max_size=3))
def test_a_notice_of_any_shape_is_loaded_or_set_aside(records: list[Any]) -> None:
    first: dict[str, Any] = dict.fromkeys(KEYS[:5], "1") | {"donnees": {}}
    with TemporaryDirectory() as name:
        path = Path(name) / "data"
        whole = [first | record if isinstance(record, dict) else record for record in records]
        path.write_text(json.dumps([first, *whole], ensure_ascii=False), "utf-8", "replace")
        count = loaded(path, boamp.JSON)
    assert count.rows == 1 + len(records) or count.stopped, Counter(count.rejected)


@pytest.mark.parametrize("register", [REGISTER, POINTS, "Parquet"])
@settings(max_examples=amount(10, 300))
@given(st.data())
def test_a_broken_register_is_read_or_stops_the_build(register: str, data: st.DataObject) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for table, columns in {
            "declaration": ("buyer_siret", "buyer_siren"), "declared_supplier": ("supplier_id", "siren"),
            "declared_subcontract": ("supplier_id", "siren"),
        }.items():  # fmt: skip
            pq.write_table(pa.table({columns[0]: [FIRM_A1], columns[1]: [FIRM_A1[:9]]}), folder / f"{table}.parquet")
        (folder / "data").write_bytes(data.draw(damage(_packed(register))))
        try:
            (path,) = find_files([folder / "data"], folder / "unpacked")
            found = recognise(path)
            if isinstance(found, sirene.Register):
                sirene.write_registers([(path, found)], folder)
        except SourceError:
            return


def _packed(register: str) -> bytes:
    if register != "Parquet":
        return register.encode()
    sink = pa.BufferOutputStream()
    columns = {"siret": [FIRM_A1], "codeCommuneEtablissement": ["01009"], "activitePrincipaleEtablissement": ["43.21A"]}
    pq.write_table(pa.table(columns), sink)
    return bytes(sink.getvalue().to_pybytes())


@settings(max_examples=amount(20, 500))
@given(st.data())
def test_a_broken_table_of_zones_is_read_or_stops_the_build(data: st.DataObject) -> None:
    with TemporaryDirectory() as name:
        path = Path(name) / "data"
        path.write_bytes(data.draw(damage(MEMBERS.encode())))
        try:
            found = recognise(path)
            if isinstance(found, zones.ZoneTable):
                zones.read_zones([(path, found)])
        except SourceError:
            return


def test_a_day_that_no_calendar_has_is_none(tmp_path: Path) -> None:
    """29 February of a year without one, and an hour that the change of clocks leaves out: the notice stays."""
    record = dict.fromkeys(KEYS[:5], "1") | {"donnees": {}}
    days = ["2023-02-29", "2024-02-29", "2025-03-30T02:30:00+01:00", "2025-12-31T23:59:60Z"]
    (tmp_path / "data").write_text(json.dumps([record | {"dateparution": day} for day in days]))
    told = [line.facts[0]["published_on"] for line in boamp.JSON.read(tmp_path / "data")]  # type: ignore[union-attr]
    assert told == [None, date(2024, 2, 29), date(2025, 3, 30), date(2025, 12, 31)]
