"""Every regular expression of the three rooms, against texts made to make it slow; one line each on stdout.

python regexes.py LENGTH
"""

import ast
import re
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WAYS = ("match", "fullmatch", "search", "sub", "split", "findall", "finditer")


def expressions() -> Iterator[tuple[str, Any, str]]:
    """Where each stands, what it is, and how it is used there: a compiled one by each way its file uses its name."""
    for path in sorted(one for room in ("etl", "geo", "webmap") for one in (ROOT / room).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
                continue
            pattern = _constant(node.args[0], path)
            if pattern is None:
                continue
            where, way = f"{path.relative_to(ROOT)}:{node.lineno}", node.func.attr
            if way == "compile":
                yield from ((where, pattern, used) for used in _used(text, node.lineno))
            elif way in WAYS:
                yield where, pattern, way


def _constant(node: ast.expr, path: Path) -> Any:
    """The value of an expression: its own, or the one that its module gives it."""
    if isinstance(node, ast.Constant):
        return node.value
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    names = vars(__import__(module, fromlist=["_"]))
    try:
        return eval(compile(ast.Expression(node), str(path), "eval"), names)  # noqa: S307 - our own source
    except NameError:  # made of what a function was given
        return None


def _used(text: str, line: int) -> set[str]:
    """How a file uses the name that a line gives to an expression."""
    lines = text.splitlines()
    start = next(at for at in range(line - 1, -1, -1) if (name := re.match(r"(\w+)\b.*=", lines[at])))
    name = re.match(r"(\w+)", lines[start])
    assert name
    return set(re.findall(rf"\b{name[1]}\.({'|'.join(WAYS)})\(", text)) or {"search"}


def texts(pattern: Any, length: int) -> Iterator[Any]:
    """Long runs of the characters that an expression speaks of, alone and by two, ended by one that it does not."""
    plain = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
    letters = list(dict.fromkeys([*re.sub(r"[\\(){}|?*+^$]", "", plain)[:40], *'0a -_.,;"\\<&{[=é\n\t']))
    runs = [*letters, *(a + b for a, b in pairwise(letters)), '\\"', "<a ", '{"a":', "&#1"]
    for run in runs:
        for start in ("",) if isinstance(pattern, str) else ("", '"', "<?xml ", "<!DOCTYPE m [", '{"marches":[{"a":'):
            made = (start + run * (length // len(run)))[:length] + "\x01"
            yield made if isinstance(pattern, str) else made.encode("utf-8")


def slowest(pattern: Any, way: str, length: int) -> float:
    """The longest time that one text takes, in milliseconds of the processor."""
    found, most = re.compile(pattern, re.DOTALL), 0.0
    for text in texts(pattern, length):
        began = time.process_time()
        if way == "sub":
            found.sub(text[:0], text)
        elif way == "finditer":
            list(found.finditer(text))
        else:
            getattr(found, way)(text)
        most = max(most, 1000 * (time.process_time() - began))
    return most


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    for where, pattern, way in expressions():
        print(where, way, end=" ", flush=True)
        print(f"{slowest(pattern, way, int(sys.argv[1])):.0f}", flush=True)
