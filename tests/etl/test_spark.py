"""The same files give the same atlas on Spark as on DuckDB, cell by cell (docs/engines.md)."""

import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from world import A1, A2, B1, B2, FIRM_A1, FIRM_ABROAD, FIRM_B2, FIRM_LOST, contract, write_json

from etl.build import CUBE, TABLES, read_cube
from etl.cli import build as build_command
from etl.engines import ENGINES, require_engine
from etl.engines.spark import Spark, translate
from etl.locate import communes_at
from etl.pipeline import run
from etl.settings import Settings
from geo.errors import MissingToolError

TODAY = date(2026, 11, 24)
ROOT = Path(__file__).resolve().parents[2]
ORDER = TABLES | {"indicator": "indicator, variant, level, code, year, family, weight"}


QUICK = """
spark.master                     local[2]
spark.driver.host                127.0.0.1
spark.driver.bindAddress         127.0.0.1
spark.driver.extraJavaOptions    -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.sql.adaptive.enabled       false
spark.sql.codegen.wholeStage     false
spark.sql.shuffle.partitions     2
"""
"""Spark's own configuration for a few rows: compiling for speed takes longer than they do."""


@pytest.fixture(scope="module", autouse=True)
def _quick_spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("conf")
    (folder / "spark-defaults.conf").write_text(QUICK, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_CONF_DIR", str(folder))
        yield


def unequal(one: Path, other: Path) -> dict[str, str]:
    """What differs between two atlases: figures by more than 1e-9 of themselves, anything else at all."""
    found = {}
    for name, order in ORDER.items():
        left, right = (pd.read_parquet(folder / f"{name}.parquet") for folder in (one, other))
        if list(left.dtypes.items()) != list(right.dtypes.items()) or len(left) != len(right):
            found[name] = f"{len(left)} rows {dict(left.dtypes)}, {len(right)} rows {dict(right.dtypes)}"
            continue
        keys = order.split(", ")
        left, right = (table.sort_values(keys, ignore_index=True) for table in (left, right))
        for column in left:
            if cells := _unequal_cells(left[column], right[column]):
                found[f"{name}.{column}"] = cells
    return found


def _unequal_cells(left: pd.Series, right: pd.Series) -> str:
    if pd.api.types.is_float_dtype(left):
        same = np.isclose(left, right, rtol=1e-9, atol=1e-9, equal_nan=True)
    else:
        same = ((left == right) | (left.isna() & right.isna())).to_numpy(dtype=bool)
    return "" if same.all() else f"{(~same).sum()} of {len(left)}: {left[~same].iloc[0]!r}, {right[~same].iloc[0]!r}"


def build_on_both(paths: list[Path], data: Path, folder: Path) -> list[Path]:
    """The same atlas of each engine."""
    runs = {engine: run(paths, Settings(data, folder / engine), TODAY, engine=engine) for engine in ENGINES}
    return [folder / engine / made.version for engine, made in runs.items()]


def real_paths(shared: Path) -> list[Path]:
    """The contracts of the first issue, and the registers that place their parties."""
    return [shared / "data/decp-2019", shared / "data/decp-flat", *sorted((shared / "data/sirene").glob("*.csv"))]


def write_small_world(folder: Path) -> list[Path]:
    """Sharing, doubles, amendments, a framework, nobody, abroad, no amount, no date; a register and a point."""
    three = [FIRM_A1, FIRM_B2, FIRM_LOST]
    raised = {
        "objetModification": "avenant",
        "dateNotificationModification": "2019-06-01",
        "datePublicationDonneesModification": "2019-06-02",
        "montant": 150_000.1,
    }
    aws = [contract(f"2019{n:02}", A1, three, montant=1000.1 * n) for n in range(1, 14)]
    aws += [contract(f"2020{n:02}", B2, [FIRM_B2], montant=777.7 * n, dateNotification="2020-02-29") for n in range(12)]
    aws += [contract("X1", A2, [FIRM_A1], modifications=[raised]), contract("X2", B1, [FIRM_ABROAD], montant=None)]
    aws += [contract("AC1", B1, [FIRM_LOST], nature="Accord-cadre"), contract("X3", B1, dateNotification=None)]
    aws += [contract("Y1", A2, dureeMois=48, codeCPV="03000000-1"), contract("Z1", A2, montant=1e10)]
    pes = [contract("201901", A1, three, montant=1000.1, datePublicationDonnees="2019-04-15")]
    pes += [contract("201902", A1, three, montant=9000), contract("Y1", B1, [FIRM_B2], lieuExecution=None)]
    register = folder / "register.csv"
    register.write_text(
        "siret,codeCommuneEtablissement,etatAdministratifEtablissement,activitePrincipaleEtablissement\n"
        f"{FIRM_A1},01009,A,41.20A\n{FIRM_B2},02002,A,62.01Z\n",
        encoding="utf-8",
    )
    points = folder / "points.csv"  # of Lambert 93: B2's firm at 3.5° E, 45° N
    points.write_text(
        "siret;x;y;qualite_xy;epsg;plg_qp24;plg_code_commune;x_longitude;y_latitude\n"
        f"{FIRM_B2};739399.4;6433543.7;11;2154;;02002;3.5;45\n",
        encoding="utf-8",
    )
    return [write_json(folder / "aws.json", aws), write_json(folder / "pes.json", pes), register, points]


def test_the_comparison_sees_a_cell_that_differs() -> None:
    figures, words = pd.Series([1.0, np.nan]), pd.Series(["a", None])
    assert (_unequal_cells(figures, figures + 1e-12), _unequal_cells(words, words.copy())) == ("", "")
    assert "1 of 2" in _unequal_cells(figures, figures + 1e-8)
    assert "1 of 2" in _unequal_cells(figures, figures.fillna(0))
    assert "1 of 2" in _unequal_cells(words, pd.Series(["a", "b"]))


@pytest.mark.slow
def test_a_small_world_is_the_same_on_both_engines(
    tiny_country: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.pipeline.build_territories", lambda *_, **__: tiny_country)
    one, other = build_on_both(write_small_world(tmp_path), tmp_path / "data", tmp_path)
    assert len(pd.read_parquet(one / "contract.parquet")) > 20
    assert "point" in set(pd.read_parquet(other / "establishment.parquet")["precision"])
    assert unequal(one, other) == {}


def test_measures_start_from_the_same_figures_whatever_the_order_of_sums(tiny_country: Path) -> None:
    """Ten contracts of thirds are ten, though one order of adding them gives 9.999999999999998."""
    cubes = []
    for codes, ten in ((["01001", "01002"], 10.0), (["01002", "01001"], 9.999999999999998)):
        with duckdb.connect() as database:
            database.read_parquet(str(tiny_country / "territory.parquet")).create("territory")
            for name in set(CUBE) - {"territory"}:
                keys, same = ORDER[name].split(", "), {"level": "commune", "year": 0, "region": "84", "contracts": ten}
                rows = [dict.fromkeys(keys, code) | same for code in codes]
                database.from_df(pd.DataFrame(rows)).create(name)
            cubes.append(read_cube(database, tiny_country))
    for name in CUBE:
        pd.testing.assert_frame_equal(getattr(cubes[0], name), getattr(cubes[1], name), check_exact=True)


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    engine = Spark(tmp_path_factory.mktemp("spark"))
    yield engine
    engine.close()


def test_points_fall_in_the_same_communes(spark: Spark, tiny_country: Path) -> None:
    """One a commune, one off the coast, one nowhere, one without coordinates."""
    lon, lat = np.array([0.5, 1.5, 2.5, 4.005, 30, np.nan]), np.array([45, 45, 45, 45, 45, np.nan])
    found = spark.locate(lon, lat, tiny_country)
    assert found.tolist() == ["01001", "01002", "02001", "02002", None, None]
    assert found.tolist() == communes_at(lon, lat, tiny_country).tolist()


def test_only_questions_that_make_a_table_are_answered() -> None:
    with pytest.raises(ValueError, match="makes a table"):
        translate("DELETE FROM contract")


@pytest.mark.parametrize("package", ["pyspark", "sqlglot"])
def test_without_the_extra_the_message_says_what_to_install(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingToolError, match=rf"needs {package}.*pip install 'geomarches\[spark\]'"):
        require_engine("spark")


def test_without_java_the_message_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(MissingToolError, match="no java in JAVA_HOME"):
        require_engine("spark")
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingToolError, match="no java on the PATH"):
        require_engine("spark")


def test_the_command_offers_both_engines() -> None:
    option: Any = next(one for one in build_command.params if one.name == "engine")
    assert (tuple(option.type.choices), option.default) == (ENGINES, "duckdb")


@pytest.mark.real
@pytest.mark.slow
def test_the_real_files_are_the_same_on_both_engines(shared: Path, tmp_path: Path) -> None:
    data = Path(os.environ.get("GEOMARCHES_DATA", ROOT / "data"))
    assert unequal(*build_on_both(real_paths(shared), data, tmp_path)) == {}
