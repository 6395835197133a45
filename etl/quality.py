"""Accounts of a build: rows in = loaded + rejected + doubles, per source, or nothing is published."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

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
    doubles: int = 0
    contracts: int = 0

    @classmethod
    def of(cls, name: str, path: Path, source: Source, sha256: str, count: Count) -> "SourceCount":
        """The account of a file just read."""
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
        return cls(
            name, str(path), changed, sha256, source.licence, source.label, count.rows, count.kept, count.rejected
        )

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
        names = ("name", "path", "fetched_at", "sha256", "licence", "format", "rows", "loaded", "doubles", "contracts")
        return {name: getattr(self, name) for name in names} | {"rejected": dict(self.rejected)}


def refuse_unbalanced(sources: list[SourceCount], checks: list[dict[str, Any]]) -> None:
    """Raise BuildError when a row is lost, a sum does not agree or no contract is left; the published atlas stays."""
    lost = [s.line() for s in sources if s.rows != s.loaded + sum(s.rejected.values()) + s.doubles or s.loaded < 0]
    if lost:
        raise BuildError(f"rows do not balance, nothing was published: {'; '.join(lost)}")
    if sources and not any(s.kept for s in sources):
        raise BuildError(f"not one contract was kept, nothing was published: {'; '.join(s.line() for s in sources)}")
    failed = [str(c) for c in checks if not c["passed"]]
    if failed:
        raise BuildError(f"sums do not agree, nothing was published: {'; '.join(failed)}")
