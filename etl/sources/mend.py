"""Mend the bytes of files that are JSON or UTF-8 but for a few faults that real platforms make, as a stream.

Mended: ``NaN`` and ``Infinity`` (Python writes them, JSON forbids them), back-slashes before any letter (AWS),
control characters inside texts, halves of surrogate pairs, bytes of Windows-1252 in a file of UTF-8.
"""

import re
from codecs import BOM_UTF8, getincrementaldecoder
from collections.abc import Iterable, Iterator
from mmap import mmap

_SLICE = 1 << 20
# A back-slash that ends a text ("C:\", AWS) seems to escape the closing quote: a key follows, as in no sound text.
_KEY_NEXT = rb'"(?=\s*,\s*"\w+\s*"\s*:)'
_UNICODE = rb"\\u(?:[0-9a-cA-CefEF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2}|[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F]..)"
_ESCAPE = rb"\\(?!" + _KEY_NEXT + rb')["\\/bfnrt]|' + _UNICODE
_SOUND = re.compile(rb'(?:[^"NI-]++|-(?!I)|"(?:[^"\\\x00-\x1f]++|' + _ESCAPE + rb')*+")++')
_FAULT = re.compile(rb'"(?:[^"\\]++|\\(?=' + _KEY_NEXT + rb")|\\.)*+\"|NaN|-?Infinity|.", re.DOTALL)
_IN_TEXT = re.compile(rb"(" + _ESCAPE + rb")|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\|[\x00-\x1f]", re.DOTALL)
# 0x80-0x9F are letters in Windows-1252, five of them excepted.
_LONE = {0xDC00 + b: bytes([b]).decode("cp1252", "ignore") or "\ufffd" for b in range(0x80, 0x100)}


def mend(content: bytes | mmap) -> Iterator[bytes]:
    r"""The content in valid UTF-8, its JSON faults mended; what is sound passes by the megabyte.

    >>> b"".join(mend(b'{"a": NaN, "b": "C:\\Users NaN \xe9"}')).decode()
    '{"a": null, "b": "C:\\\\Users NaN é"}'
    """
    return in_utf8(_without_faults(content))


def in_utf8(chunks: Iterable[bytes], encoding: str = "utf-8") -> Iterator[bytes]:
    """Chunks of an encoding as UTF-8; a byte that is no UTF-8 is read as Windows-1252, the other habit of platforms.

    >>> b"".join(in_utf8([b"caf\\xc3", b"\\xa9 ou caf\\xe9"])).decode()
    'café ou café'
    """
    decoder = getincrementaldecoder(encoding)("surrogateescape")
    for chunk in chunks:
        yield _encoded(decoder.decode(chunk))
    yield _encoded(decoder.decode(b"", final=True))


def slices(content: bytes | mmap, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The bytes from ``start`` to ``end``, a megabyte at a time."""
    end = len(content) if end is None else end
    for at in range(start, end, _SLICE):
        yield content[at : min(at + _SLICE, end)]


def after_mark(content: bytes | mmap) -> int:
    """Where the text begins: some platforms write a byte order mark, which JSON forbids, before it."""
    return len(BOM_UTF8) if content[: len(BOM_UTF8)] == BOM_UTF8 else 0


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.translate(_LONE).encode("utf-8", "replace")


def _without_faults(content: bytes | mmap) -> Iterator[bytes]:
    at = after_mark(content)
    while at < len(content):
        if sound := _SOUND.match(content, at):
            yield from slices(content, at, sound.end())
            at = sound.end()
        if fault := _FAULT.match(content, at):
            if fault[0] == b'"':  # a text without end: looking for one again at each quote in it would never end
                yield from slices(content, at)
                return
            yield _mended(fault[0])
            at = fault.end()


def _mended(fault: bytes) -> bytes:
    if fault.startswith(b'"') and len(fault) > 1:
        return b'"' + _IN_TEXT.sub(_escaped, fault[1:-1]) + b'"'
    return b"null" if fault.endswith((b"NaN", b"Infinity")) else fault


def _escaped(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return found[0]
    if found[0] == b"\\":
        return rb"\\"
    return rb"\ufffd" if len(found[0]) > 1 else b"\\u%04x" % found[0][0]
