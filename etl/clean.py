"""What a declaration says, column by column: what keeps it out, then each of its words read by one rule.

Declarations are judged by the batch: a column is one pass of one rule over one field, which costs half of what
a row at a time does, and reads as a list of the fields with their rules.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import repeat
from operator import attrgetter
from typing import Any, TypeAlias

from etl.declaration import Amendment, Declaration, Party, Rejection
from etl.rules.contacts import without_contacts
from etl.rules.cpv import read_cpv
from etl.rules.dates import read_day
from etl.rules.identity import Identifier, read_buyer, read_code, read_supplier
from etl.rules.persons import without_names
from etl.rules.place import read_place
from etl.rules.values import read_flag, read_list, read_months, read_number, read_rate, read_whole

Columns: TypeAlias = dict[str, Sequence[Any]]
Supplier: TypeAlias = tuple[Identifier, Party]
State: TypeAlias = tuple[int, int, Declaration | Amendment, tuple[Supplier, ...]]
"""Number, step (0 is the award, the declaration itself), what it says, and whom it names."""

DISTANT = date(2100, 1, 1)
"""A concession may start after today."""


def _without_persons(text: str | None) -> str | None:
    return without_names(without_contacts(text))


_AS_PUBLISHED = (
    "position", "rows", "kind", "contract_id", "nature", "cpv", "procedure", "framework_id", "price_form", "ccag",
    "grouping_type", "place_code", "place_type", "place_name",
)  # fmt: skip
_READ: dict[str, tuple[Callable[[Any], Any], str]] = {
    "buyer_name": (without_contacts, "buyer_name"),
    "title": (_without_persons, "title"),
    "buyer_commune": (read_code, "buyer_commune"),
    "buyer_departement": (read_code, "buyer_departement"),
    "techniques": (read_list, "techniques"),
    "execution_modes": (read_list, "execution_modes"),
    "price_types": (read_list, "price_types"),
    "social": (read_list, "social"),
    "environmental": (read_list, "environmental"),
    "is_innovative": (read_flag, "is_innovative"),
    "has_advance": (read_flag, "has_advance"),
    "has_subcontracting": (read_flag, "has_subcontracting"),
    "advance_rate": (read_rate, "advance_rate"),
    "origin_eu": (read_rate, "origin_eu"),
    "origin_france": (read_rate, "origin_france"),
    "public_subsidy_eur": (read_number, "public_subsidy"),
    "offers_received": (read_whole, "offers_received"),
    "amount_published_eur": (read_number, "amount"),
}
"""Column: its rule and the field it reads."""

_LONGEST = 100_000
"""Characters of a text: the longest title published has some thousands, a book is a mistake or an attack."""
_UNSAFE = str.maketrans(dict.fromkeys(" ,./\\", "_"))


def refuse(declared: Declaration) -> Rejection | None:
    """Why a declaration cannot be held, with its position; nothing where it can."""
    reason = _lack(declared)
    if reason is None:
        return None
    title = _without_persons(declared.title) or ""
    excerpt = f"{declared.buyer_id or '?'} / {declared.contract_id or '?'} / {title[:60]}"[:200]
    return Rejection(declared.position, reason, excerpt, declared.rows)


def _longest(declared: Declaration) -> int:
    """Characters of the longest text that goes into the atlas as it is."""
    texts = [declared.contract_id, declared.title, declared.buyer_name, declared.place_name]
    for party in declared.suppliers:
        texts += (party.id, party.name)
    return max(map(len, filter(None, texts)), default=0)


def _lack(declared: Declaration) -> str | None:
    if not declared.contract_id:
        return "no identifier"
    if not declared.buyer_id:
        return "no buyer"
    if read_buyer(declared.buyer_id) is None:
        return "buyer identifier is not a SIRET"
    if not (declared.title or declared.cpv or declared.suppliers) and read_number(declared.amount) is None:
        return "empty record"
    if _longest(declared) > _LONGEST:
        return "a text too long"
    return None


def clean(batch: Sequence[Declaration], first: int, source: str, today: date) -> dict[str, Columns]:
    """The columns of each staged table for declarations that nothing keeps out, numbered from ``first`` on.

    A table without rows has no columns either.
    """
    if not batch:
        return {}
    states = [
        (number, step, state, _named(state.suppliers))
        for number, declared in enumerate(batch, first)
        for step, state in enumerate(_states(declared, today))
    ]
    return {
        "declaration": _declarations(batch, first, source, today) | {"supplier_key": _supplier_keys(states)},
        "declared_state": _state_columns(states, today),
        "declared_supplier": _supplier_columns(states),
        "declared_subcontract": _subcontracts(batch, first, today),
        "declared_concession_year": _concession_years(batch, first, today),
    }


def _declarations(batch: Sequence[Declaration], first: int, source: str, today: date) -> Columns:
    def field(name: str) -> Iterable[Any]:
        return map(attrgetter(name), batch)

    siret, _, siren, buyer_note = zip(*map(read_buyer, field("buyer_id")), strict=True)
    cpv_code, family, cpv_note = zip(*map(read_cpv, field("cpv")), strict=True)
    place_kind, place_key = zip(*map(read_place, field("place_type"), field("place_code")), strict=True)
    notified_on, notified_note = zip(*map(read_day, field("notified_on"), repeat(today)), strict=True)
    published_on, published_note = zip(*map(read_day, field("published_on"), repeat(today)), strict=True)
    return (
        {name: list(field(name)) for name in _AS_PUBLISHED}
        | {name: list(map(rule, field(of))) for name, (rule, of) in _READ.items()}
        | {
            "declaration_id": range(first, first + len(batch)),
            "source": [source] * len(batch),
            "uid": [_uid(*pair) for pair in zip(siret, field("contract_id"), strict=True)],
            "buyer_siret": siret,
            "buyer_siren": siren,
            "buyer_note": buyer_note,
            "cpv_code": cpv_code,
            "cpv_note": cpv_note,
            "purchase_family": family,
            "place_kind": place_kind,
            "place_key": place_key,
            "notified_on": notified_on,
            "notified_note": notified_note,
            "published_on": published_on,
            "published_note": published_note,
            "starts_on": _days(field("starts_on"), DISTANT),
        }
    )


def _uid(buyer: str, number: str) -> str:
    """Buyer's SIRET and the contract's own number, as the official texts define it, without what breaks an address."""
    return buyer + (number if number.isalnum() else number.translate(_UNSAFE))


def _states(declared: Declaration, today: date) -> Sequence[Declaration | Amendment]:
    """The award, then the amendments by day and number; the undated come after the dated ones."""
    if not declared.amendments:
        return (declared,)

    def order(amendment: Amendment) -> tuple[date, float]:
        number = read_number(amendment.number)
        return read_day(amendment.notified_on, today).on or date.max, float("inf") if number is None else number

    return (declared, *sorted(declared.amendments, key=order))


def _named(parties: tuple[Party, ...]) -> tuple[Supplier, ...]:
    """Each supplier once, and only those that an identifier or a name tells."""
    if len(parties) == 1:
        identifier = read_supplier(parties[0].id, parties[0].scheme)
        return ((identifier, parties[0]),) if identifier.id or parties[0].name else ()
    named: dict[str, Supplier] = {}
    for party in parties:
        identifier = read_supplier(party.id, party.scheme)
        if key := identifier.id or party.name:
            named[key] = identifier, party
    return tuple(named.values())


def _supplier_keys(states: list[State]) -> list[str]:
    """The suppliers of each award as one text, whatever their order: what tells a double from a lot."""
    words = ([i.id or p.name or "" for i, p in named] for _, step, _, named in states if step == 0)
    return [one[0] if len(one) == 1 else "|".join(sorted(one)) for one in words]


def _state_columns(states: list[State], today: date) -> Columns:
    numbers, steps, said, _ = zip(*states, strict=True)
    return {
        "declaration_id": numbers,
        "step": steps,
        "notified_on": _days(map(attrgetter("notified_on"), said), today),
        "published_on": _days(map(attrgetter("published_on"), said), today),
        "amount_eur": list(map(read_number, map(attrgetter("amount"), said))),
        "duration_months": list(map(read_months, map(attrgetter("duration_months"), said))),
        "reason": [_without_persons(s.reason) if isinstance(s, Amendment) else None for s in said],
    }


def _supplier_columns(states: list[State]) -> Columns:
    rows = [(number, step, *supplier) for number, step, _, named in states for supplier in named]
    if not rows:
        return {}
    numbers, steps, identifiers, parties = zip(*rows, strict=True)
    ids, schemes, sirens, notes = zip(*identifiers, strict=True)
    return {
        "declaration_id": numbers,
        "step": steps,
        "supplier_id": ids,
        "scheme": schemes,
        "siren": sirens,
        "note": notes,
        "name": [without_contacts(party.name) for party in parties],
        "commune": list(map(read_code, map(attrgetter("commune"), parties))),
        "departement": list(map(read_code, map(attrgetter("departement"), parties))),
    }


def _subcontracts(batch: Sequence[Declaration], first: int, today: date) -> Columns:
    rows = [(number, act) for number, declared in enumerate(batch, first) for act in declared.subcontracts]
    if not rows:
        return {}
    acts = [act for _, act in rows]
    parties = [act.supplier or Party(None) for act in acts]
    identifiers = [read_supplier(party.id, party.scheme) for party in parties]
    return {
        "declaration_id": [number for number, _ in rows],
        "act": [read_whole(act.act) for act in acts],
        "change": [act.change for act in acts],
        "supplier_id": [identifier.id for identifier in identifiers],
        "scheme": [identifier.scheme if identifier.id else None for identifier in identifiers],
        "siren": [identifier.siren for identifier in identifiers],
        "name": [without_contacts(party.name) for party in parties],
        "amount_eur": [read_number(act.amount) for act in acts],
        "duration_months": [read_months(act.duration_months) for act in acts],
        "notified_on": _days((act.notified_on for act in acts), today),
        "published_on": _days((act.published_on for act in acts), today),
        "price_variation": [act.price_variation for act in acts],
    }


def _concession_years(batch: Sequence[Declaration], first: int, today: date) -> Columns:
    rows = [(number, year) for number, declared in enumerate(batch, first) for year in declared.concession_years]
    if not rows:
        return {}
    return {
        "declaration_id": [number for number, _ in rows],
        "published_on": _days((year.published_on for _, year in rows), today),
        "investment_eur": [read_number(year.investment) for _, year in rows],
        "tariff_name": [year.tariff_name for _, year in rows],
        "tariff_eur": [read_number(year.tariff) for _, year in rows],
    }


def _days(texts: Iterable[str | None], last: date) -> list[date | None]:
    return [day.on for day in map(read_day, texts, repeat(last))]
