"""The buyers near a seller: ranked, counted, drawn, with the contracts that end soon."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from geo.atlas.base import Atlas
from geo.prospects import prospect_scores
from webmap.nearby import NearbyAsk, Seller

SHOWN, MOST_ENDINGS, MOST_UNKNOWN, MOST_CALLS = 20, 100, 8, 40
LEAST_PLACED = 3
"""Contracts whose two places are known, before 'never nearby' is said of a buyer."""
MONTHS_AHEAD = 24
Row = dict[str, Any]
_UNTOLD: Row = {"url": None, "matched": 0, "median_days": None}
_SUMMED = ["contracts", "amount_eur", "yearly_eur", "local", "placed", "small", "sized"]
_OF_MAIN = [
    "family", "priced", "quarter_eur", "median_eur", "three_quarters_eur", "procedure", "procedure_contracts",
    "offered", "offers_median", "last_on", "last_uid",
]  # fmt: skip
_IDENTITY = ["name", "buyer_category", "commune", "departement", "lon", "lat", "precision", "years", "distance_km"]


@dataclass(frozen=True)
class Prospects:
    """The answer: one row a buyer, best first, all families together; typical amounts of its first family."""

    table: pd.DataFrame
    atlas: Atlas
    seller: Seller
    today: date

    @property
    def rows(self) -> list[Row]:
        """The buyers that a page shows, each with its ``endings`` and what notices tell: ``url``, ``median_days``."""
        shown = self.table.head(SHOWN)
        soon = self.endings.groupby("buyer_siren").size()
        told = {row["siren"]: row for row in _records(self.atlas.told_by_notices(list(shown["siren"])))}
        return [
            {**row, "endings": int(soon.get(row["siren"], 0)), **told.get(row["siren"], _UNTOLD)}
            for row in _records(shown)
        ]

    @cached_property
    def endings(self) -> pd.DataFrame:
        """Contracts of the buyers shown that should end in the next 24 months, with the buyer's name; soonest first."""
        shown = self.table.head(SHOWN)
        until = (pd.Timestamp(self.today) + pd.DateOffset(months=MONTHS_AHEAD)).date()
        found = self.atlas.endings(list(shown["siren"]), self.seller.families, self.today, until)
        names = dict(zip(shown["siren"], shown["name"], strict=True))
        return found.assign(siren=found["buyer_siren"], name=found["buyer_siren"].map(names))

    @property
    def soonest(self) -> list[Row]:
        """The first of the ``endings``: what a page shows."""
        return _records(self.endings.head(MOST_ENDINGS))

    @cached_property
    def calls(self) -> list[Row]:
        """Calls for tender still open in her families, in the départements of the buyers found and in her own."""
        near = {*self.table["departement"].dropna(), *self.seller.departements, self.seller.departement} - {None, ""}
        return _records(self.atlas.calls(self.seller.families, sorted(near), self.today, MOST_CALLS))

    @property
    def unknown_doors(self) -> list[Row]:
        """Buyers of her families that never bought them in their own département, as far as is known; best first."""
        never = (self.table["placed"] >= LEAST_PLACED) & (self.table["local"] < 1e-9)
        return _records(self.table[never].head(MOST_UNKNOWN))

    @property
    def yearly_eur(self) -> float:
        """What all the buyers found should spend in a year on her families."""
        return float(self.table["yearly_eur"].sum())


def prospects(atlas: Atlas, ask: NearbyAsk, seller: Seller, today: date) -> Prospects:
    """The buyers of the seller's families within reach: within her radius, or in her départements."""
    if seller.departements or seller.lon is None or seller.lat is None:
        doors = atlas.doors_in(seller.families, seller.departements).assign(distance_km=float("nan"))
    else:
        doors = atlas.doors(seller.families, seller.lon, seller.lat, ask.km)
    return Prospects(ranked(doors, ask.nearness / 100), atlas, seller, today)


def ranked(doors: pd.DataFrame, nearness: float) -> pd.DataFrame:
    """One row a buyer, best first: sums of its families, and the typical amounts of the one with most contracts.

    ``doors`` come by siren, then family. In arrays: pandas' own groups and joins took a third of the whole answer.
    """
    starts = np.flatnonzero(doors["siren"].ne(doors["siren"].shift()))
    if not len(starts):
        return doors.assign(main_contracts=0.0, score=0.0)
    rows = doors[_SUMMED].to_numpy(dtype=float)
    sums = np.add.reduceat(np.nan_to_num(rows), starts)
    buyer = np.repeat(np.arange(len(starts)), np.diff([*starts, len(doors)]))
    # The first of the families with most contracts: the sort is stable, and each buyer's are next to each other.
    main = np.lexsort((-rows[:, _SUMMED.index("contracts")], buyer))[starts]
    years, distance = (doors[name].to_numpy(dtype=float)[main] for name in ("years", "distance_km"))
    of = dict(zip(_SUMMED, sums.T, strict=True))
    score = prospect_scores(of["yearly_eur"], of["contracts"] / years, distance, nearness)
    best = np.argsort(-score, kind="stable")  # by siren where scores are equal
    table = doors[["siren", *_IDENTITY, *_OF_MAIN]].iloc[main[best]].reset_index(drop=True)
    more = {name: values[best] for name, values in of.items()}
    return table.assign(**more, main_contracts=rows[main[best], _SUMMED.index("contracts")], score=score[best])


def _records(table: pd.DataFrame) -> list[Row]:
    names = [str(name) for name in table.columns]
    columns = (table[name].tolist() for name in table.columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
