"""Rows of flat files: read one by one whatever their encoding, then brought together by contract outside of memory."""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from etl.declaration import Rejection
from etl.sources.lengths import lines
from etl.sources.mend import after_mark, in_utf8
from etl.spill import open_spilling
from geo.errors import SourceError

Row: TypeAlias = dict[str, Any]
"""Values by column as texts, an empty one as None, and "position": 1 is the first row of the file, its header."""

_BATCH = 20_000
_LONGEST_CELL = 1 << 24


def header(head: bytes) -> tuple[str, list[str]]:
    """The separator of a CSV and its columns, from its first bytes.

    >>> header(b"\\xef\\xbb\\xbfid;acheteur_id;montant\\r\\n1;2;3")
    (';', ['id', 'acheteur_id', 'montant'])
    """
    line = next(iter(b"".join(in_utf8([head[after_mark(head) :]])).decode().splitlines()), "")
    separator = max((",", ";", "\t", "|"), key=line.count)
    return separator, [name.strip() for name in next(csv.reader([line], delimiter=separator), [])]


def read_csv(path: Path) -> Iterator[Row | Rejection]:
    """Stream the rows of a CSV; one of another width than the header is kept aside as "wrong number of columns".

    Raises SourceError when the last row is cut short, as it is when a download stops.
    """
    with path.open("rb") as file:
        separator, names = header(file.read(1 << 16))
        file.seek(0)
        csv.field_size_limit(_LONGEST_CELL)
        texts = _Texts(file)
        reader = csv.reader(texts, delimiter=separator)
        try:
            next(reader, None)
            for position, cells in enumerate(reader, start=2):
                if len(cells) == len(names):
                    values = (cell.strip() or None for cell in cells)
                    yield dict(zip(names, values, strict=True)) | {"position": position}
                elif texts.ends_short and len(cells) < len(names):
                    raise _cut_short(path, f"row {position:,}, the last, is cut short")
                elif cells:
                    yield Rejection(position, "wrong number of columns", separator.join(cells)[:80])
        except csv.Error as error:
            raise _cut_short(path, str(error)) from error


def _cut_short(path: Path, reason: str) -> SourceError:
    return SourceError(
        f"{path}: not a readable CSV of contracts ({reason}); download it again, or remove it from the command"
    )


class _Texts:
    """The lines of a file as texts; ``ends_short`` once the last one came without its end."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.ends_short = file, False

    def __iter__(self) -> Iterator[str]:
        for number, line in enumerate(lines(self._file)):
            line = line[after_mark(line) :] if number == 0 else line
            self.ends_short = not line.endswith((b"\n", b"\r"))
            yield _text(line)


def _text(line: bytes) -> str:
    try:
        text = line.decode()
    except UnicodeDecodeError:
        text = b"".join(in_utf8([line])).decode()
    return text.replace("\0", "")


def groups(rows: Iterable[Row | Rejection], keys: tuple[str, ...], order: str) -> Iterator[list[Row] | Rejection]:
    """Rows that share their keys, together and in order (SQL); what was kept aside comes first.

    Rows are written to a file and sorted there by DuckDB: memory does not grow with them.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        yield from _write(rows, folder / "rows.parquet")
        if (folder / "rows.parquet").exists():
            for _, group in groupby(_sorted(folder, f"{', '.join(map(_quoted, keys))}, {order}"), itemgetter(*keys)):
                yield list(group)


def _write(rows: Iterable[Row | Rejection], target: Path) -> Iterator[Rejection]:
    """Write the rows, a batch at a time; what was kept aside goes through."""
    rows, writer = iter(rows), None
    while batch := list(islice(rows, _BATCH)):
        yield from (row for row in batch if isinstance(row, Rejection))
        sound = [row for row in batch if not isinstance(row, Rejection)]
        if sound:
            schema = pa.schema({n: pa.int64() if n == "position" else pa.string() for n in sound[0]})
            writer = writer or pq.ParquetWriter(target, schema, compression="lz4")
            writer.write_table(pa.Table.from_pylist(sound, schema))
    if writer:
        writer.close()


def _quoted(name: str) -> str:
    return f'"{name}"'


def _sorted(folder: Path, order: str) -> Iterator[Row]:
    with open_spilling(folder) as database:
        ordered = database.read_parquet(str(folder / "rows.parquet")).order(f"{order}, position")
        names = ordered.columns
        while batch := ordered.fetchmany(_BATCH):
            yield from (dict(zip(names, row, strict=True)) for row in batch)


def split(words: str | None) -> tuple[str, ...]:
    """The words of a cell that holds a list.

    >>> split("Concours, Accord-cadre"), split("['Clause sociale']"), split(None)
    (('Concours', 'Accord-cadre'), ('Clause sociale',), ())
    """
    if not words:
        return ()
    parts = re.split(r"[,;|]", words.strip("[]"))
    return tuple(part for part in (p.strip(" '\"") for p in parts) if part)
