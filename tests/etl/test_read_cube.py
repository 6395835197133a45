"""What measures read of the sample: words as numbers in their list, and the same figures as from the words."""

from dataclasses import fields, replace
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from etl.build import CUBE, read_cube
from geo.atlas import open_atlas
from geo.indicators import INDICATORS, Cube, Indicator
from geo.territories import ABROAD

TABLES = [field.name for field in fields(Cube) if field.name != "neighbours"]
QUICK = [one for one in INDICATORS if one.key != "anchoring"]
"""Anchoring takes seconds, and reads what the others do: `make test-slow` has it."""


def of_texts(table: pd.DataFrame) -> pd.DataFrame:
    return table.astype({name: str for name in table.select_dtypes("category")})


@pytest.fixture(scope="module")
def cube(demo: Path) -> Cube:
    """The cube of the sample, from its atlas."""
    folder = demo / open_atlas(demo).version
    with duckdb.connect() as database:
        for name in CUBE:
            columns = "* EXCLUDE (geometry)" if name == "territory" else "*"
            database.execute(f"CREATE TABLE {name} AS SELECT {columns} FROM '{folder / name}.parquet'")  # noqa: S608 - our own names
        return read_cube(database, folder)


def test_words_that_millions_of_rows_repeat_are_categories(cube: Cube) -> None:
    assert {str(cube.flow[name].dtype) for name in ("level", "family", "buyer_code", "supplier_code")} == {"category"}
    assert cube.flow["buyer_code"].dtype == cube.total["code"].dtype == cube.territory["code"].dtype
    assert list(cube.total["code"].cat.categories) == sorted(cube.total["code"].cat.categories)


@pytest.mark.parametrize(
    "one", [pytest.param(i, marks=[] if i in QUICK else pytest.mark.slow, id=i.key) for i in INDICATORS]
)
def test_the_figures_are_those_of_the_words(cube: Cube, one: Indicator) -> None:
    words = replace(cube, **{name: of_texts(getattr(cube, name)) for name in TABLES})
    expected, found = one.compute(words), of_texts(one.compute(cube))
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_exact=True)


@pytest.mark.parametrize("one", INDICATORS, ids=lambda one: one.key)
def test_a_country_that_buys_abroad_alone_stops_no_indicator(cube: Cube, one: Indicator) -> None:
    """Tables empty on one side, their categories as many as communes: pandas could align them no more."""
    abroad = replace(
        cube,
        flow=cube.flow[cube.flow["supplier_code"] == ABROAD],
        total=cube.total[cube.total["role"] == "buyer"],
        locality=cube.locality[cube.locality["place"] == ABROAD],
        distance=cube.distance[:0],
        size=cube.size[cube.size["size_category"] == "unknown"],
        firm=cube.firm[:0],
        band=cube.band[:0],
        flow_residual=cube.flow_residual[:0],
    )
    figures = one.compute(abroad)
    assert figures["value"].notna().all()
    assert len(figures) or one.key not in ("spend", "local_share")
