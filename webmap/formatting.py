"""Figures and dates as the reader writes them: in French, and in English under ``/en``."""

import math
import unicodedata
from datetime import date
from typing import Any

from webmap.languages import FRENCH, language, ngettext
from webmap.languages import gettext as _

THIN = "\u202f"
"""Narrow no-break space: between thousands."""
NBSP = "\u00a0"
"""No-break space: between a figure and its unit."""
MINUS = "\u2212"
ABSENT = "—"

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
EURO_STEPS = ((1e9, "Md€", "bn"), (1e6, "M€", "m"), (1e3, "k€", "k"))


def is_absent(value: Any) -> bool:
    """Whether a cell holds nothing (None, NaN, NaT, NA).

    >>> import pandas as pd
    >>> is_absent(None), is_absent(float("nan")), is_absent(pd.NA), is_absent(0)
    (True, True, True, False)
    """
    # NA first: it is neither equal to itself nor different.
    return value is None or str(value) in ("NaT", "<NA>") or value != value


def number(value: float | None, decimals: int = 0) -> str:
    """A plain number: narrow no-break space for thousands, decimal comma; 1,234.5 in English.

    >>> number(1234567.891, 1) == "1\\u202f234\\u202f567,9"
    True
    >>> number(None)
    '—'
    """
    if value is None or is_absent(value) or not math.isfinite(value):
        return ABSENT
    text = f"{abs(value):,.{decimals}f}"
    if language() == FRENCH:
        text = text.replace(",", THIN).replace(".", ",")
    is_zero = not any(c in "123456789" for c in text)
    return text if value >= 0 or is_zero else MINUS + text


def percent(share: float | None, decimals: int = 1) -> str:
    """A share in 0-1 as a percentage.

    >>> percent(0.643) == "64,3\\u00a0%"
    True
    """
    if share is None or not math.isfinite(share):
        return ABSENT
    return in_percent(number(share * 100, decimals))


def small_percent(share: float) -> str:
    """A share in a sentence, where a little is not nothing.

    >>> small_percent(0.0002).replace(NBSP, " "), small_percent(0).replace(NBSP, " ")
    ('moins de 0,1 %', '0,0 %')
    """
    return _("moins de %(share)s", share=percent(0.001)) if 0 < share < 0.0005 else percent(share)


def euros(value: float | None) -> str:
    """An amount in the unit where it reads best: €, k€, M€ or Md€ (1 000 M€); €2.48bn in English.

    >>> [euros(v).replace(NBSP, " ") for v in (950, 12_300, 2_480_000_000)]
    ['950 €', '12,3 k€', '2,48 Md€']
    """
    if value is None or not math.isfinite(value):
        return ABSENT
    for step, unit, letter in EURO_STEPS:
        if abs(value) >= step * 0.9995:
            return in_euros(number(value / step, _decimals(abs(value) / step)), unit, letter)
    return in_euros(number(value), "€")


def euros_exact(value: float | None) -> str:
    """An amount to the euro.

    >>> euros_exact(1234567).replace(THIN, " ").replace(NBSP, " ")
    '1 234 567 €'
    """
    return ABSENT if value is None or not math.isfinite(value) else in_euros(number(value), "€")


def euros_cent(value: float) -> str:
    """An amount to the cent.

    >>> euros_cent(1234.5).replace(THIN, " ").replace(NBSP, " ")
    '1 234,50 €'
    """
    return in_euros(number(value, 2), "€")


def kilometres(value: float | None) -> str:
    """A distance, to the tenth below 10 km.

    >>> kilometres(7.25).replace(NBSP, " "), kilometres(132.4).replace(NBSP, " ")
    ('7,2 km', '132 km')
    """
    if value is None or not math.isfinite(value):
        return ABSENT
    return number(value, 1 if abs(value) < 10 else 0) + NBSP + "km"


def value(amount: Any, unit: str) -> str:
    """Any indicator's value with its unit (share, km, eur, eur_per_inhabitant, ratio).

    >>> value(0.5, "share").replace(NBSP, " "), value(1.256, "ratio")
    ('50,0 %', '1,26')
    """
    if is_absent(amount):
        return ABSENT
    match unit:
        case "share":
            return percent(float(amount))
        case "km":
            return kilometres(float(amount))
        case "eur":
            return euros(float(amount))
        case "eur_per_inhabitant":
            return _("%(euros)s/hab.", euros=in_euros(number(float(amount)), "€"))
        case "class":
            return number(float(amount))
    return number(float(amount), 2)


