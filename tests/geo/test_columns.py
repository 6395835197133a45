"""The dictionary of columns says what a build writes, no more and no less."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from etl.build import TABLES as WRITTEN
from geo.atlas import open_atlas
from geo.columns import TABLES

GROUND = {"territory", "siren_territory", "merger", "neighbour", "outline", "postal_code"}
"""Tables of territories: linked from their own edition, not written by a build."""


def tables_of(atlas: Path) -> dict[str, Path]:
    return {path.stem: path for path in (atlas / open_atlas(atlas).version).glob("*.parquet")}


def test_every_table_written_is_in_the_dictionary(tiny_atlas: Path) -> None:
    assert set(tables_of(tiny_atlas)) - GROUND == set(TABLES) == {*WRITTEN, "indicator"}


@pytest.mark.parametrize("name", TABLES)
def test_its_columns_are_those_of_the_dictionary(tiny_atlas: Path, name: str) -> None:
    written = pq.read_schema(tables_of(tiny_atlas)[name]).names
    assert sorted(written) == sorted(column.name for column in TABLES[name])


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_a_meaning(name: str) -> None:
    assert all(column.meaning for column in TABLES[name])
    assert all(column.unit in ("", "€", "€²", "km", "days", "months", "°", "0-1") for column in TABLES[name])
    euros = [column for column in TABLES[name] if column.name.endswith("_eur")]
    assert all(column.unit == "€" for column in euros)
