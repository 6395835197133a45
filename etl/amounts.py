"""Judge the amount of every contract: by itself (``geo.contracts``), then against its peers (docs/amounts.md)."""

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from geo.contracts import amount_status
from geo.organisations import buyer_category

MIN_PEERS = 30
"""A group smaller than this judges nobody: the next wider one does."""

PEERS: tuple[list[str], ...] = (["family", "category", "size"], ["family", "category"], ["family"], [])
"""From the narrowest group of peers to all contracts."""

FAR, FARTHER, FARTHEST = 3.0, 4.0, 6.0
"""Deviations from the median of log10, in robust standard deviations (1.4826 MAD)."""

LEAST_SPREAD = 0.3
"""Where peers are all alike, an amount must still be this far (a factor of two) to count as one deviation."""

LARGEST_EUR = 3e9
"""No single French contract is known above; the Lyon-Turin tunnel's largest is of 1.66 bn€."""

SMALLEST_EUR = 100.0
"""Below, an amount is rather a unit price (74.38 € for a stay) than what a contract is worth."""

PER_INHABITANT = {"works": (5_000.0, 20_000.0), "services": (1_000.0, 5_000.0), "supplies": (500.0, 2_000.0)}
"""Euros an inhabitant of the buyer's territory: from the first on an amount is reviewed, from the second suspect."""

SIZES = (3_500, 20_000, 100_000)
"""Inhabitants that part the sizes of local buyers."""

NO_GIANTS = ("hospital", "social_housing")
"""Buyers without inhabitants of their own and without contracts of a billion."""

TOO_LARGE = "above 3 bn€: no single contract is known to be"
TOO_MUCH_A_HEAD = "far above its peers, and beyond reason for its inhabitants"
OUT_OF_REACH = "out of all proportion to its peers"
FAR_ABOVE = "far above its peers"
MUCH_A_HEAD = "above its peers, and much for its inhabitants"
TINY = "under 100 €: perhaps a unit price"

Verdict = tuple[NDArray[np.object_], NDArray[np.object_]]


def judge(cases: pd.DataFrame) -> Verdict:
    """The status and the reason of each amount: ok, ceiling, review (in sums); suspect, placeholder, … (out of them).

    ``cases`` has amount_eur (NaN where none), is_framework, is_concession, family (the CPV division's number, 0 where
    none), and of the buyer: category, size (a class of population) and population (NaN where it governs nothing).
    """
    amount = cases["amount_eur"].to_numpy(dtype=float)
    status, reason = amount_status(amount, cases["is_framework"].to_numpy(), cases["is_concession"].to_numpy())
    usable = np.isin(status, ("ok", "ceiling"))
    logarithm = np.log10(np.where(usable, amount, np.nan))
    deviation = deviations(cases.assign(logarithm=logarithm))
    first, second = _limits(cases["family"])
    a_head = amount / cases["population"].to_numpy(dtype=float)
    no_giant = cases["category"].isin(NO_GIANTS).to_numpy()
    suspect = {
        TOO_LARGE: amount > LARGEST_EUR,
        TOO_MUCH_A_HEAD: (deviation > FARTHER) & (a_head > second),
        OUT_OF_REACH: (deviation > FARTHEST) & no_giant,
    }
    review = {
        FAR_ABOVE: deviation > FARTHER,
        MUCH_A_HEAD: (deviation > FAR) & (a_head > first),
        TINY: amount < SMALLEST_EUR,
    }
    for rules, word in ((review, "review"), (suspect, "suspect")):
        for text, met in reversed(rules.items()):
            status[usable & met], reason[usable & met] = word, text
    return status, reason


def deviations(cases: pd.DataFrame) -> NDArray[np.float64]:
    """How far each ``logarithm`` is from the median of its peers, in robust standard deviations; NaN without peers."""
    found = np.full(len(cases), np.nan)
    for keys in PEERS:
        groups = cases.groupby(keys, sort=False, observed=True).ngroup() if keys else pd.Series(0, index=cases.index)
        by_group = cases["logarithm"].groupby(groups.to_numpy())
        distance = cases["logarithm"] - by_group.transform("median")
        spread = 1.4826 * distance.abs().groupby(groups.to_numpy()).transform("median")
        enough = (by_group.transform("count") >= MIN_PEERS).to_numpy()
        told = (distance / spread.clip(lower=LEAST_SPREAD)).to_numpy()
        found = np.where(np.isnan(found) & enough, told, found)
    return found


def _limits(family: pd.Series) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The two limits in euros an inhabitant: works are division 45, supplies 03 to 44 and 48, services the rest."""
    division = family.to_numpy()
    works, supplies = division == 45, (division < 45) | (division == 48)
    first, second = (
        np.select([works, supplies], [PER_INHABITANT["works"][n], PER_INHABITANT["supplies"][n]], limit)
        for n, limit in enumerate(PER_INHABITANT["services"])
    )
    return first, second


def judge_contracts(database: duckdb.DuckDBPyConnection) -> None:
    """Make the table ``judged``: amount_status, amount_reason and the amount_eur of sums, for each contract stated."""
    buyers = _buyers(database)
    numbered = pa.table({"siren": pa.array(buyers["siren"], pa.string()), "buyer": np.arange(len(buyers))})
    database.register("numbered", numbered)
    # Numbers alone cross over to numpy: two million texts would take longer than the rule.
    cases = database.sql(
        "SELECT s.declaration_id, s.amount_last_eur AS amount_eur, s.is_framework, s.kind = 'concession' AS "
        "is_concession, coalesce(cast(s.purchase_family AS INTEGER), 0) AS family, n.buyer "
        "FROM stated AS s JOIN numbered AS n ON n.siren = s.buyer_siren"
    ).df()
    described = buyers[["category", "size", "population"]].take(cases["buyer"].to_numpy()).reset_index(drop=True)
    status, reason = judge(pd.concat([cases, described], axis=1))
    verdict = {"status": pa.array(status, pa.string()), "reason": pa.array(reason, pa.string())}
    told = {"declaration_id": cases["declaration_id"], "amount_last_eur": cases["amount_eur"]}
    database.register("verdict", pa.table(told | {name: text.dictionary_encode() for name, text in verdict.items()}))
    database.execute(
        "CREATE OR REPLACE TABLE judged AS SELECT declaration_id, status AS amount_status, reason AS amount_reason, "
        "CASE WHEN status IN ('ok', 'ceiling', 'review') THEN amount_last_eur END AS amount_eur FROM verdict"
    )
    for name in ("numbered", "verdict"):
        database.unregister(name)


def _buyers(database: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Each buyer: siren, its category, its population where it governs a territory, its size among such buyers."""
    rows = database.sql(
        "SELECT s.buyer_siren, min(a.level), min(d.buyer_name), min(t.population) FROM stated AS s "
        "JOIN declaration AS d ON d.declaration_id = s.declaration_id "
        "LEFT JOIN authority AS a ON a.siren = s.buyer_siren "
        "LEFT JOIN territory AS t ON t.level = a.level AND t.code = a.code GROUP BY s.buyer_siren ORDER BY 1"
    ).fetchall()
    population = np.array([row[3] for row in rows], dtype=float)
    return pd.DataFrame(
        {
            "siren": [siren for siren, *_ in rows],
            "category": pd.Categorical([buyer_category(siren, None, level, name) for siren, level, name, _ in rows]),
            "population": population,
            "size": np.where(np.isnan(population), -1, np.searchsorted(SIZES, population)),
        }
    )
