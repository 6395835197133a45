"""What only a database does: points found by index, live tiles, one pool a process, and no password in a message."""

import gzip
import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pyogrio
import pytest
from postgres import PASSWORD, Server, eventually
from sqlalchemy.exc import InternalError

from etl.database import publish
from geo.atlas import Atlas, connection, open_atlas, require_published
from geo.atlas.asked import text_of
from geo.atlas.postgis import FRESH_S, MOST_POINTS, PostgisAtlas
from geo.errors import AtlasNotFoundError, SettingsError, SlowQuestionError
from geo.selection import Selection

pytestmark = pytest.mark.postgis
CROWD = 60_000
# From 1° W to 5° E and from 43° to 49° N, one every 0.024°; the first 3 000 in one square far from the others.
MANY = """
INSERT INTO establishment (id, name, lon, lat, precision)
SELECT 'e' || n, 'é' || n, CASE WHEN n <= 3000 THEN -3.99 + (n % 100) * 0.002 ELSE -1 + (n % 245) * 0.0245 END,
    CASE WHEN n <= 3000 THEN 48.1 + (n / 100) * 0.002 ELSE 43 + (n / 245) * 0.0245 END, 'commune'
FROM generate_series(1, 60000) AS n;
INSERT INTO activity SELECT 'e' || n, 1, n, 0, 0 FROM generate_series(1, 60000) AS n;
ANALYZE establishment; ANALYZE activity
"""


WORDS = """
SELECT title FROM contract WHERE to_tsvector('french', coalesce(title, '')) @@ websearch_to_tsquery('french', %s)
"""


@pytest.fixture(scope="module")
def crowd(tiny_atlas: Path, server: Server) -> Iterator[str]:
    """A database with so many establishments that the planner has a reason to use an index."""
    with server.base() as url:
        publish(tiny_atlas, url, accept="a tiny country")
        with psycopg.connect(url) as loader:
            loader.execute(f"SET search_path = atlas_{require_published(url)}, geomarches, public")
            loader.execute(MANY)
        yield url


@pytest.mark.parametrize(
    ("question", "values", "index"),
    [
        ("establishments_near", {"lon": 2, "lat": 46, "km": 10, "limit": 100}, "establishment_gist_1"),
        (
            "establishments_within",
            {"west": 2, "south": 46, "east": 2.2, "north": 46.2, "limit": 9},
            "establishment_gist_0",
        ),
        ("establishment_tile", {"z": 10, "x": 517, "y": 364, "most": 2000}, "establishment_gist_0"),
    ],
)
def test_points_are_found_by_index(crowd: str, question: str, values: dict[str, float], index: str) -> None:
    query = text_of(question, "postgis")
    for name in values:
        query = query.replace(f"${name}", f"%({name})s")
    with psycopg.connect(crowd) as reader:
        reader.execute(f"SET search_path = atlas_{require_published(crowd)}, geomarches, public")
        plan = "\n".join(row[0] for row in reader.execute(f"EXPLAIN {query}", values))
    assert index in plan
    assert "Seq Scan on establishment" not in plan


def test_contracts_are_found_by_their_words(crowd: str) -> None:
    """The query of docs/postgis.md, for those who write SQL."""
    with psycopg.connect(crowd) as reader:
        reader.execute(f"SET search_path = atlas_{require_published(crowd)}, geomarches, public")
        assert reader.execute(WORDS, ["TRAVAUX 1"]).fetchall() == [("Travaux 1",)]
        reader.execute("SET enable_seqscan = off")
        plan = str(reader.execute(f"EXPLAIN {WORDS}", ["travaux 1"]).fetchall())
    assert "contract_gin_0" in plan


def read_points(data: bytes | None, z: int, x: int, y: int, folder: Path) -> list[str]:
    """The ids that GDAL reads in a tile."""
    assert data is not None
    path = folder / str(z) / str(x) / f"{y}.pbf"
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.decompress(data))
    return list(pyogrio.read_dataframe(path, layer="etablissements")["id"])


def test_a_live_tile_draws_the_largest_and_stops_at_its_cap(crowd: str, tmp_path: Path) -> None:
    """All of the 3 000 points of the west stand in one tile of zoom 9; those of the least amounts are left out."""
    atlas = open_atlas(crowd)
    data = atlas.tile("establishment", 9, 250, 177)
    ids = read_points(data, 9, 250, 177, tmp_path)
    assert len(ids) == MOST_POINTS
    assert ids[0] == "e3000"
    assert "e1000" not in ids
    assert data is not None
    assert len(data) < 500_000


