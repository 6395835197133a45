"""Addresses to points through the Géoplateforme (IGN): in batches, each answer kept on disk, never asked twice.

Where: ``POST /geocodage/search/csv``, a CSV in and the same CSV out with coordinates. Licence of the addresses (BAN):
Licence Ouverte 2.0. Limits: 50 requests a second, and about 30 s a request, whence the size of a batch.
"""

import io
import re
import sqlite3
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pandas as pd
import requests

from geo.errors import SourceError

SERVICE = "https://data.geopf.fr/geocodage/search/csv"
ANSWER = ("longitude", "latitude", "result_score", "result_type", "result_status", "result_citycode")
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
_KEPT = ("lon", "lat", "score", "kind", "commune")
_LONGEST_WAIT_S = 300.0
_TABLE = (
    "CREATE TABLE IF NOT EXISTS answer (address TEXT, commune_asked TEXT, lon REAL, lat REAL, score REAL, kind TEXT, "
    "commune TEXT, PRIMARY KEY (address, commune_asked))"
)

# Below it a street is a guess; a municipality or a locality of that name is no address.
SURE = 0.5
_ADDRESSES = frozenset({"housenumber", "street"})


@dataclass(frozen=True)
class Geocoder:
    """A service of the Géoplateforme's contract, and how patiently it is asked."""

    url: str = SERVICE
    batch: int = 1_000
    tries: int = 6
    timeout_s: float = 60.0
    pause_s: float = 0.2
    sleep: Callable[[float], None] = time.sleep


def geocode(
    addresses: pd.DataFrame,
    cache: Path,
    geocoder: Geocoder | None = None,
    say: Callable[[str], None] = lambda text: None,
) -> pd.DataFrame:
    """Points (EPSG:4326) of addresses, on the index of ``addresses``: lon, lat, score, kind and commune.

    ``addresses`` has address and commune (INSEE code; the search stays inside it). Only sure answers are given: a
    house number or a street, with a score of at least 0.5; an address without one has no row. ``cache`` is a SQLite
    file; each batch is kept there as soon as it is answered, so that a run that stops goes on where it stopped.
    Raises SourceError when the service does not answer after several tries, or answers something else.
    """
    geocoder = geocoder or Geocoder()
    keys = pd.DataFrame(
        {"address": addresses["address"].map(normalise), "commune_asked": addresses["commune"]}, index=addresses.index
    )
    cache.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(cache)) as kept:
        kept.execute(_TABLE)
        unknown = _unknown(keys, kept)
        for done, batch in _batches(unknown, geocoder.batch):
            say(f"geocoding {done:,} of {len(unknown):,} addresses")
            _keep(kept, ask(batch, geocoder))
            geocoder.sleep(geocoder.pause_s)
        answers = pd.read_sql_query("SELECT * FROM answer", kept)
    found = keys.reset_index(names="row").merge(answers, on=["address", "commune_asked"]).set_index("row")
    sure = found["kind"].isin(_ADDRESSES) & (found["score"] >= SURE) & found["lon"].notna()
    return pd.DataFrame(found.loc[sure, list(_KEPT)]).rename_axis(None)


def normalise(address: str) -> str:
    """An address as the cache knows it: capitals, no accent, words parted by one space.

    >>> normalise("12 bis,  rue de l'Église ")
    "12 BIS RUE DE L'EGLISE"
    """
    plain = unicodedata.normalize("NFKD", address).encode("ascii", "ignore").decode()
    return re.sub(r"[\s,;]+", " ", plain).strip().upper()


def _unknown(keys: pd.DataFrame, kept: sqlite3.Connection) -> pd.DataFrame:
    """Each address that was never answered, once."""
    known = pd.read_sql_query("SELECT address, commune_asked FROM answer", kept)
    asked = keys[keys["address"] != ""].drop_duplicates().sort_values(["commune_asked", "address"])
    seen = asked.merge(known.assign(seen=True), how="left")["seen"].notna()
    return asked[~seen.to_numpy()].reset_index(drop=True)


def _batches(table: pd.DataFrame, size: int) -> Iterator[tuple[int, pd.DataFrame]]:
    for start in range(0, len(table), size):
        yield start, table.iloc[start : start + size]


