"""What kind of public buyer an organisation is."""

import re

BUYER_CATEGORIES = ("commune", "epci", "departement", "region", "state", "hospital", "social_housing", "other")
"""State: ministries, their services and the national administrative establishments (universities among them)."""

# INSEE's legal categories (September 2018 edition), the longest prefix wins. A syndicat intercommunal (7345, 7353)
# is an EPCI by law, without taxes of its own; a syndicat mixte (7354, 7355) is not.
_BY_LEGAL_CATEGORY = {
    "71": "state", "738": "state", "7381": "other",
    "7210": "commune", "7220": "departement", "7225": "region", "7229": "region", "7230": "region",
    "7342": "epci", "7343": "epci", "7344": "epci", "7345": "epci", "7346": "epci", "7347": "epci", "7348": "epci",
    "7353": "epci",
    "7364": "hospital", "7365": "hospital", "7470": "hospital",
    "7371": "social_housing", "5546": "social_housing", "5547": "social_housing", "5646": "social_housing",
    "5647": "social_housing",
}  # fmt: skip

# INSEE gives 1… and 2… to public bodies. Since 2008 new local ones take 200…, whatever they are; 19 is for schools,
# most of them lycées; 26 for hospitals, and for communes' social centres: there the name alone tells.
_BY_SIREN = {"21": "commune", "22": "departement", "23": "region", "24": "epci", "27": "social_housing"}
_NATIONAL = ("11", "12", "13", "15", "16", "17", "18")
_BY_NAME = {
    "hospital": r"\bHOPITA|\bHOPITAUX|\bHOSPITALIER|\bC\.?H\.?(R\.?)?[UIS]?\b|\bAP-?H[PM]\b|\bHOSPICES\b",
    "social_housing": r"\bH\.? ?L\.? ?M\b|\bO\.?P\.?H\b|\bOPAC\b|\bHABITAT\b|LOYER MODERE\b|\bE\.?S\.?H\b",
    "other": r"\bCHAMBRES?\b|\bCCI\b",
    "state": r"^MINISTERE\b|^PREFECTURE\b|^UNIVERSITE\b|^DIRECTION (INTER)?(REGIONALE|DEPARTEMENTALE)\b",
    "epci": r"^(COMMUNAUTE|COM) (DE COMMUNES|D.?AGGLO|URBAINE|COM|AGG)|^METROPOLE\b|^SIVOM\b|^SIVU\b",
}


def buyer_category(
    siren: str, legal_category: str | None = None, governs: str | None = None, name: str | None = None
) -> str:
    """One of BUYER_CATEGORIES, from the first of these that tells.

    The territory it ``governs`` (commune, epci, departement, region), its legal category in SIRENE, the first two
    digits of a local body's SIREN, its name, a SIREN of the State's; one that none of them tells is 'other'.

    >>> buyer_category("217500016", governs="commune"), buyer_category("200046977", "7344")
    ('commune', 'epci')
    >>> buyer_category("267500452", name="Assistance publique - hôpitaux de Paris"), buyer_category("552081317", "5599")
    ('hospital', 'other')
    """
    if governs:
        return governs
    if legal_category:
        prefixes = (legal_category[:length] for length in (4, 3, 2))
        return next((_BY_LEGAL_CATEGORY[p] for p in prefixes if p in _BY_LEGAL_CATEGORY), "other")
    known = _BY_SIREN.get(siren[:2]) or _category_of_name(name or "")
    return known or ("state" if siren.startswith(_NATIONAL) else "other")


def _category_of_name(name: str) -> str | None:
    """The category whose words a name holds: 'Hôpitaux Civils de Colmar', 'OFFICE PUBLIC DE L'HABITAT DU VAR'."""
    plain = name.upper().translate(str.maketrans("ÉÈÊÔÂÀÎ", "EEEOAAI"))
    return next((category for category, words in _BY_NAME.items() if re.search(words, plain)), None)
