"""Rules that a scanner would have, over the house's own files: semgrep weighs more than these few lines (D13)."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from reliability.measure import measured

ROOT = Path(__file__).resolve().parents[1]
OPENS_LINES = {"requests", "urllib.request", "urllib3", "http.client", "socket", "ftplib", "aiohttp", "httpx"}
MAY_OPEN_LINES = {
    "etl/download.py": "judges each address it connects to",
    "etl/geocode.py": "the Géoplateforme alone, whose address is in the file",
    "etl/editions.py": "the State's API of communes alone, whose address is in the file",
}
MAY_BE_SAFE = {
    "config",
    "side.config",
    "style",
    "as_json(told.linked_data)",
    "as_json(shown.linked_data)",
    "dataset_json()",
}
"""JSON that our own writer escapes for a script, and the style of a file that leaves the site."""
MAY_MARK = dict.fromkeys(("webmap/twin.py", "webmap/takeaway.py"), "a drawing of the site's own, escaped already")
SECRETS = {
    ("etl/catalogue.py", "Hex High Entropy String"), ("webmap/organisations.py", "Hex High Entropy String"),
    ("geo/atlas/connection.py", "Basic Auth Credentials"), ("geo/atlas/connection.py", "Hex High Entropy String"),
    ("etl/sql/which_declarations_are_alike.sql", "Base64 High Entropy String"),
    (".env.example", "Basic Auth Credentials"),
}  # fmt: skip
"""Looked at: identifiers of data sets and contracts, examples of addresses, a list of letters."""


def tracked(*ends: str) -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.splitlines() if name.endswith(ends) and (ROOT / name).is_file()]


def rooms() -> Iterator[tuple[str, ast.Module]]:
    for name in tracked(".py"):
        if name.startswith(("etl/", "geo/", "webmap/")):
            yield name, ast.parse((ROOT / name).read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_who_opens_a_line_to_elsewhere() -> None:
    opens = {name for name, tree in rooms() if imported(tree) & OPENS_LINES}
    measured("D13 files that open connections, not looked at", len(opens - set(MAY_OPEN_LINES)))


def test_what_is_shown_unescaped() -> None:
    said = [
        (name, found.strip())
        for name in tracked(".html", ".xml", ".svg")
        for found in re.findall(r"\{\{\s*([^}|]+)\|\s*safe", (ROOT / name).read_text(encoding="utf-8"))
    ]
    strange = [one for one in said if one[1] not in MAY_BE_SAFE]
    print(*strange, sep="\n")
    measured("D13 values that templates show unescaped, not looked at", len(strange))
    assert said


def test_markup_is_written_never_computed() -> None:
    """``Markup("<i>{}</i>").format(x)`` escapes x; ``Markup(f"<i>{x}</i>")`` does not."""
    computed = [
        f"{name}:{node.lineno}"
        for name, tree in rooms()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Markup"
        if node.args and not isinstance(node.args[0], ast.Constant) and name not in MAY_MARK
    ]
    print(*computed, sep="\n")
    measured("D13 marked-up texts that are computed, not looked at", len(computed))


def test_no_script_of_ours_writes_html() -> None:
    sinks = re.compile(r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|new Function|setHTML)\b")
    found = [name for name in tracked(".js", ".mjs") if name.startswith("static/js") and sinks.search(_text(name))]
    handlers = [n for n in tracked(".html") if re.search(r"<[^>{]*\s(on\w+|style)\s*=\s*[\"']", _text(n))]
    print(*found, *handlers)
    measured("D13 scripts that write HTML, handlers and styles inside of tags", len(found) + len(handlers))


def test_no_source_is_read_by_json_loads() -> None:
    """It takes NaN and 1e400 in silence, the last of two keys, and dies of depth."""
    readers = [name for name, tree in rooms() if name.startswith("etl/sources/") and "json" in imported(tree)]
    readers.remove("etl/sources/territories.py")  # reads what this program wrote itself
    measured("D13 readers of files that use json.loads", len(readers))


def test_every_query_made_of_pieces_was_looked_at() -> None:
    """ruff's S608 finds SQL built of strings; each of ours is of our own names, and says so on its line."""
    done = subprocess.run([sys.executable, "-m", "ruff", "check", "--select", "S", "etl", "geo", "webmap"], cwd=ROOT,
                          capture_output=True, text=True, check=False)  # fmt: skip
    measured(
        "D13 findings of ruff's S rules (bandit's), not looked at", done.stdout.count("\n") if done.returncode else 0
    )


@pytest.mark.release
def test_no_secret_is_kept_in_the_files() -> None:
    pytest.importorskip("detect_secrets")
    binary = (".lock", "-lock.json", ".png", ".parquet", ".pmtiles", ".zip")
    names = [n for n in tracked("") if not n.endswith(binary) and not n.startswith("tests/")]
    done = subprocess.run(
        [sys.executable, "-m", "detect_secrets", "scan", *names], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = {(name, one["type"]) for name, all_ in json.loads(done.stdout)["results"].items() for one in all_}
    strange = found - SECRETS
    print(*strange, sep="\n")
    measured("D13 what looks like a secret, not looked at (detect-secrets)", len(strange))


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")
