"""Whatever is broken in a small valid file of any format, no row is lost and nothing but SourceError stops the run."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from broken import damage
from corpus import flat, flat_parquet, marche, marked, ministry, old, packet, record, row, xml, zipped
from hypothesis import given, settings
from hypothesis import strategies as st
from reliability.measure import amount
from world import contract

from etl.declaration import Rejection
from etl.sources import find_files, recognise
from etl.sources.base import Source
from etl.stage import Staging
from geo.errors import SourceError

SOUND = {
    "2022 JSON": packet(record("1", modifications=[{"modification": {"id": 1, "montant": 5}}]), record("2")),
    "2019 JSON": old(contract("1"), contract("2")),
    "lines": old(contract("1"))[13:-2] + b"\n" + packet(record("2"))[24:-29] + b"\n",
    "XML": xml(marche("<marcheInnovant>oui</marcheInnovant>"), marche(number="2", title="R&amp;D &#233;")),
    "flat CSV": flat(row(), row(amount="150", date="2024-09-01"), row("u2", "2")),
    "flat Parquet": flat_parquet(),
    "Ministry": ministry(marked(), marked(change="1,5,2024-05-01")),
    "zip": zipped(a=packet(record())),
}


@pytest.mark.parametrize("form", SOUND)
@settings(max_examples=amount(60, 2000))
@given(st.data())
def test_whatever_is_broken_rows_are_kept_or_rejected(form: str, data: st.DataObject) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data").write_bytes(data.draw(damage(SOUND[form])))
        try:
            read_all(folder)
        except SourceError:
            return


def read_all(folder: Path) -> None:
    for path in find_files([folder / "data"], folder / "unpacked"):
        source = recognise(path)
        if not isinstance(source, Source):
            continue
        with Staging(folder / f"staged-{path.name}") as staging:
            count = staging.add("data", source.read(path), date(2026, 11, 24))
        assert count.rows == count.kept + sum(count.rejected.values())
        positions = [(type(item), item.position) for item in source.read(path)]
        assert len(set(positions)) == len(positions)


@pytest.mark.parametrize("form", SOUND)
def test_the_files_that_are_broken_were_sound(form: str, tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(SOUND[form])
    (path,) = find_files([tmp_path / "data"], tmp_path / "unpacked")
    source = recognise(path)
    assert isinstance(source, Source)
    found = list(source.read(path))
    assert found
    assert not any(isinstance(item, Rejection) for item in found)