def _keep(kept: sqlite3.Connection, answers: pd.DataFrame) -> None:
    with kept:
        names = ("address", "commune_asked", *_KEPT)
        rows = answers[list(names)].astype(object).where(answers[list(names)].notna(), None).to_numpy().tolist()
        kept.executemany("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def ask(batch: pd.DataFrame, geocoder: Geocoder) -> pd.DataFrame:
    """What the service answers for address and commune_asked: the same rows, with lon, lat, score, kind, commune.

    Tries again, ever later or when Retry-After says, where the service is busy, silent, or cut its answer short.
    """
    reason = ""
    for attempt in range(geocoder.tries):
        if attempt:
            geocoder.sleep(min(2.0**attempt, _LONGEST_WAIT_S))
        try:
            reply = _post(batch, geocoder)
        except requests.RequestException as error:
            reason = f"no answer ({type(error).__name__})"
            continue
        if reply.status_code in _BUSY:
            reason = f"answer {reply.status_code}"
            geocoder.sleep(_told_to_wait(reply))
            continue
        if reply.status_code != requests.codes.ok:
            raise SourceError(f"{geocoder.url} refused a batch: {reply.status_code} {reply.text[:200]!r}")
        answers = _read(reply.text, geocoder.url)
        if answers["row"].tolist() == list(range(len(batch))):
            return _named(batch, answers)
        reason = f"{len(answers)} rows answered of {len(batch)} asked"
    raise SourceError(
        f"{geocoder.url} failed {geocoder.tries} times, the last with {reason}; answers so far are kept: start again "
        "later to go on, or build without --geocode"
    )


def _post(batch: pd.DataFrame, geocoder: Geocoder) -> requests.Response:
    table = pd.DataFrame(
        {"row": range(len(batch)), "address": batch["address"].tolist(), "citycode": batch["commune_asked"].tolist()}
    )
    form = [("columns", "address"), ("citycode", "citycode"), *(("result_columns", name) for name in ANSWER)]
    files = {"data": ("addresses.csv", table.to_csv(index=False), "text/csv")}
    # The State's service answers itself: one that sends us elsewhere is not followed, were it to this machine.
    return requests.post(geocoder.url, data=form, files=files, timeout=geocoder.timeout_s, allow_redirects=False)


def _told_to_wait(reply: requests.Response) -> float:
    """Seconds that Retry-After asks for, as a number or a date; none where it is absent."""
    told = reply.headers.get("Retry-After", "")
    if told.isdigit():
        return min(float(told), _LONGEST_WAIT_S)
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return 0.0
    return min(max((until - datetime.now(UTC)).total_seconds(), 0.0), _LONGEST_WAIT_S)


def _read(text: str, url: str) -> pd.DataFrame:
    """The rows of an answer that are whole; raises SourceError where it has other columns than the contract's."""
    try:
        table = pd.read_csv(io.StringIO(text), dtype=str, on_bad_lines="skip")
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        return pd.DataFrame({"row": []})
    missing = {"row", *ANSWER} - set(table.columns)
    if missing:
        raise SourceError(f"{url} answers without {', '.join(sorted(missing))}; its contract changed, tell us")
    # A line cut short lacks its last cells: the status stands before the commune's code, and is never empty.
    whole = table["row"].str.fullmatch(r"\d+") & table["result_status"].notna()
    return table[whole].assign(row=table.loc[whole, "row"].astype(int)).sort_values("row", ignore_index=True)


def _named(batch: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    numbers = answers[["longitude", "latitude", "result_score"]].apply(pd.to_numeric, errors="coerce")
    ok = answers["result_status"] == "ok"
    return pd.DataFrame(
        {
            "address": batch["address"].to_numpy(),
            "commune_asked": batch["commune_asked"].to_numpy(),
            "lon": numbers["longitude"].where(ok),
            "lat": numbers["latitude"].where(ok),
            "score": numbers["result_score"].where(ok),
            "kind": answers["result_type"].where(ok),
            "commune": answers["result_citycode"].where(ok),
        }
    )
