"""Budgets in aggregates: OFGL's consolidated bases of communes, EPCI, départements and régions (CSV).

Where: data.ofgl.fr. Licence: Licence Ouverte 2.0. Rhythm: every year. Two headers are known: the labels that the
portal shows, and the technical names of its API.
"""

from collections.abc import Iterator
from pathlib import Path

from etl.declaration import Rejection
from etl.rules.dates import read_year
from etl.rules.values import read_number
from etl.sources.crossing import Crossing, Line, aside, has_columns, lines_of
from etl.sources.rows import Row

ITEMS = {
    "Achats et charges externes": "external",
    "Frais de personnel": "staff",
    "Dépenses de fonctionnement": "operating",
    "Dépenses d'équipement": "equipment",
    "Dépenses d'investissement": "investment",
    "Dépenses d'intervention": "grants",
    "Dépenses totales": "spending",
    "Recettes totales": "revenue",
}
LABELS = ("exercice", "code siren collectivité", "agrégat", "montant")
NAMES = ("exer", "siren", "agregat", "montant")


def _reads(names: tuple[str, ...]) -> Crossing:
    year, siren, item, amount = names

    def line_of(row: Row) -> Line | Rejection:
        if row[item] not in ITEMS:
            return Line(unused="another aggregate")
        value, told = read_number(row[amount]), read_year(row[year])
        if value is None or not row[siren] or told is None:
            return aside(row, "no year, no SIREN or no amount", *names)
        fact = {"year": told, "siren": row[siren], "item": ITEMS[row[item]], "amount_eur": value}
        return Line((fact | {"chart": "OFGL", "function": "all"},))

    def read(path: Path) -> Iterator[Line | Rejection]:
        return lines_of(path, names, line_of)

    return Crossing(
        "ofgl",
        "aggregates of local budgets (OFGL, CSV)",
        "Licence Ouverte 2.0",
        "budget",
        has_columns(siren, item),
        read,
    )


SOURCES = (_reads(LABELS), _reads(NAMES))
