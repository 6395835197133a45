"""What was asked of the files: some years, some départements, persons named; the rest is counted, and left out."""

from dataclasses import dataclass
from typing import Any

import duckdb

from etl.build import ask
from geo.errors import BadSelectionError


@dataclass(frozen=True)
class Asked:
    """Years of notification, both included, and départements of buyers; nothing means all of them.

    ``is_naming_persons``: the names of sole traders stay, see ``etl.diffusion``.
    """

    years: tuple[int, int] | None = None
    departements: tuple[str, ...] = ()
    is_naming_persons: bool = False

    @classmethod
    def read(cls, years: str | None, departements: str | None, is_naming_persons: bool = False) -> "Asked":
        """What ``--years``, ``--only`` and ``--name-persons`` say.

        >>> Asked.read("2019-2024", "2a, 01")
        Asked(years=(2019, 2024), departements=('01', '2A'), is_naming_persons=False)
        >>> Asked.read("2024", None).years
        (2024, 2024)
        >>> Asked.read("2024-2019", None)
        Traceback (most recent call last):
        geo.errors.BadSelectionError: --years '2024-2019' is no span of years; write 2019-2024, or 2024
        """
        codes = {code.strip().upper() for code in (departements or "").split(",")} - {""}
        return cls(_span(years) if years else None, tuple(sorted(codes)), is_naming_persons)

    def as_manifest(self) -> dict[str, Any]:
        """As the manifest writes it."""
        return {
            "years": list(self.years) if self.years else None,
            "departements": list(self.departements),
            "is_naming_persons": self.is_naming_persons,
        }


EVERYTHING = Asked()


def _span(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal() and int(first) <= int(last or first)):
        raise BadSelectionError(f"--years {text!r} is no span of years; write 2019-2024, or 2024")
    return int(first), int(last or first)


def keep_asked(database: duckdb.DuckDBPyConnection, asked: Asked) -> dict[str, dict[str, int]]:
    """Keep only the declarations asked for; returns the rows left out by source and reason.

    A buyer whose département is unknown is not of those asked for. Raises BadSelectionError for a code that no
    département has.
    """
    if not asked.years and not asked.departements:
        return {}
    _refuse_unknown(database, asked)
    first, last = asked.years or (None, None)
    database.execute("CREATE OR REPLACE TABLE asked (first_year INTEGER, last_year INTEGER, departements INTEGER)")
    database.execute("INSERT INTO asked VALUES (?, ?, ?)", [first, last, len(asked.departements)])
    database.execute(
        "CREATE OR REPLACE TABLE asked_departement AS SELECT unnest(?) AS code", [list(asked.departements)]
    )
    places = ("who_is_each_organisation", "where_is_each_establishment")
    ask(database, (*places, "which_declarations_were_not_asked_for"))
    _delete(database)
    found = database.sql("SELECT source, reason, sum(rows) FROM left_out GROUP BY source, reason ORDER BY 1, 2")
    left: dict[str, dict[str, int]] = {}
    for source, reason, rows in found.fetchall():
        left.setdefault(source, {})[reason] = int(rows)
    return left


def _refuse_unknown(database: duckdb.DuckDBPyConnection, asked: Asked) -> None:
    known = {code for (code,) in database.sql("SELECT DISTINCT departement FROM territory").fetchall()}
    unknown = [code for code in asked.departements if code not in known]
    if unknown:
        raise BadSelectionError(f"no département has the code {', '.join(unknown)}; write --only 01,2A,974")


def _delete(database: duckdb.DuckDBPyConnection) -> None:
    with_id = database.sql(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'declaration_id' "
        "AND (table_name = 'declaration' OR table_name LIKE 'declared_%')"
    ).fetchall()
    for (name,) in with_id:
        database.execute(f"DELETE FROM {name} WHERE declaration_id IN (SELECT declaration_id FROM left_out)")  # noqa: S608
