"""Points for the establishments whose register gives an address and no point, asked of the Géoplateforme."""

from collections.abc import Callable
from pathlib import Path

import duckdb

from etl.geocode import geocode
from etl.locate import add_points

# The base of addresses knows today's communes, but Paris, Lyon and Marseille by arrondissement.
_WITHOUT_POINT = """
    SELECT siret, address, commune FROM (
        SELECT r.siret, r.address,
            CASE WHEN m.code IN ('75056', '69123', '13055') THEN r.commune ELSE m.code END AS commune,
            row_number() OVER (PARTITION BY r.siret ORDER BY r.trust, r.address) AS place
        FROM register AS r JOIN commune_today AS m ON m.old_code = r.commune
        WHERE r.siret IS NOT NULL AND r.address IS NOT NULL
            AND r.siret NOT IN (SELECT siret FROM register_point)
            AND r.siren NOT IN (SELECT siren FROM register WHERE siren IS NOT NULL AND NOT is_diffusible)
    ) WHERE place = 1 ORDER BY siret
"""


def geocode_registers(
    database: duckdb.DuckDBPyConnection, cache: Path, territories: Path, say: Callable[[str], None]
) -> int:
    """Add to ``register_point`` the points of addresses, precision 'address'; returns how many were asked for.

    An establishment in partial diffusion has no address here, and is not asked for. ``cache`` keeps each answer.
    Raises SourceError when the service does not answer.
    """
    asked = database.sql(_WITHOUT_POINT).df()
    found = geocode(asked[["address", "commune"]], cache, say=say)
    siret = asked.loc[found.index, "siret"]
    add_points(database, siret, found["lon"].to_numpy(), found["lat"].to_numpy(), "address", territories)
    return len(asked)
