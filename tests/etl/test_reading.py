"""Families read in titles: never from the title itself, whatever the order, and measured on what comes later."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from reading import real_contracts

from etl.reading import FOLDS, LEAST, read_titles
from etl.words import tell_words

WORDS = {
    "45": ("toiture", "voirie", "peinture", "plomberie", "charpente"),
    "72": ("logiciel", "serveur", "base", "hébergement", "web"),
    "80": ("formation", "stage", "cours", "apprentis", "moniteur"),
}


def titles(number: int = 600) -> list[tuple[str, str | None, str | None, date]]:
    """Three words of its family make a title; a contract a day, families in turn."""
    rows: list[tuple[str, str | None, str | None, date]] = []
    for i in range(number):
        family = ("45", "72", "80")[i % 3]
        words = [WORDS[family][(i // 3 // 5**k) % 5] for k in range(3)]
        rows.append((f"u{i:04}", " ".join(words), family, date(2018, 1, 1) + timedelta(days=i)))
    return rows


def told(rows: list[tuple[str, str | None, str | None, date]]) -> duckdb.DuckDBPyConnection:
    database = duckdb.connect()
    columns = ["uid", "title", "purchase_family", "notified_on"]
    table = pd.DataFrame(rows, columns=columns).astype({"uid": "str", "notified_on": "datetime64[s]"})
    table = table.astype(dict.fromkeys(("title", "purchase_family"), "string"))
    database.from_df(table).create("contract")
    tell_words(database)
    read_titles(database)
    return database


def read(database: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return database.sql("SELECT * FROM reading ORDER BY uid").df().set_index("uid")


def test_a_title_without_cpv_is_read_and_one_with_another_cpv_is_contradicted() -> None:
    day = date(2018, 1, 1)
    odd = [("x1", "Toiture, charpente et peinture", None, day), ("x2", "Stage et cours du moniteur", "45", day)]
    found = read(told([*titles(), *odd, ("x3", None, "45", day), ("x4", "12", "45", day)]))
    assert found.loc["x1", ["family_read", "contradicts"]].tolist() == ["45", False]
    assert found.loc["x2", ["family_published", "family_read", "contradicts"]].tolist() == ["45", "80", True]
    assert found.loc[["x1", "x2"], "confidence"].min() > 0.9
    assert not {"x3", "x4"} & set(found.index), "no title, or none that says anything"


def test_no_title_is_read_by_a_model_that_saw_it() -> None:
    """Fifty lots of one title, in a family of which nothing else speaks: a model that saw one would know them all."""
    lots = [(f"lot{i:02}", "Zygène", "98", date(2018, 1, 1)) for i in range(50)]
    found = read(told([*titles(), *lots]))
    assert FOLDS > 1
    assert "98" not in set(found.loc[[f"lot{i:02}" for i in range(50)], "family_read"])


def test_titles_read_by_pages_are_read_as_they_would_be_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read(told(titles()))
    monkeypatch.setattr("etl.reading._PAGE", 7)
    assert read(told(titles())).equals(whole)


def test_quality_is_that_of_later_contracts() -> None:
    """From July 2019 on the words change families: what was learnt before is wrong of what comes after."""
    rows = titles()
    turned = {"45": "72", "72": "80", "80": "45"}
    later = [(u, t, turned[str(f)] if i >= 420 else f, d) for i, (u, t, f, d) in enumerate(rows)]
    before, after = (
        told(one).sql("SELECT * FROM reading_quality WHERE floor = 0").df().set_index("method")
        for one in (titles(800), [*later, *[(f"y{u}", t, f, d) for u, t, f, d in rows[:200]]])
    )
    assert before.loc["titles", ["macro_f1", "accuracy"]].tolist() == [1, 1]
    assert before.loc["largest", "accuracy"] == pytest.approx(1 / 3, abs=0.01)
    assert before.loc["titles", ["learnt", "tested", "families"]].tolist() == [561, 239, 3]
    assert after.loc["titles", "accuracy"] < 0.5


def test_the_order_of_contracts_changes_nothing() -> None:
    one, other = (
        [told(rows).table(name).order("ALL").fetchall() for name in ("reading", "reading_quality")]
        for rows in (titles(), titles()[::-1])
    )
    assert one
    assert str(one) == str(other)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        titles(LEAST - 1),
        [(f"u{i}", "Travaux", "45", date(2018, 1, 1)) for i in range(LEAST)],
        [(f"u{i}", "Travaux", ("45", "72")[i % 2], date(2018, 1, 1)) for i in range(LEAST)],
    ],
)
def test_where_there_is_nothing_to_learn_from_nothing_is_read(rows: Any) -> None:
    """None, too few, one family, one title: each title would have to be read by a model that learnt nothing."""
    database = told(rows)
    assert read(database).empty
    assert database.table("reading_quality").fetchall() == []


@pytest.mark.real
def test_on_the_real_titles_the_model_beats_the_words_of_the_cpv(shared: Path, tmp_path: Path) -> None:
    """2,425 contracts notified after 12 February 2019, of 42 families; 5,701 earlier ones, of 44."""
    with real_contracts(shared, tmp_path) as database:
        database.execute(
            "CREATE TABLE contract AS SELECT f.uid, title, purchase_family, notified_on FROM declaration AS d "
            "JOIN fate AS f ON f.declaration_id = d.declaration_id AND f.survivor_id = d.declaration_id"
        )
        tell_words(database)
        read_titles(database)
        quality = database.table("reading_quality").df().set_index(["method", "floor"])
    assert quality.loc[("titles", 0), ["families", "learnt", "tested"]].tolist() == [44, 5_701, 2_425]
    f1, accuracy = quality["macro_f1"].round(2), quality["accuracy"].round(2)
    assert f1.xs(0, level="floor").to_dict() == {"largest": 0.01, "keywords": 0.17, "titles": 0.34}
    assert accuracy.xs(0, level="floor").to_dict() == {"largest": 0.25, "keywords": 0.31, "titles": 0.58}
    assert accuracy["titles", 0.9] > 0.88
