"""Copy the files of one version into its schema, and check that nothing was lost on the way."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from pmtiles.reader import MmapSource, all_tiles
from psycopg import Cursor
from psycopg.sql import SQL, Composed, Identifier
from sqlalchemy import Connection, MetaData, Table, insert, text
from sqlalchemy.schema import CreateSchema, CreateTable, SetColumnComment

from geo.atlas.asked import text_of
from geo.atlas.connection import schema_of
from geo.atlas.tables import tables_of
from geo.columns import TABLES
from geo.errors import BuildError

Say = Callable[[str], None]
BATCH = 50_000
PART_OF_FILE = 4_000_000
"""Bytes."""
READERS = ("geomarches_web",)


def copy_version(connection: Connection, folder: Path, version: str, say: Say) -> int:
    """Make the schema of a version from its folder, in the transaction under way; how many rows it holds.

    Raises BuildError where a table does not have the rows and the sums of its file.
    """
    schema = schema_of(version)
    files = {path.stem: path for path in sorted(folder.glob("*.parquet"))}
    metadata = tables_of({name: pq.read_schema(path) for name, path in files.items()}, schema)
    connection.execute(CreateSchema(schema))
    connection.execute(text(f'SET LOCAL search_path = "{schema}", geomarches, public'))
    for table in metadata.sorted_tables:
        _create(connection, table)
    for name, path in files.items():
        say(f"copying {name}")
        _copy(_cursor(connection), metadata.tables[f"{schema}.{name}"], path)
    _copy_tiles(_cursor(connection), metadata.tables[f"{schema}.tile"], folder / "tiles")
    _copy_files(_cursor(connection), metadata.tables[f"{schema}.file"], files)
    activity = metadata.tables[f"{schema}.activity"]
    weighed = text(text_of("activity")).columns(*activity.c)
    connection.execute(insert(activity).from_select(activity.c.keys(), weighed))
    _finish(connection, metadata, say)
    with duckdb.connect() as folder_side:
        return sum(
            _check(connection, folder_side, metadata.tables[f"{schema}.{name}"], path) for name, path in files.items()
        )


def _create(connection: Connection, table: Table) -> None:
    connection.execute(CreateTable(table))
    for column in table.c:
        if column.comment:
            connection.execute(SetColumnComment(column))


def _cursor(connection: Connection) -> Cursor:
    """The driver's own cursor, which alone can COPY."""
    driver = connection.connection.driver_connection
    return driver.cursor()  # type: ignore[union-attr,no-any-return]


def _copy(cursor: Cursor, table: Table, path: Path) -> None:
    file = pq.ParquetFile(path)
    with cursor.copy(_into(table, file.schema_arrow.names, SQL("(FORMAT csv)"))) as copy:
        for batch in file.iter_batches(BATCH):
            copy.write(_csv(batch))


def _into(table: Table, columns: list[str], form: SQL) -> Composed:
    where = SQL(".").join([Identifier(table.schema or ""), Identifier(table.name)])
    return SQL("COPY {} ({}) FROM STDIN {}").format(where, SQL(", ").join(map(Identifier, columns)), form)


def _csv(batch: pa.RecordBatch) -> memoryview:
    """Rows as COPY reads them: nothing for what is missing, "" for an empty text, shapes in hexadecimal WKB."""
    columns = [_plain(column) for column in batch.columns]
    sink = pa.BufferOutputStream()
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed")
    pyarrow.csv.write_csv(pa.RecordBatch.from_arrays(columns, names=batch.schema.names), sink, options)
    return memoryview(sink.getvalue())


def _plain(column: pa.Array) -> pa.Array:
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return pa.array([None if shape is None else shape.hex() for shape in column.to_pylist()], pa.string())
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        # The one character that PostgreSQL's text refuses; shown as unreadable rather than lost.
        return pc.replace_substring(column, "\0", "\ufffd")
    return column


def _copy_tiles(cursor: Cursor, table: Table, folder: Path) -> None:
    with cursor.copy(_into(table, table.c.keys(), SQL(""))) as copy:
        for row in _tiles(folder):
            copy.write_row(row)


def _copy_files(cursor: Cursor, table: Table, files: dict[str, Path]) -> None:
    """The files themselves, to be downloaded whole, in parts that no reader of them is crushed by."""
    with cursor.copy(_into(table, table.c.keys(), SQL(""))) as copy:
        for name in sorted(TABLES.keys() & files.keys()):
            with files[name].open("rb") as file:
                for number, data in enumerate(iter(lambda: file.read(PART_OF_FILE), b"")):
                    copy.write_row((name, number, data))


def _tiles(folder: Path) -> Iterator[tuple[str, int, int, int, bytes]]:
    for path in sorted(folder.glob("*.pmtiles")):
        with path.open("rb") as file:
            for (z, x, y), data in all_tiles(MmapSource(file)):  # type: ignore[no-untyped-call]
                yield path.stem, z, x, y, data


def _finish(connection: Connection, metadata: MetaData, say: Say) -> None:
    """Indexes after the rows, statistics after the indexes, then the right to read."""
    for table in metadata.sorted_tables:
        say(f"indexing {table.name}")
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            index.create(connection)
        connection.execute(text(f'ANALYZE "{table.schema}"."{table.name}"'))
    known = set(connection.scalars(text("SELECT rolname FROM pg_roles")))
    for role in known.intersection(READERS):
        connection.execute(text(f'GRANT USAGE ON SCHEMA "{metadata.schema}" TO {role}'))
        connection.execute(text(f'GRANT SELECT ON ALL TABLES IN SCHEMA "{metadata.schema}" TO {role}'))


def _check(connection: Connection, folder_side: duckdb.DuckDBPyConnection, table: Table, path: Path) -> int:
    """Refuse a table that has not the rows, the values and the sums of its file; how many rows it has."""
    arrow = pq.read_schema(path)
    asked = ["count(*) AS rows"]
    for field in arrow:
        asked.append(f'count("{field.name}")')
        if pa.types.is_integer(field.type) or pa.types.is_floating(field.type):
            asked.append(f'sum("{field.name}")')
    query = f"SELECT {', '.join(asked)} FROM"
    found = connection.execute(text(f'{query} "{table.schema}"."{table.name}"')).one()
    expected = folder_side.execute(f"{query} read_parquet(?)", [str(path)]).fetchone() or ()
    for what, here, there in zip(asked, found, expected, strict=True):
        if not np.isclose(_number(here), _number(there), rtol=1e-9, atol=1e-6, equal_nan=True):
            raise BuildError(f"{table.name}: {what} is {here} in the database and {there} in {path}")
    return int(found.rows)


def _number(value: object) -> float:
    return 0.0 if value is None else float(str(value))
