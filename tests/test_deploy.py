"""What `deploy/` ships is accepted by the programs that read it, and docs/deploy.md quotes only what exists."""

import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from test_house import REGISTRIES
from world import skip_or_fail

from webmap.cli import cli

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
HOME = "/opt/geomarches/current"
UNITS = sorted(path.name for path in DEPLOY.glob("geomarches-*"))
SERVICES = [name for name in UNITS if name.endswith(".service")]
FENCE = re.compile(r"^```(?:sh|ini)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"(?:^|\s|bin/)geomarches ([a-z]+\b[^#|&'\n]*)", re.MULTILINE)


def calls(text: str) -> list[str]:
    """The arguments of every `geomarches …` of a text."""
    return [found.strip() for found in CALL.findall(text)]


def quoted() -> list[str]:
    """Those of the blocks of docs/deploy.md, and of what its sentences quote whole."""
    page = (ROOT / "docs/deploy.md").read_text(encoding="utf-8")
    inline = re.findall(r"`(geomarches [a-z]+ --[^`]*)`", page)
    return calls("\n".join([*FENCE.findall(page), *inline]))


def of_units() -> list[str]:
    texts = [(DEPLOY / name).read_text(encoding="utf-8") for name in SERVICES]
    starts = [line for text in texts for line in text.splitlines() if line.startswith("ExecStart=")]
    return calls("\n".join(line for line in starts if "/geomarches " in line))


def program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if not found:
        skip_or_fail(f"{name} is not installed; `make machine` as root installs what the tests need")
    return str(found)


def run(*words: object, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*map(str, words)], capture_output=True, text=True, timeout=60, check=False, **options)


@pytest.fixture(scope="module")
def whole() -> click.Group:
    """The command as `main` gathers it."""
    every = click.Group("geomarches", commands=dict(cli.commands))
    for point in entry_points(group="geomarches.commands"):
        for command in point.load():
            every.add_command(command)
    return every


def accepts(group: click.Group, words: list[str]) -> None:
    """Parse as the command would, without running it; click raises UsageError on what does not exist."""
    name, command, rest = group.resolve_command(click.Context(group), words)
    assert command is not None
    command.make_context(name, rest, parent=click.Context(group))


def test_the_page_and_the_units_quote_enough_to_be_worth_checking() -> None:
    named = {call.split()[0] for call in [*quoted(), *of_units()]}
    assert named >= {"build", "fetch", "publish", "migrate", "versions", "rollback", "serve", "doctor"}


@pytest.mark.parametrize("call", [*quoted(), *of_units()])
def test_a_quoted_command_exists_with_its_options(
    whole: click.Group, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The units name the database in a file of settings.
    monkeypatch.setenv("GEOMARCHES_DATABASE", "postgresql://user@localhost/base")
    accepts(whole, shlex.split(call))


@pytest.mark.parametrize("call", ["publish --nothing x", "unheard of", "serve --port many"])
def test_a_command_that_does_not_exist_is_seen(whole: click.Group, call: str) -> None:
    with pytest.raises(click.UsageError):
        accepts(whole, shlex.split(call))


def test_the_image_is_made_of_files_that_exist() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY ") and "--from" not in line]
    # dist/ is made by the command of the file's head.
    names = [name for line in copied for name in line if name != "dist"]
    assert "requirements.lock" in names
    assert "pip wheel --no-deps -w dist ." in text
    assert [name for name in names if not (ROOT / name).exists()] == []


def test_the_image_installs_locked_packages_by_their_hashes_and_runs_as_nobody_special() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    installs = re.findall(r"pip install ([^&\n]*)", text)
    assert installs
    assert [one for one in installs if "--require-hashes" not in one and "--no-index" not in one] == []
    assert re.findall(r"^ARG BASE=|^USER (\S+)", text, re.MULTILINE) == ["", "10001:10001"]


def test_what_is_deployed_names_no_registry() -> None:
    pages = [ROOT / "docs/deploy.md", ROOT / "docs/scaling.md", *DEPLOY.glob("*")]
    found = [(path.name, host) for path in pages for host in REGISTRIES if host in path.read_text(encoding="utf-8")]
    assert found == []
    images = re.findall(r"(?:image:|ARG BASE=|-t) ?(\S+)", "\n".join(p.read_text("utf-8") for p in pages[2:]))
    assert len(images) >= 4
    assert [image for image in images if "." in image.split("/")[0].split(":")[0]] == []


def test_the_containers_of_ours_write_nowhere_but_to_their_volumes() -> None:
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    services = composed["services"]
    ours = {name: one for name, one in services.items() if one["image"] == "geomarches"}
    assert ours.keys() == {"web", "loader"}
    for one in ours.values():
        assert (one["user"], one["read_only"], one["cap_drop"]) == ("10001:10001", True, ["ALL"])
    assert "atlas:/var/lib/geomarches/atlas:ro" in ours["web"]["volumes"]
    named = {v.split(":")[0] for one in services.values() for v in one["volumes"] if v[0].isalpha()}
    assert named == composed["volumes"].keys()


def test_nginx_accepts_its_file(tmp_path: Path) -> None:
    nginx = program("nginx")
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for folder in ("/var/cache/nginx", "/var/log/nginx"):
        assert folder in text
        text = text.replace(folder, str(tmp_path))
    (tmp_path / "site.conf").write_text(text, encoding="utf-8")
    main = tmp_path / "nginx.conf"
    main.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ gzip on; include {tmp_path}/site.conf; }}\n")
    done = run(nginx, "-t", "-e", tmp_path / "error.log", "-c", main)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def test_nginx_writes_neither_query_nor_address() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    (form,) = re.findall(r"log_format[^;]*;", text)
    written = set(re.findall(r"\$(\w+)", form))
    assert written & {"remote_addr", "request", "request_uri", "args", "query_string", "http_referer"} == set()
    assert "logged" in written  # the path without the numbers of organisations: tests/reliability/test_rates.py
    assert re.findall(r"error_log \S+ (\w+);", text) == ["crit"]


def test_gunicorn_accepts_its_file(tmp_path: Path) -> None:
    (tmp_path / "nothing.py").write_text("def app(environ, start): ...\n")
    command = [sys.executable, "-m", "gunicorn", "--check-config", "--config", DEPLOY / "gunicorn.conf.py"]
    done = run(*command, "--chdir", tmp_path, "nothing:app", cwd=ROOT)
    assert done.returncode == 0, done.stderr


def test_the_processes_of_gunicorn_count_together() -> None:
    script = (
        "import os, runpy; end = runpy.run_path('deploy/gunicorn.conf.py')['on_exit']; from webmap import metrics; "
        "metrics.observe('pages', 200, 0.1); print(len(os.listdir(os.environ['PROMETHEUS_MULTIPROC_DIR']))); end(None)"
    )
    done = run(sys.executable, "-c", script, cwd=ROOT)
    assert int(done.stdout) > 0, done.stderr


def test_a_process_has_threads_for_those_who_wait_too() -> None:
    from webmap.crowd import THREADS

    assert f"\nthreads = {THREADS}\n" in (DEPLOY / "gunicorn.conf.py").read_text(encoding="utf-8")


def test_both_sides_of_the_socket_name_the_same_one() -> None:
    socket = "unix:/run/geomarches/web.sock"
    assert f"server {socket};" in (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert socket in (DEPLOY / "gunicorn.conf.py").read_text(encoding="utf-8")


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units, with the programs of this environment in place of those of the machine to come."""
    house = tmp_path / "current"
    (house / ".venv").mkdir(parents=True)
    (house / ".venv" / "bin").symlink_to(sysconfig.get_path("scripts"))
    for name in UNITS:
        text = (DEPLOY / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(HOME, str(house)), encoding="utf-8")
    return tmp_path


def test_systemd_accepts_the_units(units: Path) -> None:
    done = run(program("systemd-analyze"), "verify", "--man=no", *(units / name for name in UNITS))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", SERVICES)
def test_a_unit_is_little_exposed(units: Path, name: str) -> None:
    """Systemd's own score, of 100; a service without any of these lines has 96."""
    words = ("security", "--offline=true", "--no-pager", "--threshold=25")
    done = run(program("systemd-analyze"), *words, units / name)
    assert done.returncode == 0, done.stdout[-500:]
