"""Formats: recognised from content, read record by record, whatever platforms write in them."""

import json
from codecs import BOM_UTF8
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from world import A1, A2, FIRM_A1, FIRM_B2, contract, write_json, write_register

from etl.declaration import Declaration, Rejection
from etl.sources import SOURCES, bretagne_csv, decp_csv, decp_json, find_files, recognise, sample, sirene
from etl.sources.base import Source
from etl.stage import Count, Staging
from geo.errors import SourceError

TODAY = date(2026, 11, 24)
BRETAGNE = (
    "Année;Id du marché ;Nom acheteur;SIRET acheteur;Nature;Objet marché;Code CPV;Procédure;Lieu exécution;Durée mois;"
    "Date notification;Date publication des données;Montant initial (Ht);Montant prévu;Titulaire/Mandataire;"
    "Code Insee_Titulaire;Siret_Titulaire\n"
)
B_ROW = "2019;{};Région;23 350 001 600 040;Marché;Objet é;45000000-0;MAPA;Rennes;6;24/01/2019;;{};{};{};35238;{}\n"
FLAT = "uid,id,acheteur_id,titulaire_id,titulaire_nom,montant,dateNotification,offresRecues\n"


def read(path: Path) -> list[Declaration | Rejection]:
    source = recognise(path)
    assert isinstance(source, Source)
    return list(source.read(path))


def one(path: Path) -> Declaration:
    (declared,) = read(path)
    assert isinstance(declared, Declaration)
    return declared


