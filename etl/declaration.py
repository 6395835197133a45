"""One publication of a contract, as a source file gives it: the words of the house, nothing repaired."""

from typing import Any

import msgspec


class Party(msgspec.Struct, frozen=True):
    """A supplier as declared, with the place that the file itself gives, if any."""

    id: str | None
    scheme: str | None = None
    name: str | None = None
    commune: str | None = None
    departement: str | None = None


class Amendment(msgspec.Struct, frozen=True):
    """A change of amount, duration or suppliers, in force from ``notified_on``."""

    notified_on: str | None
    published_on: str | None
    amount: Any = None
    duration_months: Any = None
    suppliers: tuple[Party, ...] = ()
    reason: str | None = None


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """A contract as one source declares it; ``rows`` is how many rows of the file it stands for."""

    position: int
    rows: int = 1
    kind: str = "contract"
    contract_id: str | None = None
    buyer_id: str | None = None
    buyer_name: str | None = None
    buyer_commune: str | None = None
    buyer_departement: str | None = None
    nature: str | None = None
    title: str | None = None
    cpv: str | None = None
    procedure: str | None = None
    place_code: str | None = None
    place_type: str | None = None
    place_name: str | None = None
    duration_months: Any = None
    notified_on: str | None = None
    published_on: str | None = None
    amount: Any = None
    offers_received: Any = None
    suppliers: tuple[Party, ...] = ()
    amendments: tuple[Amendment, ...] = ()


class Rejection(msgspec.Struct, frozen=True):
    """A row kept aside: where it stands, why, and its first characters."""

    position: int
    reason: str
    excerpt: str = ""
    rows: int = 1