@pytest.mark.parametrize(("z", "x", "y"), [(8, 125, 88), (9, 0, 0), (9, -1, 0), (9, 512, 0), (99, 0, 0)])
def test_no_live_tile_at_low_zoom_nor_where_nobody_stands(crowd: str, z: int, x: int, y: int) -> None:
    assert open_atlas(crowd).tile("establishment", z, x, y) is None


def test_a_folder_draws_no_establishment(tiny_atlas: Path) -> None:
    assert open_atlas(tiny_atlas).tile("establishment", 12, 2053, 1474) is None


def test_a_message_never_says_the_password(server: Server, tiny_database: str) -> None:
    closed = tiny_database.replace(str(server.port), "1")
    wrong = tiny_database.replace(PASSWORD, f"{PASSWORD}x")
    nowhere = tiny_database.rsplit("/", 1)[0] + "/nowhere"
    for url in (closed, wrong, nowhere, f"{nowhere}?password={PASSWORD}"):
        with pytest.raises(AtlasNotFoundError, match="the database does not answer") as refused:
            open_atlas(url)
        assert PASSWORD not in str(refused.value)
        assert len(str(refused.value).splitlines()) == 1
    with pytest.raises(SettingsError, match="cannot be read") as unread:
        open_atlas(f"postgresql://me:{PASSWORD}@host:port/base")
    assert PASSWORD not in str(unread.value)
    assert unread.value.__suppress_context__


def test_an_empty_database_says_what_to_do(server: Server) -> None:
    with server.base() as url, pytest.raises(AtlasNotFoundError, match="geomarches publish --database"):
        open_atlas(url)


def test_a_query_that_writes_is_refused(tiny_database: str) -> None:
    with pytest.raises(InternalError, match="read-only transaction"), connection.reading(tiny_database) as reader:
        reader.exec_driver_sql("DELETE FROM geomarches.pointer")


def test_a_query_that_lasts_is_stopped(tiny_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PATIENCE_S", 0.05)
    with pytest.raises(SlowQuestionError, match="statement timeout"), connection.reading(tiny_database) as reader:
        reader.exec_driver_sql("SELECT pg_sleep(20)")


def _flows(atlas: Atlas) -> float:
    return float(atlas.flows(Selection("departement"))["amount_eur"].sum())


def _answer(atlas: Atlas, answers: "multiprocessing.Queue[float]") -> None:
    answers.put(_flows(atlas))


def test_an_atlas_opened_before_a_fork_serves_both_processes(tiny_database: str) -> None:
    """gunicorn forks its workers: a connection shared by two processes would mix their answers."""
    atlas = open_atlas(tiny_database)
    fork = multiprocessing.get_context("fork")
    answers: multiprocessing.Queue[float] = fork.Queue()
    children = [fork.Process(target=_answer, args=(atlas, answers)) for _ in range(3)]
    for child in children:
        child.start()
    mine = [_flows(atlas) for _ in range(20)]
    assert {answers.get(timeout=30) for _ in children} == {255_000.0} == set(mine)
    for child in children:
        child.join(30)
        assert child.exitcode == 0
    assert _flows(atlas) == 255_000


def test_a_server_that_restarts_is_found_again(tiny_database: str, server: Server) -> None:
    atlas = open_atlas(tiny_database)
    server.run("CHECKPOINT")
    server.control("stop", "-m", "immediate")
    try:
        with pytest.raises(AtlasNotFoundError, match="the database does not answer"):
            atlas.years()
    finally:
        server.control("start")
    assert atlas.is_current()
    assert _flows(atlas) == 255_000


def test_which_version_is_current_is_asked_once_a_second(tiny_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    atlas = open_atlas(tiny_database)
    monkeypatch.setattr("geo.atlas.postgis.current_version", lambda url: asked.append(url) or "the next one")
    assert [atlas.is_current() for _ in range(100)] == [True] * 100
    assert asked == []
    eventually(lambda: not atlas.is_current(), seconds=2 * FRESH_S)
    assert not atlas.is_current()


def test_readers_wait_for_no_swap(tiny_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A loader holds the pointer's row, not yet committed: readers see the version before."""
    monkeypatch.setattr("geo.atlas.postgis.FRESH_S", 0)
    atlas = open_atlas(tiny_database)
    assert isinstance(atlas, PostgisAtlas)
    with psycopg.connect(tiny_database) as loader:
        loader.execute("UPDATE geomarches.pointer SET pointed_at = now()")
        eventually(atlas.is_current, seconds=5)
        loader.rollback()
