"""Contracts in the Open Contracting Data Standard (1.1): a release a contract, a release package a page."""

from typing import Any

from flask import Blueprint, Response, request, url_for

from geo.atlas.listed import Part
from webmap.api.fields import typed
from webmap.api.parameters import AFTER, LIMIT, read
from webmap.api.resources import CONTRACT, RESOURCES
from webmap.caching import unless_known
from webmap.current import atlas
from webmap.exports import as_json, records

PREFIX = "ocds-geomar"
"""Not registered with the Open Contracting Partnership yet."""
FILTERS = (*next(r for r in RESOURCES if r.name == "contracts").parameters, LIMIT, AFTER)
Node = dict[str, Any]


def register(api: Blueprint) -> None:
    """Add /api/ocds.json."""
    api.add_url_rule("/ocds.json", "ocds", package)


def package() -> Response:
    """A page of contracts as a release package."""
    wanted = read(request.args, FILTERS)
    part = Part(after=wanted.pop("after") or "", limit=wanted.pop("limit"))
    return unless_known(lambda: as_json(_package(wanted, part)))


def _package(wanted: Node, part: Part) -> Node:
    found = atlas().listed("contract", part, **wanted)
    built = str(atlas().manifest().get("built_at"))
    rows = records(typed(found, CONTRACT))
    more = len(rows) and int(found["matched"].iloc[0]) > len(rows)
    asked = request.args.to_dict()
    following = url_for("api.ocds", _external=True, **{**asked, "after": rows[-1]["uid"]}) if more else None
    return {
        "uri": request.url,
        "version": "1.1",
        "publishedDate": built,
        "publisher": {"name": "Géomarchés"},
        "license": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
        "releases": [release(row, atlas().version, built) for row in rows],
        **({"links": {"next": following}} if following else {}),
    }


def release(row: Node, version: str, built: str) -> Node:
    """One contract as an OCDS release; ``built`` dates one whose day of notification is not known.

    What the source does not say is left out: OCDS has no word for 'unknown'.
    """
    uid, value = row["uid"], _money(row["amount_published_eur"])
    signed = f"{row['notified_on'].isoformat()}T00:00:00Z" if row["notified_on"] else None
    suppliers = _suppliers(row)
    buyer = _named(row["buyer_siret"] or "unknown", row["buyer_name"])
    items = [_item(row["cpv_code"])] if row["cpv_code"] else None
    award = {
        "id": uid,
        "title": row["title"],
        "status": "active",
        "date": signed,
        "value": value,
        "suppliers": suppliers,
    }
    deal = {"id": uid, "awardID": uid, "title": row["title"], "dateSigned": signed, "value": value, "items": items}
    tender = {"id": uid, "title": row["title"], "procurementMethodDetails": row["procedure"]}
    return {
        "ocid": f"{PREFIX}-{uid}", "id": f"{uid}-{version}", "date": signed or built, "tag": ["award", "contract"],
        "initiationType": "tender", "language": "fr",
        "parties": [{**buyer, "roles": ["buyer"]}, *({**one, "roles": ["supplier"]} for one in suppliers)],
        "buyer": buyer, "tender": _present(tender), "awards": [_present(award)], "contracts": [_present(deal)],
    }  # fmt: skip


def _suppliers(row: Node) -> list[Node]:
    """The suppliers by identifier; a name that holds a bar cannot be told apart, and is left out."""
    keys = (row["supplier_ids"] or "").split("|") if row["supplier_ids"] else []
    names = (row["supplier_names"] or "").split("|")
    known = names if len(names) == len(keys) else [None] * len(keys)
    return [_named(key, name) for key, name in zip(keys, known, strict=True)]


def _named(key: str, name: str | None) -> Node:
    return _present({"id": key, "name": name})


def _money(amount: float | None) -> Node | None:
    return None if amount is None else {"amount": amount, "currency": "EUR"}


def _item(cpv: str) -> Node:
    return {"id": "1", "classification": {"scheme": "CPV", "id": cpv}}


def _present(node: Node) -> Node:
    """A node without what is not known."""
    return {name: value for name, value in node.items() if value is not None}
