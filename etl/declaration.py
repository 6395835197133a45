"""One publication of a contract, as a source file gives it: the words of the house, nothing repaired.

No declaration points back to itself, so the collector of cycles need not walk them (``gc=False``): half the time
of cleaning was spent on that.
"""

from typing import Any

import msgspec


class Party(msgspec.Struct, frozen=True, gc=False):
    """A supplier as declared, with the place that the file itself gives, if any."""

    id: str | None
    scheme: str | None = None
    name: str | None = None
    commune: str | None = None
    departement: str | None = None


class Amendment(msgspec.Struct, frozen=True, gc=False):
    """A change of amount, duration or suppliers, in force from ``notified_on``; ``number`` orders those of one day."""

    notified_on: str | None
    published_on: str | None
    amount: Any = None
    duration_months: Any = None
    suppliers: tuple[Party, ...] = ()
    reason: str | None = None
    number: Any = None


class Subcontract(msgspec.Struct, frozen=True, gc=False):
    """An act of subcontracting (``change`` 0) or a change of it (1, 2…): who, for how much, for how long."""

    act: Any
    change: int = 0
    supplier: Party | None = None
    amount: Any = None
    duration_months: Any = None
    notified_on: str | None = None
    published_on: str | None = None
    price_variation: str | None = None


class ConcessionYear(msgspec.Struct, frozen=True, gc=False):
    """What a concession's holder reports for a year: his investment, and one tariff of those in force."""

    published_on: str | None
    investment: Any = None
    tariff_name: str | None = None
    tariff: Any = None


class Declaration(msgspec.Struct, frozen=True, kw_only=True, gc=False):
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
    techniques: tuple[str, ...] = ()
    execution_modes: tuple[str, ...] = ()
    framework_id: str | None = None
    price_form: str | None = None
    price_types: tuple[str, ...] = ()
    ccag: str | None = None
    grouping_type: str | None = None
    is_innovative: Any = None
    has_advance: Any = None
    advance_rate: Any = None
    has_subcontracting: Any = None
    social: tuple[str, ...] = ()
    environmental: tuple[str, ...] = ()
    origin_eu: Any = None
    origin_france: Any = None
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
    subcontracts: tuple[Subcontract, ...] = ()
    starts_on: str | None = None
    public_subsidy: Any = None
    concession_years: tuple[ConcessionYear, ...] = ()


class Rejection(msgspec.Struct, frozen=True, gc=False):
    """A row kept aside: where it stands, why, and its first characters."""

    position: int
    reason: str
    excerpt: str = ""
    rows: int = 1
