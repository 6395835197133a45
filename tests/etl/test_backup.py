"""A dump of the database, restored by the two lines of docs/deploy.md, serves what was served, and is loaded again."""

import subprocess
from pathlib import Path

import pytest
from postgres import BIN, Server
from reliability.reader import told
from tiny import tiny_atlas

from etl.database import publish, versions
from geo.atlas import open_atlas
from geo.atlas.connection import close_pools
from webmap import create_app

__all__ = ["tiny_atlas"]
pytestmark = pytest.mark.postgis
PAGE = Path(__file__).resolve().parents[2] / "docs" / "deploy.md"
ACCEPTED = "one row of seven is rejected on purpose"


def test_a_dump_is_restored_as_the_page_says(tiny_atlas: Path, server: Server, tmp_path: Path) -> None:
    page, dump = PAGE.read_text(encoding="utf-8"), tmp_path / "geomarches.dump"
    with server.base() as url:
        publish(tiny_atlas, url, accept=ACCEPTED)
        before, files, history = told(create_app(url)), open_atlas(url).files(), versions(url)
        close_pools()
        for line in ("pg_dump --format=custom --file", "pg_restore --create --exit-on-error --dbname"):
            assert line in page
        run("pg_dump", "--format=custom", "--file", dump, url)
        server.run(f"DROP DATABASE {url.rsplit('/', 1)[1]} WITH (FORCE)")
        run("pg_restore", "--create", "--exit-on-error", "--dbname", server.url("postgres"), dump)
        assert (told(create_app(url)), open_atlas(url).files(), versions(url)) == (before, files, history)
        assert publish(tiny_atlas, url, accept=ACCEPTED)[0].startswith("nothing to do")


def run(program: str, *words: object) -> None:
    done = subprocess.run([BIN / program, *map(str, words)], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
