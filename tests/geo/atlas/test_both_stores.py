"""Random questions, the same answers: the folder and the database differ by where tables rest, and by nothing else."""

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from postgres import Server

from etl.database import publish
from etl.pipeline import run
from etl.settings import Settings
from geo.atlas import Atlas, open_atlas
from geo.errors import GeomarchesError
from geo.selection import ALL_FAMILIES, ALL_YEARS, WEIGHTS, Selection
from geo.territories import LEVELS

pytestmark = pytest.mark.postgis
SEED = 20261125
ROOT = Path(__file__).resolve().parents[3]
ODD = ["", "%", "_", "'", "é", "unknown", "abroad", "99999", "saint", "LE", "\\", "a-b"]
Question = tuple[str, dict[str, Any]]


class Curious:
    """Draws questions that an atlas can be asked, about what it holds and about what it does not."""

    def __init__(self, atlas: Atlas, seed: int = SEED) -> None:
        self._rng = random.Random(seed)  # noqa: S311 - chance that comes back the same
        self._years = [ALL_YEARS, *atlas.years(), 1999]
        self._families = [ALL_FAMILIES, *atlas.families(), "99"]
        self._codes = {level: [*atlas.territories(level)["code"], *ODD] for level in LEVELS}
        figures = atlas.figures(self._codes["region"][0], Selection("region"))
        self._indicators = [*zip(figures["indicator"], figures["variant"], strict=True), ("spend", "none")]
        self._uids = [*self._some_uids(atlas), "x"]

    def _some_uids(self, atlas: Atlas) -> list[str]:
        largest = [atlas.contracts(code, Selection("region")) for code in self._codes["region"]]
        return [str(uid) for table in largest for uid in table["uid"]]

    def questions(self, number: int) -> list[Question]:
        """So many questions, the same ones each time."""
        asked: list[Callable[[], Question]] = [
            self._of_a_level, self._of_a_cut, self._of_a_territory, self._of_flows, self._of_contracts,
            self._of_a_place, self._of_text, self._of_a_contract, self._of_several_years,
        ]  # fmt: skip
        return [self._rng.choice(asked)() for _ in range(number)]

    def _selection(self) -> Selection:
        pick = self._rng.choice
        return Selection(pick(LEVELS), pick(self._years), pick(self._families), pick(WEIGHTS))

    def _code(self, level: str) -> str:
        return self._rng.choice(self._codes[level])

    def _of_a_level(self) -> Question:
        level, around = self._rng.choice(LEVELS), self._rng.choice(LEVELS)
        within = self._rng.choice([None, (around, self._code(around))])
        return "territories", {"level": level, "within": within}

    def _of_a_cut(self) -> Question:
        indicator, variant = self._rng.choice(self._indicators)
        return "values", {"indicator": indicator, "variant": variant, "selection": self._selection()}

    def _of_a_territory(self) -> Question:
        selection = self._selection()
        about = {"code": self._code(selection.level), "selection": selection}
        if self._rng.random() < 0.3:
            return "figures", about
        pick = self._rng.choice
        return "totals", about | {"role": pick(["buyer", "supplier"]), "by": pick(["family", "year"])}

    def _of_several_years(self) -> Question:
        cut = replace(self._selection(), year=2015, until=self._rng.choice([2019, 2030]))
        code = self._rng.choice([None, self._code(cut.level)])
        what = self._rng.choice(["total", "locality", "distance", "size", "flows", "totals"])
        if what == "flows":
            return what, {"selection": cut, "code": code}
        if what == "totals":
            return what, {"selection": cut, "code": code or "", "by": self._rng.choice(["family", "year"])}
        local = self._rng.choice(LEVELS)
        return "over_years", {"table": what, "selection": cut, "code": code, "local_level": local}

    def _of_flows(self) -> Question:
        selection = self._selection()
        code = self._rng.choice([None, self._code(selection.level)])
        direction = self._rng.choice(["in", "out", "both"])
        return "flows", {"selection": selection, "code": code, "direction": direction, "top": 50}

    def _of_contracts(self) -> Question:
        selection = self._selection()
        role = self._rng.choice(["buyer", "supplier"])
        return "contracts", {"code": self._code(selection.level), "selection": selection, "role": role}

    def _of_a_place(self) -> Question:
        lon, lat = self._rng.uniform(-4, 6), self._rng.uniform(43, 50)
        if self._rng.random() < 0.5:
            return "establishments_near", {"lon": lon, "lat": lat, "km": self._rng.uniform(0, 150), "limit": 50}
        return "establishments_within", {"west": lon, "south": lat, "east": lon + 3, "north": lat + 1, "limit": 50}

    def _of_text(self) -> Question:
        text = self._rng.choice([*ODD, self._code("departement"), self._code("commune")])
        return self._rng.choice(
            [("search_territories", {"text": text}), ("rejected", {"source": text}), ("placing", {})]
        )

    def _of_a_contract(self) -> Question:
        return "contract", {"uid": self._rng.choice(self._uids)}


def answer(atlas: Atlas, question: Question) -> Any:
    """What an atlas answers, or the error that it raises on purpose."""
    name, values = question
    try:
        return getattr(atlas, name)(**values)
    except GeomarchesError as error:
        return str(error)


def differ(one: Any, other: Any) -> str:
    """How two answers differ; nothing where they are the same, the last digit of a sum aside."""
    try:
        if isinstance(one, pd.DataFrame):
            pd.testing.assert_frame_equal(_typed(one), _typed(other), rtol=1e-9, atol=1e-9)
        else:
            assert one == other
    except AssertionError as difference:
        return str(difference)
    return ""


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    """A column without one value has no type."""
    return table.astype({column: "object" for column in table if table[column].isna().all()})


def disagreements(folder: Atlas, database: Atlas, number: int) -> list[tuple[Question, str]]:
    """The questions, of so many, that the two stores answer differently."""
    asked = Curious(folder).questions(number)
    found = ((question, differ(answer(folder, question), answer(database, question))) for question in asked)
    return [(question, difference) for question, difference in found if difference]


def test_the_tiny_country_reads_the_same_in_both_stores(tiny_atlas: Path, tiny_database: str) -> None:
    assert disagreements(open_atlas(tiny_atlas), open_atlas(tiny_database), 300) == []


@pytest.fixture(scope="module")
def real(shared: Path, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The files of 2019 in both stores."""
    atlas = tmp_path_factory.mktemp("real")
    data = Path(os.environ.get("GEOMARCHES_DATA", ROOT / "data"))
    run([shared / "data" / "decp-2019"], Settings(data, atlas), date(2026, 11, 24))
    with server.base() as url:
        publish(atlas, url, accept="the files are known, with their rejected rows")
        yield atlas, url


@pytest.mark.real
@pytest.mark.slow
def test_the_real_files_read_the_same_in_both_stores(real: tuple[Path, str]) -> None:
    folder, database = (open_atlas(url) for url in real)
    assert disagreements(folder, database, 400) == []
    for level in LEVELS:
        pd.testing.assert_frame_equal(folder.outlines(level), database.outlines(level))
    for z, x, y in [(4, 7, 5), (5, 15, 11), (6, 31, 22), (8, 126, 88), (10, 506, 355)]:
        for level in LEVELS:
            assert folder.tile(level, z, x, y) == database.tile(level, z, x, y)
