"""Natural persons are not named: whom the State does not publish (R. 123-232 code de commerce), nor the others."""

from pathlib import Path

import duckdb

from etl.sources.sirene import SCHEMA as REGISTER
from etl.spill import open_spilling
from etl.stage import SCHEMAS

_COMPANY = (
    r"\b(SARL|SAS|SASU|SA|SCA|SCS|SNC|EURL|SCOP|SCIC|SCI|SCM|SCP|SELARL|SELAS|SEM|SPL|GIE|GAEC|EARL|SOCIETE|COMPAGNIE"
    r"|ASSOCIATION|COOPERATIVE|MUTUELLE|FONDATION|FEDERATION|SYNDICAT|COMMUNE|MAIRIE|UNIVERSITE)\b"
)
"""What a name says that no person's does; 'Ets' and 'entreprise' stand before many a person's."""
_CALLED = r"^\W*(MONSIEUR|MADAME|MADEMOISELLE|MR|MME|MLLE|M\.)\W+\w"
"""'MONSIEUR …' says that it is a person's (four suppliers of the files of 2019); 'M STORIES' does not."""
_CHAIN = r"^\W*(MR|MONSIEUR|MADAME)\W+(BRICOLAGE|STORES?|MEUBLES?|PEINTURE|PARQUET|CARRELAGE|CLEAN)\b"

_MACROS = """
    CREATE MACRO plain(name) AS strip_accents(upper(coalesce(name, '')));
    CREATE MACRO says_company(name) AS
        regexp_matches(plain(name), '{company}') OR regexp_matches(plain(name), '{chain}');
    CREATE MACRO is_called(name) AS
        NOT {is_naming} AND regexp_matches(plain(name), '{called}') AND NOT says_company(name);
"""
_HIDDEN = """
    CREATE TABLE hidden AS
    WITH known AS (
        SELECT
            siren, coalesce(bool_or(NOT is_diffusible), false) AS is_partial,
            -- Without a legal category nobody says that it is a company: whoever hides is then taken for a person.
            coalesce(min(legal_category), CASE WHEN is_partial THEN '1' END) LIKE '1%' AS is_person
        FROM register GROUP BY siren
    ),
    named AS (SELECT siren, name FROM declared_supplier UNION SELECT siren, name FROM declared_subcontract),
    -- INSEE's stock names every company: who is not in it is one of those that it never published. Public bodies
    -- (SIREN 1… and 2…) are no persons; a file of withdrawals has the columns of the stock, and no name.
    unknown AS (
        SELECT siren FROM named
        WHERE siren NOT IN (SELECT siren FROM known) AND NOT regexp_matches(siren, '^[12]')
            AND EXISTS (SELECT 1 FROM register WHERE trust = 1 AND name IS NOT NULL)
        GROUP BY siren
        HAVING NOT bool_or(says_company(name))
    )
    SELECT siren FROM known WHERE is_person AND (is_partial OR NOT $is_naming)
    UNION
    SELECT siren FROM unknown WHERE NOT $is_naming
    UNION
    SELECT siren FROM named WHERE siren IS NOT NULL AND is_called(name)
"""
_IS_PERSON = {
    "declaration": "buyer_siren IN (FROM hidden)",
    "declared_supplier": "siren IN (FROM hidden) OR is_called(name)",
    "declared_subcontract": "siren IN (FROM hidden) OR is_called(name)",
    "register": "siren IN (FROM hidden)",
}
"""Where a row is of a person; a buyer is often called 'Monsieur le Maire'."""
_TELLING = {"declaration": ("buyer_name",), "register": ("name", "address", "x", "y")}
_EXCERPTS = """
    SELECT * REPLACE (CASE
        WHEN len(list_intersect(regexp_extract_all(excerpt, '\\d{9}'), (SELECT list(siren) FROM hidden))) > 0
            THEN 'names a person whom the register hides'
        ELSE excerpt END AS excerpt)
    FROM rejected
"""


def hide_persons(staged: Path, is_naming: bool = False) -> int:
    """Remove from staged tables the names, addresses and points of natural persons; returns how many, known by SIREN.

    Persons in partial diffusion always; unless ``is_naming``, sole traders too (legal category 1…), suppliers that
    INSEE's stock does not know where it is given, and those whose name says 'Monsieur' or 'Madame'. Before anything
    reaches the atlas, and in the files that every engine starts from: names of buyers, suppliers and subcontractors,
    what registers say, and excerpts of rejected rows that hold their SIREN. A company keeps its name. A file that names
    a supplier without any identifier cannot be checked against the register.
    """
    registers = [path.stem for path in sorted(staged.glob("register-*.parquet"))]
    with open_spilling(staged) as database:
        words = {"company": _COMPANY, "chain": _CHAIN, "called": _CALLED, "is_naming": is_naming}
        database.execute(_MACROS.format(**words))
        for table in (*SCHEMAS, *registers):
            database.read_parquet(str(staged / f"{table}.parquet")).create_view(table)
        database.from_arrow(REGISTER.empty_table()).create("no_register")
        every = " UNION ALL ".join(f'FROM "{table}"' for table in ("no_register", *registers))
        database.execute(f"CREATE VIEW register AS {every}")
        database.execute(_HIDDEN, {"is_naming": is_naming})
        for table in ("declaration", "declared_supplier", "declared_subcontract", *registers):
            kind = "register" if table in registers else table
            _blank(database, staged, table, _TELLING.get(kind, ("name",)), _IS_PERSON[kind])
        persons = len(database.table("hidden"))
        if persons:
            _rewrite(database, _EXCERPTS, staged, "rejected")
    return persons


def _blank(
    database: duckdb.DuckDBPyConnection, staged: Path, table: str, columns: tuple[str, ...], is_person: str
) -> None:
    """Empty these columns of a table where a row is of a person; a table without any is left as it is."""
    if database.execute(f'SELECT 1 FROM "{table}" WHERE {is_person} LIMIT 1').fetchone():  # noqa: S608 - our own words
        emptied = ", ".join(f"CASE WHEN {is_person} THEN NULL ELSE {column} END AS {column}" for column in columns)
        _rewrite(database, f'SELECT * REPLACE ({emptied}) FROM "{table}"', staged, table)  # noqa: S608


def _rewrite(database: duckdb.DuckDBPyConnection, query: str, staged: Path, table: str) -> None:
    path, temporary = staged / f"{table}.parquet", staged / f"{table}.partial"
    database.sql(query).write_parquet(str(temporary), compression="zstd")
    temporary.replace(path)