def interval(low: Any, high: Any, unit: str) -> str:
    """A 95 % interval in words, empty where there is none.

    The unit is said once where both ends share it.

    >>> interval(0.6, 0.7, "share").replace(NBSP, " ")
    'de 60,0 à 70,0 %'
    >>> interval(900, 1200, "eur").replace(NBSP, " ")
    'de 900 € à 1,20 k€'
    """
    if is_absent(low) or is_absent(high):
        return ""
    start, end = value(low, unit), value(high, unit)
    figure, _blank, name = start.partition(NBSP)
    return _("de %(low)s à %(high)s", low=figure if name and end.endswith(NBSP + name) else start, high=end)


def text(words: Any) -> str:
    """Words, empty where there are none.

    >>> text(None), text("École")
    ('', 'École')
    """
    return "" if is_absent(words) else str(words)


def web_address(url: Any) -> str:
    """An address, where it is one of the web: published files hold 'javascript:' and bare words too.

    >>> web_address(" https://www.marches.example/1 "), web_address("javascript://x.fr/%0aalert(1)"), web_address(None)
    ('https://www.marches.example/1', '', '')
    """
    address = text(url).strip()
    return address if address.lower().startswith(("https://", "http://")) else ""


def french(words: str) -> str:
    """French typography for a sentence: no-break spaces before double signs, curly apostrophes.

    >>> french("Où va l’argent ? « Ici » : là").count(NBSP)
    4
    """
    if language() != FRENCH:
        return words.replace("'", "’")
    for mark in "?!:;»":
        words = words.replace(f" {mark}", NBSP + mark)
    return words.replace("« ", "«" + NBSP).replace("'", "’")


def day(when: Any) -> str:
    """A date in full; text in ISO form is read.

    >>> day("2019-03-01"), day(date(2024, 12, 25)), day(None)
    ('1er mars 2019', '25 décembre 2024', '—')
    """
    if is_absent(when) or not str(when)[:10]:
        return ABSENT
    try:
        read = date.fromisoformat(str(when)[:10])
    except ValueError:
        return str(when)
    if language() != FRENCH:
        return f"{read.day} {MONTHS_EN[read.month - 1]} {read.year}"
    return f"{'1er' if read.day == 1 else read.day} {MONTHS[read.month - 1]} {read.year}"


def plural(count: float, singular: str, many: str = "") -> str:
    """A counted noun; French puts 0 and 1 in the singular.

    >>> plural(1, "marché"), plural(2, "marché")
    ('1 marché', '2 marchés')
    """
    return f"{number(count)} {ngettext(singular, many or singular + 's', count)}"


def contracts(count: float) -> str:
    """A number of contracts; a co-supplier's share of one is said as such.

    >>> contracts(0.33), contracts(12.5)
    ('moins d’un marché', '12 marchés')
    """
    return _("moins d’un marché") if 0 < count < 0.995 else plural(round(count), "marché")


def count(contracts: float) -> str:
    """A number of contracts in a column; co-suppliers share one, so it may be less than 1.

    >>> count(0.33), count(12.5), count(0)
    ('<\xa01', '12', '0')
    """
    return f"<{NBSP}1" if 0 < contracts < 0.995 else number(contracts)


def in_percent(figure: str) -> str:
    """A figure of percents, its sign after a no-break space in French.

    >>> in_percent("12,5").replace(NBSP, " ")
    '12,5 %'
    """
    return figure + (NBSP if language() == FRENCH else "") + "%"


def in_euros(figure: str, unit: str, letter: str = "") -> str:
    """A figure of euros: the sign stands after in French, before in English (€2.48bn).

    >>> in_euros("2,48", "Md€", "bn").replace(NBSP, " ")
    '2,48 Md€'
    """
    if language() == FRENCH:
        return figure + NBSP + unit
    sign, digits = (MINUS, figure[1:]) if figure.startswith(MINUS) else ("", figure)
    return f"{sign}€{digits}{letter}"


def _decimals(size: float) -> int:
    """Three significant figures: 2,48 — 12,3 — 123."""
    return 2 if size < 9.995 else 1 if size < 99.95 else 0


def in_order(name: str) -> str:
    """The key that sorts names as a French index does, accents and case aside. No table opens as a ranking.

    >>> sorted(["Yonne", "Île-de-France", "Ain"], key=in_order)
    ['Ain', 'Île-de-France', 'Yonne']
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.casefold()
