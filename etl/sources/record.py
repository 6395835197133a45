"""A record of either schema, 2019 or 2022, as JSON writes it, and the declaration that it makes.

These classes say once what a record holds. msgspec reads the sound records by them (unknown keys are left);
``etl.sources.forgive`` brings the others to the same classes. In the 2022 schema each item of a list is wrapped
(``titulaires[].titulaire``, ``modifications[].modification``); in the 2019 schema it is not: both are read.
"""

# A record is not frozen, unlike the declaration that it becomes: mypy sees the frozen one.
# mypy: disable-error-code="misc"

from collections import Counter
from typing import Any

import msgspec

from etl.declaration import Amendment, ConcessionYear, Declaration, Party, Subcontract

Text = str | None
Words = tuple[str, ...]


class Holder(Party, frozen=True, gc=False, rename={"scheme": "typeIdentifiant", "name": "denominationSociale"}):
    """An item of ``titulaires`` or ``concessionnaires``, or who stands under its wrapper."""

    id: Text = None
    scheme: Text = None
    name: Text = None
    titulaire: "Holder | None" = None
    concessionnaire: "Holder | None" = None


class Buyer(msgspec.Struct, gc=False, rename={"name": "nom"}):
    """``acheteur``, or ``autoriteConcedante`` of a concession."""

    id: Text = None
    name: Text = None


class Place(msgspec.Struct, gc=False, rename={"type": "typeCode", "name": "nom"}):
    """``lieuExecution``."""

    code: Text = None
    type: Text = None
    name: Text = None


class WordList(
    msgspec.Struct,
    gc=False,
    rename={
        "mode": "modaliteExecution", "price": "typePrix", "social": "considerationSociale",
        "environmental": "considerationEnvironnementale",
    },
):  # fmt: skip
    """The five lists of words, each under its own key: ``techniques.technique[]``, ``typesPrix.typePrix[]``, etc."""

    technique: Words = ()
    mode: Words = ()
    price: Words = ()
    social: Words = ()
    environmental: Words = ()


class Change(
    msgspec.Struct,
    gc=False,
    rename={
        "notified_on": "dateNotificationModification", "signed_on": "dateSignatureModification",
        "published_on": "datePublicationDonneesModification", "amount": "montant", "value": "valeurGlobale",
        "duration_months": "dureeMois", "holders": "titulaires", "grantees": "concessionnaires",
        "reason": "objetModification",
    },
):  # fmt: skip
    """An item of ``modifications``."""

    modification: "Change | None" = None
    id: Any = None
    notified_on: Text = None
    signed_on: Text = None
    published_on: Text = None
    amount: Any = None
    value: Any = None
    duration_months: Any = None
    holders: tuple[Holder, ...] = ()
    grantees: tuple[Holder, ...] = ()
    reason: Text = None


class Act(
    msgspec.Struct,
    gc=False,
    rename={
        "act": "acteSousTraitance", "change": "modificationActeSousTraitance",
        "change_of_xml": "modificationActesSousTraitance", "subcontractor": "sousTraitant",
        "amount": "montant", "duration_months": "dureeMois", "notified_on": "dateNotification",
        "changed_on": "dateNotificationModificationSousTraitance", "published_on": "datePublicationDonnees",
        "price_variation": "variationPrix",
    },
):  # fmt: skip
    """An item of ``actesSousTraitance`` or of ``modificationsActesSousTraitance``."""

    act: "Act | None" = None
    change: "Act | None" = None
    change_of_xml: "Act | None" = None
    id: Any = None
    subcontractor: Holder | None = None
    amount: Any = None
    duration_months: Any = None
    notified_on: Text = None
    changed_on: Text = None
    published_on: Text = None
    price_variation: Text = None


class Tariff(msgspec.Struct, gc=False, rename={"name": "intituleTarif", "value": "tarif"}):
    """A tariff in force; 2022 wraps it under ``tarif``, the very name of its own value."""

    name: Text = None
    value: "Tariff | float | str | None" = None


