"""No question of the build compares each row with each other: two million rows would take days."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from world import A1, FIRM_B2, contract, write_json

from etl.engines.base import read_question
from etl.engines.duckdb import DUCKDB

EVERY_PAIR = ("BLOCKWISE_NL_JOIN", "NESTED_LOOP_JOIN")


def every_pair(database: duckdb.DuckDBPyConnection, text: str) -> set[str]:
    """The ways of a question's plan that look at every pair of rows; the plan is chosen whatever the number of rows."""
    found = set()
    for statement in duckdb.extract_statements(text):
        plans = database.execute(f"EXPLAIN {statement.query}").fetchall()
        found |= {way for way in EVERY_PAIR for _, plan in plans if way in plan}
        database.execute(statement)
    return found


def test_a_condition_beside_the_key_is_seen() -> None:
    """So the build of 2 M contracts stood still for ten minutes, until the condition was moved into the key."""
    database = duckdb.connect()
    database.execute("CREATE TABLE one AS SELECT i AS id, i AS key FROM range(9) AS t(i)")
    beside = "SELECT * FROM one AS a LEFT JOIN one AS b ON b.key = a.key AND a.id > 3"
    within = "SELECT * FROM one AS a LEFT JOIN one AS b ON b.key = CASE WHEN a.id > 3 THEN a.key END"
    assert every_pair(database, beside) == {"BLOCKWISE_NL_JOIN"}
    assert every_pair(database, within) == set()


def test_no_question_of_a_build_looks_at_every_pair(
    build: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow: dict[str, set[str]] = {}

    def ask(_: object, database: duckdb.DuckDBPyConnection, questions: Iterable[str]) -> None:
        slow.update({question: every_pair(database, read_question(question)) for question in questions})

    monkeypatch.setattr(type(DUCKDB), "ask", ask)
    build(write_json(tmp_path / "one.json", [contract("1", A1, [FIRM_B2])]))
    assert len(slow) > 25
    assert {question: ways for question, ways in slow.items() if ways} == {}
