"""What a stranger may type: every route, every parameter, never a server error, never an echo that runs."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

PAYLOADS = (
    "' OR '1'='1", "1; DROP TABLE contract", "1 UNION SELECT 1,2,3--", "x' AND pg_sleep(9)--", "%27%22",
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "{{7*7}}", "${7*7}",
    "../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "\x00", "a\r\nSet-Cookie: x=1", "-1", "1e400", "9" * 40, "é" * 500,
    "=1+1", "NaN", "[]", "null",
)  # fmt: skip
PARAMETERS = (
    "indicator", "variant", "definition", "level", "year", "family", "weight", "departement", "direction", "code",
    "top", "within", "q", "codes", "territoire", "qui", "km", "embed", "method", "classes", "palette", "breaks",
    "limit", "after", "bbox", "v", "f", "page", "groups", "left_indicator", "left_year", "right_family", "right_weight",
)  # fmt: skip
NEVER = ("<script>alert(1)", "<img src=x onerror", 'href="javascript:')
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy")


def filled(rule: Rule, word: str) -> str:
    return re.sub(r"<[^>]+>", word.replace("\\", ""), rule.rule)


def has_place(rule: Rule) -> bool:
    """Whether an address has a word to fill; a layer's has arguments of its own and none."""
    return "<" in rule.rule


def runs(answer: TestResponse) -> bool:
    """Whether a page gives the word back as a script, an image or a link that would run."""
    return answer.mimetype == "text/html" and any(word in answer.text for word in NEVER)


def rules(app: Flask) -> Iterator[Rule]:
    """Every address that is read; files of ``static`` are Flask's own, and schemathesis tries what ``/ogc`` is told."""
    every = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set()))
    return (rule for rule in every if rule.endpoint != "static" and not rule.rule.startswith("/ogc"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_address_breaks_on_a_hostile_word_in_its_path(app: Flask, client: FlaskClient, payload: str) -> None:
    for rule in rules(app):
        if not has_place(rule):
            continue
        try:
            answer = client.get(filled(rule, payload.replace("\r\n", "%0d%0a").replace("\x00", "%00")))
        except NotImplementedError:
            continue
        assert answer.status_code < 500 or answer.status_code == 503, rule.rule
        assert not runs(answer), rule.rule


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_page_breaks_on_a_hostile_parameter(app: Flask, client: FlaskClient, payload: str) -> None:
    for rule in rules(app):
        if has_place(rule):
            continue
        # A sixth of the names for each word: every name meets several words, in seconds.
        for name in PARAMETERS[PAYLOADS.index(payload) % 6 :: 6]:
            try:
                answer = client.get(rule.rule, query_string={name: payload})
            except NotImplementedError:
                continue
            assert answer.status_code < 500 or answer.status_code in (501, 503), (rule.rule, name)
            assert not runs(answer), (rule.rule, name)


@pytest.mark.parametrize("path", ["/", "/carte", "/nulle-part", "/api/nothing", "/api/values?level=x", "/livez"])
def test_every_answer_has_its_guards(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert [name for name in HEADERS if name not in answer.headers] == []
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


def test_only_maps_can_be_framed_by_others(app: Flask, client: FlaskClient) -> None:
    framed = set()
    for rule in rules(app):
        if has_place(rule):
            continue
        try:
            answer = client.get(rule.rule, query_string={"embed": "1"})
        except NotImplementedError:
            continue
        if "frame-ancestors *" in answer.headers.get("Content-Security-Policy", ""):
            framed.add(rule.rule)
    assert framed == {"/carte", "/flux", "/flux/ecarts"}
