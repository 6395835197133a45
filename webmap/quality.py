"""The manifest as the quality page reads it: rows in = loaded + rejected + doubles, per source."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from webmap.formatting import euros_cent, is_absent, plural
from webmap.languages import gettext as _
from webmap.reasons import said
from webmap.sentences import AMOUNT_STATUS_FR


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
    repeated: tuple[tuple[str, int], ...] = ()
    contracts: int = 0
    placed: float | None = None

    @property
    def refused(self) -> int:
        """Rows kept aside, all reasons together."""
        return sum(count for _, count in self.rejected)

    @property
    def adds_up(self) -> bool:
        """Whether every row in is loaded, rejected or a double."""
        return self.rows == self.loaded + self.refused + self.doubles


@dataclass(frozen=True)
class Note:
    """What was noted of one field, in words, and on how many contracts."""

    field: str
    note: str
    contracts: int


FIELDS_FR = {
    "buyer_siret": "Identifiant de l’acheteur",
    "cpv": "Code de famille d’achat (CPV)",
    "notified_on": "Date de notification",
    "published_on": "Date de publication",
}
"""The fields of which the build keeps a note."""


def all_together(counts: list[SourceCount]) -> SourceCount:
    """One line for all the sources."""
    return SourceCount(
        name=_("Ensemble"),
        origin=plural(len(counts), "fichier"),
        licence="",
        fetched_at="",
        rows=sum(c.rows for c in counts),
        loaded=sum(c.loaded for c in counts),
        doubles=sum(c.doubles for c in counts),
        rejected=tuple(_together(c.rejected for c in counts)),
        repeated=tuple(_together(c.repeated for c in counts)),
        contracts=sum(c.contracts for c in counts),
        placed=_mean([(c.placed, c.contracts) for c in counts if c.placed is not None]),
    )


def _together(counts: Iterable[tuple[tuple[str, int], ...]]) -> list[tuple[str, int]]:
    """Counts by reason added over the sources, the most frequent first."""
    total: Counter[str] = Counter()
    for one in counts:
        total.update(dict(one))
    return total.most_common()


def _mean(shares: list[tuple[float, int]]) -> float | None:
    whole = sum(weight for _, weight in shares)
    return sum(share * weight for share, weight in shares) / whole if whole else None


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
    return _together(source.rejected for source in sources(manifest))


def repeats(manifest: dict[str, Any]) -> list[tuple[str, int]]:
    """Reasons of doubles over all sources, the most frequent first."""
    return _together(source.repeated for source in sources(manifest))


def checks(manifest: dict[str, Any]) -> list[Check]:
    """The checks passed before publishing, written as a list of records or as name -> result.

    >>> checks({"checks": {"rows add up": True}})
    [Check(name='rows add up', passed=True, detail='')]
    """
    given = manifest.get("checks") or []
    if isinstance(given, dict):
        return [Check(name, bool(passed), "") for name, passed in given.items()]
    return [_check(entry) for entry in given]


def statuses(amounts: pd.DataFrame) -> list[Status]:
    """Contracts and published euros by status of the amount, the most frequent first."""
    return [_status(row) for row in amounts.to_dict("records")]


def notes(noted: pd.DataFrame) -> list[Note]:
    """What was repaired in the contracts kept, or found wrong and left out, the most frequent first."""
    return [
        Note(_(FIELDS_FR[row["field"]]), said(str(row["note"])), int(row["contracts"]))
        for row in noted.to_dict("records")
    ]


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
        label=_(AMOUNT_STATUS_FR.get(status, status)),
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
    if str(entry.get("name", "")).startswith("points"):
        return plural(int(found or 0), "point")
    if not isinstance(found, int | float) or not isinstance(expected, int | float):
        return str(entry.get("detail") or "")
    return _("trouvé %(found)s, attendu %(expected)s", found=euros_cent(found), expected=euros_cent(expected))


def _source(entry: dict[str, Any]) -> SourceCount:
    return SourceCount(
        name=str(entry.get("name", "")),
        origin=str(entry.get("url") or entry.get("format") or ""),
        licence=str(entry.get("licence") or ""),
        fetched_at=str(entry.get("fetched_at") or ""),
        rows=int(entry.get("rows") or 0),
        loaded=int(entry.get("loaded") or 0),
        doubles=int(entry.get("doubles") or 0),
        rejected=_by_reason(entry.get("rejected")),
        repeated=_by_reason(entry.get("doubles_by_reason")),
        contracts=int(entry.get("contracts") or 0),
        placed=entry.get("placed"),
    )


def _by_reason(counts: dict[str, int] | None) -> tuple[tuple[str, int], ...]:
    return tuple((said(reason), n) for reason, n in sorted((counts or {}).items(), key=lambda kv: -kv[1]))
