"""Notices of the BOAMP: the portal's records (JSON of the API or an export, CSV), eForms included; monthly dumps.

Where: boamp-datadila.opendatasoft.com, data set « boamp ». Licence: Licence Ouverte 2.0. Rhythm: every day.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from etl.declaration import Rejection
from etl.rules.place import departement_of, nuts
from etl.sources.crossing import Crossing, Line, aside, has_columns, lines_of
from etl.sources.forgive import as_text
from etl.sources.mend import after_mark
from etl.sources.notice import AWARD, CALL, OTHER, notice
from etl.sources.rows import Row
from geo.errors import SourceError

_KINDS = {"appel_offre": CALL, "attribution": AWARD}
_NEEDED = ("idweb", "objet", "dateparution", "nature", "donnees")
_BUYER = ("code_ident_national", "codeidentificationnational", "cbc:companyid", "companyid", "siret")
_REFUSED = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_CPV = ("principal", "cbc:itemclassificationcode", "itemclassificationcode", "objetprincipal", "classprincipale")


def of_record(record: dict[str, Any], position: int) -> Line | Rejection:
    """One record of the portal; what its columns lack (SIRET, CPV) is sought in the notice itself, ``donnees``."""
    said = {name: as_text(value) for name, value in record.items()}
    if not said.get("idweb"):
        return Rejection(position, "no identifier", str(said.get("objet"))[:80])
    inside = record.get("donnees") or {}
    try:
        inside = msgspec.json.decode(inside) if isinstance(inside, str) else inside
        buyer, cpv = found(inside, _BUYER), found(inside, _CPV)
    except _REFUSED:
        return Rejection(position, "the notice is not JSON", str(said["idweb"])[:80])
    places = record.get("code_departement")
    first = (as_text(places[0] if places and isinstance(places, list) else places) or "").split(",")[0]
    return Line(
        (
            notice(
                str(said["idweb"]),
                _KINDS.get(str(said.get("nature")).lower(), OTHER),
                published_on=said.get("dateparution"),
                deadline_on=said.get("datelimitereponse"),
                buyer=buyer,
                buyer_name=said.get("nomacheteur"),
                title=said.get("objet"),
                cpv=cpv,
                departement=first.strip().zfill(2) if first else None,
                procedure=said.get("procedure_libelle") or said.get("type_procedure"),
                url=said.get("url_avis"),
            ),
        )
    )


def found(document: Any, names: tuple[str, ...]) -> str | None:
    """The first value under one of these names, in any depth: three generations of notices nest them differently.

    >>> found({"EFORMS": {"cac:Main": {"cbc:ItemClassificationCode": {"#text": "45210000"}}}}, _CPV)
    '45210000'
    """
    if isinstance(document, list):
        return next((value for one in document if (value := found(one, names))), None)
    if not isinstance(document, dict):
        return None
    for name, value in document.items():
        if name.lower() in names:
            text = value.get("#text") if isinstance(value, dict) else value
            if isinstance(text, str) and text.strip()[:1].isdigit():
                return text.strip()
    return found(list(document.values()), names)


def read_json(path: Path) -> Iterator[Line | Rejection]:
    """Stream the records of a page of the API (``results``) or of an export (a list)."""
    content = path.read_bytes()
    try:
        whole = msgspec.json.decode(content[after_mark(content) :], type=list[msgspec.Raw] | dict[str, msgspec.Raw])
        records = whole if isinstance(whole, list) else msgspec.json.decode(whole["results"], type=list[msgspec.Raw])
    except (*_REFUSED, KeyError) as error:
        raise SourceError(f"{path}: not a list of BOAMP records ({error}); download it again") from error
    for position, raw in enumerate(records, start=1):
        record = _record(raw)
        if record is None:
            yield Rejection(position, "not a record", bytes(raw)[:240].decode("utf-8", "replace")[:80])
            continue
        if position == 1 and (missing := [name for name in _NEEDED if name not in record]):
            raise SourceError(f"{path}: {', '.join(missing)} is not in a record any more; the schema has changed")
        yield of_record(record, position)


def _record(raw: msgspec.Raw) -> dict[str, Any] | None:
    """What a record says, out of the wrapping of older exports; nothing where it is no record."""
    try:
        record = msgspec.json.decode(raw)
    except _REFUSED:
        return None
    inner = record.get("fields", record) if isinstance(record, dict) else None
    return inner if isinstance(inner, dict) else None


def read_csv(path: Path) -> Iterator[Line | Rejection]:
    """Stream the rows of a CSV export."""
    return lines_of(path, _NEEDED, lambda row: of_record(row, row["position"]))


def _of_dump(row: Row) -> Line | Rejection:
    """A monthly dump's notice: the month alone is known, so it has no day of publication."""
    if not row["avis"]:
        return aside(row, "no identifier", "acheteur")
    area = nuts().get(row["nuts"] or "")
    place = area.key if area and area.kind == "departement" else departement_of(row["cp"]) if row["cp"] else None
    said = {"buyer": row["siret_declare"], "buyer_name": row["acheteur"], "departement": place}
    return Line((notice(row["avis"], _KINDS.get(row["nature"] or "", OTHER), **said, url=row["profil_acheteur"]),))


def _of_links(row: Row) -> Line | Rejection:
    if not row["idweb"]:
        return aside(row, "no identifier", "mois")
    deadline = row["date_limite_offres"] or row["date_limite_candidatures"]
    return Line(
        (
            notice(
                row["idweb"], _KINDS.get(row["nature"] or "", OTHER), deadline_on=deadline, url=row["url_consultation"]
            ),
        )
    )


def _is_json(head: bytes) -> bool:
    return head[after_mark(head) :].lstrip()[:1] in (b"{", b"[") and b'"idweb"' in head


LICENCE = "Licence Ouverte 2.0"
JSON = Crossing("boamp", "notices of the BOAMP (JSON of its API)", LICENCE, "notice", _is_json, read_json)
CSV = Crossing("boamp", "notices of the BOAMP (CSV)", LICENCE, "notice", has_columns("idweb", "dateparution"), read_csv)
_DUMP = ("avis", "nature", "acheteur", "siret_declare", "nuts", "cp", "profil_acheteur")
DUMP = Crossing(
    "boamp", "monthly dump of the BOAMP: buyers (CSV)", LICENCE, "notice", has_columns("avis", "siret_declare"),
    lambda path: lines_of(path, _DUMP, _of_dump),
)  # fmt: skip
_LINKS = ("idweb", "nature", "date_limite_candidatures", "date_limite_offres", "url_consultation")
LINKS = Crossing(
    "boamp", "monthly dump of the BOAMP: deadlines and links (CSV)", LICENCE, "notice",
    has_columns("idweb", "annonce_anterieure_idweb"), lambda path: lines_of(path, _LINKS, _of_links),
)  # fmt: skip
