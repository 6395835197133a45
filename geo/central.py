"""Central purchasing bodies (centrales d'achat): who buys for other public buyers."""

import csv
from functools import cache
from importlib import resources


@cache
def central_bodies() -> dict[str, str]:
    """The bodies known by their SIREN, and their names, from ``data/central_purchasing.csv``.

    One more is one more line, with where its SIREN was read. Left out are those that the files at hand name without
    a SIREN: GIP RESAH (TED 214679-2021) and the Centrale d'achat du transport public (TED 467461-2019).

    >>> central_bodies()["776056467"]
    'Union des groupements d’achats publics (UGAP)'
    """
    text = resources.files("geo").joinpath("data", "central_purchasing.csv").read_text(encoding="utf-8")
    return {row["siren"]: row["name"] for row in csv.DictReader(text.splitlines())}
