"""Ends of leases, given by hand: a private file beside the atlas, never in it, so that no export can hold one."""

from pathlib import Path

import pandas as pd

from geo.errors import SourceError

COLUMNS = ("siret", "ends_on", "source", "confidence")
CONFIDENCES = ("sure", "likely", "doubtful")


def read_leases(path: Path | str) -> pd.DataFrame:
    """The leases that ``geomarches import leases`` wrote: siret, ends_on (a day), source, confidence.

    Raises SourceError where the file is not there or is not one of these.
    """
    try:
        table = pd.read_parquet(path)
        return table[list(COLUMNS)]
    except (OSError, ValueError, KeyError) as error:
        raise SourceError(f"{path}: no imported leases there ({error}); run `geomarches import leases FILE`") from error
