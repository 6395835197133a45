"""A database that stops, forgets its readers, is slow or is full of them: the site says so, and recovers by itself."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import psycopg
import pytest
from flask import Flask
from postgres import PASSWORD, Server, eventually
from reliability.measure import amount, measured
from reliability.reader import TOLD, Reader, told

from etl.database import publish
from etl.publish import point_to
from geo.atlas import require_published
from geo.atlas.connection import close_pools
from geo.atlas.pointer import MANIFEST
from geo.errors import BuildError
from webmap import create_app

pytestmark = pytest.mark.postgis


@pytest.fixture
def site(tiny_database: str) -> Iterator[Flask]:
    """The site over the tiny country's database."""
    close_pools()
    yield create_app(tiny_database)
    close_pools()


def backends(url: str) -> int:
    """End every other connection to a database; how many there were."""
    with psycopg.connect(url) as owner:
        others = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() "
        row = owner.execute(others + "AND pid <> pg_backend_pid()").fetchone()
    return int(row[0]) if row else 0


def test_a_database_that_stops_and_comes_back(site: Flask, server: Server, caplog: pytest.LogCaptureFixture) -> None:
    client = site.test_client()
    before = told(site)
    # The tests' server writes late: stopped at once, it would forget what was just published.
    server.run("CHECKPOINT")
    server.control("stop", "-m", "immediate")
    try:
        began = time.perf_counter()
        page, data, tile = client.get("/"), client.get(TOLD), client.get("/tiles/departement/5/16/11.pbf")
        slowest_s = (time.perf_counter() - began) / 3
        alive, ready = client.get("/livez"), client.get("/readyz")
    finally:
        server.control("start")
    began = time.perf_counter()
    eventually(lambda: client.get("/").status_code == 200, seconds=30)
    measured("B4 database stopped: seconds until a page says so", slowest_s, 2)
    measured("B4 database started again: seconds until a page answers", time.perf_counter() - began, 5)
    assert told(site) == before
    assert [answer.status_code for answer in (page, data, tile, alive, ready)] == [503, 503, 503, 200, 503]
    for answer in (page, data, tile):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Retry-After"] == "30"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "127.0.0.1" not in answer.text
    assert "La base de données ne répond pas" in page.text
    assert data.mimetype == tile.mimetype == "application/problem+json"
    assert "The database" not in page.text
    assert "The database" not in client.get("/en/").text
    assert PASSWORD not in caplog.text
    assert "the database does not answer" in caplog.text


def test_every_connection_killed_under_a_reader(site: Flask, tiny_database: str) -> None:
    with Reader(site) as reader:
        for _ in range(amount(10, 100)):
            time.sleep(0.1)
            backends(tiny_database)
    measured(
        "B5 connections killed at each tenth of a second: kills that failed a request",
        reader.failed.total(),
        amount(10, 100),
    )
    client = site.test_client()
    after = [client.get(TOLD).status_code for _ in range(20)]
    measured("B5 connections killed: requests failed afterwards", sum(status != 200 for status in after))


def test_more_readers_than_connections(site: Flask, tiny_database: str) -> None:
    """The rows that all questions need are locked: eight readers wait for them, the others are told soon."""
    with psycopg.connect(tiny_database) as holder, ThreadPoolExecutor(24) as crowd:
        holder.execute("LOCK TABLE geomarches.pointer IN ACCESS EXCLUSIVE MODE")
        began = time.perf_counter()

        def asked(_: int) -> tuple[int, float]:
            status = site.test_client().get(TOLD).status_code
            return status, time.perf_counter() - began

        waiting = [crowd.submit(asked, number) for number in range(24)]
        eventually(lambda: sum(one.done() for one in waiting) >= 16, seconds=30)
        refused = [one.result() for one in waiting if one.done()]
        alive = site.test_client().get("/livez").status_code
        holder.rollback()
        statuses = [one.result()[0] for one in waiting]
    measured("B6 pool exhausted: seconds until a reader too many is told", max(s for _, s in refused), 4)
    measured("B6 pool exhausted: answers neither 200 nor 503", sum(s not in (200, 503) for s in statuses))
    measured("B6 pool exhausted: requests failed afterwards", site.test_client().get(TOLD).status_code != 200)
    assert alive == 200


@pytest.fixture
def next_one(tiny_atlas: Path, tmp_path: Path) -> Path:
    """A folder whose current version is to replace the one served: the same tables under another name."""
    atlas = shutil.copytree(tiny_atlas, tmp_path / "atlas")
    manifest = json.loads((atlas / require_published(atlas) / MANIFEST).read_text())
    (atlas / str(manifest["version"])).rename(atlas / "0123456789ab")
    (atlas / "0123456789ab" / MANIFEST).write_text(json.dumps(manifest | {"version": "0123456789ab"}))
    point_to(atlas, "0123456789ab")
    return atlas


def published_at_last(folder: Path, url: str) -> bool:
    """Whether the lock of a killed loader has fallen."""
    try:
        publish(folder, url, accept="the same tables")
    except BuildError as error:
        if "another loader" not in str(error):
            raise
        return False
    return True


def test_a_publication_killed_at_any_moment_under_a_reader(tiny_atlas: Path, next_one: Path, server: Server) -> None:
    moments = Random(20261125)  # noqa: S311
    kills = amount(3, 20)
    with server.base() as url:
        publish(tiny_atlas, url, accept="a tiny country")
        before = require_published(url)
        app = create_app(url)
        whole = {told(app)}
        with Reader(app, per_second=amount(20, 100)) as reader:
            for _ in range(kills):
                words = ["publish", "--database", url, "--atlas", next_one, "--accept", "the same tables"]
                loader = subprocess.Popen([Path(sys.executable).parent / "geomarches", *words])
                time.sleep(moments.uniform(1, 5))
                loader.kill()
                loader.wait(30)
                assert require_published(url) in (before, "0123456789ab")
            eventually(lambda: published_at_last(next_one, url), seconds=60)
            assert require_published(url) == "0123456789ab"
            whole.add(told(app))
        with psycopg.connect(url) as owner:
            found = owner.execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'atlas_%'").fetchone()
    measured(f"B1 publication killed {kills} times: requests failed", reader.failed.total())
    measured("B1 publication killed: answers of no whole version", len(reader.told - whole))
    assert found == (2,)
    assert reader.asked > 50
