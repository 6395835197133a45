"""DECP of the Ministry (data.economie.gouv.fr), flat CSV: one row per contract × amendment × act of subcontracting.

Up to three suppliers stand side by side (``titulaire_id_1`` … ``titulaire_id_3``). Names of columns come with dots
and capitals (the Ministry's files: ``acheteur.id``) or without (its portal: ``acheteur_id``): both are read.
Empty cells are marked MQ (mandatory) or CDL (conditional), wrong values INX.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from etl.declaration import Amendment, ConcessionYear, Declaration, Party, Rejection, Subcontract
from etl.sources.base import Source
from etl.sources.decp_csv import largest
from etl.sources.rows import Row, groups, header, read_csv, split

_FIELDS = {
    "contract_id": "id", "buyer_id": "acheteur_id", "buyer_name": "acheteur_nom", "nature": "nature", "title": "objet",
    "cpv": "codecpv", "procedure": "procedure", "framework_id": "idaccordcadre", "price_form": "formeprix",
    "ccag": "ccag", "grouping_type": "typegroupementoperateurs", "is_innovative": "marcheinnovant",
    "has_advance": "attributionavance", "advance_rate": "tauxavance", "has_subcontracting": "soustraitancedeclaree",
    "origin_eu": "origineue", "origin_france": "originefrance", "place_code": "lieuexecution_code",
    "place_type": "lieuexecution_typecode", "place_name": "lieuexecution_nom", "duration_months": "dureemois",
    "notified_on": "datenotification", "starts_on": "datedebutexecution", "published_on": "datepublicationdonnees",
    "public_subsidy": "montantsubventionpublique",
}  # fmt: skip
_LISTS = {
    "techniques": "techniques", "execution_modes": "modalitesexecution", "price_types": "typesprix",
    "social": "considerationssociales", "environmental": "considerationsenvironnementales",
}  # fmt: skip
_AMENDMENT = {
    "number": "idmodification", "amount": "montantmodification", "duration_months": "dureemoismodification",
    "notified_on": "datenotificationmodification", "published_on": "datepublicationdonneesmodification",
    "reason": "objetmodification",
}  # fmt: skip
_ACT = {
    "act": "idactesoustraitance", "amount": "montantactesoustraitance", "duration_months": "dureemoisactesoustraitance",
    "notified_on": "datenotificationactesoustraitance", "published_on": "datepublicationdonneesactesoustraitance",
    "price_variation": "variationprixactesoustraitance",
}  # fmt: skip
_ACT_CHANGE = {
    "act": "idmodificationactesoustraitance", "amount": "montantmodificationactesoustraitance",
    "duration_months": "dureemoismodificationactesoustraitance",
    "notified_on": "datenotificationmodificationsoustraitancemodificationactesoustraitance",
    "published_on": "datepublicationdonneesmodificationactesoustraitance",
}  # fmt: skip
_YEAR = {
    "published_on": "donneesexecution_datepublicationdonneesexecution",
    "investment": "donneesexecution_depensesinvestissement", "tariff_name": "donneesexecution_intituletarif",
    "tariff": "donneesexecution_tarif",
}  # fmt: skip
# A concession, and the files' own doubled words, under the name that a contract gives them.
_SAME = {
    "autoriteconcedante_id": "acheteur_id", "datesignature": "datenotification", "valeurglobale": "montant",
    "valeurglobalemodification": "montantmodification",
    "datesignaturemodification": "datenotificationmodification",
    "datesignaturemodificationmodification": "datenotificationmodification",
    "datenotificationmodificationmodification": "datenotificationmodification",
    "datepublicationdonneesmodificationmodification": "datepublicationdonneesmodification",
    "titulairesmodification": "idtitulairemodification",
}  # fmt: skip
_MARK = re.compile(r"(?:MQ|CDL|INX)(?:[\s:_-]+|$)")
_NAMES = ("objet",)
"""A title may begin by these letters: only a mark alone is one there."""


def read(path: Path) -> Iterator[Declaration | Rejection]:
    """Stream contracts, each with all the rows of its buyer and number, in order of both."""
    rows = (row if isinstance(row, Rejection) else _plain(row) for row in read_csv(path))
    order = "TRY_CAST(idmodification AS INTEGER), TRY_CAST(idactesoustraitance AS INTEGER)"
    for group in groups(rows, ("acheteur_id", "id"), order):
        yield group if isinstance(group, Rejection) else _declaration(group)


def column(name: str) -> str:
    """The name that we know a column by: without dots, capitals and the words of concessions.

    >>> column("acheteur.id"), column("concessionnaire_typeIdentifiant_1"), column("valeurGlobale")
    ('acheteur_id', 'titulaire_typeidentifiant_1', 'montant')
    """
    plain = name.strip().lower().replace(".", "_").replace("concessionnaire_", "titulaire_")
    return _SAME.get(plain, plain)


def unmarked(name: str, value: Any) -> Any:
    """A cell without the Ministry's marks; 0 offers is its way to say that the number is missing.

    >>> unmarked("montant", "INX 12"), unmarked("ccag", "CDL"), unmarked("objet", "MQ de Fort"), unmarked("objet", "MQ")
    ('12', None, 'MQ de Fort', None)
    >>> unmarked("offresrecues", "0")
    """
    if not isinstance(value, str) or (name == "offresrecues" and value in ("0", "0.0")):
        return None if isinstance(value, str) else value
    mark = _MARK.match(value)
    return value if mark is None or (name in _NAMES and mark[0] != value) else value[mark.end() :].strip() or None


def _plain(row: Row) -> Row:
    known = {column(name): value for name, value in row.items()}
    needed = dict.fromkeys(("acheteur_id", "id", "idmodification", "idactesoustraitance"))
    return needed | {name: unmarked(name, value) for name, value in known.items()}


def _declaration(rows: list[Row]) -> Declaration:
    row = rows[0]
    fields: dict[str, Any] = {name: row.get(key) for name, key in _FIELDS.items()}
    fields |= {name: split(row.get(key)) for name, key in _LISTS.items()}
    concession = "oncession" in (row.get("nature") or "") or "égation" in (row.get("nature") or "")
    return Declaration(
        position=min(r["position"] for r in rows),
        rows=len(rows),
        kind="concession" if concession else "contract",
        amount=largest(r.get("montant") for r in rows),
        offers_received=row.get("offresrecues"),
        suppliers=tuple(dict.fromkeys(party for r in rows for party in _suppliers(r))),
        amendments=tuple(_amendments(rows)),
        subcontracts=tuple(_subcontracts(rows)),
        concession_years=tuple(ConcessionYear(**said) for said in _several(rows, _YEAR) if any(said.values())),
        **fields,
    )


def _suppliers(row: Row) -> Iterator[Party]:
    for n in (1, 2, 3):
        found = (row.get(f"titulaire_{part}_{n}") for part in ("id", "typeidentifiant", "denominationsociale"))
        party = Party(*found)
        if party.id or party.name:
            yield party


def _several(rows: list[Row], names: dict[str, str]) -> Iterable[dict[str, Any]]:
    """What rows say under some columns, each thing once: the layout repeats it on every row of a contract."""
    told = dict.fromkeys(tuple(row.get(key) for key in names.values()) for row in rows)
    return (dict(zip(names, values, strict=True)) for values in told)


def _amendments(rows: list[Row]) -> Iterator[Amendment]:
    for said in _several(rows, _AMENDMENT):
        if any(said.values()):
            same = [r for r in rows if r.get("idmodification") == said["number"] and r.get("idtitulairemodification")]
            new = dict.fromkeys(
                Party(r["idtitulairemodification"], r.get("typeidentifianttitulairemodification")) for r in same
            )
            yield Amendment(**said, suppliers=tuple(new))


def _subcontracts(rows: list[Row]) -> Iterator[Subcontract]:
    who = _ACT | {"id": "idsoustraitant", "scheme": "typeidentifiantsoustraitant"}
    for said in _several(rows, who):
        party = Party(said.pop("id"), said.pop("scheme"))
        if any(said.values()):
            yield Subcontract(**said, supplier=party if party.id else None)
    changes: dict[Any, int] = {}
    for said in _several(rows, _ACT_CHANGE):
        if any(said.values()):
            changes[said["act"]] = changes.get(said["act"], 0) + 1
            yield Subcontract(**said, change=changes[said["act"]])


SOURCE = Source(
    key="ministry_csv",
    label="DECP tabulaire (ministère, CSV)",
    licence="Licence Ouverte 2.0",
    recognise=lambda head: {"acheteur_id", "id", "titulaire_id_1"} <= set(map(column, header(head)[1])),
    read=read,
)
