"""DECP in XML, schemas 2019 and 2022: ``<marches>`` holds ``<marche>`` and ``<contrat-concession>`` elements."""

import re
from codecs import lookup
from collections.abc import Iterator
from html.entities import html5
from io import RawIOBase
from pathlib import Path
from typing import Any

from lxml import etree

from etl.declaration import Declaration, Rejection
from etl.sources.base import Source
from etl.sources.forgive import forgive
from etl.sources.lengths import LONGEST
from etl.sources.mend import after_mark, in_utf8
from etl.sources.record import declaration
from geo.errors import SourceError

_CHUNK = 1 << 16
_LONGEST_TEXT = 16 * _CHUNK
"""Ten times what the atlas takes: of a text without end, this much is read, and its record is set aside."""
_FORBIDDEN = bytes(set(range(32)) - set(b"\t\n\r"))
_AMPERSAND = re.compile(rb"&(?:(#\d{1,7}|#x[0-9a-fA-F]{1,6}|\w{1,31});)?")
_LONGEST = 40
"""No reference is longer: a chunk that ends within one waits for the next."""
_XML_OWN = (b"amp", b"lt", b"gt", b"quot", b"apos")
_DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)")
_WRITTEN = ("utf-8", "ascii", "iso8859-1", "iso8859-15", "cp1252", "cp850", "mac-roman")
"""Encodings of Latin letters in which a tag is written as in ASCII; Python knows others, where a byte may not stand."""
_RECOGNISED = re.compile(
    # Each piece is taken once and for all: tried again in every other way, 64 kB of '<!--' would never end.
    rb"(?>\s++|<\?xml[^>]*+>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?:\[.*?\]\s*)?>)*+<(?:\w+:)?(marches|marche)\b",
    re.DOTALL,
)


def read(path: Path) -> Iterator[Declaration | Rejection]:
    """Stream the records of a file, in its order.

    Control characters, bare ampersands, HTML's entities and bytes of Windows-1252 are mended as they come.
    Raises SourceError when the file is cut short or is no XML; no entity is ever fetched or expanded.
    """
    with path.open("rb") as file:
        mended = _Mended(file)
        stream: Any = mended
        parser = etree.iterparse(
            stream, tag=("{*}marche", "{*}contrat-concession"), encoding="utf-8", resolve_entities=False,
            no_network=True, load_dtd=False, huge_tree=True, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            for position, (_, element) in enumerate(parser, start=1):
                yield _read_element(position, element)
                _forget(element)
                mended.since_record = 0
        except etree.XMLSyntaxError as error:
            raise SourceError(
                f"{path}: not a whole XML file of contracts ({error}); download it again, or remove it from the command"
            ) from error


def _read_element(position: int, element: etree._Element) -> Declaration | Rejection:
    record = _value(element)
    if not isinstance(record, dict):
        return Rejection(position, "not a record", (record or "")[:80])
    if etree.QName(element).localname == "contrat-concession":
        record.setdefault("autoriteConcedante", record.get("acheteur") or {"id": None})
    return declaration(position, forgive(record))


def _value(element: etree._Element) -> Any:
    """The text of a leaf, or what its children say by name: a list where a name comes several times."""
    if not len(element):
        return element.text
    found: dict[str, Any] = {}
    for child in element:
        name, value = str(child.tag).rpartition("}")[2], _value(child)
        if name in found:
            found[name] = [*found[name], value] if isinstance(found[name], list) else [found[name], value]
        else:
            found[name] = value
    return found


def _forget(element: etree._Element) -> None:
    """Give back the memory of a record read, and of those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


class _Mended(RawIOBase):
    """The file as the parser wants it: UTF-8, no control character, no ampersand that stands for nothing."""

    def __init__(self, file: Any) -> None:
        head = file.read(_CHUNK)
        self._file, self._kept = file, b""
        self._in_text, self.since_record = 0, 0
        self._chunks = in_utf8(self._raw(head[after_mark(head) :]), _encoding(head))

    def read(self, size: int = -1) -> bytes:
        """Some bytes, none at the end."""
        for chunk in self._chunks:
            whole = self._kept + chunk.translate(None, _FORBIDDEN)
            cut = whole.rfind(b"&", max(0, len(whole) - _LONGEST))
            cut = len(whole) if cut < 0 else cut
            self._kept = whole[cut:]
            if mended := self._bounded(_AMPERSAND.sub(_reference, whole[:cut])):
                return mended
        kept, self._kept = self._kept, b""
        return _AMPERSAND.sub(_reference, kept)

    def _bounded(self, chunk: bytes) -> bytes:
        """The chunk, or nothing of it in the midst of a text too long; a record without end stops the file."""
        self._in_text = 0 if b"<" in chunk else self._in_text + len(chunk)
        if self._in_text > _LONGEST_TEXT:
            return b""
        self.since_record += len(chunk)
        if self.since_record > LONGEST:
            raise SourceError(f"{self._file.name}: a record over {LONGEST:,} bytes, which is none; look at it")
        return chunk

    def _raw(self, head: bytes) -> Iterator[bytes]:
        yield head
        while chunk := self._file.read(_CHUNK):
            yield chunk


def _encoding(head: bytes) -> str:
    """What the file declares, UTF-8 where it declares nothing that is written here (UTF-7, found by atheris)."""
    declared = _DECLARED.match(head[after_mark(head) :].lstrip())
    try:
        name = lookup(declared[1].decode()).name if declared else "utf-8"
    except LookupError:
        name = "utf-8"
    return name if name in _WRITTEN else "utf-8"


def _reference(found: re.Match[bytes]) -> bytes:
    r"""A reference that XML knows, in place of any ampersand.

    >>> [_AMPERSAND.sub(_reference, text) for text in (b"R&D", b"&eacute;", b"&#1;&#233;", b"&amp;")]
    [b'R&amp;D', b'&#233;', b'&#233;', b'&amp;']
    """
    name = found[1]
    if name is None:
        return b"&amp;"
    if name.startswith(b"#"):
        code = int(name[2:], 16) if name[1:2] == b"x" else int(name[1:])
        return found[0] if code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE else b""
    if name in _XML_OWN:
        return found[0]
    letters = html5.get(f"{name.decode('ascii', 'replace')};")
    return "".join(f"&#{ord(c)};" for c in letters).encode() if letters else b"&amp;" + found[0][1:]


SOURCE = Source(
    key="decp_xml",
    label="DECP XML (schémas 2019 et 2022)",
    licence="Licence Ouverte 2.0",
    recognise=lambda head: _RECOGNISED.match(head, after_mark(head)) is not None,
    read=read,
)
