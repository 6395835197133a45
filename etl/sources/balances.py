"""Accounts of local authorities: DGFiP's balances (M14, M57, with or without functions), and accounts by nature.

Where: data.economie.gouv.fr, « balances comptables »; an authority's own « compte administratif » by nature and
function (Gironde). Licence: Licence Ouverte 2.0. Rhythm: every year.
"""

from collections.abc import Iterator
from pathlib import Path

from etl.declaration import Rejection
from etl.rules.dates import read_year
from etl.rules.values import read_number
from etl.sources.crossing import Crossing, Line, aside, has_columns, lines_of
from etl.sources.rows import Row

ITEMS = {
    "60": "supplies", "61": "services", "62": "services", "64": "staff", "65": "grants",
    "20": "equipment", "21": "equipment", "23": "equipment",
}  # fmt: skip
_BALANCE = ("exer", "siren", "nomen", "compte", "obnetdeb", "obnetcre", "oobdeb", "oobcre")
_ACCOUNT = ("exercice", "siret", "nomenclature", "nature", "fonction", "code_rd", "montant_realise")


def _of_balance(row: Row) -> Line | Rejection:
    """Spending of an account: debit less credit in class 6; what was bought, without entries of order, in 2."""
    account = row["compte"] or ""
    if account[:2] not in ITEMS:
        return Line(unused="an account of no spending we follow")
    paid = [read_number((row[name] or "0").replace(" ", "").replace(",", ".")) for name in _BALANCE[4:]]
    year = read_year(row["exer"])
    if None in paid or not row["siren"] or year is None:
        return aside(row, "no year, no SIREN or no amount", *_BALANCE[:4])
    debit, credit, order_debit, _ = (value or 0.0 for value in paid)
    amount = debit - credit if account[0] == "6" else debit - order_debit
    return _fact(year, row["siren"], row["nomen"], row.get("fonction"), account, amount)


def _of_account(row: Row) -> Line | Rejection:
    account = row["nature"] or ""
    if row["code_rd"] != "D" or account[:2] not in ITEMS:
        return Line(unused="a receipt, or an account of no spending we follow")
    amount, year = read_number(row["montant_realise"]), read_year(row["exercice"])
    if amount is None or not row["siret"] or year is None:
        return aside(row, "no year, no SIRET or no amount", *_ACCOUNT)
    return _fact(year, row["siret"][:9], row["nomenclature"], row["fonction"], account, amount)


def _fact(year: int, siren: str, chart: str | None, function: str | None, account: str, amount: float) -> Line:
    """One account; its function by the first digit, which is what charts have in common from year to year."""
    fact = {"year": year, "siren": siren, "chart": (chart or "?")[:3].upper(), "item": ITEMS[account[:2]]}
    return Line((fact | {"function": function[0] if function else "all", "amount_eur": amount},))


def _read_balance(path: Path) -> Iterator[Line | Rejection]:
    return lines_of(path, _BALANCE, _of_balance)


def _read_account(path: Path) -> Iterator[Line | Rejection]:
    return lines_of(path, _ACCOUNT, _of_account)


LICENCE = "Licence Ouverte 2.0"
BALANCE = Crossing(
    "balances", "balances of local authorities (DGFiP, CSV)", LICENCE, "budget",
    has_columns("lbudg", "nomen", "compte"), _read_balance,
)  # fmt: skip
ACCOUNT = Crossing(
    "balances_by_function", "accounts of an authority by nature and function (CSV)", LICENCE, "budget",
    has_columns("exercice", "nature", "fonction", "montant_realise"), _read_account,
)  # fmt: skip