class Year(
    msgspec.Struct,
    gc=False,
    rename={
        "year": "donneesAnnuelles", "published_on": "datePublicationDonneesExecution",
        "investment": "depensesInvestissement", "tariffs": "tarifs",
    },
):  # fmt: skip
    """An item of ``donneesExecution``."""

    year: "Year | None" = None
    published_on: Text = None
    investment: Any = None
    tariffs: tuple[Tariff, ...] | None = None


class Record(
    Declaration,
    frozen=False,
    kw_only=True,
    gc=False,
    rename={
        "position": "=position", "rows": "=rows", "kind": "=kind", "techniques": "=techniques",  # no key of JSON
        "contract_id": "id", "type": "_type", "buyer": "acheteur", "grantor": "autoriteConcedante", "title": "objet",
        "cpv": "codeCPV", "technique_words": "techniques", "mode_words": "modalitesExecution",
        "price_words": "typesPrix", "social_words": "considerationsSociales",
        "environmental_words": "considerationsEnvironnementales", "framework_id": "idAccordCadre",
        "price_form": "formePrix", "grouping_type": "typeGroupementOperateurs", "is_innovative": "marcheInnovant",
        "has_advance": "attributionAvance", "advance_rate": "tauxAvance", "has_subcontracting": "sousTraitanceDeclaree",
        "origin_eu": "origineUE", "origin_france": "origineFrance", "place": "lieuExecution",
        "duration_months": "dureeMois", "notified_on": "dateNotification", "signed_on": "dateSignature",
        "starts_on": "dateDebutExecution", "published_on": "datePublicationDonnees", "amount": "montant",
        "value": "valeurGlobale", "public_subsidy": "montantSubventionPublique", "offers_received": "offresRecues",
        "holders": "titulaires", "grantees": "concessionnaires", "changes": "modifications",
        "acts": "actesSousTraitance", "act_changes": "modificationsActesSousTraitance", "years": "donneesExecution",
    },
):  # fmt: skip
    """A declaration as decoded: its flat fields are in place, its nested ones wait for ``declaration``.

    The declaration is the decoded object itself: copying 45 fields would cost more than reading them.
    """

    position: int = 0
    rows: int = 1
    kind: str = "contract"
    contract_id: Text = None
    type: Text = None
    buyer: Buyer | None = None
    grantor: Buyer | None = None
    nature: Text = None
    title: Text = None
    cpv: Text = None
    procedure: Text = None
    techniques: Words = ()
    technique_words: WordList | None = None
    mode_words: WordList | None = None
    price_words: WordList | None = None
    social_words: WordList | None = None
    environmental_words: WordList | None = None
    framework_id: Text = None
    price_form: Text = None
    ccag: Text = None
    grouping_type: Text = None
    is_innovative: Any = None
    has_advance: Any = None
    advance_rate: Any = None
    has_subcontracting: Any = None
    origin_eu: Any = None
    origin_france: Any = None
    place: Place | None = None
    duration_months: Any = None
    notified_on: Text = None
    signed_on: Text = None
    starts_on: Text = None
    published_on: Text = None
    amount: Any = None
    value: Any = None
    public_subsidy: Any = None
    offers_received: Any = None
    holders: tuple[Holder, ...] = ()
    grantees: tuple[Holder, ...] = ()
    changes: tuple[Change, ...] | None = None
    acts: tuple[Act, ...] | None = None
    act_changes: tuple[Act, ...] | None = None
    years: tuple[Year, ...] | None = None


def whole_declaration(position: int, record: Record) -> Declaration | None:
    """The declaration of a record that has what makes a contract; nothing where its keys may be written otherwise."""
    if (record.holders and record.buyer and record.place) or (record.grantees and record.grantor):
        return declaration(position, record)
    return None


