"""Every answer of every address, errors, 304 and files included: its headers, its links, who may read it."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from reliability.measure import amount, measured
from werkzeug.test import TestResponse
from world import skip_or_fail

from webmap import create_app

ROOT = Path(__file__).resolve().parents[2]
MUST = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy")
FILLED = {"level": "departement", "code": "01", "key": "local_share", "z": "5", "x": "16", "y": "11", "name": "flow"}
EVIL = "evil.example"


@pytest.fixture(scope="module")
def site(tiny_atlas: Path) -> Flask:
    """The site over the tiny country."""
    return create_app(str(tiny_atlas))


def addresses(site: Flask) -> list[str]:
    """Every address, filled with words that exist where we know some; files of ``static``, and addresses of nothing."""
    found = ["/nowhere", "/api/nowhere", "/tiles/x", "/static/nowhere.js", "/?q=%00", "/en/", "/en/nowhere"]
    for rule in site.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            path = re.sub(r"<any\(([^,)]*)[^>]*>", r"\1", rule.rule)
            found.append(re.sub(r"<(?:[^:>]*:)?(\w+)>", lambda place: FILLED.get(place[1], "1"), path))
    folder = Path(str(site.static_folder))
    files = [f"/static/{path.relative_to(folder)}" for path in folder.rglob("*") if path.is_file()]
    return [*dict.fromkeys(found), *files[:: amount(25, 1)]]


def answers(site: Flask) -> Iterator[tuple[str, TestResponse]]:
    """Each address read, read again by who knows it (304), asked for its head and its options, and written to."""
    client = site.test_client()
    foreign = {"X-Forwarded-Host": EVIL, "Origin": f"https://{EVIL}", "Forwarded": f"host={EVIL}"}
    for path in addresses(site):
        first = client.get(path, headers=foreign)
        yield path, first
        if tag := first.headers.get("ETag"):
            yield f"304 {path}", client.get(path, headers={"If-None-Match": tag})
        for method in ("HEAD", "OPTIONS", "POST"):
            yield f"{method} {path}", client.open(path, method=method, headers=foreign)
        first.close()


def test_every_answer_has_its_headers(site: Flask) -> None:
    bare, loud, open_, strayed, echoed, seen = set(), set(), set(), set(), set(), set()
    for what, answer in answers(site):
        seen.add(answer.status_code)
        policy = answer.headers.get("Content-Security-Policy", "")
        if any(name not in answer.headers for name in MUST) or "default-src 'none'" not in policy:
            bare.add(what)
        if "unsafe" in policy or "Server" in answer.headers or "X-Powered-By" in answer.headers:
            loud.add(what)
        is_data = any(f"{door}" in what for door in ("/api/", "/ogc", "/tiles/"))
        if "Access-Control-Allow-Credentials" in answer.headers:
            open_.add(what)
        if "Access-Control-Allow-Origin" in answer.headers and not is_data:
            open_.add(what)
        if (to := answer.headers.get("Location", "")) and not re.match(r"/(?!/)|http://localhost/", to):
            strayed.add(f"{what} -> {to}")
        if EVIL in str(answer.headers) or ((answer.mimetype or "").startswith("text") and EVIL in answer.text):
            echoed.add(what)
        answer.close()
    print(*bare, *loud, *open_, *strayed, *echoed, sep="\n")
    measured("D9 answers without one of the headers", len(bare))
    measured("D9 answers that loosen the policy or name their server", len(loud))
    measured("D11 answers that other sites may read and should not, or with credentials", len(open_))
    measured("D11 redirections that leave the site", len(strayed))
    measured("D11 answers that repeat the host of a proxy header", len(echoed))
    assert {200, 304, 404, 405, 400} <= seen


EVALUATOR = ROOT / "node_modules" / "csp_evaluator" / "dist"
JUDGE = """const { CspEvaluator } = require(process.argv[1] + "/evaluator.js");
const { CspParser } = require(process.argv[1] + "/parser.js");
for (const one of new CspEvaluator(new CspParser(process.argv[2]).csp).evaluate())
  console.log(one.severity, one.directive, one.value, one.description);"""
MAYBE = 40
"""Severities from 40 on are doubts: that 'self' is problematic where files of others are served, for instance."""


def weaknesses(policy: str) -> list[str]:
    """What Google's csp_evaluator finds wrong in a policy, beyond doubts."""
    node = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    if not (node and EVALUATOR.is_dir()):
        skip_or_fail("csp_evaluator is not in node_modules; run `make setup`")
    command = [str(node), "-e", JUDGE, str(EVALUATOR), policy]
    found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()
    return [line for line in found if int(line.split()[0]) < MAYBE]


def test_the_policy_stands_before_the_evaluator(site: Flask) -> None:
    """And the evaluator sees a policy that is none."""
    client = site.test_client()
    policies = {client.get(path).headers["Content-Security-Policy"] for path in ("/", "/carte?embed=1", "/nowhere")}
    found = [line for policy in policies for line in weaknesses(policy)]
    print(*found, sep="\n")
    measured("D9 policies before csp_evaluator: findings that are no doubt", len(found))
    assert len(policies) == 2
    assert weaknesses(policies.pop().replace("script-src 'self'", "script-src 'self' 'unsafe-inline'"))


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "/%2f%2fevil.example/..", "/en//evil.example"])
def test_no_address_sends_elsewhere(site: Flask, path: str) -> None:
    answer = site.test_client().get("/", environ_overrides={"PATH_INFO": path})
    assert answer.status_code in (200, 308, 400, 404)
    assert not re.match(r"(https?:)?[/\\]{2}(?!localhost/)", answer.headers.get("Location", ""))
