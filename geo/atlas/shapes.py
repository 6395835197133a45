"""What DuckDB lacks without its spatial extension, under PostGIS's own names: a box, and whether shapes meet."""

import duckdb
import pyarrow as pa
import shapely
from duckdb.func import PythonUDFType
from duckdb.sqltypes import BLOB, BOOLEAN, DOUBLE

# && compares the boxes around shapes, from statistics of the file; the shapes themselves are compared where these meet.
_MACROS = (
    "CREATE MACRO ST_MakeEnvelope(west, south, east, north, srid) AS ST_GeomFromWKB(box_of(west, south, east, north))",
    "CREATE MACRO ST_Intersects(one, other) AS "
    "CASE WHEN one && other THEN do_meet(ST_AsBinary(one), ST_AsBinary(other)) ELSE FALSE END",
)


def teach_shapes(database: duckdb.DuckDBPyConnection) -> None:
    """Give a database ``ST_MakeEnvelope`` and ``ST_Intersects``.

    >>> database = duckdb.connect()
    >>> teach_shapes(database)
    >>> box = "ST_MakeEnvelope({}, 0, {}, 1, 4326)"
    >>> database.sql(f"SELECT ST_Intersects({box.format(0, 2)}, {box.format(1, 3)})").fetchone()
    (True,)
    """
    arrow = PythonUDFType.ARROW
    database.create_function("box_of", _box_of, [DOUBLE, DOUBLE, DOUBLE, DOUBLE], BLOB, type=arrow)
    database.create_function("do_meet", _do_meet, [BLOB, BLOB], BOOLEAN, type=arrow)
    for macro in _MACROS:
        database.execute(macro)


def _box_of(west: pa.Array, south: pa.Array, east: pa.Array, north: pa.Array) -> pa.Array:
    sides = [side.to_numpy(zero_copy_only=False) for side in (west, south, east, north)]
    return pa.array(list(shapely.to_wkb(shapely.box(*sides))), pa.binary())


def _do_meet(one: pa.Array, other: pa.Array) -> pa.Array:
    return pa.array(shapely.intersects(*(shapely.from_wkb(side.to_pylist()) for side in (one, other))))
