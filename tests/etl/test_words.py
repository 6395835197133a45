"""The words of titles, and the doors that a build opens."""

import duckdb

from etl.words import tell_words

TITLES = [
    ("u1", "Travaux de toiture", "45"),
    ("u2", "Toitures de l'école", "45"),
    ("u3", "Toit", "72"),
    ("u4", None, "45"),
]


def told() -> duckdb.DuckDBPyConnection:
    database = duckdb.connect()
    database.execute("CREATE TABLE contract (uid VARCHAR, title VARCHAR, purchase_family VARCHAR)")
    database.executemany("INSERT INTO contract VALUES (?, ?, ?)", TITLES)
    tell_words(database)
    return database


def test_each_title_is_kept_as_its_stems_between_blanks() -> None:
    with told() as database:
        found = dict(database.table("title_words").fetchall())
    assert found == {"u1": " traval toitur ", "u2": " toitur ecol ", "u3": " toit "}


def test_a_word_tells_a_family_once_two_contracts_share_it() -> None:
    with told() as database:
        assert database.table("word").fetchall() == [("toitur", "45", 2)]


def test_without_titles_there_are_tables_all_the_same() -> None:
    with duckdb.connect() as database:
        database.execute("CREATE TABLE contract (uid VARCHAR, title VARCHAR, purchase_family VARCHAR)")
        tell_words(database)
        assert database.table("title_words").fetchall() == database.table("word").fetchall() == []
