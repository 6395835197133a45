"""Formats: recognised from content, read record by record, whatever platforms write in them."""

import json
from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
import pytest
from corpus import flat_parquet, marche, marked, ministry, packet, record, xml, zipped
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import file, one, read, stage
from world import A1, A2, FIRM_A1, FIRM_B2, contract, write_json

from etl.declaration import Declaration, Rejection
from etl.sources import SOURCES, find_files, names, read_head, recognise
from etl.sources.base import Source
from geo.errors import SourceError

BRETAGNE = (
    "Année;Id du marché ;Nom acheteur;SIRET acheteur;Nature;Objet marché;Code CPV;Procédure;Lieu exécution;Durée mois;"
    "Date notification;Date publication des données;Montant initial (Ht);Montant prévu;Titulaire/Mandataire;"
    "Code Insee_Titulaire;Siret_Titulaire\n"
)
B_ROW = "2019;{};Région;23 350 001 600 040;Marché;Objet é;45000000-0;MAPA;Rennes;6;24/01/2019;;{};{};{};35238;{}\n"
FLAT = "uid,id,acheteur_id,titulaire_id,titulaire_nom,montant,dateNotification,offresRecues\n"


def of_json(folder: Path) -> Path:
    return write_json(folder / "data", [contract("1")])


def of_flat(folder: Path) -> Path:
    return file(folder, FLAT + f"u1,1,{A1},{FIRM_A1},F,100,2019-03-01,3\n")


def of_bretagne(folder: Path) -> Path:
    return file(folder, BRETAGNE + B_ROW.format("1", "100,00", "", "Forum", FIRM_A1), "latin-1")


def of_sample(folder: Path) -> Path:
    from etl.sample import _SCHEMA

    row = {"position": 1, "kind": "contract", "contract_id": "1", "buyer_id": A1, "amount": 100.0, "suppliers": []}
    pq.write_table(_SCHEMA.empty_table().from_pylist([row], schema=_SCHEMA), folder / "data")
    return folder / "data"


def of_bytes(content: bytes) -> Callable[[Path], Path]:
    return lambda folder: file(folder, content)


WRITERS: dict[str, Callable[[Path], Path]] = {
    "decp_json": of_json, "decp_xml": of_bytes(xml(marche())), "ndjson": of_bytes(json.dumps(record()).encode()),
    "decp_csv": of_flat, "decp_parquet": of_bytes(flat_parquet(id=["1", "2"], uid=["u1", None])),
    "ministry_csv": of_bytes(ministry(marked())), "bretagne_csv": of_bretagne, "sample": of_sample,
}  # fmt: skip


@pytest.mark.parametrize("key", [source.key for source in SOURCES])
def test_a_format_is_recognised_from_content_and_one_record_is_one_declaration(key: str, tmp_path: Path) -> None:
    path = WRITERS[key](tmp_path)
    source = recognise(path)
    assert isinstance(source, Source)
    assert source.key == key
    declared = next(item for item in source.read(path) if isinstance(item, Declaration))
    assert (declared.contract_id, declared.rows) == ("1", 1)
    assert float(declared.amount) == 100 if key != "decp_json" else declared.amount == 100_000


def test_no_format_takes_the_file_of_another(tmp_path: Path) -> None:
    for key, write in WRITERS.items():
        head = read_head(write(tmp_path))
        assert [source.key for source in SOURCES if source.recognise(head)] == [key]


# --- flat CSV ---


