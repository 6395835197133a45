"""How long one record may be: a file made to exhaust the memory loses that record, and no other."""

from collections.abc import Iterator
from typing import BinaryIO

from etl.declaration import Rejection

LONGEST = 1 << 25
"""Bytes: the longest record ever seen (a framework contract with its amendments, XML) has a hundredth of it."""


def lines(file: BinaryIO) -> Iterator[bytes]:
    r"""The lines of a file; of one that is too long, its start, still too long.

    >>> from io import BytesIO
    >>> [len(line) for line in lines(BytesIO(b"a\n" + b"x" * 90_000_000 + b"\nb"))] == [2, LONGEST + 1, 1]
    True
    """
    while line := file.readline(LONGEST):
        if len(line) == LONGEST and not line.endswith(b"\n"):
            rest = line
            while rest and not rest.endswith(b"\n"):
                rest = file.readline(LONGEST)
            line += b"\n"
        yield line


def too_long(position: int, start: bytes) -> Rejection:
    """A record set aside for its length."""
    return Rejection(position, "a record too long", start.decode("utf-8", "replace")[:80])
