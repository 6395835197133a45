"""The data set described for catalogues (DCAT-AP) and for search engines (schema.org)."""

import json
from typing import Any

from flask import Blueprint, Response, request, url_for

from webmap.args import only_known
from webmap.caching import unless_known
from webmap.current import atlas
from webmap.exports import TYPES, as_json

TITLE = {"fr": "Géomarchés : la commande publique par territoire", "en": "Géomarchés: public procurement by territory"}
ABOUT = {
    "fr": "Marchés publics et concessions français, comptés une fois, localisés, avec leurs flux et leurs indicateurs "
    "par territoire, année et famille d’achat.",
    "en": "French public contracts and concessions, counted once and placed, with flows and indicators by territory, "
    "year and purchase family.",
}
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
EU = "http://publications.europa.eu/resource/authority"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}  # fmt: skip
Node = dict[str, Any]


def register(api: Blueprint) -> None:
    """Add /api/catalog.jsonld, and ``dataset_json()`` to templates."""
    api.add_url_rule("/catalog.jsonld", "catalog", catalog)
    api.add_app_template_global(dataset_json, "dataset_json")


def catalog() -> Response:
    """The catalogue: one data set, its tables and its services."""
    only_known(request.args, ())
    return unless_known(lambda: as_json(dcat(), "application/ld+json"))


def dcat() -> Node:
    """The catalogue as JSON-LD, with the properties that DCAT-AP 3 makes mandatory and those that it recommends."""
    home = url_for("pages.entry", _external=True)
    publisher = {"@id": f"{home}#publisher", "@type": "foaf:Agent", "foaf:name": "Géomarchés"}
    described = {"dct:title": _said(TITLE), "dct:description": _said(ABOUT), "dct:publisher": publisher}
    dataset = {
        "@id": f"{home}#dataset", "@type": "dcat:Dataset", **described,
        "dct:modified": {"@type": "xsd:dateTime", "@value": atlas().manifest().get("built_at")},
        "dct:spatial": {"@id": f"{EU}/country/FRA"}, "dct:language": {"@id": f"{EU}/language/FRA"},
        "dcat:theme": {"@id": f"{EU}/data-theme/GOVE"},
        "dcat:keyword": _words("marchés publics", "commande publique", "territoires"),
        "dcat:distribution": [*map(_distribution, atlas().files())],
    }  # fmt: skip
    services = [_service("api.home", "api.openapi"), _service("ogc.landing", "ogc.definition")]
    return {
        "@context": CONTEXT, "@id": f"{home}#catalog", "@type": "dcat:Catalog", **described,
        "dcat:dataset": dataset, "dcat:service": services,
    }  # fmt: skip


def dataset_json() -> str:
    """The data set in schema.org's words, safe inside a script element."""
    home = url_for("pages.entry", _external=True)
    contracts = url_for("api.ocds", _external=True)
    download = {"@type": "DataDownload", "name": "OCDS", "encodingFormat": TYPES["json"], "contentUrl": contracts}
    document = {
        "@context": "https://schema.org", "@type": "Dataset", "name": TITLE["fr"], "description": ABOUT["fr"],
        "url": home, "license": LICENCE, "isAccessibleForFree": True, "spatialCoverage": "France",
        "version": atlas().version, "creator": {"@type": "Organization", "name": "Géomarchés", "url": home},
        "distribution": [download],
        "includedInDataCatalog": {"@type": "DataCatalog", "url": url_for("api.catalog", _external=True)},
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False).replace("<", "\\u003c")


def _table_url(name: str) -> str:
    return url_for("api.table", name=name, _external=True)


def _distribution(name: str) -> Node:
    address = {"@id": _table_url(name)}
    return {
        "@id": f"{_table_url(name)}#distribution", "@type": "dcat:Distribution", "dct:title": name,
        "dcat:accessURL": address, "dcat:downloadURL": address, "dct:license": {"@id": LICENCE},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{TYPES['parquet']}"},
    }  # fmt: skip


def _service(home: str, description: str) -> Node:
    address = url_for(home, _external=True)
    return {
        "@id": f"{address}#service", "@type": "dcat:DataService", "dct:title": address,
        "dcat:endpointURL": {"@id": address},
        "dcat:endpointDescription": {"@id": url_for(description, _external=True)},
    }  # fmt: skip


def _said(words: dict[str, str]) -> list[Node]:
    return [{"@language": language, "@value": text} for language, text in words.items()]


def _words(*words: str) -> list[Node]:
    return [{"@language": "fr", "@value": word} for word in words]
