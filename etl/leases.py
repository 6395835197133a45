"""Import of leases: a CSV filled by hand, checked row by row, kept in the data folder and nowhere else."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from etl.declaration import Rejection
from etl.rules.identity import is_siret
from etl.rules.values import is_digits
from etl.sources.crossing import Line, aside, lines_of
from etl.sources.rows import Row
from geo.leases import COLUMNS, CONFIDENCES

NAME = "leases.parquet"


def check_leases(path: Path) -> Iterator[Line | Rejection]:
    """Each row as a lease, or kept aside with its reason. Raises SourceError where a column is missing."""
    return lines_of(path, COLUMNS, _line)


def _line(row: Row) -> Line | Rejection:
    siret = (row["siret"] or "").replace(" ", "")
    if not (len(siret) == 14 and is_digits(siret) and is_siret(siret)):
        return aside(row, "not a SIRET", "siret")
    try:
        ends_on = date.fromisoformat(row["ends_on"] or "")
    except ValueError:
        return aside(row, "end of lease is not a day (AAAA-MM-JJ)", "siret", "ends_on")
    if not row["source"]:
        return aside(row, "no source", "siret")
    if row["confidence"] not in CONFIDENCES:
        return aside(row, f"confidence is not one of {', '.join(CONFIDENCES)}", "siret", "confidence")
    return Line(({"siret": siret, "ends_on": ends_on, "source": row["source"], "confidence": row["confidence"]},))


def import_leases(path: Path, data: Path) -> tuple[Path, int, list[Rejection]]:
    """Write the leases of a CSV into the data folder, in place of those before: where, how many, and what was refused.

    Where two rows name one SIRET, the later end stands.
    """
    kept: list[dict[str, Any]] = []
    refused: list[Rejection] = []
    for line in check_leases(path):
        if isinstance(line, Rejection):
            refused.append(line)
        else:
            kept += line.facts
    table = pd.DataFrame(kept, columns=list(COLUMNS)).sort_values(["siret", "ends_on"])
    data.mkdir(parents=True, exist_ok=True)
    table.drop_duplicates("siret", keep="last").to_parquet(data / NAME, index=False)
    # Private: readable by its owner alone.
    (data / NAME).chmod(0o600)
    return data / NAME, len(kept), refused
