"""A line of log for each request, whatever is typed; counts for Prometheus, few whatever is asked."""

import io
import json
import logging
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from webmap.journal import LINES, AsJson

ROOT = Path(__file__).resolve().parents[2]
SIRET = "73282932000074"
HOSTILE = (
    "a\n{}",
    "\r\n\r\nx",
    '","status":200,"x":"',
    "\x1b[2J",
    "\u2028",
    "é" * 99,
    "'; DROP TABLE contract --",
    SIRET,
)


@pytest.fixture
def written(app: Flask) -> Iterator[io.StringIO]:
    """What the site writes."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(AsJson())
    app.testing, app.config["PROPAGATE_EXCEPTIONS"] = False, False
    for logger in (LINES, app.logger):
        logger.addHandler(handler)
    LINES.setLevel(logging.INFO)
    yield stream
    LINES.setLevel(logging.NOTSET)
    for logger in (LINES, app.logger):
        logger.removeHandler(handler)


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().split("\n")[:-1]]


def test_a_line_says_what_was_answered(app: Flask, written: io.StringIO) -> None:
    client = app.test_client()
    answer = client.get("/en/territoire/departement/01?year=2019", headers={"X-Request-ID": "abc-1"})
    client.get("/en/territoire/departement/01?year=2019")
    first, second = lines(written)
    moment, ms = first.pop("ts"), first.pop("ms")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", moment)
    assert 0 < ms < 60_000
    assert first == {
        "level": "info", "request_id": "abc-1", "method": "GET", "route": "/territoire/<level>/<code>", "lang": "en",
        "atlas": "v1", "status": 200, "bytes": len(answer.data), "is_held": False,
    }  # fmt: skip
    assert second["is_held"]
    assert answer.headers["X-Request-ID"] == "abc-1"
    assert re.fullmatch(r"[0-9a-f]{32}", second["request_id"])


@pytest.mark.parametrize("word", HOSTILE)
def test_no_word_that_was_typed_is_written(app: Flask, written: io.StringIO, word: str) -> None:
    client = app.test_client()
    pages = ("/territoire", "/acheteurs-proches", "/api/suggest", "/carte", "/nowhere", f"/fournisseur/{SIRET}")
    for page in pages:
        client.get(page, query_string={"q": word, "siret": word, "level": word, "place": word})
    for path in (f"/fournisseur/{word}", f"/territoire/commune/{word}", f"/{word}", f"/tiles/{word}/1/1/1.pbf"):
        client.get(path)
    client.open("/carte", method="BREW", headers={"User-Agent": SIRET})
    client.get("/carte", headers={"X-Request-ID": f"{SIRET} "})
    told = lines(written)
    assert sum("status" in line for line in told) == len(pages) + 6
    assert word not in written.getvalue()
    assert SIRET not in written.getvalue()


@pytest.mark.parametrize("name", ["a b", "a" * 65, "", "é", '"', "a;b"])
def test_a_name_of_a_request_that_is_none_is_replaced(app: Flask, name: str) -> None:
    answer = app.test_client().get("/livez", headers={"X-Request-ID": name.encode().decode("latin-1")})
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-ID"])


def test_a_failure_says_its_kind_and_place_not_its_words(
    app: Flask, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise KeyError(SIRET)

    monkeypatch.setattr("webmap.pages.known_territory", fails)
    assert app.test_client().get("/territoire/commune/01001").status_code == 500
    failure, request = lines(written)
    assert (failure["error"], failure["level"], request["status"]) == ("KeyError", "error", 500)
    assert re.fullmatch(r"test_journal\.py:\d+ fails", failure["at"][-1])
    assert failure["request_id"] == request["request_id"]
    assert SIRET not in written.getvalue()


def test_the_counts_are_few_whatever_is_asked(app: Flask) -> None:
    # This atlas has no answer to some questions: failures are counted too.
    app.testing = False
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            for query in ("", "?x=1", "?q=2"):
                client.get(re.sub(r"<[^>]*>", "1", rule.rule) + query)
    for number in range(100):
        client.get(f"/nowhere/{number}")
    text = client.get("/metrics").text
    ours = [family for family in text_string_to_metric_families(text) if family.name.startswith("geomarches")]
    samples = Counter(sample.name for family in ours for sample in family.samples)
    assert {"geomarches_answers_total", "geomarches_seconds_bucket", "geomarches_room_seconds_count"} <= set(samples)
    assert max(samples.values()) <= 40


def test_the_alerts_ask_for_counts_that_exist(app: Flask) -> None:
    rules = yaml.safe_load((ROOT / "deploy/alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    app.test_client().get("/carte")
    text = app.test_client().get("/metrics").text
    asked = {name for rule in rules for name in re.findall(r"geomarches_\w+", rule["expr"])}
    assert len(asked) >= 3
    assert [name for name in asked if f"\n{name}" not in text] == []


def test_nginx_keeps_the_counts_from_the_public() -> None:
    text = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    (pattern,) = re.findall(r"location ~ (\S+) \{\s+return 404;", text)
    assert [bool(re.match(pattern, path)) for path in ("/metrics", "/en/metrics", "/", "/carte")] == [
        True,
        True,
        False,
        False,
    ]
