"""The wheel, installed elsewhere, has everything the site needs."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from world import write_territories

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.slow

VISIT = """
import re, sys
import webmap
from webmap import create_app
assert webmap.__file__.startswith(sys.argv[2]), webmap.__file__
client = create_app(sys.argv[1]).test_client()
page = client.get("/")
sheets = re.findall(r'<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"', page.text)
sheets += re.findall(r'<link[^>]*href="([^"]+[.]css[^"]*)"[^>]*rel="stylesheet"', page.text)
assert sheets, page.text[:2000]
print(page.status_code, *(client.get(sheet).status_code for sheet in sheets))
"""
BUILD = """
import sys
from datetime import date
from pathlib import Path
import etl.pipeline
from etl.cli import packaged_sample
from etl.settings import Settings
atlas, territories, target = map(Path, sys.argv[1:])
assert str(target) in etl.pipeline.__file__ and str(target) in str(packaged_sample())
etl.pipeline.build_territories = lambda cache, say, zones: territories
print(etl.pipeline.run([packaged_sample()], Settings(atlas, atlas), date(2026, 11, 24)).is_new)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel installed where no checkout is, without its dependencies: those of this environment serve."""
    target = tmp_path_factory.mktemp("installed")
    command = [*_installer(), "install", "--no-deps", "--quiet", "--target", str(target), str(wheel)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


def _installer() -> list[str]:
    """uv where it is beside this Python, whose environment then has no pip."""
    uv = Path(sysconfig.get_path("scripts")) / "uv"
    return [str(uv), "pip"] if uv.is_file() else [sys.executable, "-m", "pip"]


def elsewhere(script: str, *words: Path, installed: Path, cwd: Path) -> str:
    """Run a script far from the checkout, whose own modules the editable install must not bring back."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("GEOMARCHES_")}
    environ["PYTHONPATH"] = os.pathsep.join([str(installed), sysconfig.get_path("purelib")])
    command = [sys.executable, "-c", script, *map(str, words)]
    done = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_wheel_holds_the_sample_the_queries_the_pages_and_the_tables(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = ["etl/data/sample/contracts.parquet", "etl/data/sample/sizes.parquet"]
    wanted += ["webmap/templates/base.html", "webmap/static/css/tokens.css"]
    rooms = [("etl/sql", "sql"), ("geo/atlas/sql", "sql"), ("etl/data", "csv"), ("static/js", "js")]
    for room, kind in rooms:
        wanted += [str(p.relative_to(ROOT)) for p in (ROOT / room).rglob(f"*.{kind}")]
    wanted = [f"webmap/{name}" if name.startswith("static/") else name for name in wanted]
    assert [name for name in wanted if name not in names] == []
    assert not any(name.startswith(("tests/", "benchmarks/", "docs/")) for name in names)


def test_the_vendored_scripts_are_in_the_wheel(wheel: Path) -> None:
    if not (ROOT / "static/vendor").is_dir():
        pytest.skip("static/vendor is filled by `make setup`")
    names = set(zipfile.ZipFile(wheel).namelist())
    vendored = [p.relative_to(ROOT) for p in (ROOT / "static/vendor").rglob("*") if p.is_file()]
    assert [name for name in vendored if f"webmap/{name}" not in names] == []


def test_installed_elsewhere_it_builds_the_sample_and_serves_it_with_its_style(installed: Path, tmp_path: Path) -> None:
    territories = write_territories(tmp_path / "territories-tiny")
    assert elsewhere(BUILD, tmp_path / "atlas", territories, installed, installed=installed, cwd=tmp_path) == "True"
    told = elsewhere(VISIT, tmp_path / "atlas", installed, installed=installed, cwd=tmp_path).split()
    assert len(told) > 1
    assert set(told) == {"200"}
