"""Publishing into PostGIS: a reader sees the old version or the new one, whole, whenever the loader stops."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from alembic import command
from click.testing import CliRunner, Result
from postgres import PASSWORD, Server, eventually
from sqlalchemy import create_engine, inspect, text
from world import A1, B1, contract, write_json

from etl import copying, database, migrations
from etl.cli import commands
from etl.copying import _copy, _cursor
from etl.pipeline import run
from etl.publish import point_to
from etl.settings import Settings
from geo.atlas import open_atlas
from geo.atlas.connection import address, schema_of
from geo.atlas.tables import tables_of
from geo.columns import TABLES
from geo.errors import BuildError
from geo.selection import Selection
from webmap.cli import Group

pytestmark = pytest.mark.postgis
GEOMARCHES = Path(sys.executable).parent / "geomarches"
Versions = tuple[Path, list[str]]


@pytest.fixture(scope="module")
def editions(tiny_country: Path, tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """A folder that holds four versions, and their names: the last one has lost the second département."""
    here = tmp_path_factory.mktemp("editions")
    names = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("etl.pipeline.build_territories", lambda cache, say, zones: tiny_country)
        for number in range(4):
            records = [contract("1"), contract("2", A1 if number == 3 else B1), contract("3", montant=1000 + number)]
            path = write_json(here / "a.json", records)
            names.append(run([path], Settings(here / "data", here / "atlas"), date(2026, 11, 24)).version)
    return here / "atlas", names


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    """An empty database."""
    with server.base() as url:
        yield url


@pytest.fixture(scope="module")
def first(editions: Versions, server: Server) -> Iterator[str]:
    """A database that serves the first version: the model of those that tests change."""
    with server.base() as url:
        publish(editions, 0, url)
        yield url.rsplit("/", 1)[1]


@pytest.fixture
def served(first: str, server: Server) -> Iterator[str]:
    """A database that serves the first version."""
    with server.base(like=first) as url:
        yield url


def publish(editions: Versions, number: int, url: str, **options: Any) -> list[str]:
    folder, names = editions
    point_to(folder, names[number])
    return database.publish(folder, url, **options)


def schemas(url: str) -> list[str]:
    with psycopg.connect(url) as reader:
        found = reader.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'atlas_%' ORDER BY 1").fetchall()
    return [row[0] for row in found]


@pytest.fixture
def geomarches(editions: Versions, served: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run ``geomarches`` as a terminal would, with the database in the environment."""
    monkeypatch.setenv("GEOMARCHES_ATLAS", str(editions[0]))
    monkeypatch.setenv("GEOMARCHES_DATABASE", served)
    group = Group(commands={command.name: command for command in commands if command.name})
    return lambda *words: CliRunner().invoke(group, list(words))


def test_a_published_version_is_served(editions: Versions, url: str) -> None:
    lines = publish(editions, 0, url)
    assert [line.split(":")[0] for line in lines] == ["copy", "publish"]
    assert open_atlas(url).version == editions[1][0]
    assert publish(editions, 0, url)[0].startswith("nothing to do")


def test_every_table_of_the_dictionary_is_loaded_with_its_meaning(editions: Versions, served: str) -> None:
    schema = schema_of(editions[1][0])
    engine = create_engine(address(served))
    found = inspect(engine)
    assert set(TABLES) <= set(found.get_table_names(schema))
    for name, columns in TABLES.items():
        comments = {column["name"]: column["comment"] for column in found.get_columns(name, schema)}
        assert {column.name: column.meaning for column in columns}.items() <= comments.items()
    shapes = {column["name"]: str(column["type"]) for column in found.get_columns("territory", schema)}
    assert shapes["geometry"] == "geometry(GEOMETRY,4326)"
    engine.dispose()


def test_a_new_version_replaces_the_old_one_under_its_readers(editions: Versions, served: str) -> None:
    reader = open_atlas(served)
    publish(editions, 1, served)
    eventually(lambda: not reader.is_current(), seconds=5)
    assert reader.years() == [2019]
    assert open_atlas(served).version == editions[1][1]


def test_a_version_that_the_gates_refuse_waits_for_a_reason(
    geomarches: Callable[..., Result], editions: Versions
) -> None:
    folder, names = editions
    point_to(folder, names[3])
    refused = geomarches("publish")
    assert refused.exit_code == 1
    assert "no euro is spent any more in 02" in refused.stderr
    assert "--accept" in refused.stderr
    accepted = geomarches("publish", "--accept", "Bain merged")
    assert accepted.exit_code == 0, accepted.output
    assert accepted.stdout.splitlines()[0] == "accepted although no euro is spent any more in 02: Bain merged"


def test_versions_and_rollback_on_a_database(
    geomarches: Callable[..., Result], editions: Versions, served: str
) -> None:
    for number in (1, 3):
        publish(editions, number, served, accept="all is well")
    listed = geomarches("versions", "--database", served).stdout.splitlines()
    assert [line.split()[0] for line in listed] == [editions[1][0], editions[1][1], "*"]
    assert listed[2].endswith("accepted: all is well")
    back = geomarches("rollback", "--database", served)
    assert back.exit_code == 0
    assert open_atlas(served).version == editions[1][1]
    unknown = geomarches("rollback", "never", "--database", served)
    assert unknown.exit_code == 1
    assert editions[1][0] in unknown.stderr
    assert PASSWORD not in back.output + unknown.output + "".join(listed)


