"""Where a contract is performed: what kind of code is written, and the code itself.

Postal and INSEE codes look alike; which of the two a five-digit code is, the lists tell, and they are asked in
where_is_each_contract_performed.sql. Here is only what a text says by its form and by the type beside it.
"""

import csv
import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

from etl.rules import REMEMBERED

FRANCE = frozenset({"FR", "FRA", "FRANCE", "250"})
KINDS = {
    "postal": "postal", "commune": "commune", "arrondissement": "arrondissement", "canton": "canton",
    "departement": "departement", "region": "region", "pays": "country",
}  # fmt: skip
"""The seven types of the official schema, as they remain without 'Code', capitals and accents."""

_MAINLAND = [f"{number:02}" for number in range(1, 96) if number != 20]
_OVERSEAS = ["971", "972", "973", "974", "975", "976", "977", "978", "986", "987", "988"]
DEPARTEMENTS = frozenset([*_MAINLAND, "2A", "2B", *_OVERSEAS])
"""Départements, and the overseas collectivities numbered like them."""

_FIVE = re.compile(r"\d[\dAB]\d{3}", re.ASCII)


class Place(NamedTuple):
    """What kind of code it is, and the code; both none where the text is no code of a place."""

    kind: str | None
    key: str | None


NOWHERE = Place(None, None)


@lru_cache(REMEMBERED)
def read_place(declared: str | None, text: str | None) -> Place:
    """The place that a code stands for, by its form first, then by the type declared; nothing is guessed.

    >>> read_place("Code postal", "FR63100"), read_place("Code commune", "17")
    (Place(kind='postal', key='63100'), Place(kind='departement', key='17'))
    >>> read_place(" code region", "82"), read_place("Code département", "FRK26"), read_place("Code pays", "DE")
    (Place(kind='region', key='84'), Place(kind='departement', key='69'), Place(kind='country', key='DE'))
    >>> read_place("Code postal", "4600")  # Saint-Nazaire, 44600: not 04600
    Place(kind=None, key=None)
    """
    code = re.sub(r"[\s.]", "", text or "").upper()
    word = _word(declared or "").removeprefix("code")
    if word in regions():  # 'bourgogne' stands where 'Code région' should
        return Place("region", regions()[word])
    kind = next((kind for start, kind in KINDS.items() if word.startswith(start)), None)
    if code in FRANCE:
        return Place("country", "FR")
    if code in nuts():
        return nuts()[code]
    if re.fullmatch(r"FR\d{5}", code, re.ASCII):
        code = code[2:]
    if kind == "region":
        return Place("region", regions()[code]) if len(code) == 2 and code in regions() else NOWHERE
    if _FIVE.fullmatch(code):
        return _of_five(kind, code)
    return _foreign(code) if kind == "country" else _of_few(kind, code)


def _of_five(kind: str | None, code: str) -> Place:
    """Five characters: a postal code unless the type says more; 15000 typed 'département' claims no more than 15."""
    if code.startswith("99"):  # INSEE's codes of foreign countries
        return Place("country", code)
    if kind == "departement":
        return _departement(departement_of(code))
    if kind == "arrondissement":  # those of Paris, Lyon and Marseille, which have codes of communes
        return Place("commune", code)
    return Place(kind if kind in ("commune", "canton") else "postal", code)


def _of_few(kind: str | None, code: str) -> Place:
    """Two to four characters: a département, or an arrondissement (651) or a canton (0902) that begins with one."""
    if code == "20":  # Corse before 1976
        return Place("region", "94")
    is_padded = kind != "arrondissement" and re.fullmatch(r"0\d[\dAB]", code, re.ASCII)
    short = code[1:] if is_padded else code  # 078 is 78, but the first arrondissement of 07 is 071
    if short in DEPARTEMENTS:
        return _departement(short)
    if not re.fullmatch(r"\d[\dAB]\d{1,2}", code, re.ASCII) or departement_of(code) not in DEPARTEMENTS:
        return NOWHERE
    if len(code) == len(departement_of(code)) + 1:
        return Place("arrondissement", code) if kind in ("arrondissement", None) else NOWHERE
    # '0902 Arize-Lèze (canton)' is declared a commune; '1116' declared a postal code is anything.
    is_canton = kind in ("arrondissement", "canton") or (kind == "commune" and code.startswith("0"))
    return Place("canton", code) if is_canton else NOWHERE


def _foreign(code: str) -> Place:
    """A country by its letters or three digits; two digits may be a département (55) or Belgium (056): not read."""
    return Place("country", code) if re.fullmatch(r"[A-Z]{2,3}|\d{3}", code, re.ASCII) else NOWHERE


def _departement(code: str) -> Place:
    return Place("departement", code) if code in DEPARTEMENTS else NOWHERE


def departement_of(code: str) -> str:
    """The département that a code of a place begins with, postal codes of Corsica included.

    >>> departement_of("59170"), departement_of("97410"), departement_of("20137"), departement_of("20600")
    ('59', '974', '2A', '2B')
    """
    if code.startswith(("97", "98")):
        return code[:3]
    if code.startswith("20"):
        return "2A" if code[:3] in ("200", "201") else "2B"
    return code[:2]


def _word(text: str) -> str:
    """Letters alone, without capitals or accents."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]", "", plain)


@cache
def regions() -> dict[str, str]:
    """Today's code of a région, by its code or its name, former ones included.

    >>> regions()["26"], regions()["franchecomte"], regions()["53"]
    ('27', '27', '53')
    """
    rows = _table("regions.csv")
    return {row["code"]: row["today"] for row in rows} | {_word(row["name"]): row["today"] for row in rows}


@cache
def nuts() -> dict[str, Place]:
    """The place of each NUTS code, in the numbering of today or of before 2016.

    >>> nuts()["FR615"], nuts()["FRF2"]
    (Place(kind='departement', key='64'), Place(kind='region', key='44'))
    """
    rows = _table("nuts.csv")
    return {code: Place(row["kind"], row["key"]) for row in rows for code in (row["nuts"], row["before"]) if code}


def _table(name: str) -> list[dict[str, str]]:
    text = resources.files("etl").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
