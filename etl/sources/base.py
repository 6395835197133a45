"""The door: what every source file gives, whatever its format."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from etl.declaration import Declaration, Rejection


@dataclass(frozen=True)
class Source:
    """A format of contracts: how it is recognised from its first bytes, how it is read as a stream."""

    key: str
    label: str
    licence: str
    recognise: Callable[[bytes], bool]
    read: Callable[[Path], Iterator[Declaration | Rejection]]
