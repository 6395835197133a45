"""The page of one organisation, in its role of buyer or of supplier."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from geo.atlas.base import Atlas
from geo.errors import UnknownOrganisationError
from webmap import families, formatting
from webmap.languages import gettext as _
from webmap.portrait import PLACELESS_FR
from webmap.prospects import MONTHS_AHEAD

PAGE = 20
Row = dict[str, Any]
CATEGORIES_FR = {
    "commune": "commune", "epci": "groupement de communes", "departement": "département", "region": "région",
    "state": "État", "hospital": "établissement hospitalier", "social_housing": "bailleur social",
    "other": "autre acheteur public",
}  # fmt: skip


@dataclass(frozen=True)
class Profile:
    """What the page shows of an organisation."""

    role: str
    who: Row
    place: Row | None
    around: str
    """Its département, where its commune is not known."""
    families: list[Row]
    partners: list[Row]
    reach: pd.DataFrame
    told: Row
    """What notices tell of a buyer; nothing of most."""
    endings: list[Row]
    contracts: list[Row]
    matched: int

    @property
    def name(self) -> str:
        """Its name; for a natural person, that it is not published."""
        return formatting.text(self.who["name"]) or (
            _("Nom non diffusé (SIREN %(siren)s)", siren=self.who["siren"])
            if self.who["is_diffusible"] is False or formatting.text(self.who["legal_category"]).startswith("1")
            else _("SIREN %(siren)s", siren=self.who["siren"])
        )

    @property
    def total(self) -> tuple[float, float]:
        """Its contracts and their usable amount."""
        side = "bought" if self.role == "buyer" else "won"
        return float(self.who[f"contracts_{side}"]), float(self.who[f"amount_{side}_eur"])

    @property
    def other_role(self) -> str:
        """The other role, where it has it too."""
        side, role = ("won", "supplier") if self.role == "buyer" else ("bought", "buyer")
        return role if self.who[f"contracts_{side}"] else ""

    @property
    def linked_data(self) -> Row:
        """The organisation for search engines (schema.org); no name where it is not published."""
        kind = "GovernmentOrganization" if self.role == "buyer" else "Organization"
        document: Row = {"@context": "https://schema.org", "@type": kind, "identifier": self.who["siren"]}
        if not formatting.is_absent(self.who["name"]):
            document["name"] = self.who["name"]
        if self.place:
            document["address"] = {
                "@type": "PostalAddress",
                "addressLocality": self.place["name"],
                "addressCountry": "FR",
            }
        return document


def profile(atlas: Atlas, siren: str, role: str, text: str, page: int, today: date) -> Profile:
    """An organisation in one of its roles; raises UnknownOrganisationError where it has not that role.

    ``text`` keeps the contracts whose title holds its words.
    """
    who = atlas.organisation(siren)
    if not who["contracts_bought" if role == "buyer" else "contracts_won"]:
        raise UnknownOrganisationError(f"{siren} is no {role} in these data")
    until = (pd.Timestamp(today) + pd.DateOffset(months=MONTHS_AHEAD)).date()
    contracts = atlas.organisation_contracts(siren, role, text, PAGE, PAGE * (page - 1))
    return Profile(
        role=role,
        who=who,
        place=atlas.territory("commune", who["commune"]) if who["commune"] else None,
        around=_departement(atlas, who["departement"]),
        families=_bars(atlas.organisation_families(siren, role).head(12)),
        partners=_bars(atlas.organisation_partners(siren, role)),
        reach=_named(atlas, atlas.organisation_reach(siren, role)),
        told=next(iter(_records(atlas.told_by_notices([siren]))), {}) if role == "buyer" else {},
        endings=_records(atlas.organisation_endings(siren, role, today, until).head(40)),
        contracts=_records(contracts),
        matched=int(contracts["matched"].iloc[0]) if len(contracts) else 0,
    )


def _departement(atlas: Atlas, code: str | None) -> str:
    """The name of a département; the code itself of one that has no shape, such as 975."""
    table = atlas.territories("departement")
    return next(iter(table.loc[table["code"] == code, "name"]), code or "")


def _bars(table: pd.DataFrame) -> list[Row]:
    largest = float(table["amount_eur"].max()) if len(table) else 0.0
    return [{**r, "bar": 100 * r["amount_eur"] / largest if largest else 0} for r in _records(table)]


def _named(atlas: Atlas, reach: pd.DataFrame) -> pd.DataFrame:
    """Départements with their names; what has no place last, under its own."""
    places = atlas.territories("departement")
    names = dict(zip(places["code"], places["name"], strict=True)) | {c: _(words) for c, words in PLACELESS_FR.items()}
    named = reach.assign(name=reach["code"].map(names), placeless=reach["code"].isin(PLACELESS_FR))
    return named.sort_values("placeless", kind="stable", ignore_index=True)


def _records(table: pd.DataFrame) -> list[Row]:
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def what(title: Any, family: Any) -> str:
    """What a contract buys: its title, else the name of its family."""
    known = formatting.text(family)
    return formatting.text(title) or (families.label(known) if known else _("objet non publié"))


def siren_of(identifier: Any) -> str:
    """The SIREN of a SIRET or SIREN; nothing for any other identifier.

    >>> siren_of("21290019700012"), siren_of("212900197"), siren_of("DE123456789"), siren_of(None)
    ('212900197', '212900197', '', '')
    """
    text = str(identifier)
    return text[:9] if text.isdigit() and len(text) in (9, 14) else ""
