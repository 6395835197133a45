"""Hostile words over a real database: nothing breaks, nothing leaks, nothing is believed."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from postgres import PASSWORD
from reliability.measure import amount, measured
from werkzeug.routing import Rule

from geo.atlas import connection, require_published
from geo.atlas.connection import close_pools
from webmap import create_app

SQL = [
    "'", '"', "';", "\\'", "' OR 1=1--", "') OR ('1'='1", "1 OR 1=1", "1;SELECT pg_sleep(9)", "'||pg_sleep(9)||'",
    "1) UNION SELECT version()--", "' UNION SELECT NULL,NULL--", "$$;DROP TABLE x;$$", "%' ESCAPE '!", "/**/", "--",
    "0x41", "1e9999", "CAST(1 AS int)", "chr(65)", "' AND extractvalue(1,2)='", "; COPY x TO PROGRAM 'id'",
    "read_csv('/etc/passwd')", "'; ATTACH 'x.db'", ":level", "$level", "%(level)s", "{level}", "\\", "_%",
]  # fmt: skip
PATHS = [
    "..", "../", "..\\", "..%2f", "%2e%2e%2f", "%252e%252e%252f", "..%5c", "%c0%ae%c0%ae/", "....//", "/etc/passwd",
    "//etc/passwd", "file:///etc/passwd", "C:\\boot.ini", "\\\\host\\share", ".git/config", "%00", "x%00.csv", "~root",
    "CURRENT", "manifest.json", "/proc/self/environ", "..;/", "%u002e%u002e", "..%c1%9c", "con", "a" * 3000,
]  # fmt: skip
TEMPLATES = [
    "{{7*7}}", "{% raw %}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{config}}", "{{''.__class__}}", "%{7*7}", "{7*7}",
    "__import__('os')", "%s%n%x", "{0.__class__}",
]  # fmt: skip
SCRIPTS = [
    "<script>alert(1)</script>", "\"><svg onload=alert(1)>", "'><img src=x onerror=alert(1)>", "javascript:alert(1)",
    "</title><script>alert(1)</script>", "</script><script>alert(1)</script>", "<iframe srcdoc=x>", "&lt;b&gt;",
    "\u202e\u200b", "<!--", "]]>", "data:text/html,<script>alert(1)</script>",
]  # fmt: skip
NUMBERS = [
    "-1", "0", "99999999999", "9" * 40, "1e400", "NaN", "inf", "-0", "1.5", "٣", "０", "0x10", "1_000", " 1", "true",
    "null", "[]", "{}", "\ud800", "\ufeff", "\x7f", "\x00",
]  # fmt: skip
WORDS = [*SQL, *PATHS, *TEMPLATES, *SCRIPTS, *NUMBERS]
RUNS = ("<script>alert", "<svg onload", "<img src=x", "<iframe srcdoc", 'href="javascript:', 'href="data:')
PARAMETERS = (
    "indicator", "variant", "definition", "level", "year", "family", "weight", "departement", "direction", "code",
    "top", "within", "q", "codes", "territoire", "qui", "km", "embed", "method", "classes", "palette", "breaks",
    "limit", "after", "bbox", "v", "f", "page", "datetime", "crs", "buyer", "supplier", "cpv", "lon", "lat",
)  # fmt: skip
SLOW_S = 8
"""A word that makes the database sleep nine seconds has been believed."""


@pytest.fixture(params=["folder", pytest.param("postgis", marks=pytest.mark.postgis)])
def site(tiny_atlas: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The site over each store."""
    close_pools()
    yield create_app(str(tiny_atlas) if request.param == "folder" else request.getfixturevalue("tiny_database"))
    close_pools()


def rules(site: Flask) -> list[Rule]:
    """Every address that is read, files of ``static`` included."""
    return [rule for rule in site.url_map.iter_rules() if "GET" in (rule.methods or set())]


