"""Records of either schema, one JSON object a line."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from etl.declaration import Declaration, Rejection
from etl.sources.base import Source
from etl.sources.decp_json import SAMPLE, has_flat_keys, read_record
from etl.sources.lengths import lines
from etl.sources.mend import after_mark, mend
from geo.errors import SourceError

_BUYERS = ("acheteur", "autoriteConcedante")


def read(path: Path) -> Iterator[Declaration | Rejection]:
    """Stream the lines of a file; positions are line numbers, empty lines are no record.

    Raises SourceError when the last line is cut short, as it is when a download stops.
    """
    with path.open("rb") as file:
        is_odd = has_flat_keys(file.read(SAMPLE))
        file.seek(0)
        for position, line in enumerate(lines(file), start=1):
            line = line[after_mark(line) :] if position == 1 else line
            if line.strip():
                found = read_record(position, line, is_odd)
                if isinstance(found, Rejection) and not line.endswith(b"\n") and line.lstrip().startswith(b"{"):
                    raise SourceError(
                        f"{path}: line {position:,}, the last, is cut short; download the file again, "
                        "or remove it from the command"
                    )
                yield found


def _recognise(head: bytes) -> bool:
    """A first line that is a whole object with a buyer in it, or the beginning of one longer than the head."""
    line, *more = head[after_mark(head) :].lstrip().split(b"\n", 1)
    if more or line.rstrip().endswith(b"}"):
        try:
            record = msgspec.json.decode(b"".join(mend(line)))
        except msgspec.MsgspecError:
            return False
        return isinstance(record, dict) and any(str(key).strip().startswith(_BUYERS) for key in record)
    return line.startswith(b"{") and any(f'"{key}'.encode() in line for key in _BUYERS)


SOURCE = Source(
    key="ndjson",
    label="DECP JSON, un enregistrement par ligne",
    licence="Licence Ouverte 2.0",
    recognise=_recognise,
    read=read,
)
