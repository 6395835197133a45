"""The words of the titles of contracts: what a search looks for, and what tells a purchase family."""

import duckdb
import pandas as pd

from geo.words import stems

LEAST = 2
"""Contracts of a family that must share a word before it tells anything of the family."""
_BATCH = 50_000


def tell_words(database: duckdb.DuckDBPyConnection) -> None:
    """Make ``title_words`` (the stems of each title, between blanks) and ``word`` (contracts of each stem and family).

    A contract without a title has no row. Each title is stemmed once, however many lots bear it.
    """
    database.execute("CREATE OR REPLACE TEMP TABLE told (title VARCHAR, stems VARCHAR)")
    titles = database.cursor().execute("SELECT DISTINCT title FROM contract WHERE title IS NOT NULL")
    while rows := titles.fetchmany(_BATCH):
        page = pd.DataFrame([(title, f" {' '.join(stems(title))} ") for (title,) in rows], columns=["title", "stems"])
        database.from_df(page).insert_into("told")
    bearing = "contract JOIN told USING (title)"
    database.execute(f"CREATE OR REPLACE TABLE title_words AS SELECT uid, stems FROM {bearing}")  # noqa: S608
    each = f"SELECT unnest(string_split(trim(stems), ' ')) AS stem, purchase_family AS family FROM {bearing}"  # noqa: S608
    database.execute(
        f"CREATE OR REPLACE TABLE word AS SELECT stem, family, count(*) AS contracts FROM ({each}) "  # noqa: S608
        "WHERE stem <> '' AND family IS NOT NULL GROUP BY stem, family HAVING count(*) >= ?",
        [LEAST],
    )
    database.execute("DROP TABLE told")
