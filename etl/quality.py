"""Accounts of a build: rows in = loaded + rejected + doubles, per source, or nothing is published."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from etl.download import read_receipt
from etl.sources.base import Source
from etl.stage import Count
from geo.errors import BuildError


@dataclass
class SourceCount:
    """One file's account. ``kept`` rows are either loaded or doubles of a loaded contract."""

    name: str
    path: str
    fetched_at: str
    sha256: str
    licence: str
    format: str
    rows: int
    kept: int
    rejected: Counter[str] = field(default_factory=Counter)
    url: str | None = None
    doubles_by_reason: Counter[str] = field(default_factory=Counter)
    contracts: int = 0
    placed: float | None = None

    @classmethod
    def of(cls, name: str, path: Path, source: Source, sha256: str, count: Count) -> "SourceCount":
        """The account of a file just read; of a file that was downloaded, its receipt says when and whence."""
        receipt = read_receipt(path)
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        return cls(
            name,
            str(path),
            receipt.fetched_at if receipt else changed,
            sha256,
            source.licence,
            source.label,
            count.rows,
            count.kept,
            Counter(count.rejected),
            receipt.url if receipt else None,
        )

    @property
    def doubles(self) -> int:
        """Rows that repeat a contract for which another row stands."""
        return sum(self.doubles_by_reason.values())

    @property
    def loaded(self) -> int:
        """Rows that stand in the atlas."""
        return self.kept - self.doubles

    def line(self) -> str:
        """The account as one line: 'croix-59.json: 159 rows = 125 loaded + 33 rejected + 1 doubles (125 contracts)'."""
        rejected = sum(self.rejected.values())
        reasons = ", ".join(f"{reason} {n}" for reason, n in self.rejected.most_common())
        said = f" ({reasons})" if reasons else ""
        return (
            f"{self.name}: {self.rows:,} rows = {self.loaded:,} loaded + {rejected:,} rejected{said} "
            f"+ {self.doubles:,} doubles; {self.contracts:,} contracts"
        )

    def as_manifest(self) -> dict[str, Any]:
        """The account as the manifest writes it."""
        names = ("name", "path", "url", "fetched_at", "sha256", "licence", "format", "rows", "loaded", "doubles")
        figures = {"contracts": self.contracts, "placed": self.placed}
        reasons = {"rejected": dict(self.rejected), "doubles_by_reason": dict(self.doubles_by_reason)}
        return {name: getattr(self, name) for name in names} | figures | reasons


def leave_out(sources: list[SourceCount], left: dict[str, dict[str, int]]) -> None:
    """Count with the rejected the rows that ``--years`` and ``--only`` left out: they are in no table."""
    for source in sources:
        source.rejected.update(left.get(source.name, {}))
        source.kept -= sum(left.get(source.name, {}).values())


def refuse_empty(sources: list[SourceCount]) -> None:
    """Raise BuildError when no contract is left: a platform that delivers an empty list must not empty the map."""
    if sources and not any(s.kept for s in sources):
        raise BuildError(f"not one contract was kept, nothing was published: {'; '.join(s.line() for s in sources)}")


def refuse_unbalanced(sources: list[SourceCount], checks: list[dict[str, Any]]) -> None:
    """Raise BuildError when a row is lost, a sum does not agree; the published atlas stays."""
    lost = [s.line() for s in sources if s.rows != s.loaded + sum(s.rejected.values()) + s.doubles or s.loaded < 0]
    if lost:
        raise BuildError(f"rows do not balance, nothing was published: {'; '.join(lost)}")
    failed = [str(c) for c in checks if not c["passed"]]
    if failed:
        raise BuildError(f"sums do not agree, nothing was published: {'; '.join(failed)}")
