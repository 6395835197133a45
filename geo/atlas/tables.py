"""The tables of a database: what outlives a version, and the tables of one, with their keys, indexes and meaning.

Columns come from the folder's own files and their meaning from the dictionary: a column added to an atlas needs no
second declaration here.
"""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from geo.atlas.connection import HOME
from geo.columns import TABLES
from geo.errors import BuildError

SRID = 4326
TEXT = String(collation="C")
"""Text sorts by code point, as in DuckDB: the two stores give their rows in one order."""

LASTING = MetaData(schema=HOME)
VERSIONS = Table(
    "version", LASTING,
    Column("version", TEXT, primary_key=True),
    Column("manifest", JSONB, nullable=False),
    Column("loaded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("loaded_by", String, nullable=False, server_default=func.current_user()),
    Column("refusals", JSONB, comment="what the gates held against it"),
    Column("accepted", String, comment="why it was published all the same"),
)  # fmt: skip
POINTER = Table(
    "pointer", LASTING,
    Column("is_only", Boolean, primary_key=True, server_default=text("true")),
    Column("version", TEXT, ForeignKey(VERSIONS.c.version), nullable=False),
    Column("pointed_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    CheckConstraint("is_only", name="one_row"),
)  # fmt: skip

_TYPES: tuple[tuple[Any, type[TypeEngine[Any]]], ...] = (
    (pa.types.is_boolean, Boolean),
    (pa.types.is_date, Date),
    (pa.types.is_floating, Double),
    (pa.types.is_decimal, Double),
    (pa.types.is_integer, BigInteger),
)
_SMALL = {pa.int8(): SmallInteger, pa.uint8(): SmallInteger, pa.int16(): SmallInteger, pa.int32(): Integer}

_KEYS = {
    "contract": ("uid",), "establishment": ("id",), "territory": ("level", "code"), "outline": ("level", "code"),
    "tile": ("layer", "z", "x", "y"), "buyer": ("siren",), "door": ("buyer_siren", "family"), "title_words": ("uid",),
    "flow_residual": ("level", "weight", "buyer_code", "supplier_code"),
}  # fmt: skip
_SEARCHED: dict[str, tuple[tuple[str, ...], ...]] = {
    "contract": (("buyer_siren",),),
    "award": (("uid",), ("buyer_siret",), ("supplier_id",), ("buyer_siren",), ("supplier_unit",)),
    "flow": (("level", "year", "family", "buyer_code"), ("level", "year", "family", "supplier_code")),
    "indicator": (("indicator", "variant", "level", "year", "family", "weight"), ("code", "level", "year", "family")),
    "territory_of": (("level", "code"), ("id",)),
    "total": (("level", "code", "role", "year", "family"), ("role", "level", "year")),
}
"""What the queries of ``sql/`` look for; any other table is found by its first column."""


def tables_of(schemas: Mapping[str, pa.Schema], schema: str) -> MetaData:
    """The tables of one version, from the Arrow schema of each; raises BuildError for a type with no counterpart."""
    metadata = MetaData(schema=schema)
    for name, columns in schemas.items():
        _table(metadata, name, columns)
    sums = ("contracts_bought", "amount_bought_eur", "contracts_won", "amount_won_eur")
    Table("activity", metadata, Column("id", TEXT, primary_key=True), *(Column(name, Double) for name in sums))
    Table(
        "tile", metadata,
        Column("layer", TEXT), Column("z", SmallInteger), Column("x", Integer), Column("y", Integer),
        Column("data", LargeBinary, nullable=False), PrimaryKeyConstraint(*_KEYS["tile"], name="tile_key"),
    )  # fmt: skip
    Table(
        "file", metadata,
        Column("name", TEXT), Column("part", Integer), Column("data", LargeBinary, nullable=False),
        PrimaryKeyConstraint("name", "part", name="file_key"),
    )  # fmt: skip
    return metadata


def _table(metadata: MetaData, name: str, arrow: pa.Schema) -> None:
    meanings = {column.name: column for column in TABLES.get(name, ())}
    columns = [
        Column(field.name, _type(name, field), comment=meanings[field.name].meaning if field.name in meanings else None)
        for field in arrow
    ]
    table = Table(name, metadata, *columns, *_made_here(name))
    present = set(table.c.keys())
    if name in _KEYS:
        table.append_constraint(PrimaryKeyConstraint(*_KEYS[name], name=f"{name}_key"))
    wanted = _SEARCHED.get(name, () if name in _KEYS else ((arrow.names[0],),))
    for at, key in enumerate(key for key in wanted if present.issuperset(key)):
        Index(f"{name}_by_{at}", *(table.c[column] for column in key))
    for at, (method, expression) in enumerate(_SHAPES.get(name, ())):
        Index(f"{name}_{method}_{at}", text(expression), postgresql_using=method, _table=table)


_SHAPES = {
    "territory": (("gist", "geometry"),),
    "buyer": (("gist", "point"),),
    "establishment": (("gist", "point"), ("gist", "(point::geography)")),
    "contract": (("gin", "to_tsvector('french', coalesce(title, ''))"),),
}


def _made_here(name: str) -> list[Column[Any]]:
    """Columns that a database adds to the folder's: points, and names without accents, both kept true by itself."""
    folded = Computed(f"{HOME}.fold(name)", persisted=True)
    made = {
        "buyer": [_point()],
        "establishment": [_point()],
        "territory": [Column("name_folded", TEXT, folded)],
    }
    return made.get(name, [])


def _point() -> Column[Any]:
    point = Computed(f"ST_SetSRID(ST_MakePoint(lon, lat), {SRID})", persisted=True)
    return Column("point", Geometry("POINT", SRID, spatial_index=False), point)


def _type(table: str, field: pa.Field) -> TypeEngine[Any]:
    if field.name == "geometry":
        return Geometry("GEOMETRY", SRID, spatial_index=False)
    # A column without one value has no type in its file.
    if pa.types.is_string(field.type) or pa.types.is_large_string(field.type) or pa.types.is_null(field.type):
        return TEXT
    if pa.types.is_timestamp(field.type):
        return DateTime(timezone=field.type.tz is not None)
    if field.type in _SMALL:
        return _SMALL[field.type]()
    found = next((kind for is_it, kind in _TYPES if is_it(field.type)), None)
    if found is None:
        raise BuildError(f"{table}.{field.name} is {field.type}, which no column of a database holds; write it as text")
    return found()
