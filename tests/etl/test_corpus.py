"""Each broken file of the corpus: its rows are kept or set aside with the right reason, or it stops the run."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from corpus import CASES, CUTS, Case

from etl.declaration import Declaration, Rejection
from etl.sources import find_files, recognise
from etl.sources.base import Source
from etl.stage import Staging
from geo.errors import SourceError

TODAY = date(2026, 11, 24)


def read(path: Path) -> Iterator[Declaration | Rejection]:
    source = recognise(path)
    assert isinstance(source, Source)
    return source.read(path)


def read_whole(folder: Path) -> list[Declaration | Rejection]:
    return [item for path in find_files([folder / "data"], folder / "unpacked") for item in read(path)]


def said(declared: Declaration, name: str) -> Any:
    """A field of a declaration; of its suppliers the identifiers, of its changes the amounts."""
    if name == "suppliers":
        return [party.id for party in declared.suppliers]
    return [a.amount for a in declared.amendments] if name == "changes" else getattr(declared, name)


@pytest.fixture
def files(case: Case, tmp_path: Path) -> list[Path]:
    """The case as a file whose name says nothing, unpacked where it is an archive."""
    (tmp_path / "data").write_bytes(case.content)
    return find_files([tmp_path / "data"], tmp_path / "unpacked")


@pytest.mark.parametrize("case", [c for c in CASES if c.error is None], ids=lambda case: case.name)
def test_each_row_is_kept_or_set_aside_for_the_right_reason(case: Case, files: list[Path], tmp_path: Path) -> None:
    rows, kept, rejected = 0, 0, Counter[str]()
    for number, path in enumerate(files):
        with Staging(tmp_path / f"staged-{number}") as staging:
            count = staging.add("data", read(path), TODAY)
        rows, kept, rejected = rows + count.rows, kept + count.kept, rejected + count.rejected
    assert (kept, rejected) == (case.kept, Counter(case.rejected))
    assert rows == kept + rejected.total()


@pytest.mark.parametrize("case", [c for c in CASES if c.first], ids=lambda case: case.name)
def test_the_first_row_says_what_the_file_meant(case: Case, files: list[Path]) -> None:
    declared = next(item for item in read(files[0]) if isinstance(item, Declaration))
    assert {name: said(declared, name) for name in case.first} == case.first


@pytest.mark.parametrize("case", [c for c in CASES if c.error], ids=lambda case: case.name)
def test_what_cannot_be_read_whole_stops_the_run_and_says_what_to_do(case: Case, tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(case.content)
    with pytest.raises(SourceError, match=case.error) as stopped:
        read_whole(tmp_path)
    assert str(tmp_path) in str(stopped.value)
    assert any(word in str(stopped.value) for word in ("download", "remove", "save", "read today", "give", "unpack"))


@pytest.mark.parametrize("cut", range(len(CUTS)))
def test_wherever_a_file_is_cut_the_run_stops(cut: int, tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(CUTS[cut])
    with pytest.raises(SourceError, match=r"not recognised|not a whole JSON"):
        read_whole(tmp_path)


def test_the_corpus_is_wide() -> None:
    assert len(CASES) >= 100
    assert len({case.name for case in CASES}) == len(CASES)
