"""Builds killed, hindered or doubled: readers notice nothing, and the next build ends as if nothing had been."""

import os
import random
import resource
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
from reliability import builds
from reliability.builds import STEPS, Place
from reliability.measure import IS_RELEASE, amount, measured
from reliability.reader import Reader, told
from tiny import RECORDS
from world import B1, contract, write_json, write_territories

from etl.publish import _LOCK as LOCK
from geo.atlas import require_published
from webmap import create_app

MOMENTS = random.Random(20261125)  # noqa: S311


class Night(NamedTuple):
    """An atlas that serves, files for the next one, and what the next one is when nothing disturbs it."""

    place: Place
    content: str
    told: str


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Night:
    """Two versions, built one after the other."""
    here = tmp_path_factory.mktemp("undisturbed")
    territories = write_territories(here / "territories-tiny")
    place = Place(here / "a.json", territories, here / "data", here / "atlas")
    for records in (RECORDS, [*RECORDS, contract("7", B1, montant=77_000)]):
        write_json(place.file, records)
        if records is RECORDS:
            assert builds.finish(builds.start(place)) == (0, "")
            shutil.copytree(place.atlas, here / "before")
    assert builds.finish(builds.start(place)) == (0, "")
    version = require_published(place.atlas)
    return Night(place, builds.content(place.atlas / version), told(create_app(str(place.atlas))))


@pytest.fixture
def night(undisturbed: Night, tmp_path: Path) -> Night:
    """The first version serves; the second is still to be built."""
    shutil.copytree(undisturbed.place.atlas.parent / "before", tmp_path / "atlas")
    place = undisturbed.place._replace(data=tmp_path / "data", atlas=tmp_path / "atlas")
    return undisturbed._replace(place=place)


def left_behind(atlas: Path) -> list[str]:
    """Folders beside the versions."""
    return [path.name for path in atlas.iterdir() if path.name.startswith(".") and path.is_dir()]


def differs(night: Night, version: str, place: Place | None = None) -> bool:
    """Whether a version is not what an undisturbed build makes."""
    return builds.content((place or night.place).atlas / version) != night.content


def moments() -> list[tuple[str, float]]:
    """When to kill: seeded steps and the steps of publishing, early ones first, and how many seconds after."""
    seeded = [(MOMENTS.choice(STEPS[:-1]), MOMENTS.uniform(0, 0.4)) for _ in range(amount(3, 20))]
    named = [(step, 0.05) for step in amount(STEPS[-2:], STEPS)]
    return sorted([*seeded, *named], key=lambda moment: STEPS.index(moment[0]))


def test_a_build_killed_at_any_moment(night: Night) -> None:
    app = create_app(str(night.place.atlas))
    before, killed = told(app), moments()
    with Reader(app, per_second=amount(20, 100)) as reader:
        for step, after_s in killed:
            builds.kill_at(builds.start(night.place), step, after_s)
            assert told(app) == before
        code, said = builds.finish(builds.start(night.place))
    version = require_published(night.place.atlas)
    print(*(reader.told - {before, night.told}), sep="\n")
    measured(f"B1 build killed {len(killed)} times: requests failed", reader.failed.total())
    measured("B1 build killed: answers of no whole version", len(reader.told - {before, night.told}))
    measured("B1 build killed: exit code of the next build", code)
    measured("B1 build killed: the next build is another than undisturbed", differs(night, version))
    measured("B1 build killed: folders left behind by the next build", len(left_behind(night.place.atlas)))
    assert said == ""
    assert reader.asked > 100


def stamps(folder: Path) -> set[tuple[str, int]]:
    """When each file of a folder was last written."""
    return {(str(path), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file() and path.name != LOCK}


def test_the_same_files_twice(night: Night, tmp_path: Path) -> None:
    assert builds.finish(builds.start(night.place)) == (0, "")
    before = stamps(night.place.atlas)
    assert builds.finish(builds.start(night.place)) == (0, "")
    measured("B2 the same files twice: files that the second build wrote", len(stamps(night.place.atlas) - before))
    elsewhere = night.place._replace(data=tmp_path / "anew", atlas=tmp_path / "elsewhere")
    assert builds.finish(builds.start(elsewhere)) == (0, "")
    version = require_published(elsewhere.atlas)
    measured("B2 the same files built anew elsewhere: another content", differs(night, version, elsewhere))


def test_a_second_build_does_nothing_while_the_first_is_at_work(night: Night) -> None:
    first = builds.start(night.place)
    builds.wait_for(first, "stage")
    code, said = builds.finish(builds.start(night.place))
    measured("B3 two builds at once: the second was not refused", code != 1)
    assert (
        said == f"geomarches: {night.place.atlas}: another build is at work there; run this again when it has ended\n"
    )
    assert first.poll() is None
    if not IS_RELEASE:
        first.kill()
    ended, _ = builds.finish(first)
    if IS_RELEASE:
        measured("B3 two builds at once: exit code of the first", ended)
        version = require_published(night.place.atlas)
        measured("B3 two builds at once: the first is another than undisturbed", differs(night, version))


@pytest.mark.parametrize("bytes_", amount((2_000, 20_000), (500, 2_000, 8_000, 20_000, 50_000)))
def test_a_disk_without_room(night: Night, bytes_: int) -> None:
    """No file may grow over a limit: a full disk says the same, whoever runs the tests."""
    app = create_app(str(night.place.atlas))
    before = told(app)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, bytes_))

    code, said = builds.finish(builds.start(night.place, preexec_fn=limited))
    assert told(app) == before
    assert code == 1
    measured(f"B7 no file over {bytes_:,} bytes: lines of the message beyond one", said.count("\n") - 1)
    assert f"no room left on the disk of {night.place.atlas}" in said
    measured(f"B7 no file over {bytes_:,} bytes: folders left behind", len(left_behind(night.place.atlas)))


@pytest.mark.release
@pytest.mark.skipif(os.getuid() != 0, reason="only root can make a small disk")
def test_a_small_disk_that_is_full(night: Night, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    size = sum(path.stat().st_size // 4096 * 4 + 4 for path in night.place.atlas.rglob("*")) + 64
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", small], check=False).returncode:
        pytest.skip("this machine mounts nothing")
    try:
        place = night.place._replace(atlas=shutil.copytree(night.place.atlas, small / "atlas"))
        app = create_app(str(place.atlas))
        before = told(app)
        code, said = builds.finish(builds.start(place))
        assert (code, said.count("\n")) == (1, 1), said
        assert f"no room left on the disk of {place.atlas}" in said
        assert told(app) == before
        measured("B7 disk full: folders left behind", len(left_behind(place.atlas)))
        subprocess.run(["mount", "-o", "remount,size=64m", small], check=True)
        measured("B7 disk full, then room: exit code of the next build", builds.finish(builds.start(place))[0])
        assert not differs(night, require_published(place.atlas), place)
    finally:
        subprocess.run(["umount", "-l", small], check=True)
