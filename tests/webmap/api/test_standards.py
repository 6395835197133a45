"""Contracts as OCDS, the catalogue as DCAT-AP, the data set as schema.org, and the client of docs/api.md."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from flask import Flask
from serving import serving
from world import A1, FIRM_A1, FIRM_B2, skip_or_fail

from webmap import create_app

ROOT = Path(__file__).resolve().parents[3]
TEXT, MONEY = {"type": "string", "minLength": 1}, {"type": "number"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
VALUE = {
    "type": "object",
    "required": ["amount", "currency"],
    "properties": {"amount": MONEY, "currency": {"const": "EUR"}},
}
PARTY = {"type": "object", "required": ["id"], "properties": {"id": TEXT, "name": TEXT}}
AWARD = {"type": "object", "required": ["id"], "properties": {
    "id": TEXT, "title": TEXT, "date": MOMENT, "value": VALUE, "suppliers": {"type": "array", "items": PARTY},
    "status": {"enum": ["pending", "active", "cancelled", "unsuccessful"]},
}, "additionalProperties": False}  # fmt: skip
CONTRACT = {"type": "object", "required": ["id", "awardID"], "properties": {
    "id": TEXT, "awardID": TEXT, "title": TEXT, "dateSigned": MOMENT, "value": VALUE, "items": {"type": "array"},
}, "additionalProperties": False}  # fmt: skip
RELEASE = {
    "type": "object", "required": ["ocid", "id", "date", "tag", "initiationType"],
    "properties": {
        "ocid": TEXT, "id": {"type": "string", "pattern": "^[^#]+$"}, "date": MOMENT, "language": {"const": "fr"},
        "tag": {"type": "array", "minItems": 1, "items": {"enum": ["award", "contract"]}},
        "initiationType": {"const": "tender"}, "buyer": PARTY, "parties": {"type": "array", "items": PARTY},
        "tender": {"type": "object", "required": ["id"]}, "awards": {"type": "array", "items": AWARD},
        "contracts": {"type": "array", "items": CONTRACT},
    }, "additionalProperties": False,
}  # fmt: skip
PACKAGE = {
    "type": "object", "required": ["uri", "publisher", "publishedDate", "releases", "version"],
    "properties": {
        "uri": TEXT, "publishedDate": MOMENT, "version": {"const": "1.1"}, "license": TEXT, "links": {"type": "object"},
        "publisher": {"type": "object", "required": ["name"]},
        "releases": {"type": "array", "items": RELEASE, "minItems": 1},
    }, "additionalProperties": False,
}  # fmt: skip
"""What OCDS 1.1 requires of a release package, for the part of it that is written here."""


OFFICIAL = ROOT / ".venv" / "ocds" / "release-schema.json"
"""The schema of OCDS 1.1.5, as its authors publish it; the Makefile fetches it."""


@pytest.fixture(scope="session")
def official() -> jsonschema.Draft4Validator:
    if not OFFICIAL.exists():
        skip_or_fail("the schema of OCDS is not here; `make .venv/ocds/release-schema.json` fetches it")
    schema = json.loads(OFFICIAL.read_text(encoding="utf-8"))
    assert "/1__1__5/" in schema["id"]
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


def releases(app: Flask) -> Iterator[dict[str, Any]]:
    """Every contract, page after page."""
    address = "/api/ocds.json?limit=1000"
    while address:
        package = get(app, address)
        yield from package["releases"]
        address = package.get("links", {}).get("next", "").removeprefix("http://localhost")


def test_every_release_is_valid_by_the_official_schema(app: Flask, official: jsonschema.Draft4Validator) -> None:
    every = list(releases(app))
    assert len(every) == 6
    assert [error.message for one in every for error in official.iter_errors(one)] == []
    broken = {**every[0], "initiationType": "purchase", "tag": []}
    assert len(list(official.iter_errors(broken))) == 2


@pytest.mark.slow
def test_every_contract_of_the_sample_is_valid_by_it(demo: Path, official: jsonschema.Draft4Validator) -> None:
    every = list(releases(create_app(str(demo))))
    assert len(every) == len({one["ocid"] for one in every}) > 15_000
    assert {error.message for one in every for error in official.iter_errors(one)} == set()


def get(app: Flask, address: str) -> Any:
    return app.test_client().get(address).json


def test_contracts_are_an_ocds_release_package(app: Flask) -> None:
    package = get(app, "/api/ocds.json")
    jsonschema.validate(package, PACKAGE)
    assert len(package["releases"]) == len({r["ocid"] for r in package["releases"]}) == 6
    (shared,) = (r for r in package["releases"] if r["ocid"].endswith(f"{A1}6"))
    assert shared["buyer"]["id"] == A1
    assert [one["id"] for one in shared["awards"][0]["suppliers"]] == [FIRM_A1, FIRM_B2]
    assert shared["contracts"][0]["value"] == {"amount": 20_000, "currency": "EUR"}
    assert {role for party in shared["parties"] for role in party["roles"]} == {"buyer", "supplier"}


def test_packages_follow_one_another(app: Flask) -> None:
    seen, address = list[str](), "/api/ocds.json?limit=4"
    while address:
        package = get(app, address)
        seen += [release["ocid"] for release in package["releases"]]
        address = package.get("links", {}).get("next", "")
    assert len(seen) == len(set(seen)) == 6


def test_the_catalogue_has_what_dcat_ap_makes_mandatory(app: Flask) -> None:
    catalog = get(app, "/api/catalog.jsonld")
    dataset = catalog["dcat:dataset"]
    assert {"dct:title", "dct:description", "dct:publisher", "dcat:dataset"} <= catalog.keys()
    assert {"dct:title", "dct:description"} <= dataset.keys()
    for one in dataset["dcat:distribution"]:
        with app.test_client().get(one["dcat:accessURL"]["@id"]) as answer:
            assert answer.status_code == 200
    for service in catalog["dcat:service"]:
        assert {"dct:title", "dcat:endpointURL"} <= service.keys()
        assert app.test_client().get(service["dcat:endpointDescription"]["@id"]).status_code == 200


def test_the_quality_page_describes_the_data_set(app: Flask) -> None:
    page = app.test_client().get("/qualite").get_data(as_text=True)
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    document = json.loads(text)
    assert (document["@type"], document["version"]) == ("Dataset", get(app, "/version")["atlas"])
    assert document["license"].startswith("https://www.etalab.gouv.fr/")


def test_the_client_of_the_documentation_runs(tiny_atlas: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "api.md").read_text(encoding="utf-8"), re.S)
    with serving(tiny_atlas) as address:
        names: dict[str, Any] = {}
        exec(code.replace("http://127.0.0.1:8000", address), names)  # noqa: S102 - it is our own documentation
    assert names["communes"]["code"].tolist() == ["01001", "01002"]
    assert names["drawn"]["value"].tolist() == [205_000, 50_000]
    assert len(names["contracts"]) == 6
