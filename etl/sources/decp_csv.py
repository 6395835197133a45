"""DECP in the flat layout of decp.info, CSV: one row per contract × amendment × supplier."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from etl.declaration import Amendment, Declaration, Party, Rejection
from etl.sources.base import Source
from etl.sources.rows import Row, groups, header, read_csv, split

COLUMNS = ("uid", "id", "acheteur_id", "titulaire_id", "montant", "dateNotification")
_FIELDS = {
    "contract_id": "id", "buyer_id": "acheteur_id", "buyer_name": "acheteur_nom",
    "buyer_commune": "acheteur_commune_code", "buyer_departement": "acheteur_departement_code", "nature": "nature",
    "title": "objet", "cpv": "codeCPV", "procedure": "procedure", "framework_id": "idAccordCadre",
    "price_form": "formePrix", "ccag": "ccag", "grouping_type": "typeGroupementOperateurs",
    "is_innovative": "marcheInnovant", "has_advance": "attributionAvance", "advance_rate": "tauxAvance",
    "has_subcontracting": "sousTraitanceDeclaree", "origin_eu": "origineUE", "origin_france": "origineFrance",
    "place_code": "lieuExecution_code", "place_type": "lieuExecution_typeCode", "place_name": "lieuExecution_nom",
    "duration_months": "dureeMois", "notified_on": "dateNotification", "published_on": "datePublicationDonnees",
    "offers_received": "offresRecues",
}  # fmt: skip
_LISTS = {
    "techniques": "techniques", "execution_modes": "modalitesExecution", "price_types": "typesPrix",
    "social": "considerationsSociales", "environmental": "considerationsEnvironnementales",
}  # fmt: skip
_PARTY = {
    "id": "titulaire_id", "scheme": "titulaire_typeIdentifiant", "name": "titulaire_nom",
    "commune": "titulaire_commune_code", "departement": "titulaire_departement_code",
}  # fmt: skip
_STATE = ("modification_id", "dateNotification")
_USED = (
    {"uid", "montant", "position", "donneesActuelles", *_STATE}
    | {*_FIELDS.values()} | {*_LISTS.values()} | {*_PARTY.values()}
)  # fmt: skip


def read(path: Path) -> Iterator[Declaration | Rejection]:
    """Stream contracts, each with all the rows that tell its states, in order of ``uid``."""
    return declarations(read_csv(path))


def declarations(rows: Iterable[Row | Rejection]) -> Iterator[Declaration | Rejection]:
    """Contracts from rows in any order; a row without ``uid`` is kept aside at its position."""
    used = (row if isinstance(row, Rejection) else _used(row) for row in rows)
    order = 'TRY_CAST(modification_id AS INTEGER), "dateNotification", coalesce("donneesActuelles", \'\')'
    for group in groups(used, ("uid",), order):
        if isinstance(group, Rejection):
            yield group
        elif group[0]["uid"] is None:
            yield from (Rejection(r["position"], "no identifier", str(r["acheteur_id"])) for r in group)
        else:
            yield _declaration(group)


def _used(row: Row) -> Row:
    """The columns that are read, all of them: a file may lack some."""
    return {name: row.get(name) for name in _USED}


def _declaration(rows: list[Row]) -> Declaration:
    """One contract: its first state is the award, each later one an amendment.

    ``modification_id`` (0, 1, 2…) tells the states where the file gives it, else their dates do.
    """
    states = [list(group) for _, group in groupby(rows, lambda row: [row[name] for name in _STATE])]
    first = states[0]
    row = first[0]
    fields: dict[str, Any] = {name: row[column] for name, column in _FIELDS.items()}
    fields |= {name: split(row[column]) for name, column in _LISTS.items()}
    return Declaration(
        position=min(r["position"] for r in rows),
        rows=len(rows),
        kind="concession" if "oncession" in (row["nature"] or "") else "contract",
        amount=_amount(first),
        suppliers=_suppliers(first),
        amendments=tuple(_amendment(state) for state in states[1:]),
        **fields,
    )


def _amendment(rows: list[Row]) -> Amendment:
    row = rows[0]
    return Amendment(
        notified_on=row["dateNotification"],
        published_on=row["datePublicationDonnees"],
        amount=_amount(rows),
        duration_months=row["dureeMois"],
        suppliers=_suppliers(rows),
        number=row["modification_id"],
    )


def _amount(rows: list[Row]) -> str | None:
    """The amount of a state: the layout repeats it on each supplier's row, so rows are never added.

    Where rows of one state disagree (lots under one identifier, as in 458204963000292024-136:
    327 823 and 25 933) the largest is kept: one contract, one amount.
    """
    return largest(r["montant"] for r in rows)


def largest(amounts: Iterable[str | None]) -> str | None:
    """The largest of several amounts given as texts; one that is no number comes last.

    >>> largest(["25933", None, "NC", "327823"]), largest([None])
    ('327823', None)
    """
    return max((amount for amount in amounts if amount), key=_number, default=None)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("-inf")


def _suppliers(rows: list[Row]) -> tuple[Party, ...]:
    named = (row for row in rows if row["titulaire_id"] or row["titulaire_nom"])
    return tuple(Party(**{name: row[column] for name, column in _PARTY.items()}) for row in named)


SOURCE = Source(
    key="decp_csv",
    label="DECP tabulaire (decp.info, CSV)",
    licence="Licence Ouverte 2.0",
    recognise=lambda head: set(COLUMNS) <= set(header(head)[1]),
    read=read,
)
