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
from etl.sources.mend import after_mark
from etl.sources.notice import AWARD, CALL, OTHER, notice
from etl.sources.rows import Row
from geo.errors import SourceError

_KINDS = {"appel_offre": CALL, "attribution": AWARD}
_NEEDED = ("idweb", "objet", "dateparution", "nature", "donnees")
_BUYER = ("code_ident_national", "codeidentificationnational", "cbc:companyid", "companyid", "siret")
_CPV = ("principal", "cbc:itemclassificationcode", "itemclassificationcode", "objetprincipal", "classprincipale")


def of_record(record: dict[str, Any], position: int) -> Line | Rejection:
    """One record of the portal; what its columns lack (SIRET, CPV) is sought in the notice itself, ``donnees``."""
    if not record.get("idweb"):
        return Rejection(position, "no identifier", str(record.get("objet"))[:80])
    inside = record.get("donnees") or {}
    try:
        inside = msgspec.json.decode(inside) if isinstance(inside, str) else inside
    except msgspec.DecodeError:
        return Rejection(position, "the notice is not JSON", str(record["idweb"]))
    places = record.get("code_departement") or []
    places = places.split(",") if isinstance(places, str) else places
    return Line(
        (
            notice(
                str(record["idweb"]),
                _KINDS.get(str(record.get("nature")).lower(), OTHER),
                published_on=record.get("dateparution"),
                deadline_on=record.get("datelimitereponse"),
                buyer=found(inside, _BUYER),
                buyer_name=record.get("nomacheteur"),
                title=record.get("objet"),
                cpv=found(inside, _CPV),
                departement=str(places[0]).strip().zfill(2) if places else None,
                procedure=record.get("procedure_libelle") or record.get("type_procedure"),
                url=record.get("url_avis"),
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
    except (msgspec.MsgspecError, KeyError) as error:
        raise SourceError(f"{path}: not a list of BOAMP records ({error}); download it again") from error
    for position, raw in enumerate(records, start=1):
        record = msgspec.json.decode(raw)
        record = record.get("fields", record)
        if position == 1 and (missing := [name for name in _NEEDED if name not in record]):
            raise SourceError(f"{path}: {', '.join(missing)} is not in a record any more; the schema has changed")
        yield of_record(record, position)


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
