"""The manifest as the quality page reads it: rows in = loaded + rejected + doubles, per source."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pandas as pd

from webmap.formatting import is_absent, number, plural
from webmap.sentences import AMOUNT_STATUS_FR

WORDS_FR = {
    "no identifier": "sans identifiant",
    "no buyer": "sans acheteur",
    "no supplier": "sans titulaire",
    "not a contract": "n’est pas un marché",
    "unreadable": "illisible",
    "no amount": "aucun montant",
    "zero or negative amount": "montant nul ou négatif",
    "digits typed to fill the field": "chiffres saisis pour remplir le champ",
    "framework agreement: a maximum": "accord-cadre : le montant est un maximum",
    "local authority": "collectivité : son territoire",
    "declared departement": "département déclaré dans le fichier",
    "declared commune": "commune déclarée dans le fichier",
    "register": "adresse au répertoire SIRENE",
    "foreign identifier": "identifiant étranger",
    "unknown": "lieu inconnu",
    "awards sum to contracts": "la somme des attributions égale celle des marchés",
    "flows by commune sum to contracts": "la somme des flux par commune égale celle des marchés",
    "flows by epci sum to contracts": "la somme des flux par intercommunalité égale celle des marchés",
    "flows by departement sum to contracts": "la somme des flux par département égale celle des marchés",
    "flows by region sum to contracts": "la somme des flux par région égale celle des marchés",
}
"""Words of the pipeline, as the page says them."""


@dataclass(frozen=True)
class SourceCount:
    """One source file and the fate of its rows."""

    name: str
    origin: str
    licence: str
    fetched_at: str
    rows: int
    loaded: int
    doubles: int
    rejected: tuple[tuple[str, int], ...]

    @property
    def refused(self) -> int:
        """Rows kept aside, all reasons together."""
        return sum(count for _, count in self.rejected)

    @property
    def adds_up(self) -> bool:
        """Whether every row in is loaded, rejected or a double."""
        return self.rows == self.loaded + self.refused + self.doubles


def all_together(counts: list[SourceCount]) -> SourceCount:
    """One line for all the sources."""
    return SourceCount(
        name="Ensemble",
        origin=plural(len(counts), "fichier"),
        licence="",
        fetched_at="",
        rows=sum(c.rows for c in counts),
        loaded=sum(c.loaded for c in counts),
        doubles=sum(c.doubles for c in counts),
        rejected=(("", sum(c.refused for c in counts)),),
    )


@dataclass(frozen=True)
class Status:
    """Contracts whose amount has one status."""

    label: str
    reason: str
    contracts: int
    published_eur: float | None


@dataclass(frozen=True)
class Placing:
    """One way of placing an organisation."""

    label: str
    establishments: int
    share: float


@dataclass(frozen=True)
class Check:
    """One check of the build and its outcome."""

    name: str
    passed: bool
    detail: str


def sources(manifest: dict[str, Any]) -> list[SourceCount]:
    """The sources of a manifest, in its order.

    >>> one = {"name": "a", "rows": 3, "loaded": 2, "rejected": {"no identifier": 1}}
    >>> sources({"sources": [one]})[0].adds_up
    True
    """
    return [_source(entry) for entry in manifest.get("sources", [])]


def reasons(manifest: dict[str, Any]) -> list[tuple[str, int]]:
    """Reasons of rejection over all sources, the most frequent first."""
    total: Counter[str] = Counter()
    for source in sources(manifest):
        total.update(dict(source.rejected))
    return total.most_common()


def checks(manifest: dict[str, Any]) -> list[Check]:
    """The checks passed before publishing, written as a list of records or as name -> result.

    >>> checks({"checks": {"rows add up": True}})
    [Check(name='rows add up', passed=True, detail='')]
    """
    given = manifest.get("checks") or []
    if isinstance(given, dict):
        return [Check(name, bool(passed), "") for name, passed in given.items()]
    return [_check(entry) for entry in given]


def said(word: str) -> str:
    """A word of the pipeline in French, itself where it is not in the list.

    >>> said("no buyer")
    'sans acheteur'
    """
    return WORDS_FR.get(word, word)


def statuses(amounts: pd.DataFrame) -> list[Status]:
    """Contracts and published euros by status of the amount, the most frequent first."""
    return [_status(row) for row in amounts.to_dict("records")]


def placings(placing: pd.DataFrame, role: str) -> list[Placing]:
    """How the buyers, or the suppliers, were placed, with the share of the amount each way stands for."""
    rows = placing[placing["role"] == role]
    total = float(rows["amount_eur"].sum()) or 1.0
    return [
        Placing(said(str(row["placed_by"])), int(row["establishments"]), float(row["amount_eur"]) / total)
        for row in rows.to_dict("records")
    ]


def _status(row: dict[Any, Any]) -> Status:
    status, reason, published = row["amount_status"], row["amount_reason"], row["amount_published_eur"]
    return Status(
        label=AMOUNT_STATUS_FR.get(status, status),
        reason="" if is_absent(reason) else said(reason),
        contracts=int(row["contracts"]),
        published_eur=None if is_absent(published) else float(published),
    )


def _check(entry: Any) -> Check:
    if not isinstance(entry, dict):
        return Check(str(entry), True, "")
    passed = bool(entry.get("passed", entry.get("ok", True)))
    return Check(said(str(entry.get("name", ""))), passed, _found(entry))


def _found(entry: dict[str, Any]) -> str:
    """What a check found against what it expected, where both are figures."""
    found, expected = entry.get("found"), entry.get("expected")
    if not isinstance(found, int | float) or not isinstance(expected, int | float):
        return str(entry.get("detail") or "")
    return f"trouvé {number(found, 2)}\u00a0€, attendu {number(expected, 2)}\u00a0€"


def _source(entry: dict[str, Any]) -> SourceCount:
    rejected = entry.get("rejected") or {}
    return SourceCount(
        name=str(entry.get("name", "")),
        origin=str(entry.get("url") or entry.get("format") or ""),
        licence=str(entry.get("licence") or ""),
        fetched_at=str(entry.get("fetched_at") or ""),
        rows=int(entry.get("rows") or 0),
        loaded=int(entry.get("loaded") or 0),
        doubles=int(entry.get("doubles") or 0),
        rejected=tuple((said(reason), n) for reason, n in sorted(rejected.items(), key=lambda kv: -kv[1])),
    )
