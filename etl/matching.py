"""Calls for tenders matched with the contracts that follow, and the time between: a probability, never a certainty."""

from collections.abc import Iterator
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from etl.engines.base import Engine
from etl.engines.duckdb import DUCKDB
from etl.following import alike, probability, purchase
from etl.notice_buyers import tell_buyers
from geo.measures import median_interval

LEAST = 0.5
"""A less probable pair is no match."""
WITHIN_DAYS = 730
"""A contract notified later follows another call."""
_BATCH = 50_000
_MATCH = ("notice_id", "uid", "buyer_siren", "told_by", "probability", "days")
_DELAY = ("buyer_siren", "contracts", "matched", "median_days", "low_days", "high_days")


def match_notices(database: duckdb.DuckDBPyConnection, engine: Engine = DUCKDB) -> None:
    """Make ``match`` (a contract follows one call at most, the most probable) and ``delay`` (of each buyer that calls).

    Of two calls as probable, the later one: the same purchase is called for again every few years.
    """
    tell_buyers(database)
    engine.ask(database, ["which_contracts_may_follow_each_notice", "how_many_contracts_could_follow_a_notice"])
    found = pd.DataFrame(_pairs(database), columns=_MATCH)
    found = found.sort_values(["uid", "probability", "days", "notice_id"], ascending=[True, False, True, True])
    matches = found.drop_duplicates("uid")
    types = dict.fromkeys(("notice_id", "uid", "buyer_siren", "told_by"), "str")
    database.from_df(matches.astype(types | {"probability": "float64", "days": "int64"})).create("match")
    real = dict.fromkeys(("median_days", "low_days", "high_days"), "float64")
    whole = dict.fromkeys(("contracts", "matched"), "int64")
    database.from_df(_delays(database, matches).astype({"buyer_siren": "str"} | real | whole)).create("delay")


def _pairs(database: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    """Each contract notified within two years of a call of its buyer, that is at least as probable as not to follow."""
    for siren, calls, contracts in _of_each_buyer(database):
        called, bought = ([purchase(*said) for *_, said in side] for side in (calls, contracts))
        for i, j in alike(called, bought, LEAST):
            (notice, told, published, _), (uid, notified, _) = calls[i], contracts[j]
            days = (notified - published).days
            if 0 < days <= WITHIN_DAYS and (sure := round(probability(called[i], bought[j]), 4)) >= LEAST:
                yield notice, uid, siren, told, sure, days


def _of_each_buyer(database: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, list[Any], list[Any]]]:
    """The calls and the contracts of each buyer that has both, one buyer in memory at a time."""
    called = _by_buyer(database, "called", "notice_id, told_by, published_on")
    for siren, contracts in _by_buyer(database, "candidate", "uid, notified_on"):
        yield siren, next(calls for caller, calls in called if caller == siren), contracts


def _by_buyer(database: duckdb.DuckDBPyConnection, table: str, columns: str) -> Iterator[tuple[str, list[Any]]]:
    """Rows of each buyer in turn: the columns, then what is bought (title, CPV)."""
    asked = database.cursor().execute(
        f"SELECT buyer_siren, {columns}, title, cpv_code FROM {table} ORDER BY ALL"  # noqa: S608 - ours
    )
    rows = chain.from_iterable(iter(lambda: asked.fetchmany(_BATCH), []))
    for siren, found in groupby(rows, key=itemgetter(0)):
        yield siren, [(*row[1:-2], row[-2:]) for row in found]


def _delays(database: duckdb.DuckDBPyConnection, matches: pd.DataFrame) -> pd.DataFrame:
    """Of each buyer: contracts that a call could have led to, those matched, the median of their days, its interval."""
    days = {siren: np.asarray(found, dtype=float) for siren, found in matches.groupby("buyer_siren")["days"]}
    rows = database.table("awaited").order("buyer_siren").fetchall()
    told = [
        (siren, contracts, len(days.get(siren, ())), *median_interval(days.get(siren, ()))) for siren, contracts in rows
    ]
    return pd.DataFrame(told, columns=_DELAY)