def test_rows_of_one_contract_are_its_states_and_its_suppliers(tmp_path: Path) -> None:
    rows = [
        f"u1,1,{A1},{FIRM_A1},F,100,2019-03-01,3",
        f"u2,2,{A2},{FIRM_A1},F,50,2019-03-01,",
        f"u1,1,{A1},{FIRM_B2},G,100,2019-03-01,3",
        f"u1,1,{A1},{FIRM_B2},G,150,2019-09-01,3",
    ]
    first, second = read(file(tmp_path, FLAT + "\n".join(rows)))
    assert isinstance(first, Declaration)
    assert (first.position, first.rows, first.amount) == (2, 3, "100")
    assert [p.id for p in first.suppliers] == [FIRM_A1, FIRM_B2]
    assert [(a.amount, [p.id for p in a.suppliers]) for a in first.amendments] == [("150", [FIRM_B2])]
    assert (second.position, second.rows) == (3, 1)


def test_amounts_of_one_state_are_never_added(tmp_path: Path) -> None:
    rows = f"u1,1,{A1},{FIRM_A1},F,327823,2019-03-01,\nu1,1,{A1},{FIRM_B2},G,95933,2019-03-01,\n"
    assert one(file(tmp_path, FLAT + rows)).amount == "327823"


def test_the_rows_of_a_contract_are_all_counted(tmp_path: Path) -> None:
    rows = f"u1,1,{A1},{FIRM_A1},F,1,2019-03-01,\nu1,1,{A1},{FIRM_B2},G,1,2019-03-01,\n,,,,,,,\n"
    count = stage(file(tmp_path, FLAT + rows), tmp_path / "staged")
    assert (count.rows, count.kept, dict(count.rejected)) == (3, 2, {"no identifier": 1})


def test_a_flat_row_without_identifier_is_kept_aside_at_its_line(tmp_path: Path) -> None:
    found = read(file(tmp_path, FLAT + f"u1,1,{A1},,,1,2019-03-01,\n,2,{A1},,,1,2019-03-01,\n"))
    assert [(r.position, r.reason) for r in found if isinstance(r, Rejection)] == [(3, "no identifier")]


@pytest.mark.parametrize("mark", [b"", BOM_UTF8])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_flat_files_of_any_system_are_read(tmp_path: Path, mark: bytes, end: str) -> None:
    content = of_flat(tmp_path).read_text().replace("\n", end)
    assert one(file(tmp_path, mark + content.encode())).contract_id == "1"


def test_a_flat_file_cut_short_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="not a readable CSV of contracts"):
        read(file(tmp_path, FLAT + f"u1,1,{A1},{FIRM_A1},F,100,2019-03-01,3\nu2,2,{A1}"))


@pytest.mark.parametrize("offers", ["²", "9" * 30, "-1", "0", "NC", "2.5"])
def test_an_odd_number_of_offers_is_none(tmp_path: Path, offers: str) -> None:
    path = file(tmp_path, FLAT + f"u1,1,{A1},{FIRM_A1},F,100,2019-03-01,{offers}\n")
    assert stage(path, tmp_path / "staged").kept == 1
    assert pq.read_table(tmp_path / "staged" / "declaration.parquet")["offers_received"].to_pylist() == [None]


# --- Bretagne ---


def test_rows_of_a_grouping_are_one_contract(tmp_path: Path) -> None:
    rows = B_ROW.format("7", "", "40 000,00", "Forum", FIRM_A1) + B_ROW.format("7", "", "40 000,00", "G", FIRM_B2)
    declared = one(file(tmp_path, BRETAGNE + rows, "latin-1"))
    assert (declared.position, declared.rows, declared.amount) == (2, 2, "40000.00")
    assert (declared.title, declared.notified_on) == ("Objet é", "2019-01-24")
    assert [(p.id, p.commune) for p in declared.suppliers] == [(FIRM_A1, "35238"), (FIRM_B2, "35238")]


@pytest.mark.parametrize("row", ["2019;8;too short\n", B_ROW.format("8", "", "", "x", "y").strip() + ";more\n"])
def test_a_row_of_another_width_is_kept_aside_at_its_line(tmp_path: Path, row: str) -> None:
    sound = B_ROW.format("7", "1", "", "Forum", FIRM_A1)
    found = read(file(tmp_path, BRETAGNE + sound + row, "latin-1"))
    assert [(r.position, r.reason) for r in found if isinstance(r, Rejection)] == [(3, "wrong number of columns")]


