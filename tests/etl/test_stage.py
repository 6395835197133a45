"""Staged files: every row accounted for, numbers local to a folder, memory bounded by the batch."""

import gc
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import stage
from etl.declaration import Declaration, Party, Rejection
from etl.stage import SCHEMAS, Staging

TODAY = date(2026, 11, 24)


def declared(position: int, buyer: str | None = "21350238800019", rows: int = 1) -> Declaration:
    suppliers = (Party("73282932000074", "SIRET"),)
    return Declaration(position=position, rows=rows, contract_id=str(position), buyer_id=buyer, suppliers=suppliers)


def test_an_empty_source_leaves_empty_tables_of_the_agreed_columns(tmp_path: Path) -> None:
    with Staging(tmp_path / "s") as staging:
        count = staging.add("a.json", iter(()), TODAY)
    assert (count.rows, count.kept, sum(count.rejected.values())) == (0, 0, 0)
    for name, schema in SCHEMAS.items():
        table = pq.read_table(tmp_path / f"s/{name}.parquet")
        assert table.schema.equals(schema)
        assert len(table) == 0


def test_numbers_run_through_the_sources_of_a_folder_and_the_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "_BATCH", 2)
    with Staging(tmp_path) as staging:
        staging.add("a.json", map(declared, (1, 2, 3)), TODAY)
        staging.add("b.json", map(declared, (1, 2)), TODAY)
    table = pq.read_table(tmp_path / "declaration.parquet").to_pydict()
    assert table["declaration_id"] == [1, 2, 3, 4, 5]
    assert table["source"] == ["a.json"] * 3 + ["b.json"] * 2
    assert pq.read_table(tmp_path / "declared_supplier.parquet")["declaration_id"].to_pylist() == [1, 2, 3, 4, 5]


def test_progress_and_memory_follow_the_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "_BATCH", 2)
    seen: list[int] = []
    read: list[int] = []

    def source() -> Iterator[Declaration]:
        for position in (1, 2, 3, 4, 5):
            assert position - len(seen) * 2 <= 2, "no more than a batch waits"
            read.append(position)
            yield declared(position)

    with Staging(tmp_path) as staging:
        staging.add("a.json", source(), TODAY, seen.append)
    assert seen == [2, 4, 5]
    assert gc.isenabled()


item = st.one_of(
    st.builds(declared, st.integers(1, 99), st.sampled_from(["21350238800019", "x", None]), st.integers(1, 4)),
    st.builds(Rejection, st.integers(1, 99), st.sampled_from(["not a record", "torn"]), st.text(), st.integers(1, 4)),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(item, max_size=12), st.integers(1, 5))
def test_rows_in_are_rows_kept_and_rejected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, items: list[Declaration | Rejection], batch: int
) -> None:
    monkeypatch.setattr(stage, "_BATCH", batch)
    with Staging(tmp_path) as staging:
        count = staging.add("a.json", items, TODAY)
    kept = pq.read_table(tmp_path / "declaration.parquet")["rows"].to_pylist()
    aside = pq.read_table(tmp_path / "rejected.parquet").to_pydict()
    assert count.rows == sum(one.rows for one in items) == count.kept + sum(count.rejected.values())
    assert sum(kept) == count.kept
    assert sum(aside["rows"]) == sum(count.rejected.values())
    assert set(aside["reason"]) == set(count.rejected)
