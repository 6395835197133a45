"""Ways to reach a person, taken out of what is published: an address or a number has no place in an open table."""

import re

EMAIL_LEFT_OUT, PHONE_LEFT_OUT = "[adresse électronique retirée]", "[téléphone retiré]"
# Lengths as RFC 5321 has them, so that no text makes the search slow.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
# Pairs set apart, or +33 before: ten digits in a row are as well the number of a contract.
_PHONE = re.compile(r"(?<![\d.+-])(?:\+33[ .-]?[1-9]|0[1-9](?=[ .-]))(?:[ .-]?\d\d){4}(?![\d-])")


def without_contacts(text: str | None) -> str | None:
    """The text, with a mark where an electronic address or a French telephone number stood.

    A supplier of 2019 is published as ``k.…@hotmail.fr`` (marches-publics-info, contract 2018MP900).

    >>> without_contacts("Travaux, joindre jean.petit@mairie-croix.fr ou 03 20 28 52 52")
    'Travaux, joindre [adresse électronique retirée] ou [téléphone retiré]'
    >>> without_contacts("Lot 0320285252, marché 2019.01.02.03.04")
    'Lot 0320285252, marché 2019.01.02.03.04'
    """
    if not text:
        return text
    if "@" in text:
        text = _EMAIL.sub(EMAIL_LEFT_OUT, text)
    return _PHONE.sub(PHONE_LEFT_OUT, text)
