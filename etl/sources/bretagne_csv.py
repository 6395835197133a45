"""Contracts of Région Bretagne: latin-1, ';', one row per contract × member of a grouping."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from etl.declaration import Declaration, Party, Rejection
from etl.sources.base import Source
from etl.sources.rows import Row, groups, header, read_csv

_COLUMNS = {"Année", "Id du marché", "Nom acheteur", "SIRET acheteur", "Siret_Titulaire"}
_ID = "Id du marché"


def read(path: Path) -> Iterator[Declaration | Rejection]:
    """Stream contracts, each with all the rows of its identifier, in order of identifiers."""
    for group in groups(read_csv(path), (_ID,), "position"):
        yield group if isinstance(group, Rejection) else _declaration(group)


def _declaration(rows: list[Row]) -> Declaration:
    row = {name: _value(cell) for name, cell in rows[0].items()}
    return Declaration(
        position=min(r["position"] for r in rows),
        rows=len(rows),
        contract_id=row[_ID],
        buyer_id=row["SIRET acheteur"],
        buyer_name=row["Nom acheteur"],
        nature=row["Nature"],
        title=row["Objet marché"],
        cpv=row["Code CPV"],
        procedure=row["Procédure"],
        place_name=row["Lieu exécution"],
        duration_months=row["Durée mois"],
        notified_on=_date(row["Date notification"]),
        published_on=_date(row["Date publication des données"]),
        amount=_amount(row),
        suppliers=tuple(_party(r) for r in rows),
    )


def _party(row: Row) -> Party:
    said = {name: _value(cell) for name, cell in row.items()}
    return Party(said["Siret_Titulaire"], "SIRET", said["Titulaire/Mandataire"], commune=said["Code Insee_Titulaire"])


def _amount(row: Row) -> str | None:
    """The amount signed: 'Montant initial (Ht)', else 'Montant prévu'. '40 000,00' → '40000.00'.

    >>> _amount({"Montant initial (Ht)": None, "Montant prévu": "40 000,00"})
    '40000.00'
    """
    text = row["Montant initial (Ht)"] or row["Montant prévu"]
    return re.sub(r"\s", "", text).replace(",", ".") if text else None


def _date(text: str | None) -> str | None:
    """'30/01/2019' → '2019-01-30'; anything else is left for the cleaning to judge."""
    found = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", text or "")
    return "-".join(reversed(found.groups())) if found else text


def _value(cell: Any) -> Any:
    """A cell, or nothing where the file says 'Non disponible'."""
    return None if cell == "Non disponible" else cell


SOURCE = Source(
    key="bretagne_csv",
    label="Région Bretagne (CSV)",
    licence="Licence Ouverte 2.0",
    recognise=lambda head: set(header(head)[1]) >= _COLUMNS,
    read=read,
)
