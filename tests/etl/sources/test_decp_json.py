"""DECP JSON of both schemas: the quick reader and the forgiving one, and all that platforms write in such files."""

import json
from codecs import BOM_UTF8
from pathlib import Path
from typing import Any

import msgspec
import pytest
from corpus import packet, record
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import file, one, read
from world import A1, FIRM_A1, FIRM_B2, contract, write_json

from etl.declaration import Declaration, Rejection
from etl.sources.decp_json import read_record
from geo.errors import SourceError


def of_json(folder: Path) -> Path:
    return write_json(folder / "data", [contract("1")])


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


ACT = {"id": 1, "sousTraitant": {"id": FIRM_B2, "typeIdentifiant": "SIRET"}, "dureeMois": 2, "montant": 9.5,
       "dateNotification": "2024-04-01", "datePublicationDonnees": "2024-04-02", "variationPrix": "Ferme"}  # fmt: skip


HELD = [{"titulaire": {"id": FIRM_B2}}]


def test_acts_of_subcontracting_come_with_their_changes_numbered(tmp_path: Path) -> None:
    changes = [{"id": 1, "montant": 11, "dateNotificationModificationSousTraitance": day} for day in ("d1", "d2")]
    whole = record(
        actesSousTraitance=[{"acteSousTraitance": ACT}],
        modificationsActesSousTraitance=[{"modificationActeSousTraitance": change} for change in changes],
    )
    act, *later = one(file(tmp_path, packet(whole))).subcontracts
    assert act.supplier is not None
    assert (act.act, act.change, act.supplier.id, act.amount, act.price_variation) == (1, 0, FIRM_B2, 9.5, "Ferme")
    assert [(c.act, c.change, c.amount, c.notified_on) for c in later] == [(1, 1, 11, "d1"), (1, 2, 11, "d2")]


@pytest.mark.parametrize("odd", [{}, {"id": 9}])
def test_years_of_a_concession_are_read_by_the_quick_reader_and_by_the_forgiving_one(
    tmp_path: Path, odd: dict[str, Any]
) -> None:
    tariffs = [{"tarif": {"intituleTarif": "plein", "tarif": 3.5}}, {"tarif": {"intituleTarif": "réduit", "tarif": 2}}]
    year = {"datePublicationDonneesExecution": "2025-01-01", "depensesInvestissement": 7, "tarifs": tariffs}
    concession = {
        "id": "9", "autoriteConcedante": {"id": A1}, "dateSignature": "2024-05-01", "valeurGlobale": 70,
        "montantSubventionPublique": 1, "dateDebutExecution": "2024-06-01",
        "concessionnaires": [{"concessionnaire": {"id": FIRM_A1}}],
        "donneesExecution": [{"donneesAnnuelles": year}, {"donneesAnnuelles": {"depensesInvestissement": 8}}],
        "modifications": [{"modification": {"id": 1, "valeurGlobale": 80, "dateSignatureModification": "2025-02-01"}}],
    } | odd  # fmt: skip
    declared = one(file(tmp_path, packet(concessions=[concession])))
    assert (declared.kind, declared.amount, declared.public_subsidy) == ("concession", 70, 1)
    assert (declared.notified_on, declared.starts_on) == ("2024-05-01", "2024-06-01")
    assert [(y.investment, y.tariff_name, y.tariff) for y in declared.concession_years] == [
        (7, "plein", 3.5),
        (7, "réduit", 2),
        (8, None, None),
    ]
    assert [(a.amount, a.notified_on, a.number) for a in declared.amendments] == [(80, "2025-02-01", 1)]


@pytest.mark.real
def test_the_official_examples_say_the_same_in_json_and_in_xml(shared: Path) -> None:
    examples = shared / "data/schemas/exemples"
    one_ = read(examples / "json/concessions_avec_modifications.json")[0]
    other = read(examples / "xml/Contrat-concession-modification.xml")[0]
    assert isinstance(one_, Declaration)
    assert isinstance(other, Declaration)
    same = ("kind", "procedure", "social", "environmental", "notified_on", "starts_on", "nature")
    assert [getattr(one_, name) for name in same] == [getattr(other, name) for name in same]
    assert [p.id for p in one_.suppliers] == [p.id for p in other.suppliers]
    assert [str(a.amount) for a in one_.amendments] == [str(a.amount) for a in other.amendments]


ODD: dict[str, Any] = {
    "none": lambda n: record(str(n)), "a number for an identifier": lambda n: record(str(n), acheteur={"id": int(A1)}),
    "no record": lambda n: None, "no supplier": lambda n: record(str(n), titulaires=[]),
    "an object like a record": lambda n: record(str(n), titulaires=[{"id": FIRM_A1}, {"id": FIRM_B2}]),
    "a blank in a key": lambda n: record(str(n)) | {"objet ": "x"},
    "NaN": lambda n: record(str(n), montant=float("nan")),
    "longer than a window": lambda n: record(str(n), objet="x" * 40_000),
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("at", [0, 70, 149])
def test_wherever_an_odd_record_stands_all_are_read_once_in_their_order(
    tmp_path: Path, odd: str, indent: int | None, at: int
) -> None:
    """The file is read by windows of 16 kB: 150 records are several, and the last part is read another way."""
    records_ = [record(str(n)) for n in range(1, 151)]
    records_[at] = ODD[odd](at + 1)
    whole = {"marches": {"marche": records_, "contrat-concession": [{"id": "151", "autoriteConcedante": {"id": A1}}]}}
    found = read(file(tmp_path, json.dumps(whole, indent=indent)))
    assert [item.position for item in found] == list(range(1, 152))
    kept = [(item.contract_id, item.position) for item in found if isinstance(item, Declaration)]
    assert kept == [(str(n), n) for n in range(1, 152) if odd != "no record" or n != at + 1]


@settings(max_examples=40)
@given(st.data())
def test_the_forgiving_reader_says_what_the_quick_one_says(data: st.DataObject) -> None:
    """The two ways of one record never part: a key with a blank, that only one of them reads, changes nothing."""
    optional = {
        "marcheInnovant": st.booleans(), "tauxAvance": st.floats(0, 1), "idAccordCadre": st.just("A 1"),
        "typesPrix": st.just({"typePrix": ["Provisoire"]}), "offresRecues": st.integers(1, 9),
        "modifications": st.just([{"modification": {"id": 1, "montant": 5, "titulaires": HELD}}]),
        "actesSousTraitance": st.just([{"acteSousTraitance": ACT}]), "objet": st.text(max_size=9),
    }  # fmt: skip
    whole = record(**data.draw(st.fixed_dictionaries({}, optional=optional)))
    quick = read_record(1, json.dumps(whole).encode())
    forgiven = read_record(1, json.dumps({f"{key} ": value for key, value in whole.items()}).encode())
    names_ = [field.name for field in msgspec.structs.fields(Declaration)]
    said = [{name: msgspec.to_builtins(getattr(item, name)) for name in names_} for item in (quick, forgiven)]
    assert said[0] == said[1]
