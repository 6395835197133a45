"""Rules of the whole house, read from its files."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from etl.sources import SOURCES
from geo.indicators import INDICATORS

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("geo", "etl", "webmap")
TEXT = {
    ".py",
    ".sql",
    ".md",
    ".toml",
    ".html",
    ".js",
    ".css",
    ".svg",
    ".json",
    ".lock",
    ".csv",
    ".sh",
    ".yaml",
    ".yml",
    "",
}
# Built from parts, so that this file does not break its own rules.
SHARED = ".." + "/shared"
REGISTRIES = ["registry." + "npmjs", "pypi" + ".org", "files." + "pythonhosted", "deb." + "debian"]
MAY_READ_SHARED = ("tests/", "benchmarks/", ".ci/")


@cache
def files() -> dict[str, str]:
    """Each text file of the project (tracked, or new and not ignored), by its path."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    paths = {name: ROOT / name for name in names if Path(name).suffix in TEXT}
    return {name: path.read_text(encoding="utf-8") for name, path in paths.items() if path.is_file()}


def code() -> dict[str, str]:
    return {name: text for name, text in files().items() if name.split("/")[0] in ROOMS and name.endswith(".py")}


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function of the three rooms, with where it stands."""
    for name, text in code().items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name}:{node.lineno} {node.name}", node


def test_there_is_a_house_to_read() -> None:
    assert len(code()) > 50
    assert sum(1 for _ in functions()) > 200


def test_the_shared_folder_is_named_by_tests_alone() -> None:
    """The site must stand on any machine."""
    outside = {name: text for name, text in files().items() if not name.startswith(MAY_READ_SHARED)}
    assert [name for name, text in outside.items() if SHARED in text or "/work" + "/shared" in text] == []


def test_no_registry_is_named() -> None:
    """A lock file that names a mirror installs from it and from nowhere else."""
    assert [(name, host) for name, text in files().items() for host in REGISTRIES if host in text] == []


def test_no_file_is_over_400_lines() -> None:
    long = {name: text.count("\n") for name, text in code().items() if text.count("\n") > 400}
    assert long == {}


def test_no_function_is_over_60_lines() -> None:
    long = {where: node.end_lineno - node.body[0].lineno + 1 for where, node in functions() if node.end_lineno}
    assert {where: lines for where, lines in long.items() if lines > 60} == {}


def test_half_of_the_functions_hold_in_ten_lines() -> None:
    lengths = sorted(node.end_lineno - node.body[0].lineno + 1 for _, node in functions() if node.end_lineno)
    assert lengths[len(lengths) // 2] <= 10


def test_every_public_function_says_what_it_does() -> None:
    """Those of the stores say nothing again: the promises are written once, in base.py."""
    promised = {m.name for m in ast.walk(ast.parse(files()["geo/atlas/base.py"])) if isinstance(m, ast.FunctionDef)}
    mute = [
        where
        for name, text in code().items()
        for where, node in _public(name, ast.parse(text))
        if not ast.get_docstring(node) and not (name.startswith("geo/atlas/") and node.name in promised)
    ]
    assert mute == []


def _public(name: str, tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Functions of a module, and methods of its classes, whose name has no underscore."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    for node in [*tree.body, *(method for one in classes for method in one.body)]:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield f"{name}:{node.lineno} {node.name}", node


def test_every_module_says_what_it_is_for() -> None:
    assert [name for name, text in code().items() if not ast.get_docstring(ast.parse(text))] == []


def test_every_query_begins_with_its_question() -> None:
    queries = {name: text for name, text in files().items() if name.endswith(".sql")}
    assert len(queries) > 20
    # A question may run over two lines of comment.
    assert [name for name, text in queries.items() if not re.match(r"-- [^?]*\?", _comment(text))] == []


def _comment(text: str) -> str:
    """The comment that opens a file, up to its first blank line."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("-- "):
            break
        lines.append(line.removeprefix("-- "))
    return "-- " + " ".join(lines)


@pytest.mark.parametrize("key", [one.key for one in INDICATORS])
def test_every_indicator_has_its_test(key: str) -> None:
    assert f"geo/indicators/{key}.py" in files()
    assert f"tests/geo/indicators/test_{key}.py" in files()


@pytest.mark.parametrize("key", [source.key for source in SOURCES])
def test_every_source_has_its_test(key: str) -> None:
    assert f"etl/sources/{key}.py" in files()
    assert f'"{key}": of_' in files()["tests/etl/test_sources.py"]


def test_no_room_is_called_utils() -> None:
    assert [name for name in files() if Path(name).stem in ("utils", "helpers", "misc", "common")] == []


_IMPORT_EACH = """
import importlib, sys
for name in sys.argv[1:]:
    for loaded in [one for one in sys.modules if one.partition(".")[0] == "webmap"]:
        del sys.modules[loaded]
    importlib.import_module(name)
"""


def test_each_module_of_the_site_can_be_the_first_imported() -> None:
    """A notebook and a command begin elsewhere than the site does: a circle of imports shows there alone."""
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in (ROOT / "webmap").rglob("*.py")]
    command = [sys.executable, "-c", _IMPORT_EACH, *(name.removesuffix(".__init__") for name in sorted(names))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
