"""The site over a database: a real process, whose pages are those of the folder, byte for byte."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from e2e_visit import colours_on_canvas
from flask.testing import FlaskClient
from playwright.sync_api import expect
from postgres import PASSWORD, Server

from webmap import create_app

pytestmark = pytest.mark.postgis
GEOMARCHES = Path(sys.executable).parent / "geomarches"
PAGES = [
    "/carte?indicator=local_share&variant=departement&level=departement",
    "/carte?indicator=spend&variant=per_inhabitant&level=commune&departement=35",
    "/flux?level=departement",
    "/territoire/departement/35",
    "/territoire/commune/35238",
    "/api/values?indicator=local_share&variant=departement&level=departement",
    "/api/values.csv?indicator=spend&variant=total&level=region",
    "/qualite",
    "/tiles/departement/5/15/11.pbf",
    "/api/contracts?departement=35&year=2018",
    "/api/territories.geojson?level=region",
    "/api/indicators/local_share?level=departement",
    "/ogc/conformance",
    "/ogc/collections/commune/tiles/WebMercatorQuad/5/11/15",
    "/readyz",
    "/carte?level=nowhere",
    "/territoire/commune/00000",
]


@pytest.fixture(scope="module")
def database(demo: Path, server: Server) -> Iterator[str]:
    """The demo in a database, copied by the command."""
    with server.base() as url:
        done = run("publish", "--atlas", str(demo), GEOMARCHES_DATABASE=url)
        assert done.returncode == 0, done.stderr
        assert PASSWORD not in done.stdout + done.stderr
        server.run(f"ALTER ROLE geomarches_web PASSWORD '{PASSWORD}'")
        yield url.replace("//postgres:", "//geomarches_web:")


def run(*words: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [GEOMARCHES, *words], env=os.environ | environ, capture_output=True, text=True, timeout=280, check=False
    )


@pytest.fixture(scope="module")
def address(database: str) -> Iterator[str]:
    """Where ``geomarches serve`` answers over the database, as the web role."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [GEOMARCHES, "serve", "--port", str(port)]
    environ = os.environ | {"GEOMARCHES_DATABASE": database}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            here = f"http://127.0.0.1:{port}"
            _wait_for(here)
            yield here
        finally:
            process.terminate()
        said, complained = process.communicate(timeout=30)
    assert "Traceback" not in complained
    assert PASSWORD not in said + complained


def _wait_for(here: str) -> None:
    for _ in range(120):
        try:
            _get(f"{here}/livez")
            return
        except (ConnectionError, urllib.error.URLError):
            time.sleep(0.25)
    pytest.fail(f"{here} never answered")


def _get(url: str) -> tuple[int, bytes]:
    """Status and body, as sent."""
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


@pytest.fixture(scope="module")
def folder(demo: Path) -> FlaskClient:
    """The site over the folder."""
    return create_app(str(demo)).test_client()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_the_same_from_either_store(address: str, folder: FlaskClient, page: str) -> None:
    # Some addresses in pages are whole.
    expected = folder.get(page, base_url=address)
    assert _get(address + page) == (expected.status_code, expected.data)


def test_establishments_are_drawn_from_the_database_alone(address: str, folder: FlaskClient) -> None:
    status, tile = _get(f"{address}/tiles/etablissements/9/253/177.pbf")
    assert (status, tile[:2]) == (200, b"\x1f\x8b")
    assert len(tile) < 500_000
    assert folder.get("/tiles/etablissements/9/253/177.pbf").status_code == 204


@pytest.fixture(scope="module")
def site(address: str) -> str:
    """Visits of this file are to the site over the database."""
    return address


def test_its_map_is_drawn_in_the_colours_of_its_legend(visit: Any, folder: FlaskClient) -> None:
    page = visit.open_map(PAGES[0])
    document = folder.get(PAGES[0].replace("/carte", "/api/values")).json
    assert document
    assert all(colour.lower() in colours_on_canvas(page) for colour in document["classes"]["colors"])
    assert {status for status, _ in visit.tiles()} == {200}
    with page.expect_response(lambda r: "/api/values" in r.url and "indicator=net_balance" in r.url):
        page.locator("#controls [name=indicator]").select_option("net_balance")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Solde")


def test_its_pages_work_without_script(scriptless: Any) -> None:
    page = scriptless.open("/territoire/departement/29")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Finistère")


@pytest.mark.parametrize("name", ["commune", "buyers", "suppliers", "contracts"])
def test_its_features_are_those_of_the_folder(address: str, folder: FlaskClient, name: str) -> None:
    asked = f"/ogc/collections/{name}/items?limit=1000&bbox=-2,47.5,-1,48.2"
    found, expected = json.loads(_get(address + asked)[1]), folder.get(asked, base_url=address).json
    assert expected
    assert found["numberMatched"] == expected["numberMatched"] > 0
    for ours, theirs in zip(found["features"], expected["features"], strict=True):
        assert (ours["id"], ours["geometry"]) == (theirs["id"], theirs["geometry"])
        # A sum of floats depends on the order in which a store reads its rows.
        assert ours["properties"] == pytest.approx(theirs["properties"])


def test_without_an_answer_one_line_says_so(database: str) -> None:
    done = run("serve", "--database", database.rsplit("/", 1)[0] + "/nowhere")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert PASSWORD not in done.stdout + done.stderr
    both = run("serve", "--database", database, "--atlas", "atlas")
    assert both.returncode == 2
