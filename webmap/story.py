"""The story of one contract, in words: what is published of it, what changed, and what these pages made of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from geo.atlas.base import Atlas
from geo.errors import UnknownTerritoryError
from webmap import formatting, sentences
from webmap.languages import gettext as _
from webmap.organisations import what
from webmap.reasons import said

Row = dict[str, Any]
PRECISIONS_FR = {
    "commune": "à la commune près", "postal": "au code postal près", "canton": "au canton près",
    "arrondissement": "à l’arrondissement près", "departement": "au département près", "region": "à la région près",
    "country": "en France, sans plus", "abroad": "hors de France", "unknown": "sans précision",
}  # fmt: skip


@dataclass(frozen=True)
class Story:
    """A contract and its sentences, in order."""

    contract: Row
    title: str
    lines: list[tuple[str, str]]
    """What each is about, and the sentence."""

    @property
    def linked_data(self) -> Row:
        """The contract for search engines (schema.org has no contract: an Order from the buyer)."""
        c = self.contract
        buyer = {"@type": "GovernmentOrganization", "identifier": c["buyer_siren"] or c["buyer_siret"]}
        document: Row = {"@context": "https://schema.org", "@type": "Order", "orderNumber": c["uid"], "customer": buyer}
        if c["notified_on"]:
            document["orderDate"] = str(c["notified_on"])[:10]
        return {**document, "description": self.title}


def told(atlas: Atlas, contract: Row, today: date) -> Story:
    """The story of a contract; what is not published is said to be so."""
    lines = [
        (_("Notification"), _notified(contract)),
        (_("Durée"), _lasts(contract, today)),
        (_("Montant"), _amount(contract)),
        (_("Lieu d’exécution"), _place(atlas, contract)),
        (_("Procédure"), _procedure(contract)),
        (_("Publications"), _published(contract)),
    ]
    lines += [(_("Modification %(step)s", step=a["step"]), _amendment(a)) for a in contract["amendments"]]
    if contract["possible_double_of"]:
        double = _("Il répète peut-être le marché %(uid)s ; les deux sont comptés.", uid=contract["possible_double_of"])
        lines.append((_("Double possible"), double))
    return Story(contract, what(contract["title"], contract["purchase_family"]), lines)


def _notified(c: Row) -> str:
    if not c["notified_on"]:
        return _("La date de notification n’est pas publiée, ou n’en est pas une.")
    return _("Notifié le %(day)s.", day=formatting.day(c["notified_on"]))


def _lasts(c: Row, today: date) -> str:
    if not c["duration_months"]:
        return _("La durée n’est pas publiée.")
    months = formatting.plural(c["duration_months"], "mois", "mois")
    if not c["notified_on"] or c["duration_months"] > 360:
        return _("Prévu pour %(months)s.", months=months)
    end = (pd.Timestamp(c["notified_on"]) + pd.DateOffset(months=int(c["duration_months"]))).date()
    day = formatting.day(end)
    if end < today:
        return _("Prévu pour %(months)s : il devrait être terminé depuis le %(day)s.", months=months, day=day)
    return _("Prévu pour %(months)s : il devrait se terminer le %(day)s.", months=months, day=day)


def _amount(c: Row) -> str:
    published, kept = c["amount_published_eur"], c["amount_eur"]
    status = sentences.AMOUNT_STATUS_FR.get(c["amount_status"], c["amount_status"])
    why = f"{status} ({said(c['amount_reason'])})" if c["amount_reason"] else status
    if published is None:
        return _("Le montant n’est pas publié.")
    amount = formatting.euros_exact(published)
    if kept is None:
        return _("%(amount)s publiés ; %(why)s.", amount=amount, why=why)
    if kept == published:
        return _("%(amount)s publiés et comptés dans les sommes ; statut : %(why)s.", amount=amount, why=why)
    counted = formatting.euros_exact(kept)
    return _(
        "%(amount)s publiés, %(kept)s comptés dans les sommes ; statut : %(why)s.", amount=amount, kept=counted, why=why
    )


def _place(atlas: Atlas, c: Row) -> str:
    precision = _(PRECISIONS_FR.get(c["performance_precision"] or "unknown", str(c["performance_precision"])))
    for level in ("commune", "epci", "departement", "region"):
        if code := c[f"performance_{level}"]:
            try:
                name = atlas.territory(level, code)["name"]
            except UnknownTerritoryError:
                continue
            return _("%(name)s, connu %(precision)s.", name=name, precision=precision)
    return _("Le lieu d’exécution n’est pas publié, ou n’a pas pu être lu.")


def _procedure(c: Row) -> str:
    procedure = formatting.text(c["procedure"]) or _("procédure non publiée")
    if not c["offers_received"]:
        return _("%(procedure)s ; le nombre d’offres reçues n’est pas publié.", procedure=procedure)
    offers = formatting.plural(c["offers_received"], "offre reçue", "offres reçues")
    return _("%(procedure)s ; %(offers)s.", procedure=procedure, offers=offers)


def _published(c: Row) -> str:
    records = c["declarations"]
    count = formatting.plural(len(records), "déclaration")
    doubles = [said(d["duplicate_reason"]) for d in records if d["duplicate_reason"]]
    if doubles:
        why = ", ".join(doubles)
        return _("%(count)s ; une seule compte, les autres sont des doubles : %(why)s.", count=count, why=why)
    return _("%(count)s.", count=count)


def _amendment(a: Row) -> str:
    parts = [formatting.day(a["notified_on"]) if a["notified_on"] else _("date non publiée")]
    if a["amount_eur"] is not None:
        parts.append(_("montant porté à %(amount)s", amount=formatting.euros_exact(a["amount_eur"])))
    if a["duration_months"]:
        parts.append(_("durée portée à %(n)s mois", n=formatting.number(a["duration_months"])))
    return ", ".join([*parts, *([a["reason"]] if a["reason"] else [])]) + "."