def file(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    """A file whose name says nothing of its format."""
    path = folder / "data"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


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


WRITERS: dict[str, Callable[[Path], Path]] = {
    "decp_json": of_json, "decp_csv": of_flat, "bretagne_csv": of_bretagne, "sample": of_sample,
}  # fmt: skip


@pytest.mark.parametrize("key", [source.key for source in SOURCES])
def test_a_format_is_recognised_from_content_and_one_record_is_one_declaration(key: str, tmp_path: Path) -> None:
    path = WRITERS[key](tmp_path)
    source = recognise(path)
    assert isinstance(source, Source)
    assert source.key == key
    declared = one(path)
    assert (declared.contract_id, declared.rows) == ("1", 1)
    assert float(declared.amount) == 100 if key != "decp_json" else declared.amount == 100_000


def test_no_format_takes_the_file_of_another(tmp_path: Path) -> None:
    for key, write in WRITERS.items():
        head = write(tmp_path).read_bytes()[:4096]
        assert [source.key for source in SOURCES if source.recognise(head)] == [key]


def test_a_register_is_not_a_file_of_contracts(tmp_path: Path) -> None:
    path = write_register(tmp_path / "data")
    register = recognise(path)
    assert isinstance(register, sirene.Register)
    assert sirene.write_places(path, register, tmp_path / "places.parquet") == 2
    places = pq.read_table(tmp_path / "places.parquet").to_pylist()
    assert places == [{"siret": FIRM_A1, "commune": "01009"}, {"siret": FIRM_B2, "commune": "02002"}]


def test_zeros_that_a_spreadsheet_ate_are_given_back_in_a_register(tmp_path: Path) -> None:
    path = file(tmp_path, "siret,code_commune\n7050065000155,1004\n")
    register = recognise(path)
    assert isinstance(register, sirene.Register)
    sirene.write_places(path, register, tmp_path / "places.parquet")
    assert pq.read_table(tmp_path / "places.parquet").to_pylist() == [{"siret": "07050065000155", "commune": "01004"}]


# --- DECP JSON ---


def test_json_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert one(file(tmp_path, BOM_UTF8 + of_json(tmp_path).read_bytes())).contract_id == "1"


def test_json_with_a_mark_and_a_bare_nan_is_read(tmp_path: Path) -> None:
    """Python writes NaN, that JSON forbids: it is no number, and the word stays in a title."""
    text = json.dumps({"marches": [contract("1", montant=float("nan"), objet='dit "NaN", NaN')]})
    declared = one(file(tmp_path, BOM_UTF8 + text.encode()))
    assert (declared.amount, declared.title) == (None, 'dit "NaN", NaN')


def test_keys_with_trailing_blanks_are_read(tmp_path: Path) -> None:
    record = {f"{key} ": value for key, value in contract("1").items()}
    record["titulaires "] = [{"id ": FIRM_A1, "typeIdentifiant ": "SIRET"}]
    declared = one(write_json(tmp_path / "data", [record]))
    assert (declared.contract_id, declared.buyer_id, declared.suppliers[0].id) == ("1", A1, FIRM_A1)


def test_numbers_as_text_and_texts_as_numbers_are_read(tmp_path: Path) -> None:
    record = contract("1", id=20193, montant="30000.00", dureeMois="12", acheteur={"id": int(A1)})
    declared = one(write_json(tmp_path / "data", [record]))
    assert (declared.contract_id, declared.buyer_id, declared.amount) == ("20193", A1, "30000.00")


@pytest.mark.parametrize("none", [None, [], [None], "x", {}, [{}], 3])
def test_no_supplier_is_no_supplier_however_it_is_written(tmp_path: Path, none: Any) -> None:
    record = contract("1", titulaires=none, modifications=[None, {"montant": 5, "titulaires": none}])
    declared = one(write_json(tmp_path / "data", [record]))
    assert declared.suppliers == ()
    assert [a.amount for a in declared.amendments] == [5]


def test_a_concession_has_other_words_for_the_same_things(tmp_path: Path) -> None:
    record = {
        "id": "9", "_type": "Contrat de concession", "autoriteConcedante": {"id": A1, "nom": "Ville"},
        "dateSignature": "2019-05-01", "valeurGlobale": 7, "concessionnaires": [{"id": FIRM_A1}],
    }  # fmt: skip
    declared = one(write_json(tmp_path / "data", [record]))
    assert (declared.kind, declared.buyer_name, declared.amount) == ("concession", "Ville", 7)
    assert (declared.notified_on, declared.suppliers[0].id) == ("2019-05-01", FIRM_A1)


@pytest.mark.parametrize("odd", ["", ', "x": NaN'])
def test_what_is_no_record_is_kept_aside_at_its_position(tmp_path: Path, odd: str) -> None:
    """The same whether the quick reader or the forgiving one cuts the file."""
    sound = json.dumps(contract("3"))[:-1] + odd + "}"
    found = read(file(tmp_path, f'{{"marches": [null, "texte", {sound}, 5]}}'))
    assert [(r.position, r.reason) for r in found if isinstance(r, Rejection)] == [
        (1, "not a record"),
        (2, "not a record"),
        (4, "not a record"),
    ]
    assert [r.position for r in found if isinstance(r, Declaration)] == [3]


def test_lost_bytes_in_a_title_lose_no_contract(tmp_path: Path) -> None:
    text = json.dumps({"marches": [contract("1", objet="Réfection"), contract("2")]}, ensure_ascii=False)
    assert [d.contract_id for d in read(file(tmp_path, text, "latin-1")) if isinstance(d, Declaration)] == ["1", "2"]


@pytest.mark.parametrize("end", [10, 40, -1, -2, -30])
def test_a_file_cut_short_stops_the_run(tmp_path: Path, end: int) -> None:
    """Its tail must not be lost in silence."""
    whole = write_json(tmp_path / "whole", [contract("1"), contract("2")]).read_bytes()
    with pytest.raises(SourceError, match=r"data: (not a whole JSON file|format not recognised)"):
        read(file(tmp_path, whole[:end]))


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
    with pytest.raises(SourceError, match="not a sample"):
        read(tmp_path / "data")


# --- files and folders ---


def test_files_come_in_one_order_and_notes_are_left(tmp_path: Path) -> None:
    for name in ("b.json", "a.csv", "README.md", ".hidden", "licence.txt"):
        (tmp_path / name).touch()
    assert [p.name for p in find_files([tmp_path / "b.json", tmp_path])] == ["a.csv", "b.json"]


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no file in there"):
        find_files([tmp_path])


# --- no damage loses a row ---


def stage(path: Path, folder: Path) -> Count:
    source = recognise(path)
    assert isinstance(source, Source)
    with Staging(folder) as staging:
        return staging.add("data", source.read(path), TODAY)


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
    assert {m.SOURCE for m in (decp_json, decp_csv, bretagne_csv, sample)} == set(SOURCES)
