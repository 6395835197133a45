"""DECP in JSON, schemas 2019 (``{"marches": [...]}``) and 2022 (``{"marches": {"marche": [...], ...}}``)."""

import mmap
import re
import tempfile
from collections.abc import Iterable, Iterator
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from etl.declaration import Declaration, Rejection
from etl.sources.base import Source
from etl.sources.forgive import forgive
from etl.sources.lengths import LONGEST, too_long
from etl.sources.mend import after_mark, mend
from etl.sources.record import Record, declaration, whole_declaration
from etl.sources.windows import spans
from geo.errors import SourceError

Raw = bytes | memoryview | msgspec.Raw
_REFUSED = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_LISTS = ("marches", "marche", "contrat-concession")
_BLANK = b' ":'
"""The end of a key as 'nom ' (Croix), that the quick reader would leave aside in silence; ``rfind`` sees it soonest."""
_FLAT_KEY = re.compile(
    rb'"(?:acheteur|lieuExecution|titulaires|techniques|modalitesExecution|typesPrix|considerations\w+)[._]\w+"'
)
SAMPLE = 1 << 16
_SMALL = 1 << 20
_decode = msgspec.json.Decoder(Record).decode
_decode_list = msgspec.json.Decoder(list[Record]).decode


class _Both(msgspec.Struct, forbid_unknown_fields=True, rename={"concessions": "contrat-concession"}):
    marche: list[msgspec.Raw] = []
    concessions: list[msgspec.Raw] = []


class _File2022(msgspec.Struct):
    marches: _Both


class _File2019(msgspec.Struct):
    marches: list[msgspec.Raw]


def read(path: Path) -> Iterator[Declaration | Rejection]:
    """Stream the records of a file, one by one; positions count contracts, then concessions.

    The file is memory-mapped and read by small windows as long as all is sound, then record by record. A file that is
    JSON but for faults (``NaN``, wrong back-slashes) is mended in a copy. Raises SourceError when it is cut short.
    """
    with path.open("rb") as file:
        # Never closed by hand: the records are views into it, and it goes with the last of them.
        view = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    is_odd = has_flat_keys(view[:SAMPLE])
    head = at = after_mark(view)
    done = 0
    for start, end, following in () if is_odd else spans(view):
        found = _window(done, b"[%b]" % view[start:end]) if end - start <= LONGEST else None
        if found is None:
            break
        yield from found
        head, at, done = head if done else start, following, done + len(found)
    for position, raw in enumerate(_rest(path, view, head, at, done), start=done + 1):
        yield read_record(position, raw, is_odd)


def has_flat_keys(first: bytes) -> bool:
    """Whether a program lays objects flat ('acheteur.id', 'techniques_technique'): its first records tell."""
    return _FLAT_KEY.search(first) is not None


def _window(done: int, content: bytes) -> list[Declaration | Rejection] | None:
    """The declarations of a few records, decoded at once; nothing where they are not whole JSON."""
    try:
        records = [] if content.rfind(_BLANK) >= 0 else _decode_list(content)
    except _REFUSED:
        records = []
    quick = [whole_declaration(position, record) for position, record in enumerate(records, start=done + 1)]
    if quick and all(quick):
        return cast(list[Declaration | Rejection], quick)
    try:
        raws = msgspec.json.decode(content, type=list[msgspec.Raw])
    except _REFUSED:
        return None
    found = zip_longest(quick, raws)
    return [made or read_record(position, raw) for position, (made, raw) in enumerate(found, start=done + 1)]


def _rest(path: Path, view: mmap.mmap, head: int, at: int, done: int) -> Iterable[msgspec.Raw]:
    """The records after the first ``done``, that end at ``at``; the file's own first bytes make the end a whole."""
    try:
        if len(view) - at < _SMALL:
            return _cut(view[after_mark(view) : head] + view[at:])
        return islice(_cut(memoryview(view)[after_mark(view) :]), done, None)
    except _REFUSED:
        return islice(_cut_mended(path, view), done, None)


def read_record(position: int, raw: Raw, is_odd: bool = False) -> Declaration | Rejection:
    """The declaration of one record; what cannot be one is kept aside as "not a record".

    ``is_odd``: see ``has_flat_keys``.

    >>> read_record(3, b'{"id": 7, "acheteur": {"id": "21590163800019"}}').contract_id
    '7'
    >>> read_record(4, b'"NC"').reason
    'not a record'
    """
    if len(memoryview(raw)) > LONGEST:
        return too_long(position, bytes(memoryview(raw)[:240]))
    try:
        record = None if is_odd else _decode(raw)
    except _REFUSED:
        record = None
    made = whole_declaration(position, record) if record and bytes(raw).rfind(_BLANK) < 0 else None
    return made or _forgiven(position, raw)


def _forgiven(position: int, raw: Raw) -> Declaration | Rejection:
    try:
        value = msgspec.json.decode(b"".join(mend(bytes(raw))))
    except _REFUSED:
        value = None
    if isinstance(value, dict):
        return declaration(position, forgive(value))
    return Rejection(position, "not a record", bytes(raw)[:240].decode("utf-8", "replace")[:80])


def _cut(content: memoryview | bytes) -> Iterable[msgspec.Raw]:
    """The records of a file as undecoded views into it: the two usual shapes in one pass, any other in a few."""
    try:
        both = msgspec.json.decode(content, type=_File2022).marches
        return chain(both.marche, both.concessions)
    except msgspec.ValidationError:
        pass
    try:
        return msgspec.json.decode(content, type=_File2019).marches
    except msgspec.ValidationError:
        return _pieces(msgspec.json.decode(content, type=msgspec.Raw))


def _pieces(raw: msgspec.Raw) -> Iterable[msgspec.Raw]:
    """Records in any shape: a bare list, one object where a list is due, keys with blanks, a lone record."""
    start = bytes(memoryview(raw)[:1])
    if start == b"[":
        return msgspec.json.decode(raw, type=list[msgspec.Raw])
    if start == b"{":
        inner = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
        lists = [value for key, value in inner.items() if key.strip() in _LISTS]
        # At once, not one by one: what cannot be read is then mended with the rest of the file.
        return [piece for value in lists for piece in _pieces(value)] if lists else [raw]
    return []


def _cut_mended(path: Path, view: mmap.mmap) -> Iterable[msgspec.Raw]:
    """Cut a copy without the faults; a file cut short stops the run rather than losing its tail in silence."""
    with tempfile.TemporaryFile() as copy:
        copy.writelines(mend(view))
        try:
            return _cut(memoryview(_mapped(copy)))
        except _REFUSED as error:
            reason = f"{path}: not a whole JSON file of contracts ({error})"
            raise SourceError(f"{reason}; download it again, or remove it from the command") from error


def _mapped(file: BinaryIO) -> mmap.mmap:
    file.flush()
    return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


_RECOGNISED = re.compile(
    rb'\s*(?:\{(?:[^\[]*?)"marches?\s*"\s*:\s*[\[{n]|\{[^\[]*?"contrat-concession"\s*:|\[\s*\{[^\[\]]*"(?:acheteur|autoriteConcedante))'
)

SOURCE = Source(
    key="decp_json",
    label="DECP JSON (schémas 2019 et 2022)",
    licence="Licence Ouverte 2.0",
    recognise=lambda head: _RECOGNISED.match(head, after_mark(head)) is not None,
    read=read,
)
