"""What is installed is what was locked, and what is delivered is what was built."""

import hashlib
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from reliability.measure import measured

ROOT = Path(__file__).resolve().parents[2]
CYCLONEDX = ROOT / ".venv" / "sbom" / "bin" / "cyclonedx-py"


def locked(name: str) -> dict[str, list[str]]:
    """The hashes of each package of a lock."""
    entries = re.findall(r"^([a-z][\w.\[\],-]*)==.*?$((?:\n    .*)*)", (ROOT / name).read_text(), re.MULTILINE)
    return {package.partition("[")[0]: re.findall(r"--hash=sha256:[0-9a-f]{64}", rest) for package, rest in entries}


def asked() -> set[str]:
    """What pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {re.split(r"[\[<>=!~; ]", word)[0].lower().replace("_", "-") for word in project["dependencies"]}


def test_every_package_is_locked_by_its_hashes() -> None:
    run, everything = locked("requirements.lock"), locked("requirements-dev.lock")
    scripts = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    measured(
        "E packages of Python locked without a hash", sum(not found for found in [*run.values(), *everything.values()])
    )
    measured(
        "E packages of JavaScript locked without a hash", sum("integrity" not in v for k, v in scripts.items() if k)
    )
    measured("E packages asked for and not locked", len(asked() - set(run)))
    assert len(run) > 40


def test_the_wheel_built_twice_is_the_same(tmp_path: Path) -> None:
    """Built a second time under another clock's zone and another seed of hashes."""
    digests = set()
    for number, zone in enumerate(("UTC", "Pacific/Auckland")):
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / str(number))]
        environ = {"PATH": "/usr/bin:/bin", "TZ": zone, "PYTHONHASHSEED": str(number), "HOME": str(tmp_path)}
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, env=environ)
        (wheel,) = (tmp_path / str(number)).glob("*.whl")
        digests.add(hashlib.sha256(wheel.read_bytes()).hexdigest())
    measured("E wheel built twice: other contents than the first", len(digests) - 1)


@pytest.mark.release
def test_the_list_of_materials_is_the_lock(tmp_path: Path) -> None:
    """`make release-check` installs cyclonedx-py apart, and leaves the list in dist/sbom.json."""
    if not CYCLONEDX.is_file():
        pytest.skip("cyclonedx-py is installed by `make release-check`")
    target = ROOT / "dist" / "sbom.json"
    target.parent.mkdir(exist_ok=True)
    words = ["requirements", "requirements.lock", "--output-reproducible", "-o", str(target)]
    subprocess.run([CYCLONEDX, *words], cwd=ROOT, check=True, capture_output=True)
    listed = {one["name"] for one in json.loads(target.read_text())["components"]}
    measured(
        "E packages locked and not in the list of materials (SBOM)", len(set(locked("requirements.lock")) - listed)
    )
