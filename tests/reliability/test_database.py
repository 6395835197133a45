"""A database that stops, forgets its readers, is slow or is full of them: the site says so, and recovers by itself."""

import json
import os
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
from postgres import BIN, PASSWORD, Server, eventually
from reliability.measure import amount, measured
from reliability.reader import TOLD, Reader, told

from etl.database import point_to as point_in_base
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


def test_the_pointer_moves_under_open_readers(tiny_atlas: Path, next_one: Path, server: Server) -> None:
    """pg_dump holds its locks as long as nobody takes what it says; a question begun before the move goes on."""
    with server.base() as url:
        publish(tiny_atlas, url, accept="a tiny country")
        before = require_published(url)
        publish(next_one, url, accept="the same tables")
        counted = f"SELECT count(*) FROM atlas_{before}.flow"  # noqa: S608 - a name of ours
        dump = subprocess.Popen([BIN / "pg_dump", url], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        with psycopg.connect(url) as reader, Reader(create_app(url)) as asking:
            rows = reader.execute(counted).fetchone()
            assert dump.stdout
            first = dump.stdout.read(1)
            began = time.perf_counter()
            for version in (before, "0123456789ab") * 5:
                point_in_base(url, version)
            each_ms = 100 * (time.perf_counter() - began)
            assert reader.execute(counted).fetchone() == rows
        _, said = dump.communicate(timeout=60)
    measured("B8 pointer moved under an open reader and pg_dump: ms, its connection included", each_ms, 1000)
    measured("B8 pointer moved: requests failed", asking.failed.total())
    measured("B8 pointer moved: exit code of pg_dump", dump.returncode)
    assert (first, said) == (b"-", b"")


def started(server: Server) -> bool:
    """Start a server that gave up; one that mends itself is left to do so. Never yes: its readers say that."""
    if not (server.folder / "data/postmaster.pid").exists():
        server.control("start")
    return False


@pytest.mark.release
@pytest.mark.skipif(os.getuid() != 0, reason="only root can make a small disk")
def test_a_journal_without_room(site: Flask, server: Server) -> None:
    """The server writes its journal (WAL) on a disk of its own, which fills up: PostgreSQL stops, the site says so."""
    client, journal, small = site.test_client(), server.folder / "data/pg_wal", server.folder / "small"
    before = told(site)
    server.control("stop", "-m", "fast")
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", small], check=False).returncode:
        server.control("start")
        pytest.skip("this machine mounts nothing")
    try:
        shutil.copytree(journal, small / "wal", symlinks=True)
        subprocess.run(["chown", "-R", "--reference", journal, small], check=True)
        journal.rename(server.folder / "wal")
        journal.symlink_to(small / "wal")
        server.control("start")
        assert told(site) == before
        with pytest.raises(psycopg.Error):
            server.run("CREATE TABLE filler AS SELECT repeat('x', 500) FROM generate_series(1, 1000000)")
        eventually(lambda: client.get("/").status_code == 503, seconds=30)
        page = client.get("/")
        subprocess.run(["mount", "-o", "remount,size=1g", small], check=True)
        eventually(lambda: started(server) or client.get("/").status_code == 200, seconds=60)
        measured("B7 journal full, then room: answers other than before", told(site) != before)
        assert "La base de données ne répond pas" in page.text
    finally:
        if (server.folder / "data/postmaster.pid").exists():
            server.control("stop", "-m", "immediate")
        journal.unlink()
        shutil.copytree(small / "wal", journal, symlinks=True)
        subprocess.run(["chown", "-R", "--reference", server.folder / "wal", journal], check=True)
        subprocess.run(["umount", "-l", small], check=True)
        server.control("start")


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
