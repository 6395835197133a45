"""Rules of one declaration: what is read from its words, and what keeps it out. Each rule is one small step."""

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from etl.declaration import Amendment, Declaration, Party, Rejection
from geo.contracts import AmountStatus, amount_status, purchase_family

FIRST_YEAR = 1990


@dataclass(frozen=True)
class CleanParty:
    """A supplier with its identifier read: SIRET, SIREN where there is one, and where the file places it."""

    id: str | None
    scheme: str
    siren: str | None
    name: str | None
    commune: str | None
    departement: str | None


@dataclass(frozen=True)
class State:
    """What a contract was from a date on: step 0 is the award, then each amendment in order."""

    step: int
    notified_on: date | None
    published_on: date | None
    amount_eur: float | None
    duration_months: int | None
    reason: str | None
    suppliers: tuple[CleanParty, ...]


@dataclass(frozen=True)
class CleanDeclaration:
    """A declaration that the atlas can hold."""

    declared: Declaration
    buyer_id: str
    buyer_siren: str
    notified_on: date | None
    published_on: date | None
    amount: AmountStatus
    purchase_family: str | None
    states: tuple[State, ...]

    @property
    def uid(self) -> str:
        """Buyer's SIRET and the contract's own number, as the official texts define it."""
        return self.buyer_id + re.sub(r"[ ,./\\]", "_", self.declared.contract_id or "")


def clean(declared: Declaration, today: date) -> CleanDeclaration | Rejection:
    """Read one declaration, or keep it aside with the name of what it lacks."""
    if not declared.contract_id:
        return _reject(declared, "no identifier")
    if not declared.buyer_id:
        return _reject(declared, "no buyer")
    buyer_id = read_buyer(declared.buyer_id)
    if buyer_id is None:
        return _reject(declared, "buyer identifier is not a SIRET")
    if not (declared.title or declared.cpv or declared.suppliers) and read_number(declared.amount) is None:
        return _reject(declared, "empty record")
    published = read_number(declared.amount)
    return CleanDeclaration(
        declared=declared,
        buyer_id=buyer_id,
        buyer_siren=buyer_id[:9],
        notified_on=read_date(declared.notified_on, today),
        published_on=read_date(declared.published_on, today),
        amount=amount_status(published, declared.nature),
        purchase_family=purchase_family(declared.cpv),
        states=_states(declared, published, today),
    )


def _reject(declared: Declaration, reason: str) -> Rejection:
    excerpt = f"{declared.buyer_id or '?'} / {declared.contract_id or '?'} / {(declared.title or '')[:60]}"
    return Rejection(declared.position, reason, excerpt, declared.rows)


def read_buyer(text: str) -> str | None:
    """A buyer's identifier: 14 digits (a lost leading zero given back), or the 9 of a SIREN; else nothing.

    >>> read_buyer("23 350 001 600 040"), read_buyer("200062586"), read_buyer("1234")
    ('23350001600040', '200062586', None)
    """
    digits = re.sub(r"\s", "", text)
    if not is_digits(digits):
        return None
    if len(digits) == 13:  # a spreadsheet ate the zero: 7050065 00015 for 07050065 00015
        digits = digits.zfill(14)
    return digits if len(digits) in (9, 14) else None


def is_digits(text: str) -> bool:
    """Whether a text is made of the ten digits alone: Python's own test takes '²' for one.

    >>> is_digits("2019"), is_digits("²"), is_digits("")
    (True, False, False)
    """
    return text.isascii() and text.isdigit()


def read_party(party: Party) -> CleanParty:
    """A supplier's identifier with its scheme, corrected for the spellings seen in real files.

    >>> p = read_party(Party("FR21483209383", "TVA_INTRACOMMUNAUTAIRE"))
    >>> p.scheme, p.siren
    ('TVA', '483209383')
    >>> read_party(Party("34280 012 700 019", None)).scheme
    'SIRET'
    """
    identifier = re.sub(r"[\s.]", "", party.id or "").upper() or None
    scheme = _scheme(party.scheme or "", identifier or "")
    siren = _siren(scheme, identifier or "")
    return CleanParty(identifier, scheme, siren, party.name, _code(party.commune), _code(party.departement))


def _scheme(declared: str, identifier: str) -> str:
    """One spelling per scheme: 'HORS_UE', 'TVA_INTRACOMMUNAUTAIRE', 'Siret' and '' are all found."""
    if is_digits(identifier) and len(identifier) in (9, 14):
        return "SIRET" if len(identifier) == 14 else "SIREN"
    word = re.sub(r"[^A-Z]", "", declared.upper())
    prefixes = (("TVA", "TVA"), ("HORSUE", "HORS-UE"), ("UE", "TVA"), ("FRW", "FRWF"), ("SIRET", "SIRET"))
    return next((name for prefix, name in prefixes if word.startswith(prefix)), word or "?")


def _siren(scheme: str, identifier: str) -> str | None:
    if scheme in ("SIRET", "SIREN") and is_digits(identifier) and len(identifier) in (9, 14):
        return identifier[:9]
    french = re.fullmatch(r"FR\w{2}(\d{9})", identifier)
    return french.group(1) if scheme == "TVA" and french else None


def _code(text: str | None) -> str | None:
    """An INSEE code, its lost leading zero given back: '1004' → '01004', '1' → '01'."""
    if not text:
        return None
    text = text.strip().upper()
    return text.zfill(5) if len(text) == 4 else text.zfill(2)


def read_number(value: Any) -> float | None:
    """A finite number, or nothing.

    >>> read_number("30000.00"), read_number("NaN"), read_number(None), read_number("NC")
    (30000.0, None, None, None)
    """
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def read_date(text: str | None, today: date) -> date | None:
    """A day between 1990 and today; '2018-12-17+01:00' is read, '0021-12-05' and '2921-11-19' are not days.

    >>> read_date("2018-12-17+01:00", date(2026, 1, 1)), read_date("2921-11-19", date(2026, 1, 1))
    (datetime.date(2018, 12, 17), None)
    """
    try:
        day = date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
    return day if day.year >= FIRST_YEAR and day <= today else None


def _states(declared: Declaration, amount: float | None, today: date) -> tuple[State, ...]:
    award = Amendment(declared.notified_on, declared.published_on, amount, declared.duration_months, declared.suppliers)
    # Undated amendments keep their place in the file, after the dated ones.
    ordered = sorted(declared.amendments, key=lambda a: read_date(a.notified_on, today) or date.max)
    return tuple(_state(step, state, today) for step, state in enumerate([award, *ordered]))


def _state(step: int, declared: Amendment, today: date) -> State:
    duration = read_number(declared.duration_months)
    parties = {(p.id or p.name): p for p in map(read_party, declared.suppliers)}
    return State(
        step=step,
        notified_on=read_date(declared.notified_on, today),
        published_on=read_date(declared.published_on, today),
        amount_eur=read_number(declared.amount),
        duration_months=int(duration) if duration and 0 < duration < 1200 else None,
        reason=declared.reason,
        suppliers=tuple(p for key, p in parties.items() if key),
    )
