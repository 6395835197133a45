"""A PostGIS server of the tests' own: a free port, a folder of its own, an unprivileged user, gone at the end."""

import os
import pwd
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from world import skip_or_fail

from geo.atlas.connection import close_pools

BIN = Path("/usr/lib/postgresql/15/bin")
POSTGIS = Path("/usr/share/postgresql/15/extension/postgis.control")
PASSWORD = "canary-7f3a"  # noqa: S105 - of a server that lives as long as the tests
"""No log, message or page may ever say it."""
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "jit=off", "listen_addresses='127.0.0.1'")


@dataclass(frozen=True)
class Server:
    """A server that answers on this machine alone."""

    port: int
    folder: Path

    def url(self, base: str, role: str = "postgres") -> str:
        """The address of one of its databases, password included."""
        return f"postgresql://{role}:{PASSWORD}@127.0.0.1:{self.port}/{base}"

    def run(self, *statements: str, base: str = "postgres") -> None:
        """Run statements one by one, each in its own transaction."""
        with psycopg.connect(self.url(base), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    @contextmanager
    def base(self, like: str = "with_postgis") -> Iterator[str]:
        """The address of a new database like another one, dropped afterwards with whoever still reads it."""
        name = f"test_{uuid.uuid4().hex[:8]}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {like}")
        try:
            yield self.url(name)
        finally:
            close_pools()
            self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def control(self, *words: str) -> None:
        """Start or stop it, as its own user."""
        log = self.folder / "log"
        _run(_as_user(BIN / "pg_ctl", "-D", self.folder / "data", "-l", log, "-w", "-s", *words))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """PostgreSQL 15 with PostGIS from Debian's packages; skipped where they are absent."""
    if not (BIN / "initdb").exists() or not POSTGIS.exists():
        skip_or_fail("PostgreSQL 15 with PostGIS is not installed; `make machine` as root installs it")
    with running() as server:
        yield server


@contextmanager
def running() -> Iterator[Server]:
    """The server, for a while; benchmarks/load.py wants one too."""
    # Not under pytest's own folder, which no other user may enter.
    server = Server(free_port(), Path(tempfile.mkdtemp(prefix="geomarches-postgres-")))
    with _guarded(server.folder):
        _prepare(server)
        server.control("start")
        server.run("CREATE DATABASE with_postgis TEMPLATE template0 ENCODING 'UTF8'")
        server.run("CREATE EXTENSION postgis", base="with_postgis")
        yield server


@contextmanager
def _guarded(folder: Path) -> Iterator[None]:
    """Stop the server and delete its folder afterwards, even where the tests are killed: their end closes the pipe."""
    stop = shlex.join(_as_user(BIN / "pg_ctl", "-D", folder / "data", "-s", "-m", "immediate", "stop"))
    script = f"read _; [ ! -f {folder}/data/postmaster.pid ] || {stop}; rm -rf {folder}"
    guard = subprocess.Popen(["sh", "-c", script], stdin=subprocess.PIPE, start_new_session=True, cwd="/")
    try:
        yield
    finally:
        guard.communicate(timeout=60)


def _prepare(server: Server) -> None:
    secret = server.folder / "password"
    secret.write_text(PASSWORD)
    if os.getuid() == 0:
        for path in (server.folder, secret):
            shutil.chown(path, _user())
    options = ["-U", "postgres", "--pwfile", secret, "-A", "scram-sha-256", "--locale", "C.UTF-8", "--encoding", "UTF8"]
    _run(_as_user(BIN / "initdb", "-D", server.folder / "data", "--no-sync", *options))
    with (server.folder / "data" / "postgresql.conf").open("a") as settings:
        settings.write("\n".join([*SETTINGS, f"port={server.port}", f"unix_socket_directories='{server.folder}'"]))


def _as_user(*words: object) -> list[str]:
    """The command that runs a program as a user that PostgreSQL accepts: it refuses root."""
    prefix = ["runuser", "-u", _user(), "--"] if os.getuid() == 0 else []
    return [*prefix, *map(str, words)]


def _run(command: list[str]) -> None:
    # Not captured by a pipe: the server would hold it open.
    done = subprocess.run(command, stdout=subprocess.DEVNULL, cwd="/", timeout=120, check=False)
    assert done.returncode == 0, command


def _user() -> str:
    known = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(question: object, seconds: float = 20) -> None:
    """Wait until a question is answered by yes."""
    deadline = time.monotonic() + seconds
    while not question():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)
