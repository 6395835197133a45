"""Contracts of Région Bretagne: latin-1, ';', one row per contract × member of a grouping."""

import csv
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from etl.declaration import Declaration, Party, Rejection
from etl.sources.base import Source

_HEADER = "Année;Id du marché ;Nom acheteur;SIRET acheteur;"
_ID = "Id du marché "


def read(path: Path) -> Iterator[Declaration | Rejection]:
    """Stream contracts; the rows of one identifier follow each other once sorted (the file holds one year)."""
    whole = []
    with path.open(encoding="latin-1", newline="") as file:
        for position, row in enumerate(csv.DictReader(file, delimiter=";"), start=2):
            if None in row or None in row.values():
                yield Rejection(position, "wrong number of columns", str(row.get(_ID)))
            else:
                whole.append({**row, "position": str(position)})
    for _, group in groupby(sorted(whole, key=lambda row: (row[_ID], int(row["position"]))), lambda row: row[_ID]):
        yield _declaration(list(group))


def _declaration(rows: list[dict[str, str]]) -> Declaration:
    row = rows[0]
    return Declaration(
        position=int(row["position"]),
        rows=len(rows),
        contract_id=_value(row[_ID]),
        buyer_id=_value(row["SIRET acheteur"]),
        buyer_name=_value(row["Nom acheteur"]),
        nature=_value(row["Nature"]),
        title=_value(row["Objet marché"]),
        cpv=_value(row["Code CPV"]),
        procedure=_value(row["Procédure"]),
        place_name=_value(row["Lieu exécution"]),
        duration_months=_value(row["Durée mois"]),
        notified_on=_date(row["Date notification"]),
        published_on=_date(row["Date publication des données"]),
        amount=_amount(row),
        suppliers=tuple(_party(r) for r in rows),
    )


def _party(row: dict[str, str]) -> Party:
    return Party(
        _value(row["Siret_Titulaire"]),
        "SIRET",
        _value(row["Titulaire/Mandataire"]),
        commune=_value(row["Code Insee_Titulaire"]),
    )


def _amount(row: dict[str, str]) -> str | None:
    """The amount signed: 'Montant initial (Ht)', else 'Montant prévu'. '40 000,00' → '40000.00'.

    >>> _amount({"Montant initial (Ht)": "", "Montant prévu": "40 000,00"})
    '40000.00'
    """
    text = _value(row["Montant initial (Ht)"]) or _value(row["Montant prévu"])
    return re.sub(r"\s", "", text).replace(",", ".") if text else None


def _date(text: str) -> str | None:
    """'30/01/2019' → '2019-01-30'; anything else is left for the cleaning to judge."""
    found = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", text.strip())
    return "-".join(reversed(found.groups())) if found else _value(text)


def _value(text: str) -> str | None:
    """A cell, or nothing where the file says 'Non disponible'."""
    text = text.strip()
    return None if text in ("", "Non disponible") else text


def _recognise(head: bytes) -> bool:
    return head.decode("latin-1").startswith(_HEADER)


SOURCE = Source(
    key="bretagne_csv",
    label="Région Bretagne (CSV)",
    licence="Licence Ouverte 2.0",
    recognise=_recognise,
    read=read,
)