def test_not_available_is_no_value(tmp_path: Path) -> None:
    text = BRETAGNE + B_ROW.format("7", "Non disponible", "", "Forum", "Non disponible")
    declared = one(file(tmp_path, text, "latin-1"))
    assert (declared.amount, declared.suppliers[0].id) == (None, None)


# --- sample ---


def test_another_parquet_is_not_a_sample(tmp_path: Path) -> None:
    import pyarrow as pa

    pq.write_table(pa.table({"a": [1]}), tmp_path / "data")
    with pytest.raises(SourceError, match="format not recognised"):
        read(tmp_path / "data")


# --- files and folders ---


def test_files_come_in_one_order_and_notes_are_left(tmp_path: Path) -> None:
    for name in ("b.json", "a.csv", "README.md", ".hidden", "licence.txt"):
        (tmp_path / name).touch()
    assert [p.name for p in find_files([tmp_path / "b.json", tmp_path])] == ["a.csv", "b.json"]


def test_members_of_archives_are_sources_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "april.zip").write_bytes(zipped(**{"paris.json": packet(record()), "lyon/a.xml": xml(marche())}))
    (tmp_path / "paris.json").write_bytes(packet(record()))
    unpacked = tmp_path / "unpacked"
    files = find_files([tmp_path / "april.zip", tmp_path / "paris.json"], unpacked)
    assert set(names(files, unpacked).values()) == {"april.zip/paris.json", "april.zip/lyon/a.xml", "paris.json"}


def test_an_archive_is_unpacked_once(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped(a=packet(record())))
    (member,) = find_files([tmp_path / "a.zip"], tmp_path / "unpacked")
    member.write_bytes(b"touched")
    assert find_files([tmp_path / "a.zip"], tmp_path / "unpacked") == [member]
    assert member.read_bytes() == b"touched"


def test_a_file_that_is_named_is_read_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "contracts.txt").write_bytes(packet(record()))
    assert find_files([tmp_path / "contracts.txt"]) == [tmp_path / "contracts.txt"]


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no file in there"):
        find_files([tmp_path])


# --- no damage loses a row ---


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=15)
anything = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
fields = st.sampled_from([*contract("1"), "autoriteConcedante", "concessionnaires", "valeurGlobale"])
damaged = st.dictionaries(fields, anything, max_size=6).map(lambda wrong: contract("1") | wrong)
records = st.lists(damaged | anything, max_size=6)


@settings(max_examples=60, deadline=None)
@given(records)
def test_whatever_the_damage_rows_are_kept_or_rejected(given_: list[Any]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        count = stage(file(folder, json.dumps({"marches": given_})), folder / "staged")
        rejected = pq.read_table(folder / "staged" / "rejected.parquet")["rows"].to_pylist()
        kept = pq.read_table(folder / "staged" / "declaration.parquet")["rows"].to_pylist()
    assert count.rows == len(given_) == sum(kept) + sum(rejected)
    assert (count.kept, sum(count.rejected.values())) == (sum(kept), sum(rejected))


cell = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters='",'), max_size=12)
lines = st.lists(st.tuples(*[cell] * 8), max_size=6)


@settings(max_examples=40, deadline=None)
@given(lines)
def test_whatever_the_cells_rows_are_kept_or_rejected(given_: list[tuple[str, ...]]) -> None:
    quoted = "".join(",".join(f'"{c}"' for c in line) + "\n" for line in given_)
    with TemporaryDirectory() as name:
        folder = Path(name)
        count = stage(file(folder, FLAT + quoted), folder / "staged")
    assert count.rows == len(given_) == count.kept + sum(count.rejected.values())


def test_every_format_is_tried_here() -> None:
    assert set(WRITERS) == {source.key for source in SOURCES}
