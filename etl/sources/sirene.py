"""Registers of establishments: SIRET → commune, from SIRENE's official files or an extract of them."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from geo.errors import SourceError


@dataclass(frozen=True)
class Register:
    """The names that one layout gives to the SIRET and the commune's INSEE code."""

    label: str
    siret: str
    commune: str


REGISTERS = (
    Register("SIRENE, StockEtablissement (INSEE)", "siret", "codeCommuneEtablissement"),
    Register("SIRENE, personnes morales 2017 (INSEE)", "siret", "code_commune"),
)
LICENCE = "Licence Ouverte 2.0"


def recognise(head: bytes) -> Register | None:
    """The register whose columns are in the first line of a CSV, if any."""
    names = {name.strip().strip('"') for name in head.split(b"\n", 1)[0].decode("utf-8", "replace").split(",")}
    return next((r for r in REGISTERS if {r.siret, r.commune} <= names), None)


def write_places(path: Path, register: Register, target: Path) -> int:
    """Write siret and commune of a register as Parquet, in one streamed pass; returns the rows read."""
    with duckdb.connect() as database:
        try:
            table = database.read_csv(str(path), all_varchar=True, header=True)
            places = table.project(
                f"lpad(\"{register.siret}\", 14, '0') AS siret, lpad(\"{register.commune}\", 5, '0') AS commune"
            )
            places.write_parquet(str(target))
            return int(database.sql("SELECT count(*) FROM read_parquet($1)", params=[str(target)]).fetchone()[0])  # type: ignore[index]
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise SourceError(f"{path}: not a readable register ({reason}); check the file") from error
