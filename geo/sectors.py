"""Branches of the economy in ten, INSEE's A10: the one cut in which value added, employment and activities meet."""

ALL_SECTORS = "all"
SECTORS = {
    "AZ": "Agriculture, sylviculture et pêche",
    "BE": "Industrie, énergie, eau et déchets",
    "FZ": "Construction",
    "GI": "Commerce, transports, hébergement et restauration",
    "JZ": "Information et communication",
    "KZ": "Activités financières et d’assurance",
    "LZ": "Activités immobilières",
    "MN": "Services aux entreprises",
    "OQ": "Administration, enseignement, santé et action sociale",
    "RU": "Autres activités de services",
}
"""The ten branches (INSEE, nomenclature agrégée 2008) and what each is called on screen."""

_LAST_DIVISION = (
    (3, "AZ"), (39, "BE"), (43, "FZ"), (56, "GI"), (63, "JZ"), (66, "KZ"), (68, "LZ"), (82, "MN"), (88, "OQ"),
    (99, "RU"),
)  # fmt: skip
_INTO = {
    "A": "AZ", "B-E": "BE", "F": "FZ", "G-I": "GI", "J": "JZ", "K": "KZ", "L": "LZ", "M_N": "MN", "O-Q": "OQ",
    "R-U": "RU", "TOTAL": ALL_SECTORS, "B-S_X_K642": ALL_SECTORS, "_T": ALL_SECTORS,
    "C1": "BE", "C2": "BE", "C3": "BE", "C4": "BE", "C5": "BE", "DE": "BE", "GZ": "GI", "HZ": "GI", "IZ": "GI",
    **{code: code for code in SECTORS},
}  # fmt: skip


def sector_of_activity(naf: str) -> str | None:
    """The branch of an activity of NAF rev. 2, by its division; none where the code begins with no division.

    >>> sector_of_activity("43.21A"), sector_of_activity("8411Z"), sector_of_activity("zz")
    ('FZ', 'OQ', None)
    """
    if not naf[:2].isdigit():
        return None
    return next((sector for last, sector in _LAST_DIVISION if int(naf[:2]) <= last), None)


def sector_of_code(code: str) -> str | None:
    """The branch that Eurostat (B-E) or INSEE's A10 and A17 (C3) mean; 'all' for their total, none for any other cut.

    Eurostat's 'C' is inside 'B-E', its 'G-J' is two of ours: neither is one, or its euros would be counted twice.

    >>> sector_of_code("B-E"), sector_of_code("C3"), sector_of_code("TOTAL"), sector_of_code("G-J")
    ('BE', 'BE', 'all', None)
    """
    return _INTO.get(code)