def declaration(position: int, record: Record) -> Declaration:
    """Put the nested parts of a record in place, and take the blanks off its texts; nothing is repaired.

    Each line here is paid a million times: what is absent, or right as it is, is left alone.
    """
    record.position = position
    record.contract_id = text(record.contract_id)
    record.title = text(record.title)
    if record.cpv == "":
        record.cpv = None
    if buyer := record.grantor or record.buyer:
        record.buyer_id = text(buyer.id)
        record.buyer_name = buyer.name and text(buyer.name)
    if place := record.place:
        record.place_code, record.place_type, record.place_name = place.code or None, place.type, place.name
    record.suppliers = _parties(record.holders or record.grantees)
    _set_words(record)
    if record.changes:
        record.amendments = _amendments(record.changes)
    if record.acts or record.act_changes:
        record.subcontracts = _subcontracts(record.acts or (), record.act_changes or ())
    if record.grantor or (record.type and "oncession" in record.type):
        _set_concession(record)
    return record


def _set_words(record: Record) -> None:
    if record.technique_words:
        record.techniques = record.technique_words.technique
    if record.mode_words:
        record.execution_modes = record.mode_words.mode
    if record.price_words:
        record.price_types = record.price_words.price
    if record.social_words:
        record.social = record.social_words.social
    if record.environmental_words:
        record.environmental = record.environmental_words.environmental


def _set_concession(record: Record) -> None:
    record.kind = "concession"
    record.notified_on = record.signed_on or record.notified_on
    record.amount = record.amount if record.value is None else record.value
    record.concession_years = tuple(year for item in record.years or () for year in _years(item))


def text(value: str | None) -> str | None:
    """Text without surrounding blanks; an empty one is no value.

    >>> text("  Croix "), text(" "), text(None)
    ('Croix', None, None)
    """
    return value.strip() or None if value else None


def _parties(holders: tuple[Holder, ...]) -> tuple[Party, ...]:
    if len(holders) == 1:  # nine contracts in ten
        party = holders[0].titulaire or holders[0].concessionnaire or holders[0]
        return () if party.id is None and party.name is None else (party,)
    found = [holder.titulaire or holder.concessionnaire or holder for holder in holders]
    return tuple([party for party in found if party.id is not None or party.name is not None])


def _amendments(items: tuple[Change, ...]) -> tuple[Amendment, ...]:
    return tuple(
        Amendment(
            notified_on=text(change.notified_on or change.signed_on),
            published_on=text(change.published_on),
            amount=change.value if change.amount is None else change.amount,
            duration_months=change.duration_months,
            suppliers=_parties(change.holders or change.grantees),
            reason=text(change.reason),
            number=change.id,
        )
        for change in (item.modification or item for item in items)
    )


def _subcontracts(acts: tuple[Act, ...], changes: tuple[Act, ...]) -> tuple[Subcontract, ...]:
    """Each act, then its changes numbered from 1 in the order of the file."""
    seen: Counter[str] = Counter()
    found = [_subcontract(item.act or item, 0) for item in acts]
    for item in changes:
        change = item.change or item.change_of_xml or item
        seen[str(change.id)] += 1
        found.append(_subcontract(change, seen[str(change.id)]))
    return tuple(found)


def _subcontract(act: Act, change: int) -> Subcontract:
    return Subcontract(
        act=act.id,
        change=change,
        supplier=act.subcontractor,
        amount=act.amount,
        duration_months=act.duration_months,
        notified_on=text(act.notified_on or act.changed_on),
        published_on=text(act.published_on),
        price_variation=text(act.price_variation),
    )


def _years(item: Year) -> list[ConcessionYear]:
    """One row a tariff; a year that tells no tariff is one row all the same, for its investment."""
    year = item.year or item
    tariffs = [t.value if isinstance(t.value, Tariff) else t for t in year.tariffs or (Tariff(),)]
    return [ConcessionYear(text(year.published_on), year.investment, text(t.name), t.value) for t in tariffs]
