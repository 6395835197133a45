"""Who buys and who sells: SIRET, SIREN and the other schemes, repaired where the repair is certain."""

import re
from functools import lru_cache
from typing import NamedTuple

from etl.rules import REMEMBERED
from etl.rules.values import FILLED, is_digits

LA_POSTE = "356000000"
FAILS = "fails the check of its digits"
BLANKS = "blanks or dots removed"
LOST_ZERO = "lost leading zero given back"

_BLANKS = re.compile(r"[\s.]")
_DOUBLED = str.maketrans("0123456789", "0246813579")
"""Each digit doubled, the digits of the double added: 8 makes 16, then 7."""
# 'HORS_UE', 'TVA_INTRACOMMUNAUTAIRE', 'Siret', 'FRW' and 'UE' (1.5 schema: a VAT number) are all found.
_SCHEMES = (
    ("TVA", "TVA"), ("HORSUE", "HORS-UE"), ("UE", "TVA"), ("FRW", "FRWF"), ("SIRET", "SIRET"), ("SIREN", "SIREN"),
    ("TAHITI", "TAHITI"), ("RIDET", "RIDET"), ("IREP", "IREP"),
)  # fmt: skip


class Identifier(NamedTuple):
    """An identifier, its scheme, its SIREN where there is one, and what was repaired or is wrong in it."""

    id: str | None
    scheme: str
    siren: str | None
    note: str | None = None


@lru_cache(REMEMBERED)
def read_buyer(text: str | None) -> Identifier | None:
    """A buyer: 14 digits (a lost leading zero given back), or the 9 of a SIREN; else nothing.

    >>> read_buyer("23 350 001 600 040")
    Identifier(id='23350001600040', scheme='SIRET', siren='233500016', note='blanks or dots removed')
    >>> read_buyer("7050065000155").id, read_buyer("1234")
    ('07050065000155', None)
    """
    digits = _BLANKS.sub("", text or "")
    if not is_digits(digits) or len(digits) not in (9, 13, 14):
        return None
    notes = [BLANKS] if digits != text else []
    if len(digits) == 13:  # a spreadsheet ate the zero: 7050065 00015 for 07050065 00015
        digits = digits.zfill(14)
        notes.append(LOST_ZERO)
    return _judged(digits, notes)


@lru_cache(REMEMBERED)
def read_supplier(text: str | None, declared: str | None) -> Identifier:
    """A supplier's identifier with its scheme; digits speak louder than the scheme that is declared.

    >>> read_supplier("FR21483209383", "TVA_INTRACOMMUNAUTAIRE")
    Identifier(id='FR21483209383', scheme='TVA', siren='483209383', note=None)
    >>> read_supplier("34280012700019", None).scheme, read_supplier("CHE-1", "HORS_UE").scheme
    ('SIRET', 'HORS-UE')
    """
    identifier = text or ""
    notes = []
    if not is_digits(identifier):
        identifier = _BLANKS.sub("", identifier).upper()
        notes = [BLANKS] if len(identifier) != len(text or "") else []
    scheme = _scheme(declared)
    if scheme == "SIRET" and _is_zeroless(identifier):
        identifier = identifier.zfill(14)
        notes.append(LOST_ZERO)
    if _is_french(identifier, scheme):
        if scheme not in ("SIRET", "SIREN", "?"):
            notes.append(f"declared as {scheme}")
        return _judged(identifier, notes)
    if scheme in ("SIRET", "SIREN") and identifier:
        notes.append(f"not a {scheme}")
    french = re.fullmatch(r"FR[A-Z\d]{2}(\d{9})", identifier, re.ASCII) if scheme == "TVA" else None
    return Identifier(identifier or None, scheme, french[1] if french else None, "; ".join(notes) or None)


def _is_zeroless(digits: str) -> bool:
    """Whether a leading zero makes of 13 digits a SIRET that checks: 3801578750026 is 03801578750026."""
    return len(digits) == 13 and is_digits(digits) and is_siret("0" + digits)


def _is_french(identifier: str, scheme: str) -> bool:
    """Whether the digits are a SIRET or a SIREN: a TAHITI or RIDET number has up to ten digits of its own."""
    lengths = (14,) if scheme in ("TAHITI", "RIDET") else (9, 14)
    return len(identifier) in lengths and is_digits(identifier)


@lru_cache(REMEMBERED)
def _scheme(declared: str | None) -> str:
    word = re.sub(r"[^A-Z]", "", (declared or "").upper())
    return next((name for prefix, name in _SCHEMES if word.startswith(prefix)), word or "?")


def _judged(digits: str, notes: list[str]) -> Identifier:
    """A SIRET or SIREN kept as it is, whether or not its digits check: who signed is not ours to drop."""
    scheme = "SIRET" if len(digits) == 14 else "SIREN"
    if len(set(digits)) == 1:
        return Identifier(digits, scheme, None, "; ".join([*notes, FILLED]))
    sound = is_siret(digits) if scheme == "SIRET" else passes_luhn(digits)
    return Identifier(digits, scheme, digits[:9], "; ".join(notes if sound else [*notes, FAILS]) or None)


def is_siret(digits: str) -> bool:
    """Whether 14 digits check: Luhn, or for La Poste's offices a sum that 5 divides (its 17,000 have no Luhn).

    >>> is_siret("21350238800019"), is_siret("35600000000048"), is_siret("35600000049837"), is_siret("21350238800018")
    (True, True, True, False)
    """
    return passes_luhn(digits) or (digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0)


def passes_luhn(digits: str) -> bool:
    """Luhn's check: every second digit from the right doubled, the sum ends with 0.

    >>> passes_luhn("732829320"), passes_luhn("732829321")
    (True, False)
    """
    added = digits[-1::-2] + digits[-2::-2].translate(_DOUBLED)
    return sum(map(int, added)) % 10 == 0


@lru_cache(REMEMBERED)
def read_code(text: str | None) -> str | None:
    """An INSEE code of a commune or département, its lost leading zero given back.

    >>> read_code("1004"), read_code("1"), read_code("2a004"), read_code(" ")
    ('01004', '01', '2A004', None)
    """
    code = (text or "").strip().upper()
    return (code.zfill(5) if len(code) == 4 else code.zfill(2)) if code else None