def asked(site: Flask) -> Iterator[tuple[str, str, bytes]]:
    """Each word in each part of each path and in each parameter: one in sixty, one in two for a release."""
    share = amount(61, 2)
    number = 0
    for rule in rules(site):
        for word in WORDS:
            number += 1
            if number % share == 0:
                yield from _asked(rule, word, PARAMETERS[number // share % len(PARAMETERS)])


def _asked(rule: Rule, word: str, parameter: str) -> Iterator[tuple[str, str, bytes]]:
    typed = word.encode("utf-8", "surrogatepass")
    quoted = "".join(f"%{byte:02x}" for byte in typed)
    if "<" in rule.rule:
        yield rule.rule, re.sub(r"<[^>]+>", lambda _: quoted, rule.rule), b""
        yield (
            rule.rule,
            re.sub(r"<[^>]+>", lambda _: word if word.isascii() and word.isprintable() else "x", rule.rule),
            b"",
        )
    else:
        yield rule.rule, rule.rule, f"{parameter}={quoted}".encode()


def test_no_word_breaks_an_address(site: Flask, request: pytest.FixtureRequest) -> None:
    client, store = site.test_client(), request.node.callspec.id
    count, broken, run, slow = 0, set(), set(), set()
    for rule, path, query in asked(site):
        count += 1
        began = time.perf_counter()
        answer = client.get(path.replace("?", "%3f").replace("#", "%23"), query_string=query.decode())
        if answer.status_code >= 500 and answer.status_code != 501:
            broken.add((answer.status_code, rule, path[-80:], query[:80]))
        if answer.mimetype == "text/html" and any(word in answer.text for word in RUNS):
            run.add((rule, path[-80:], query[:80]))
        if time.perf_counter() - began > SLOW_S:
            slow.add(rule)
        answer.close()
    for found in sorted(broken | run):
        print(*found)
    measured(f"D2 words over {store}: answers 5xx", len(broken))
    measured(f"D3 words over {store}: pages in which one runs", len(run))
    measured(f"D2 words over {store}: addresses that sleep", len(slow))
    assert count > 50


@pytest.mark.parametrize(
    "path", ["/?q=%00", "/fournisseur/%00", "/tiles/%00/1/1/1.pbf", "/en/carte?level=a%00", "/x%00"]
)
def test_a_nul_is_refused_at_the_door(site: Flask, path: str) -> None:
    answer = site.test_client().get(path)
    assert answer.status_code == 400
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("marches.example.org", 200), ("www.marches.example.org", 200), ("marches.example.org:8080", 200),
        ("localhost", 200), ("evil.example", 400), ("marches.example.org.evil.example", 400), ("", 400), ("a b", 400),
        ("<script>", 400), ("evil.example:99999999", 400),
    ],
)  # fmt: skip
def test_a_site_that_knows_its_names_answers_to_no_other(
    tiny_atlas: Path, monkeypatch: pytest.MonkeyPatch, host: str, status: int
) -> None:
    monkeypatch.setenv("GEOMARCHES_HOSTS", ".marches.example.org marches.example.org")
    client = create_app(str(tiny_atlas)).test_client()
    for path in ("/sitemap.xml", "/", "/api/", "/nowhere"):
        answer = client.get(path, headers={"Host": host, "X-Forwarded-Host": "evil.example"})
        assert answer.status_code == (404 if path == "/nowhere" and status == 200 else status), path
        assert "evil.example" not in answer.text
        assert "<script>" not in answer.text.replace("<script type", "")


def test_a_missing_file_of_leases_is_told_without_its_name(
    tiny_atlas: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("GEOMARCHES_LEASES", "/srv/private/leases.parquet")
    answer = create_app(str(tiny_atlas)).test_client().get("/analyses/s15")
    assert answer.status_code == 503
    assert "manque sur ce serveur" in answer.text
    assert "/srv/private" not in answer.text
    assert "/srv/private/leases.parquet" in caplog.text


@pytest.mark.postgis
def test_a_question_that_lasts_is_told_from_an_outage(
    tiny_database: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The rows are locked, and the question waits for them until it is stopped."""
    close_pools()
    client = create_app(tiny_database).test_client()
    monkeypatch.setattr(connection, "PATIENCE_S", 0.2)
    with psycopg.connect(tiny_database) as holder:
        holder.execute(f"LOCK TABLE atlas_{require_published(tiny_database)}.flow IN ACCESS EXCLUSIVE MODE")
        page, data = client.get("/flux?level=departement"), client.get("/api/flows?level=departement")
    assert (page.status_code, data.status_code) == (503, 503)
    assert "prend trop de temps" in page.text
    assert "prend trop de temps" in data.json["detail"]  # type: ignore[index]
    assert PASSWORD not in page.text + caplog.text
    assert "SlowQuestionError" in caplog.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_nothing_is_written(site: Flask, method: str) -> None:
    client = site.test_client()
    statuses = {
        client.open(re.sub(r"<[^>]+>", "1", rule.rule), method=method, data=b"x" * 100_000).status_code
        for rule in rules(site)
    }
    assert statuses <= {404, 405}
