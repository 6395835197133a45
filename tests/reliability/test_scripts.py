"""Titles and names that are scripts or formulas: a browser shows them as text, a spreadsheet reads them as text."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser
from reliability.measure import amount, measured
from serving import listening
from world import A1, A2, B1, B2, contract, write_json, write_territories

from etl.pipeline import run
from etl.settings import Settings
from webmap import create_app

SCRIPTS = [
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", '"><svg onload=alert(1)>',
    "'><img src=x onerror=alert(1)>", "</title><script>alert(1)</script>", "</textarea><script>alert(1)</script>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'>", '" autofocus onfocus=alert(1) x="', "javascript:alert(1)",
    "<style>@import'//evil.example'</style>", "<link rel=stylesheet href=//evil.example>", "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>", "<form action=//evil.example><button>x", "&lt;script&gt;",
    "\\u003cscript\\u003ealert(1)", "{{constructor.constructor('alert(1)')()}}", "${alert(1)}", "]]><script>alert(1)",
    "<!--<script>alert(1)//-->", "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>", "\u202e<b>x",
    "<details open ontoggle=alert(1)>",
]  # fmt: skip
FORMULAS = ['=HYPERLINK("//evil.example")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1+1", "\r=1+1", "=1+1"]
PAYLOADS = [*SCRIPTS, *FORMULAS]
SUPPLIERS = [f"{111_111_111 + number}00011" for number in range(len(PAYLOADS))]
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation",
    (report) => window.violations.push(report.violatedDirective + " " + report.blockedURI));
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The site over contracts whose every text is hostile."""
    here = tmp_path_factory.mktemp("hostile")
    territories = write_territories(here / "territories-tiny")
    records = [hostile(number, text) for number, text in enumerate(PAYLOADS)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("etl.pipeline.build_territories", lambda cache, say, zones: territories)
        run([write_json(here / "a.json", records)], Settings(here / "data", here / "atlas"), date(2026, 11, 24))
    return create_app(str(here / "atlas"))


def hostile(number: int, text: str) -> dict[str, Any]:
    """A contract of a text alone: its title, its buyer, its supplier, its place."""
    buyer = (A1, A2, B1, B2)[number % 4]
    supplier = {"typeIdentifiant": "SIRET", "id": SUPPLIERS[number], "denominationSociale": text}
    place = {"code": "01001", "typeCode": "Code commune", "nom": text}
    return contract(
        str(number), objet=text, acheteur={"id": buyer, "nom": text}, titulaires=[supplier], lieuExecution=place,
        procedure=text, nature=text,
    )  # fmt: skip


def pages(site: Flask) -> list[str]:
    """Pages that show what the contracts say."""
    listed = site.test_client().get("/api/contracts?limit=100").json
    assert listed
    uids = [f"/marche/{one['uid']}" for one in listed["contracts"]]
    firms = [f"/fournisseur/{siret[:9]}" for siret in SUPPLIERS]
    buyers = [f"/acheteur/{siret[:9]}" for siret in (A1, A2, B1, B2)]
    asked = [
        "/acheteurs-proches?departements=01,02&sells=maçon&km=200",
        "/?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "/flux?level=departement",
    ]
    asked += ["/territoire/departement/01", "/carte?level=departement", "/en/territoire/commune/01001"]
    step = amount(6, 1)
    return [*asked, *buyers, *uids[::step], *firms[::step], "/analyses/s5", "/analyses/s8", "/territoire/communes"]


@pytest.fixture
def address(site: Flask) -> Iterator[str]:
    """Where the site answers a browser."""
    with listening(site) as address:
        yield address


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_text_of_the_data_runs_in_a_browser(site: Flask, address: str, chromium: Browser) -> None:
    context = chromium.new_context()
    context.add_init_script(WATCH)
    dialogs, violations, strayed = list[str](), list[str](), list[str]()
    page = context.new_page()
    page.on("dialog", lambda dialog: (dialogs.append(page.url), dialog.dismiss()))
    page.on("request", lambda r: None if r.url.startswith((address, "blob:", "data:")) else strayed.append(r.url))
    visited, shown = pages(site), 0
    for path in visited:
        answer = page.goto(address + path, wait_until="load")
        assert answer
        assert answer.status == 200, path
        shown += page.evaluate("document.body.innerText.includes('alert(1)')")
        violations += [f"{path} {found}" for found in page.evaluate("window.violations")]
    # What a text that got through would do is seen: here is one.
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')")
    page.wait_for_function("window.violations.length > 0")
    context.close()
    assert shown > len(visited) / 4
    print(*dialogs, *violations, *strayed, sep="\n")
    measured(f"D3 hostile texts on {len(visited)} pages in Chromium: dialogs", len(dialogs))
    measured("D3 hostile texts in Chromium: reports of the content security policy", len(violations))
    measured("D3 hostile texts in Chromium: requests that leave the site", len(strayed))


def cells(body: str, delimiter: str) -> Iterator[str]:
    for row in csv.reader(io.StringIO(body.removeprefix("\ufeff")), delimiter=delimiter):
        yield from row


def runs(cell: str) -> bool:
    """Whether a spreadsheet would run a cell: it begins as a formula does, and is no number."""
    return cell.startswith(("=", "+", "-", "@", "\t", "\r")) and not re.fullmatch(r"-?\d+([.,]\d+)?(e[+-]\d+)?", cell)


def test_no_text_of_the_data_runs_in_a_spreadsheet(site: Flask) -> None:
    client, found, read = site.test_client(), list[str](), 0
    listed = ["contracts", "buyers", "suppliers", "territories", "indicators", "tables", "hulls", "basins"]
    paths = [f"/api/{name}.csv" for name in listed]
    paths += ["/api/values.csv?level=departement", "/api/flows.csv?level=departement", "/carte.csv", "/flux.csv"]
    paths += ["/acheteurs-proches.csv?departements=01,02&sells=maçon&km=200", "/carte.xlsx", "/flux.xlsx"]
    paths += ["/acheteurs-proches.xlsx?departements=01,02&sells=maçon&km=200"]
    for path in paths:
        answer = client.get(path)
        read += answer.status_code == 200
        if answer.data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
                sheets = [book.read(name).decode() for name in book.namelist() if name.endswith(".xml")]
            found += [path for sheet in sheets if "<f>" in sheet or "<hyperlink " in sheet]
        else:
            found += [f"{path} {cell!r}" for cell in cells(answer.text, ";") if runs(cell)]
        answer.close()
    print(read, *found, sep="\n")
    measured(f"D4 exports to a spreadsheet, {read} files: cells that would run", len(found))
    assert read == len(paths)
