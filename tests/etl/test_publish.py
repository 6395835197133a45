"""Publishing: a reader sees the old version or the new one, whole, whenever the run stops."""

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from world import contract, write_json

from etl.publish import alone, candidate, point_to, prune, versions
from geo.atlas.pointer import MANIFEST, POINTER, current_version
from geo.errors import BuildError


def published(atlas: Path, version: str, built_at: str = "2026-01-01") -> None:
    with candidate(atlas, version) as folder:
        (folder / MANIFEST).write_text(json.dumps({"version": version, "built_at": built_at}))
    point_to(atlas, version)


def fails_half_way(atlas: Path, version: str) -> None:
    with candidate(atlas, version) as folder:
        (folder / "half.parquet").touch()
        raise OSError("disk full")


def hidden(atlas: Path) -> list[str]:
    return [path.name for path in atlas.iterdir() if path.name.startswith(".")]


def test_a_version_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    with candidate(tmp_path, "v1") as folder:
        assert not (tmp_path / "v1").exists()
        (folder / MANIFEST).write_text("{}")
    assert (tmp_path / "v1" / MANIFEST).is_file()
    assert hidden(tmp_path) == []


def test_a_version_that_fails_leaves_no_folder_and_the_old_pointer(tmp_path: Path) -> None:
    published(tmp_path, "v1")
    with pytest.raises(OSError, match="disk full"):
        fails_half_way(tmp_path, "v2")
    assert sorted(p.name for p in tmp_path.iterdir()) == [POINTER, "v1"]
    assert current_version(tmp_path) == "v1"


def test_a_version_that_fails_again_leaves_its_first_making(tmp_path: Path) -> None:
    published(tmp_path, "v1")
    with pytest.raises(OSError, match="disk full"):
        fails_half_way(tmp_path, "v1")
    assert (tmp_path / "v1" / MANIFEST).is_file()


def test_the_pointer_is_renamed_over_and_never_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    published(tmp_path, "v1")
    published(tmp_path, "v2")

    def crash(*_: object) -> None:
        raise OSError("power cut")

    monkeypatch.setattr("etl.publish.os.replace", crash)
    with pytest.raises(OSError, match="power cut"):
        point_to(tmp_path, "v1")
    assert current_version(tmp_path) == "v2"


def test_the_pointer_never_names_a_version_that_is_not_there(tmp_path: Path) -> None:
    published(tmp_path, "v1")
    (tmp_path / "v2").mkdir()  # without a manifest, it is no version
    for version in ("v0", "v2"):
        with pytest.raises(BuildError, match="no such version; `geomarches versions`"):
            point_to(tmp_path, version)
    assert current_version(tmp_path) == "v1"


def test_rolled_back_an_old_version_serves_again(tmp_path: Path) -> None:
    published(tmp_path, "v2", "2026-02-01")
    published(tmp_path, "v1", "2026-01-01")
    point_to(tmp_path, "v2")
    assert [(v["version"], v["is_current"]) for v in versions(tmp_path)] == [("v1", False), ("v2", True)]


@pytest.mark.parametrize("records", [[], [contract("")]])
def test_files_without_one_sound_contract_leave_the_atlas(
    build: Any, tmp_path: Path, records: list[dict[str, Any]]
) -> None:
    """A platform that delivers an empty list must not empty the map."""
    version = build(write_json(tmp_path / "a.json", [contract("1")])).version
    with pytest.raises(BuildError, match=r"not one contract was kept, nothing was published: b\.json: "):
        build(write_json(tmp_path / "b.json", records))
    assert current_version(tmp_path / "atlas") == version


def test_nothing_published_has_no_current_version(tmp_path: Path) -> None:
    assert current_version(tmp_path) is None
    (tmp_path / POINTER).write_text("\n")
    assert current_version(tmp_path) is None
    assert versions(tmp_path) == []


def test_pruning_keeps_the_newest_and_the_current_one_however_old(tmp_path: Path) -> None:
    for day in (1, 2, 3, 4):
        published(tmp_path, f"v{day}", f"2026-01-0{day}")
    point_to(tmp_path, "v1")
    assert prune(tmp_path, 2) == ["v2"]
    assert [(one["version"], one["is_current"]) for one in versions(tmp_path)] == [
        ("v1", True), ("v3", False), ("v4", False),
    ]  # fmt: skip
    assert prune(tmp_path, 2) == []


def test_pruning_removes_what_a_run_killed_yesterday_left_and_nothing_of_a_live_one(tmp_path: Path) -> None:
    published(tmp_path, "v1")
    for name, age_s in ((".v2.dead", 90_000), (".v2.live", 60)):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (time.time() - age_s,) * 2)
    assert prune(tmp_path, 3) == [".v2.dead"]
    assert hidden(tmp_path) == [".v2.live"]


def test_a_whole_version_is_never_taken_from_its_readers(tmp_path: Path) -> None:
    """Made a second time, of the same files, the first making stays where it is."""
    published(tmp_path, "v1", "2026-01-01")
    with candidate(tmp_path, "v1") as folder:
        (folder / MANIFEST).write_text("{}")
    assert [one["built_at"] for one in versions(tmp_path)] == ["2026-01-01"]
    assert hidden(tmp_path) == []


def test_what_only_has_the_name_of_a_version_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "v1").mkdir()
    (tmp_path / "v1" / "half.parquet").touch()
    published(tmp_path, "v1")
    assert [path.name for path in (tmp_path / "v1").iterdir()] == [MANIFEST]


def test_one_run_at_a_time_builds_into_a_folder_and_clears_what_dead_ones_left(tmp_path: Path) -> None:
    (tmp_path / ".v1.dead").mkdir()
    with alone(tmp_path):
        with pytest.raises(BuildError, match="another build is at work there"), alone(tmp_path):
            raise AssertionError("both are at work")
        assert hidden(tmp_path) == [".lock"]
    with alone(tmp_path):
        os.utime(tmp_path / ".lock", (time.time() - 90_000,) * 2)
        assert prune(tmp_path, 3) == []
