"""What a build says of itself: one line a step, and the figures that the manifest keeps by source."""

from collections import Counter
from collections.abc import Iterable

import duckdb

from etl.locate import placing_lines
from etl.parts import Part
from etl.quality import SourceCount

_SHOWN = 12


def lines(
    sources: list[SourceCount], parts: list[Part], database: duckdb.DuckDBPyConnection, figures: int
) -> list[str]:
    """One line a source, then one a step, in the order of the steps."""
    return [
        *_sources(sources),
        _clean(sources, parts),
        _deduplicate(sources, database),
        _placed(database),
        *placing_lines(database),
        _amounts(database),
        _total(database),
        _coverage(database),
        f"measure: {figures:,} figures",
    ]


def _sources(sources: list[SourceCount]) -> list[str]:
    """One line a source, the largest ones where there are many: one packet a file makes a hundred lines."""
    shown = sorted(sources, key=lambda one: -one.rows)[:_SHOWN]
    rest = [one for one in sources if one not in shown]
    more = f"{len(rest):,} smaller files: {sum(one.rows for one in rest):,} rows; `/qualite` and the manifest list them"
    return [*(one.line() for one in sources if one in shown), *([more] if rest else [])]


def fill(sources: list[SourceCount], database: duckdb.DuckDBPyConnection) -> None:
    """Add to each source's account its doubles with their reasons, its contracts, and the share of them placed."""
    doubles: dict[str, Counter[str]] = {source.name: Counter() for source in sources}
    for name, reason, rows in database.sql(
        "SELECT d.source, f.duplicate_reason, sum(d.rows) FROM fate AS f "
        "JOIN declaration AS d ON d.declaration_id = f.declaration_id "
        "WHERE f.declaration_id <> f.survivor_id GROUP BY d.source, f.duplicate_reason"
    ).fetchall():
        doubles[name][reason] = int(rows)
    contracts = dict(database.sql("SELECT source, count(*) FROM contract GROUP BY source").fetchall())
    placed = dict(database.sql(_PLACED_BY_SOURCE).fetchall())
    for source in sources:
        source.doubles_by_reason = doubles[source.name]
        source.contracts = contracts.get(source.name, 0)
        source.placed = placed.get(source.name)


_PLACED_BY_SOURCE = """
    SELECT c.source, sum(CASE WHEN b.id IS NOT NULL AND s.id IS NOT NULL THEN a.share ELSE 0 END) / sum(a.share)
    FROM award AS a
    JOIN contract AS c ON c.uid = a.uid
    LEFT JOIN territory_of AS b ON b.id = a.buyer_siret AND b.level = 'departement'
    LEFT JOIN territory_of AS s ON s.id = a.supplier_id AND s.level = 'departement'
    GROUP BY c.source
"""


def said(counts: Iterable[tuple[str, int]]) -> str:
    """Counts by reason, the most frequent first.

    >>> said([("no buyer", 3), ("no identifier", 1200)])
    'no identifier 1,200, no buyer 3'
    """
    return ", ".join(f"{reason} {n:,}" for reason, n in sorted(counts, key=lambda item: (-item[1], item[0])))


def _clean(sources: list[SourceCount], parts: list[Part]) -> str:
    rows, kept = sum(s.rows for s in sources), sum(s.kept for s in sources)
    why = said(sum((s.rejected for s in sources), Counter()).items())
    read = f"{sum(part.is_new for part in parts):,} of {len(parts):,} files read anew"
    return (
        f"clean: {rows:,} rows in, {kept:,} kept, {rows - kept:,} rejected" + (f" ({why})" if why else "") + f"; {read}"
    )


def _deduplicate(sources: list[SourceCount], database: duckdb.DuckDBPyConnection) -> str:
    why = said(sum((s.doubles_by_reason for s in sources), Counter()).items())
    doubles = f"{sum(s.doubles for s in sources):,} doubles" + (f" ({why})" if why else "")
    contracts, euros = _row(database, "SELECT count(*), coalesce(sum(amount_eur), 0) FROM contract")
    kept = sum(s.kept for s in sources)
    return f"deduplicate: {kept:,} rows kept, {doubles}, {contracts:,} contracts for {euros / 1e9:,.2f} bn€"


def _placed(database: duckdb.DuckDBPyConnection) -> str:
    (share,) = _row(
        database,
        "SELECT sum(CASE WHEN buyer_code <> 'unknown' AND supplier_code <> 'unknown' THEN amount_eur ELSE 0 END) "
        "/ sum(amount_eur) FROM flow WHERE level = 'departement' AND year = 0 AND family = 'all'",
    )
    return f"locate: {share or 0:.1%} of the amount has both ends in a known département"


def _amounts(database: duckdb.DuckDBPyConnection) -> str:
    found = database.sql("SELECT amount_status, count(*) FROM contract GROUP BY amount_status").fetchall()
    return f"amounts: {said(found)}"


def _total(database: duckdb.DuckDBPyConnection) -> str:
    totals, flows = _row(database, "SELECT (SELECT count(*) FROM total), (SELECT count(*) FROM flow)")
    return f"total: {totals:,} totals, {flows:,} flows"


def _coverage(database: duckdb.DuckDBPyConnection) -> str:
    seen, known = _row(database, "SELECT sum(seen), sum(known) FROM coverage WHERE year = 0")
    return f"coverage: {seen or 0:,} of {known or 0:,} local authorities are buyers in these files"


def _row(database: duckdb.DuckDBPyConnection, query: str) -> tuple[float, ...]:
    found: list[tuple[float, ...]] = database.sql(query).fetchall()
    return found[0]
