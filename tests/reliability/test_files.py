"""Files made to exhaust the reader: memory stays bounded, and each row is kept or set aside."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from corpus import CASES, flat, marche, packet, record, row, xml
from reliability.files import read_apart
from reliability.measure import amount, measured

MB = amount(20, 300)
LONG = b"x" * (MB * 1_000_000)
MANY = amount(20_000, 500_000)
LARGE: dict[str, tuple[bytes, int]] = {
    "a title": (packet(record("1", objet="@"), record("2")).replace(b"@", LONG), 1),
    "a key": (packet(record()).replace(b'"objet"', b'"' + LONG + b'"'), amount(1, 0)),
    "a line": (json.dumps(record()).encode() + b'\n{"id":"' + LONG + b'"}\n', 1),
    "a title in XML": (xml(marche(title=LONG.decode()), marche(number="2")), 1),
    "a cell": (flat(row(), row("u2", firm="x" * 16_000_000), row("u3", "3")), 2),
}


@pytest.mark.parametrize("name", LARGE)
def test_one_huge_text_costs_a_few_times_itself(name: str, tmp_path: Path) -> None:
    content, kept = LARGE[name]
    (tmp_path / "data").write_bytes(content)
    told = read_apart(tmp_path)[0]
    measured(f"C17 {name} of {len(content) // 1_000_000} MB: MB of memory", told["mb"] or 99_999, 400 + MB)
    assert (told["kept"], told.get("error")) == (kept, None), told


@pytest.mark.parametrize("form", ["JSON", "XML", "CSV"])
def test_memory_does_not_grow_with_the_number_of_records(form: str, tmp_path: Path) -> None:
    whole = {
        "JSON": lambda n: packet(*({**record(str(i))} for i in range(n))),
        "XML": lambda n: xml(*(marche(number=str(i)) for i in range(n))),
        "CSV": lambda n: flat(*(row(f"u{i}", str(i)) for i in range(n))),
    }[form]
    (tmp_path / "data").write_bytes(whole(MANY))
    told: dict[str, Any] = read_apart(tmp_path)[0]
    measured(f"C29 {MANY:,} records of {form}: MB of memory", told["mb"] or 99_999, 400)
    assert (told["kept"], told["rows"]) == (MANY, MANY), told


def test_no_case_of_the_corpus_takes_the_process_down(tmp_path: Path) -> None:
    """In 2 GB of addresses and two minutes of processor; what each must become is told in tests/etl/test_corpus.py."""
    cases, folders = CASES[:: amount(30, 1)], list[Path]()
    for number, case in enumerate(cases):
        folders.append(tmp_path / str(number))
        folders[-1].mkdir()
        (folders[-1] / "data").write_bytes(case.content)
    told = [one for at in range(0, len(folders), 20) for one in read_apart(*folders[at : at + 20])]
    dead = [(case.name, one) for case, one in zip(cases, told, strict=True) if "died" in one]
    print(*dead, sep="\n")
    measured(f"C corpus, {len(cases)} files read apart: processes that died", len(dead))


def test_rows_are_counted_to_the_last(tmp_path: Path) -> None:
    """In = kept + set aside, over a packed file of sound and broken records."""
    broken = [record(str(n), **({"acheteur": {"id": "NC"}} if n % 7 == 0 else {})) for n in range(2_000)]
    (tmp_path / "data").write_bytes(gzip.compress(packet(*broken)))
    told = read_apart(tmp_path)[0]
    lost = 2_000 - told["kept"] - sum(told["rejected"].values())
    measured("C 2,000 records, 286 of them broken: rows lost", lost)
    assert told["rejected"] == {"buyer identifier is not a SIRET": 286}
