"""The words of the titles of contracts: what a search looks for, and what tells a purchase family."""

from collections import Counter

import duckdb
import pandas as pd

from geo.words import stems

LEAST = 2
"""Contracts of a family that must share a word before it tells anything of the family."""
_BATCH = 50_000


def tell_words(database: duckdb.DuckDBPyConnection) -> None:
    """Make ``title_words`` (the stems of each title, between blanks) and ``word`` (contracts of each stem and family).

    A contract without a title has no row.
    """
    database.execute("CREATE OR REPLACE TABLE title_words (uid VARCHAR, stems VARCHAR)")
    counts: Counter[tuple[str, str]] = Counter()
    titles = database.cursor().execute("SELECT uid, title, purchase_family FROM contract WHERE title IS NOT NULL")
    while rows := titles.fetchmany(_BATCH):
        told = [(uid, stems(title), family) for uid, title, family in rows]
        counts.update((stem, family) for _, found, family in told if family for stem in found)
        page = pd.DataFrame([(uid, f" {' '.join(found)} ") for uid, found, _ in told], columns=["uid", "stems"])
        database.from_df(page).insert_into("title_words")
    kept = [(stem, family, n) for (stem, family), n in counts.items() if n >= LEAST]
    words = pd.DataFrame(kept, columns=["stem", "family", "contracts"])
    database.from_df(words.astype({"stem": "str", "family": "str", "contracts": "int64"})).create("word")