def test_only_the_last_versions_stay(editions: Versions, served: str) -> None:
    for number in range(1, 4):
        lines = publish(editions, number, served, keep=2, accept="all is well")
    assert lines[-1].startswith(f"forget: version {editions[1][1]} was dropped")
    assert schemas(served) == sorted(schema_of(name) for name in editions[1][2:])


def test_a_version_that_is_being_read_is_forgotten_later(editions: Versions, served: str) -> None:
    with psycopg.connect(served) as reader:
        reader.execute(f"TABLE {schema_of(editions[1][0])}.award")
        lines = publish(editions, 1, served, keep=1)
        assert "stays for now" in lines[-1]
    assert len(schemas(served)) == 2
    publish(editions, 2, served, keep=1)
    assert schemas(served) == [schema_of(editions[1][2])]


def test_two_loaders_do_not_work_at_once(editions: Versions, served: str) -> None:
    with psycopg.connect(served, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [database.LOCK])
        with pytest.raises(BuildError, match="another loader is at work"):
            publish(editions, 1, served)
    assert open_atlas(served).version == editions[1][0]


def test_rows_lost_on_the_way_are_seen(editions: Versions, served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = copying._csv
    monkeypatch.setattr(copying, "_csv", lambda batch: whole(batch.slice(1)))
    with pytest.raises(BuildError, match=r"count\(\*\) AS rows is \d+ in the database"):
        publish(editions, 1, served)
    assert open_atlas(served).version == editions[1][0]
    assert schemas(served) == [schema_of(editions[1][0])]


def start_loader(editions: Versions, number: int, url: str) -> "subprocess.Popen[str]":
    folder, names = editions
    point_to(folder, names[number])
    words = [GEOMARCHES, "publish", "--database", url, "--atlas", folder]
    return subprocess.Popen([*map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def waits_for_a_lock(url: str) -> bool:
    with psycopg.connect(url) as reader:
        found = reader.execute("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'").fetchone()
    return found is not None


def publishes_at_last(editions: Versions, number: int, url: str) -> bool:
    """Whether the lock of a killed loader has fallen."""
    try:
        publish(editions, number, url)
    except BuildError as error:
        if "another loader" not in str(error):
            raise
        return False
    return True


@pytest.mark.parametrize("table", ["version", "pointer"])
def test_a_loader_killed_before_the_swap_leaves_the_old_version(editions: Versions, served: str, table: str) -> None:
    """It is stopped where it writes the version, then the pointer: all rows are copied, nothing is published."""
    with psycopg.connect(served) as holder:
        holder.execute(f"LOCK TABLE geomarches.{table} IN SHARE MODE")
        loader = start_loader(editions, 1, served)
        eventually(lambda: waits_for_a_lock(served), seconds=60)
        loader.send_signal(signal.SIGKILL)
        loader.communicate(timeout=30)
        assert open_atlas(served).version == editions[1][0]
        assert open_atlas(served).years() == [2019]
    eventually(lambda: publishes_at_last(editions, 1, served))
    assert schemas(served) == sorted(schema_of(name) for name in editions[1][:2])


@pytest.mark.slow
def test_a_loader_killed_at_any_moment_leaves_a_whole_version(editions: Versions, served: str) -> None:
    """Whenever it dies, the pointer names a version whose tables are all there."""
    rng = random.Random(20261125)  # noqa: S311
    for _ in range(8):
        loader = start_loader(editions, 1, served)
        time.sleep(rng.uniform(0.8, 4))
        loader.kill()
        loader.communicate(timeout=30)
        atlas = open_atlas(served)
        assert atlas.version in editions[1][:2]
        assert atlas.contracts("01", Selection("departement"))["uid"].size == 2
        if atlas.version == editions[1][1]:
            database.point_to(served, editions[1][0])
    eventually(lambda: publishes_at_last(editions, 1, served))
    assert schemas(served) == sorted(schema_of(name) for name in editions[1][:2])


def test_what_a_file_holds_is_what_a_table_holds(url: str, tmp_path: Path) -> None:
    """A column that no dictionary knows needs no declaration; an empty text is not a missing one."""
    rows: dict[str, Any] = {
        "words": ["", None, 'a "quoted", cell', "two\nlines\r\n", "\\N", "é🙂", "NULL"],
        "number": [0, None, -1, 2**62, 5, 6, 7],
        "real": [0.1, None, 1e300, -0.0, float("inf"), 1 / 3, 5e-324],
        "is_so": [True, None, False, True, True, True, True],
        "day_on": [date(1999, 12, 31), None, *[date(2024, 2, 29)] * 5],
        "seen_at": [datetime(2024, 1, 2, 3, 4, 5, 6, UTC), None, *[datetime(1970, 1, 1, tzinfo=UTC)] * 5],
        "nothing": [None] * 7,
    }
    pq.write_table(pa.table(rows), tmp_path / "oddity.parquet")
    metadata = tables_of({"oddity": pq.read_schema(tmp_path / "oddity.parquet")}, "public")
    engine = create_engine(address(url))
    with engine.begin() as connection:
        metadata.tables["public.oddity"].create(connection)
        _copy(_cursor(connection), metadata.tables["public.oddity"], tmp_path / "oddity.parquet")
        found = connection.execute(text("SELECT * FROM oddity")).all()
    assert [tuple(row) for row in found] == list(zip(*rows.values(), strict=True))
    engine.dispose()


def test_a_text_that_postgresql_cannot_hold_is_shown_as_unreadable() -> None:
    batch = pa.record_batch({"title": ["a\0b"]})
    assert bytes(copying._csv(batch)).decode() == '"a�b"\n'


def test_a_type_without_counterpart_is_refused() -> None:
    with pytest.raises(BuildError, match=r"thing\.parts is list"):
        tables_of({"thing": pa.schema([("parts", pa.list_(pa.string()))])}, "public")


def as_role(url: str, server: Server, role: str) -> str:
    """The same database as seen by a role, once its owner has given it a password."""
    server.run(f"ALTER ROLE {role} PASSWORD '{PASSWORD}'")
    return url.replace("//postgres:", f"//{role}:")


def test_the_web_role_reads_and_cannot_write(editions: Versions, served: str, server: Server) -> None:
    web = as_role(served, server, "geomarches_web")
    assert open_atlas(web).years() == [2019]
    schema = schema_of(editions[1][0])
    with psycopg.connect(web, autocommit=True) as reader:
        assert reader.execute("SHOW statement_timeout").fetchone() == ("10s",)
        reader.execute("SET default_transaction_read_only = off")
        for forbidden in (
            f"TRUNCATE {schema}.award",
            f"DROP SCHEMA {schema} CASCADE",
            "UPDATE geomarches.pointer SET version = 'x'",
            "CREATE SCHEMA mine",
            "CREATE TABLE public.mine (x int)",
            "COPY (SELECT 1) TO PROGRAM 'true'",
            "SELECT pg_read_file('/etc/passwd')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(forbidden)
    with pytest.raises(BuildError, match="nothing was published") as refused:
        publish(editions, 1, web)
    assert PASSWORD not in str(refused.value)


def test_the_loader_role_publishes_without_being_the_owner(editions: Versions, url: str, server: Server) -> None:
    assert database.prepare(url)
    assert not database.prepare(url)
    loader = as_role(url, server, "geomarches_loader")
    for number in (0, 1):
        publish(editions, number, loader, keep=1)
    assert schemas(url) == [schema_of(editions[1][1])]
    web = as_role(url, server, "geomarches_web")
    assert open_atlas(web).version == editions[1][1]
    with psycopg.connect(loader) as itself, pytest.raises(psycopg.errors.InsufficientPrivilege):
        itself.execute("DROP TABLE geomarches.pointer")


def test_the_owner_need_not_be_a_superuser(editions: Versions, url: str, server: Server) -> None:
    """As docs/postgis.md walks: the server's own user makes the database, its owner does the rest."""
    name = url.rsplit("/", 1)[1]
    server.run("DROP ROLE IF EXISTS landlord", f"CREATE ROLE landlord LOGIN CREATEROLE PASSWORD '{PASSWORD}'")
    server.run(f"ALTER DATABASE {name} OWNER TO landlord")
    assert database.prepare(as_role(url, server, "landlord"))
    publish(editions, 0, as_role(url, server, "geomarches_loader"))
    assert open_atlas(as_role(url, server, "geomarches_web")).version == editions[1][0]


def test_a_user_without_rights_is_told_who_has_them(editions: Versions, url: str, server: Server) -> None:
    server.run("DROP ROLE IF EXISTS stranger", f"CREATE ROLE stranger LOGIN PASSWORD '{PASSWORD}'")
    with pytest.raises(BuildError, match="run `geomarches migrate` as the owner first") as refused:
        publish(editions, 0, as_role(url, server, "stranger"))
    assert PASSWORD not in str(refused.value)


def test_migrations_make_the_tables_that_the_code_reads(url: str) -> None:
    """`alembic check` finds nothing to add; down and up again, the database is as it was."""
    database.prepare(url)
    engine = create_engine(address(url))
    with engine.connect() as connection:
        command.check(migrations.config(connection))
        command.downgrade(migrations.config(connection), "base")
        connection.commit()
        assert inspect(connection).get_table_names("geomarches") == ["alembic_version"]
        connection.rollback()
        assert migrations.migrate(connection)
    engine.dispose()


def test_a_database_that_does_not_answer_is_one_line(geomarches: Callable[..., Result], served: str) -> None:
    done = geomarches("publish", "--database", served.replace("127.0.0.1:", "127.0.0.1:1").replace("/test", "x/test"))
    assert done.exit_code == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert PASSWORD not in done.output
