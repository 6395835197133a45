"""One contract's story in plain text: where it is said, what was made of it, who holds it, where, and why."""

from collections.abc import Iterator
from typing import Any

Record = dict[str, Any]


def tell(contract: Record) -> list[str]:
    """The lines that ``geomarches explain UID`` prints of a contract, as ``Atlas.contract`` gives it.

    >>> tell({"uid": "u1", "amount_status": "missing", "amount_reason": "no amount", "declarations": [],
    ...       "awards": [], "amendments": []})[-1]
    'performance: place unknown'
    """
    chapters = (_what, _said_by, _amount, _amendments, _buyer, _suppliers, _performance)
    return [line for chapter in chapters for line in chapter(contract)]


def _what(contract: Record) -> Iterator[str]:
    yield f"contract {contract['uid']}: {contract.get('title') or 'no title'}"
    facts = (contract.get("kind"), contract.get("nature"), contract.get("procedure"), contract.get("cpv"))
    yield "what: " + (", ".join(str(fact) for fact in facts if fact) or "nothing more is published")
    yield f"notified {_day(contract.get('notified_on'))}, published {_day(contract.get('published_on'))}"


def _said_by(contract: Record) -> Iterator[str]:
    """Every row of every file, the one that stands for the contract first."""
    found = contract["declarations"]
    yield f"said by {len(found)} row{'s' if len(found) != 1 else ''}:"
    for one in found:
        fate = "stands for the contract" if one["is_survivor"] else f"double{_because(one.get('duplicate_reason'))}"
        told = f"published {_day(one.get('published_on'))}, {_euros(one.get('amount_published_eur'))}"
        yield f"  {one['source']}:{one['position']}: {told}: {fate}"


def _amount(contract: Record) -> Iterator[str]:
    published, used = contract.get("amount_published_eur"), contract.get("amount_eur")
    yield f"amount: {_euros(published)} published, {_euros(used)} used in sums"
    yield f"status: {contract.get('amount_status')}{_because(contract.get('amount_reason'))}"


def _amendments(contract: Record) -> Iterator[str]:
    if not contract["amendments"]:
        yield "amendments: none"
    for one in contract["amendments"]:
        changes = [_euros(one["amount_eur"])] if one.get("amount_eur") is not None else []
        changes += [f"{one['duration_months']:.0f} months"] if one.get("duration_months") is not None else []
        said = ", ".join(changes) or "no new figure"
        yield f"amendment {one['step']} of {_day(one.get('notified_on'))}: {said}{_because(one.get('reason'))}"


def _buyer(contract: Record) -> Iterator[str]:
    name = contract.get("buyer_name") or "no name"
    yield f"buyer: {name} ({contract.get('buyer_siret')}), {_place(contract.get('buyer') or {})}"


def _suppliers(contract: Record) -> Iterator[str]:
    for one in contract["awards"]:
        distance = one.get("distance_km")
        away = "" if distance is None else f", {distance:,.1f} km from the buyer"
        share = f"{one['share']:.0%} of the contract, {_euros(one.get('amount_eur'))}"
        name = one.get("supplier_name") or "no name"
        yield f"supplier: {name} ({one['supplier_id']}), {share}, {_place(one)}{away}"


def _performance(contract: Record) -> Iterator[str]:
    place = {name: contract.get(f"performance_{name}") for name in ("commune", "departement", "region", "precision")}
    said = " ".join(str(contract[key]) for key in ("place_code", "place_type", "place_name") if contract.get(key))
    yield f"performance: {_place(place)}" + (f"; published as {said}" if said else "")


def _place(place: Record) -> str:
    """The finest place known, how precisely, and how it was found."""
    level = next((level for level in ("commune", "departement", "region") if place.get(level)), None)
    precision = place.get("precision")
    if level is None:
        return "abroad" if precision == "abroad" else "place unknown"
    how = ", ".join(
        str(word) for word in (f"precision {precision}" if precision else "", place.get("placed_by")) if word
    )
    return f"{level} {place[level]}" + (f" ({how})" if how else "")


def _because(reason: Any) -> str:
    return f" ({reason})" if reason else ""


def _euros(amount: Any) -> str:
    return "no amount" if amount is None else f"{amount:,.2f} €"


def _day(day: Any) -> str:
    return "on no known day" if day is None else str(day)[:10]
