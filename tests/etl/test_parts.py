"""Incremental builds: what was read stays read, and the parts make the very tables of one reading."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from world import A1, A2, B1, FIRM_B2, contract, write_json, write_register

from etl.build import TABLES
from etl.parts import join, prune, read_part
from etl.pipeline import Run, run
from etl.settings import Settings
from etl.sources import decp_json
from geo.atlas import open_atlas
from geo.errors import SourceError

TODAY = date(2026, 11, 24)
MARCH = [contract("1"), contract("2", B1), contract(""), contract("3", suppliers=[FIRM_B2], montant=7)]
APRIL = [contract("1", datePublicationDonnees="2019-04-02"), contract("4", A2), contract("5", acheteur=None)]

Build = Callable[..., Run]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Names of the files that a reader opened."""
    names: list[str] = []
    whole = decp_json.read

    def counted(path: Path) -> Any:
        names.append(path.name)
        return whole(path)

    object.__setattr__(decp_json.SOURCE, "read", counted)
    monkeypatch.setattr("etl.parts.reading_digest", lambda: "rules")
    yield names
    object.__setattr__(decp_json.SOURCE, "read", whole)


@pytest.fixture
def march(tmp_path: Path) -> Path:
    return write_json(tmp_path / "march.json", MARCH)


@pytest.fixture
def april(tmp_path: Path) -> Path:
    return write_json(tmp_path / "april.json", APRIL)


def tables(atlas: Path, version: str) -> dict[str, bytes]:
    return {name: (atlas / version / f"{name}.parquet").read_bytes() for name in (*TABLES, "indicator")}


def test_a_new_file_alone_is_read(build: Build, read: list[str], march: Path, april: Path) -> None:
    build(march)
    assert read == ["march.json"]
    build(march, april)
    assert read == ["march.json", "april.json"]


