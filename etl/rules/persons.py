"""Names of natural persons in free text: a title is published with what its writer put in, a manager's name too."""

import re

NAME_LEFT_OUT = "[nom retiré]"
# No 'Dr', which streets have more than persons; 'Maître' only as a lawyer signs, for works have a MAITRE D'OEUVRE.
# Each begins with an M, so that a search passes quickly over the others: a µs a title, and not ten.
_CIVILITY = (
    r"[Mm](?<![\w.'’-][Mm])(?P<said>(?<=M)\. et [Mm]me|(?:onsieur|ONSIEUR|adame|ADAME|ademoiselle|ADEMOISELLE)\b"
    r"|(?:me|ME|lle|LLE|r|R)\b\.?|(?<=M)M?\.(?![A-Z]\b)|(?<=M)(?:e|aître)(?= [A-Z]))"
)
_NEXT = r"(?:[^\W\d_][\w'’-]{1,40}|[A-Z]\.)"
_NAME = re.compile(rf"{_CIVILITY}\s?(?P<name>{_NEXT}(?: {_NEXT}){{0,3}})")
_STREET = re.compile(
    r"\b(?:rue|avenue|av|bd|boulevard|place|allées?|impasse|chemin|square|quai|pont|parc|ecole|école|groupe scolaire"
    r"|coll[eè]ge|lyc[eé]e|cr[eè]che|salle|stade|gymnase|m[eé]diath[eè]que|hôtel|hotel|jardin|fondation)\.?"
    r"(?: (?:de|du|des|la))? ?$",
    re.IGNORECASE,
)
_PARTICLES = frozenset(("de", "du", "des", "le", "la", "van", "von", "el", "ben", "di"))
_ELIDED = re.compile(r"[dDlL]['’][^\W\d_a-zà-ÿ]")
_NO_NAMES = frozenset((
    "A", "AU", "AUX", "AVEC", "DANS", "DE", "DES", "DU", "EN", "ET", "LA", "LE", "LES", "LOT", "LOTS", "OU", "PAR",
    "POUR", "SANS", "SITE", "SOUS", "SUR", "VILLE", "COMMUNE", "MAIRIE", "RUE", "MAIRE", "PRÉFET", "PREFET", "PRÉFÈTE",
    "PRÉSIDENT", "PRESIDENT", "PRÉSIDENTE", "PRESIDENTE", "DIRECTEUR", "DIRECTRICE", "MINISTRE", "PROVISEUR", "RECTEUR",
))  # fmt: skip
"""What follows a name, or a civility that names an office and nobody: 'Monsieur le Maire'."""
_FAMOUS = frozenset(("curie", "sévigné", "sevigne", "bovary", "loyal", "hulot"))


def without_names(text: str | None) -> str | None:
    """The text, with a mark where a civility and the name of a person stood; streets and schools keep theirs.

    Of 6,645 real titles of 2019 one names a person, 'GARDIENNAGE (…) GESTIONNAIRE M.…'; five name a street.

    >>> without_names("Gardiennage, gestionnaire M. Jean PETIT, site de Croix")
    'Gardiennage, gestionnaire [nom retiré], site de Croix'
    >>> without_names("ZAC Rossignol, rues Stendhal et Madame de Sévigné ; M.O. avenue de Mme Petit")
    'ZAC Rossignol, rues Stendhal et Madame de Sévigné ; M.O. avenue de Mme Petit'
    """
    return _NAME.sub(_hidden, text) if text else text


def _hidden(found: re.Match[str]) -> str:
    words = found["name"].split(" ")
    length = _length(words, _PARTICLES | {"et"} if found["said"] == "M." else _PARTICLES)
    before = found.string[max(0, found.start() - 40) : found.start()]
    if not length or _STREET.search(before) or words[length - 1].lower() in _FAMOUS:
        return found[0]
    rest = "".join(f" {word}" for word in words[length:])
    return NAME_LEFT_OUT + rest


def _length(words: list[str], particles: frozenset[str]) -> int:
    """How many of the words are the name: up to four, those with a capital and the particles between them."""
    length = 0
    for number, word in enumerate(words):
        if word.lower() in particles:
            continue
        if word.upper() in _NO_NAMES or not (word[0].isupper() or _ELIDED.match(word)):
            break
        length = number + 1
    return length
