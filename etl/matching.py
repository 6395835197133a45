"""Calls for tenders matched with the contracts that follow, and the time between: a probability, never a certainty."""

from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from etl.engines.base import Engine
from etl.engines.duckdb import DUCKDB
from etl.following import probability, purchase
from etl.notice_buyers import tell_buyers
from geo.measures import median_interval

LEAST = 0.5
"""A less probable pair is no match."""
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
    """Each candidate that is at least as probable as not."""
    asked = database.cursor().execute(
        "SELECT notice_id, uid, buyer_siren, told_by, published_on, notified_on, notice_title, notice_cpv, title, "
        "cpv_code FROM candidate"
    )
    while rows := asked.fetchmany(_BATCH):
        for notice, uid, siren, told_by, published, notified, *said in rows:
            sure = round(probability(purchase(*said[:2]), purchase(*said[2:])), 4)
            if sure >= LEAST:
                yield notice, uid, siren, told_by, sure, (notified - published).days


def _delays(database: duckdb.DuckDBPyConnection, matches: pd.DataFrame) -> pd.DataFrame:
    """Of each buyer: contracts that a call could have led to, those matched, the median of their days, its interval."""
    days = {siren: np.asarray(found, dtype=float) for siren, found in matches.groupby("buyer_siren")["days"]}
    rows = database.table("awaited").order("buyer_siren").fetchall()
    told = [
        (siren, contracts, len(days.get(siren, ())), *median_interval(days.get(siren, ()))) for siren, contracts in rows
    ]
    return pd.DataFrame(told, columns=_DELAY)