def test_two_steps_make_the_tables_of_one(
    build: Build, march: Path, april: Path, tmp_path: Path, tiny_country: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte, whatever the order of the command."""
    register = write_register(tmp_path / "sirene.csv")
    build(march, register)
    step_by_step = build(march, april, register)
    at_once = run([april, register, march], Settings(tmp_path / "other-data", tmp_path / "other"), TODAY)
    assert at_once.version == step_by_step.version
    assert tables(tmp_path / "other", at_once.version) == tables(tmp_path / "atlas", step_by_step.version)
    assert [vars(source) for source in at_once.sources] == [vars(source) for source in step_by_step.sources]


def test_a_file_under_another_name_is_not_read_again(build: Build, read: list[str], march: Path) -> None:
    """Its contracts say the name it has now."""
    build(march)
    march.rename(march.with_name("mars.json"))
    made = build(march.with_name("mars.json"))
    assert read == ["march.json"]
    assert made.is_new
    atlas = open_atlas(march.parent / "atlas")
    assert atlas.contract(f"{A1}1")["source"] == "mars.json"
    assert set(atlas.rejected()["source"]) == {"mars.json"}


def test_a_changed_file_is_read_again(build: Build, read: list[str], march: Path) -> None:
    build(march)
    write_json(march, [*MARCH, contract("9")])
    assert build(march).is_new
    assert read == ["march.json", "march.json"]


def test_a_changed_rule_reads_every_file_again(
    build: Build, read: list[str], march: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(march)
    monkeypatch.setattr("etl.parts.reading_digest", lambda: "other rules")
    monkeypatch.setattr("etl.pipeline._own_code", lambda: "other rules")
    build(march)
    assert read == ["march.json", "march.json"]


def test_the_same_content_under_two_names_is_two_sources(build: Build, read: list[str], march: Path) -> None:
    copy = march.with_name("copy.json")
    copy.write_bytes(march.read_bytes())
    made = build(march, copy)
    assert read == ["copy.json"]
    assert {s.name: (s.rows, s.loaded, s.doubles) for s in made.sources} == {
        "copy.json": (4, 0, 3),
        "march.json": (4, 3, 0),
    }


def test_a_day_still_to_come_is_none_until_it_has_come(
    tiny_country: Path, tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is read once: the day is judged at each build, and makes a new version when it has passed."""
    monkeypatch.setattr("etl.pipeline.build_territories", lambda cache, say, zones: tiny_country)
    source = write_json(tmp_path / "a.json", [contract("1", dateNotification="2026-12-01"), contract("2")])
    settings = Settings(tmp_path / "data", tmp_path / "atlas")

    def year_on(today: date) -> tuple[str, Any]:
        version = run([source], settings, today).version
        return version, open_atlas(settings.atlas).contract(f"{A1}1")["year"]

    eve, next_day = year_on(date(2026, 11, 30)), year_on(date(2026, 12, 1))
    assert (eve[1], next_day[1]) == (None, 2026)
    assert year_on(date(2026, 12, 2)) == next_day
    assert run([source], settings, date(2026, 12, 3)).is_new is False
    assert read == ["a.json"]


def test_a_file_that_fails_leaves_no_part(tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text('{"marches": [{"id": "1"}, {')
    with pytest.raises(SourceError):
        read_part("bad.json", bad, "0", decp_json.SOURCE, tmp_path / "staged", TODAY)
    assert list((tmp_path / "staged").iterdir()) == []


def test_parts_unused_longest_go_first_and_those_of_the_day_never(tmp_path: Path) -> None:
    used, *others = [
        read_part(f"{n}.json", write_json(tmp_path / f"{n}.json", [contract(str(n))]), str(n), decp_json.SOURCE,
                  tmp_path / "staged", TODAY)
        for n in range(4)
    ]  # fmt: skip
    for age, part in enumerate([used, *others]):
        os.utime(part.folder, (1_000_000 - age, 1_000_000 - age))
    size = sum(file.stat().st_size for file in others[0].folder.iterdir())
    assert prune(tmp_path / "staged", [used], kept_bytes=10 * size) == []
    assert prune(tmp_path / "staged", [used], kept_bytes=size * 5 // 2) == [others[2].folder]
    assert prune(tmp_path / "staged", [used], kept_bytes=0) == [others[0].folder, others[1].folder]
    assert used.folder.is_dir()


@pytest.mark.parametrize("page", [2, 50_000])
def test_joined_parts_are_numbered_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: int) -> None:
    monkeypatch.setattr("etl.parts._ROWS", page)
    parts = [
        read_part(name, write_json(tmp_path / name, records), name, decp_json.SOURCE, tmp_path / "staged", TODAY)
        for name, records in (("b.json", APRIL), ("a.json", MARCH))
    ]
    (tmp_path / "joined").mkdir()
    join(parts, TODAY, tmp_path / "joined")
    table = pq.read_table(tmp_path / "joined" / "declaration.parquet").to_pydict()
    assert table["declaration_id"] == [1, 2, 3, 4, 5]
    assert table["source"] == ["a.json"] * 3 + ["b.json"] * 2
    states = pq.read_table(tmp_path / "joined" / "declared_state.parquet")["declaration_id"].to_pylist()
    assert states == [1, 2, 3, 4, 5]


def test_two_builds_that_read_one_file_at_once_share_its_part(tmp_path: Path, march: Path) -> None:
    """While the first reads, the second reads the same and ends: the folder is there when the first comes to it."""
    cached = tmp_path / "staged"

    def read_meanwhile(path: Path) -> Any:
        second = read_part("march.json", path, "digest", decp_json.SOURCE, cached, TODAY)
        assert second.is_new
        yield from decp_json.read(path)

    slow = replace(decp_json.SOURCE, read=read_meanwhile)
    first = read_part("march.json", march, "digest", slow, cached, TODAY)
    assert first.count.rows == len(MARCH)
    assert [path.name for path in cached.iterdir()] == [first.folder.name]
