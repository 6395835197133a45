"""Registers of SIRENE: what they say of the establishments and organisations that contracts name.

Where: INSEE's monthly stock (StockUniteLegale, StockEtablissement, geolocation), as CSV, Parquet or zip, and
extracts of it. Licence: Licence Ouverte 2.0. Rhythm: every month.
"""

import re
import zipfile
import zlib
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from etl.sources.sirene_layouts import FIELDS, REGISTERS, Register
from etl.spill import open_spilling
from geo.errors import SourceError

LICENCE = "Licence Ouverte 2.0"
_HEAD = 8192
_PARQUET, _ZIP = b"PAR1", b"PK\x03\x04"
_UNREADABLE = (duckdb.Error, pa.ArrowException, zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError)

_TEXT, _DAY, _REAL, _FLAG = pa.string(), pa.date32(), pa.float64(), pa.bool_()
SCHEMA = pa.schema(
    {
        "siret": _TEXT, "siren": _TEXT, "name": _TEXT, "commune": _TEXT, "address": _TEXT, "postal_code": _TEXT,
        "x": _REAL, "y": _REAL, "epsg": pa.int32(), "is_point_precise": _FLAG, "naf": _TEXT, "is_head_office": _FLAG,
        "legal_category": _TEXT, "unit_naf": _TEXT, "size_category": _TEXT, "headcount_band": _TEXT,
        "head_office_id": _TEXT, "opened_on": _DAY, "closed_on": _DAY, "is_diffusible": _FLAG, "authority": _TEXT,
        "trust": pa.int32(),
    }
)  # fmt: skip
"""What every register becomes: a row an establishment (SIRET), or an organisation (SIREN alone)."""

__all__ = ["LICENCE", "REGISTERS", "SCHEMA", "Register", "recognise", "write_registers"]


def recognise(head: bytes, path: Path) -> Register | None:
    """The register that a file is, known by its columns: those of a CSV, a Parquet, or a zip of one CSV.

    A file of contracts enriched with SIRENE's columns has an amount: it is none.
    """
    try:
        names = {name.casefold() for name in _columns(head, path)}
    except _UNREADABLE as error:
        raise SourceError(f"{path}: cannot be opened ({error}); download it again") from error
    return next((r for r in REGISTERS if r.keys <= names and "montant" not in names), None)


def write_registers(registers: Iterable[tuple[Path, Register]], staged: Path) -> dict[Path, int]:
    """Write what registers say of the identifiers staged in a folder as ``register-<n>.parquet``; rows of each file.

    One streamed pass a file: 2 M identifiers are found among 42 M rows without loading them. Registers that name
    head offices are read first, so that the others are asked for these too.
    """
    kept = {}
    ordered = sorted(registers, key=lambda one: ("head_office_nic" not in one[1].columns, one[1].trust, one[0]))
    with open_spilling(staged) as database:
        _find_used(database, staged)
        for number, (path, register) in enumerate(ordered):
            target = staged / f"register-{number}.parquet"
            kept[path] = _write(database, path, register, target)
            database.execute("INSERT INTO used SELECT DISTINCT head_office_id FROM read_parquet(?)", [str(target)])
    return kept


def _find_used(database: duckdb.DuckDBPyConnection, staged: Path) -> None:
    """SIRET (14 digits) and SIREN (9) that staged contracts name."""
    of = {"declaration": ("buyer_siret", "buyer_siren"), "declared_supplier": ("supplier_id", "siren")}
    of["declared_subcontract"] = of["declared_supplier"]
    ids = " UNION ALL ".join(
        f"SELECT {column} AS id FROM read_parquet('{staged / table}.parquet')"  # noqa: S608 - our own names
        for table, columns in of.items()
        for column in columns
    )
    database.execute(f"CREATE TABLE used AS SELECT DISTINCT id FROM ({ids}) WHERE id IS NOT NULL")  # noqa: S608


def _write(database: duckdb.DuckDBPyConnection, path: Path, register: Register, target: Path) -> int:
    try:
        stream = _open(database, path, register)
        given = {name.casefold(): name for name in stream.columns}
        stream.project(", ".join(_field(field, register, given) for field in FIELDS)).create_view("raw")
        query = files("etl.sources").joinpath("sirene.sql").read_text(encoding="utf-8")
        found = database.sql(f"SELECT *, {register.trust} AS trust FROM ({query})")  # noqa: S608 - our own text
        found.write_parquet(str(target), compression="zstd")
    except _UNREADABLE as error:
        reason = str(error).splitlines()[0]
        raise SourceError(f"{path}: not a readable register ({reason}); download it again") from error
    return int(pq.read_metadata(target).num_rows)


def _field(field: str, register: Register, given: dict[str, str]) -> str:
    """One of FIELDS as text, nothing where the layout or the file has no such column."""
    column = given.get(register.columns.get(field, "").casefold())
    return f'CAST("{column}" AS VARCHAR) AS {field}' if column else f"NULL::VARCHAR AS {field}"


def _open(database: duckdb.DuckDBPyConnection, path: Path, register: Register) -> duckdb.DuckDBPyRelation:
    with path.open("rb") as file:
        magic = file.read(_HEAD)
    if magic.startswith(_PARQUET):
        return database.read_parquet(str(path))
    head = _unpacked(magic, path)
    if not magic.startswith(_ZIP):
        return database.read_csv(str(path), all_varchar=True, header=True, delimiter=_delimiter(head))
    asked = {name.casefold() for name in register.columns.values()}
    columns = [name for name in _columns(magic, path) if name.casefold() in asked]
    return database.from_arrow(_unzip(path, columns, _delimiter(head)))


def _unzip(path: Path, columns: list[str], delimiter: str) -> pa.RecordBatchReader:
    """The CSV inside a zip as a stream of batches: StockEtablissement is 2 GB packed and 9 GB unpacked."""
    archive = zipfile.ZipFile(path)
    texts = dict.fromkeys(columns, pa.string())
    return pa_csv.open_csv(
        archive.open(_tables(archive)[0]),
        parse_options=pa_csv.ParseOptions(delimiter=delimiter),
        convert_options=pa_csv.ConvertOptions(include_columns=columns, column_types=texts, strings_can_be_null=True),
    )


def _columns(head: bytes, path: Path) -> list[str]:
    if head.startswith(_PARQUET):
        return list(pq.read_schema(path).names)
    text = _unpacked(head, path).removeprefix(b"\xef\xbb\xbf")
    line = re.split(rb"\r?\n", text, maxsplit=1)[0].decode("utf-8", "replace")
    return [name.strip().strip('"') for name in line.split(_delimiter(text))]


def _unpacked(head: bytes, path: Path) -> bytes:
    """The first bytes of a text, or of the one CSV in a zip; none where a zip holds anything else."""
    if not head.startswith(_ZIP):
        return head
    with zipfile.ZipFile(path) as archive:
        tables = _tables(archive)
        return archive.open(tables[0]).read(_HEAD) if len(tables) == 1 else b""


def _tables(archive: zipfile.ZipFile) -> list[str]:
    return [name for name in archive.namelist() if name.lower().endswith(".csv")]


def _delimiter(head: bytes) -> str:
    """Comma in INSEE's stock, semicolon in its geolocation: the one that the first line has more of."""
    line = head.split(b"\n", 1)[0]
    return ";" if line.count(b";") > line.count(b",") else ","
