"""DECP in JSON, 2019 schema: ``{"marches": [...]}``, contracts and concessions side by side."""

import mmap
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ijson
import msgspec

from etl.declaration import Amendment, Declaration, Party, Rejection
from etl.sources.base import Source
from geo.errors import SourceError

_SLICE = 1 << 20
# A text is read whole, so that the word NaN inside one stays.
_TEXT_OR_NAN = re.compile(rb'"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)')


class _File(msgspec.Struct):
    marches: list[msgspec.Raw]


def read(path: Path) -> Iterator[Declaration | Rejection]:
    """Stream the records of a file, one by one, in the order of the file.

    The file is memory-mapped and cut into records by msgspec; a record that is not JSON by the
    letter (``NaN``, lost bytes) goes to a forgiving reader. Raises SourceError when the file is truncated.
    """
    for position, raw in enumerate(_records(path), start=1):
        record = _decode(raw) if isinstance(raw, msgspec.Raw) else raw
        if isinstance(record, dict):
            yield _declaration(position, record)
        else:
            yield Rejection(position, "not a record", _excerpt(raw))


def _records(path: Path) -> Iterator[Any]:
    """Records as undecoded bytes when msgspec can cut the file, as dictionaries when only ijson can."""
    with path.open("rb") as file:
        # Never closed by hand: the records are views into it, and it goes with the last of them.
        view = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            cut = msgspec.json.decode(memoryview(view)[_after_mark(view) :], type=_File).marches
        except (msgspec.MsgspecError, UnicodeDecodeError):
            yield from _forgiving(path, view)
        else:
            yield from cut


def _after_mark(view: mmap.mmap) -> int:
    """Where the JSON begins: some platforms write a byte order mark, which JSON forbids, before it."""
    return len(BOM_UTF8) if view[: len(BOM_UTF8)] == BOM_UTF8 else 0


def _forgiving(path: Path, view: mmap.mmap) -> Iterator[Any]:
    """Read what msgspec refuses; a file cut short stops the run rather than losing its tail in silence."""
    try:
        yield from ijson.items(ijson.from_iter(_without_nan(view)), "marches.item", use_float=True)
    except ijson.JSONError as error:
        reason = str(error).splitlines()[0]
        raise SourceError(
            f"{path}: not a whole JSON file of contracts ({reason}); download it again, or remove it from the command"
        ) from error


def _decode(raw: msgspec.Raw) -> Any:
    try:
        return msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        try:
            # The first of several is the whole: the record is one object.
            return next(ijson.items(bytes(raw).decode("utf-8", "replace").encode(), "", use_float=True))
        except (ijson.JSONError, StopIteration):
            return None


def _without_nan(view: mmap.mmap) -> Iterator[bytes]:
    """The bytes of the file, with null for the bare NaN and Infinity that Python writes and JSON forbids."""
    at = _after_mark(view)
    for found in _TEXT_OR_NAN.finditer(view, at):
        if not found[0].startswith(b'"'):
            yield from _slices(view, at, found.start())
            yield b"null"
            at = found.end()
    yield from _slices(view, at, len(view))


def _slices(view: mmap.mmap, start: int, end: int) -> Iterator[bytes]:
    for at in range(start, end, _SLICE):
        yield view[at : min(at + _SLICE, end)]


def _excerpt(raw: Any) -> str:
    """The first characters of what is no record: null, a number, a text."""
    text = bytes(raw).decode("utf-8", "replace") if isinstance(raw, msgspec.Raw) else repr(raw)
    return text[:80]


def _declaration(position: int, record: dict[str, Any]) -> Declaration:
    record = {key.strip(): value for key, value in record.items()}
    concession = "oncession" in str(record.get("_type") or "") or "autoriteConcedante" in record
    buyer = _mapping(record.get("autoriteConcedante" if concession else "acheteur"))
    place = _mapping(record.get("lieuExecution"))
    return Declaration(
        position=position,
        kind="concession" if concession else "contract",
        contract_id=_text(record.get("id")),
        buyer_id=_text(buyer.get("id")),
        buyer_name=_text(buyer.get("nom")),
        nature=_text(record.get("nature")),
        title=_text(record.get("objet")),
        cpv=_text(record.get("codeCPV")),
        procedure=_text(record.get("procedure")),
        place_code=_text(place.get("code")),
        place_type=_text(place.get("typeCode")),
        place_name=_text(place.get("nom")),
        duration_months=record.get("dureeMois"),
        notified_on=_text(record.get("dateSignature" if concession else "dateNotification")),
        published_on=_text(record.get("datePublicationDonnees")),
        amount=record.get("valeurGlobale" if concession else "montant"),
        suppliers=_parties(record.get("concessionnaires" if concession else "titulaires")),
        amendments=tuple(_amendment(item) for item in _list(record.get("modifications")) if isinstance(item, dict)),
    )


def _amendment(record: dict[str, Any]) -> Amendment:
    date = record.get("dateNotificationModification") or record.get("dateSignatureModification")
    return Amendment(
        notified_on=_text(date),
        published_on=_text(record.get("datePublicationDonneesModification")),
        amount=record.get("montant", record.get("valeurGlobale")),
        duration_months=record.get("dureeMois"),
        suppliers=_parties(record.get("titulaires") or record.get("concessionnaires")),
        reason=_text(record.get("objetModification")),
    )


def _parties(value: Any) -> tuple[Party, ...]:
    return tuple(
        Party(_text(p.get("id")), _text(p.get("typeIdentifiant")), _text(p.get("denominationSociale")))
        for p in map(_mapping, _list(value))
        if p
    )


def _mapping(value: Any) -> dict[str, Any]:
    return {key.strip(): item for key, item in value.items()} if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    """Text without surrounding blanks; an empty one is no value.

    >>> _text("  Croix "), _text(""), _text(20193)
    ('Croix', None, '20193')
    """
    text = "" if value is None else str(value).strip()
    return text or None


SOURCE = Source(
    key="decp_json",
    label="DECP JSON (schéma 2019)",
    licence="Licence Ouverte 2.0",
    recognise=lambda head: re.match(rb'(\xef\xbb\xbf)?\s*\{[^\[]*"marches"\s*:\s*\[', head) is not None,
    read=read,
)
