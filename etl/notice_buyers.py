"""Who published each notice: the SIREN it gives, else the one buyer of that name in its département.

Of the 34,517 notices of the BOAMP of early 2021, 6,512 give a SIREN and nearly all a name. Where both are there and the
name tells a buyer of the contracts of 2018-2024, it is the one of that SIREN 98 times in 100.
"""

from collections.abc import Mapping

import duckdb
import pandas as pd

from geo.words import stems

_COMMUNE = frozenset(stems("ville commune mairie"))
"""'Ville de Sète' is also 'Commune de Sète' and 'Mairie de Sète'; 'CCAS de Sète' and 'Sète agglopôle' are others."""
_DEPARTEMENT = frozenset(stems("conseil departemental general departement"))


def name_key(name: str) -> str:
    """A buyer's name as names are compared: its stems in alphabetical order, kinds of body brought to one spelling.

    >>> name_key("Commune d'Hyères-les-Palmiers"), name_key("MAIRIE HYERES LES PALMIERS"), name_key("Mairie")
    ('hyer palmi', 'hyer palmi', 'mair')
    >>> name_key("Conseil départemental de l'Orne"), name_key("Département de l'Orne")
    ('depart orne', 'depart orne')
    >>> name_key("C.H.U. de Nice")
    'chu nic'
    """
    words = set(stems(name.replace(".", "")))
    if words & _DEPARTEMENT - {"conseil"}:
        words = words - _DEPARTEMENT | {"depart"}
    return " ".join(sorted(words - _COMMUNE or words))


def tell_buyers(database: duckdb.DuckDBPyConnection) -> None:
    """Make ``notice_buyer``: notice_id, buyer_siren and told_by ('siren' or 'name'), where either tells one buyer.

    A name tells a buyer where no other one with contracts bears it in that département. A département that the notice
    or the buyer lacks excludes nobody, but for names of one word: 'SDIS 86' is not the 'SDIS' of elsewhere.
    """
    known: dict[str, set[tuple[str, str | None]]] = {}
    named = "SELECT DISTINCT c.buyer_siren, c.buyer_name, b.departement FROM contract AS c "
    for siren, name, departement in database.sql(
        named + "LEFT JOIN buyer AS b ON b.siren = c.buyer_siren WHERE c.buyer_name IS NOT NULL"
    ).fetchall():
        known.setdefault(name_key(name), set()).add((siren, departement))
    asked = "SELECT notice_id, buyer_siren, buyer_name, departement FROM notice ORDER BY notice_id"
    rows = [
        (notice, siren, "siren") if siren else (notice, told_by_name(known, name, where), "name")
        for notice, siren, name, where in database.sql(asked).fetchall()
    ]
    told = pd.DataFrame([row for row in rows if row[1]], columns=["notice_id", "buyer_siren", "told_by"])
    database.from_df(told.astype("str")).create("notice_buyer")


def told_by_name(known: Mapping[str, set[tuple[str, str | None]]], name: str | None, where: str | None) -> str | None:
    """The one SIREN of a name in a département, if it is one; ``known`` gives (SIREN, département) of each key.

    >>> known = {"sdis": {("288600224", None)}, "set": {("213403017", "34")}}
    >>> told_by_name(known, "Ville de Sète", "34"), told_by_name(known, "SDIS 59", "59")
    ('213403017', None)
    """
    key = name_key(name or "")
    is_vague = " " not in key
    sirens = {
        siren
        for siren, departement in known.get(key, ())
        if departement == where or not (is_vague or (where and departement))
    }
    return sirens.pop() if len(sirens) == 1 else None
