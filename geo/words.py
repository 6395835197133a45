"""French words as a search compares them: without accents, case or endings."""

import re
import threading
import unicodedata
from functools import lru_cache

from snowballstemmer import stemmer

_FRENCH = stemmer("french")
# It works on a word that it keeps: two threads in it at once get each other's stems, or an IndexError.
_ONE_AT_A_TIME = threading.Lock()
_WORD = re.compile(r"[^\W_]{2,}")
_EMPTY = """
    ainsi au aux avec ce ces dans de des du elle en est et eux il je la le les leur lot lots lui ma mais marche marches
    me mes moi mon ne nos notre nous num on ou par pas pour public publics qu que qui relatif relative sa se ses son
    sont sous sur ta te tes toi ton tu un une vos votre vous
"""
EMPTY = frozenset(_EMPTY.split())
"""Words that stand in any title and tell nothing of what is bought."""


def stems(text: str) -> list[str]:
    """The stems of the words that tell something, in order, each once (Porter's Snowball, French).

    Accents go first: half of the titles are in capitals without them. Words of one letter, numbers, and words that
    any title has are left out.

    >>> stems("Réfection des toitures de l'école"), stems("MARCHÉ 2: REFECTIONS DE TOITURE, ECOLES")
    (['refect', 'toitur', 'ecol'], ['refect', 'toitur', 'ecol'])
    """
    words = _WORD.findall(unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode())
    return list(dict.fromkeys(_stem(word) for word in words if word not in EMPTY and not word.isdigit()))


@lru_cache(maxsize=200_000)
def _stem(word: str) -> str:
    with _ONE_AT_A_TIME:
        return str(_FRENCH.stemWord(word))
