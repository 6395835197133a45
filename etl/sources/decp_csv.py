"""DECP in the flat layout of decp.info: one row per contract × amendment × supplier."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb

from etl.declaration import Amendment, Declaration, Party, Rejection
from etl.sources.base import Source
from geo.errors import SourceError

COLUMNS = ("uid", "id", "acheteur_id", "titulaire_id", "montant", "dateNotification")
_OPTIONAL = (
    "acheteur_nom", "titulaire_nom", "titulaire_typeIdentifiant", "codeCPV", "procedure", "nature", "objet",
    "dureeMois", "offresRecues", "datePublicationDonnees", "acheteur_departement_code",
    "titulaire_departement_code", "titulaire_commune_code", "lieuExecution_code", "lieuExecution_typeCode",
)  # fmt: skip
_BATCH = 10_000


def read(path: Path) -> Iterator[Declaration | Rejection]:
    """Stream contracts, each with all the rows that tell its states, sorted by DuckDB outside of memory."""
    for uid, rows in groupby(_rows(path), key=itemgetter("uid")):
        states = list(rows)
        if uid is None:
            yield from (Rejection(r["position"], "no identifier", str(r["acheteur_id"])) for r in states)
        else:
            yield _declaration(states)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """Rows in order of contract, then date, with their line number (the header is line 1)."""
    with duckdb.connect() as database:
        try:
            table = database.read_csv(
                str(path), all_varchar=True, parallel=False, null_padding=False, header=True, delimiter=","
            )
            names = set(table.columns)
            wanted = ", ".join(f'"{c}"' for c in (*COLUMNS, *_OPTIONAL) if c in names)
            # Only names of the two lists above reach the text of the query.
            query = f"SELECT row_number() OVER () + 1 AS position, {wanted} FROM line"  # noqa: S608
            ordered = table.query("line", query).order("uid, dateNotification, position")
            keys = ordered.columns
            while batch := ordered.fetchmany(_BATCH):
                yield from (dict(zip(keys, row, strict=True)) for row in batch)
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise SourceError(f"{path}: not a readable CSV of contracts ({reason}); check the file") from error


def _declaration(rows: list[dict[str, Any]]) -> Declaration:
    """One contract: its oldest date is the award, each later one an amendment."""
    states = [list(group) for _, group in groupby(rows, key=itemgetter("dateNotification"))]
    first = states[0]
    row = first[0]
    return Declaration(
        position=min(r["position"] for r in rows),
        rows=len(rows),
        contract_id=row["id"],
        buyer_id=row["acheteur_id"],
        buyer_name=row.get("acheteur_nom"),
        buyer_departement=row.get("acheteur_departement_code"),
        nature=row.get("nature"),
        title=row.get("objet"),
        cpv=row.get("codeCPV"),
        procedure=row.get("procedure"),
        place_code=row.get("lieuExecution_code"),
        place_type=row.get("lieuExecution_typeCode"),
        duration_months=row.get("dureeMois"),
        notified_on=row["dateNotification"],
        published_on=row.get("datePublicationDonnees"),
        amount=_amount(first),
        offers_received=row.get("offresRecues"),
        suppliers=_suppliers(first),
        amendments=tuple(_amendment(state) for state in states[1:]),
    )


def _amendment(rows: list[dict[str, Any]]) -> Amendment:
    row = rows[0]
    return Amendment(
        notified_on=row["dateNotification"],
        published_on=row.get("datePublicationDonnees"),
        amount=_amount(rows),
        duration_months=row.get("dureeMois"),
        suppliers=_suppliers(rows),
    )


def _amount(rows: list[dict[str, Any]]) -> str | None:
    """The amount of a state: the layout repeats it on each supplier's row, so rows are never added.

    Where rows of one state disagree (lots under one identifier, as in 458204963000292024-136:
    327 823 and 25 933) the largest is kept: one contract, one amount.
    """
    amounts = [r["montant"] for r in rows if r["montant"]]
    return max(amounts, key=_number, default=None)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("-inf")


def _suppliers(rows: list[dict[str, Any]]) -> tuple[Party, ...]:
    return tuple(
        Party(
            r["titulaire_id"],
            r.get("titulaire_typeIdentifiant"),
            r.get("titulaire_nom"),
            commune=r.get("titulaire_commune_code"),
            departement=r.get("titulaire_departement_code"),
        )
        for r in rows
        if r["titulaire_id"] or r.get("titulaire_nom")
    )


def _recognise(head: bytes) -> bool:
    header = head.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace")
    return set(COLUMNS) <= {name.strip().strip('"') for name in header.split(",")}


SOURCE = Source(
    key="decp_csv",
    label="DECP tabulaire (decp.info)",
    licence="Licence Ouverte 2.0",
    recognise=_recognise,
    read=read,
)
