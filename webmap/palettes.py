"""Colours by name, readable by colour-blind eyes.

From ColorBrewer (Cynthia Brewer, colorbrewer2.org), viridis (Smith and van der Walt) and cividis (Nuñez and others).
"""

SEQUENTIAL = {
    "YlGnBu": ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"),
    "BuPu": ("#edf8fb", "#b3cde3", "#8c96c6", "#8856a7", "#810f7c"),
    "YlOrBr": ("#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404"),
    "PuBu": ("#f1eef6", "#bdc9e1", "#74a9cf", "#2b8cbe", "#045a8d"),
    "viridis": ("#fde725", "#5ec962", "#21918c", "#3b528b", "#440154"),
    "cividis": ("#fee838", "#bcae6c", "#7c7b78", "#414d6b", "#00224e"),
    "Greys": ("#f7f7f7", "#cccccc", "#969696", "#636363", "#252525"),
}
DIVERGING = {
    "PuOr": ("#e66101", "#fdb863", "#f7f7f7", "#b2abd2", "#5e3c99"),
    "RdBu": ("#ca0020", "#f4a582", "#f7f7f7", "#92c5de", "#0571b0"),
    "BrBG": ("#a6611a", "#dfc27d", "#f5f5f5", "#80cdc1", "#018571"),
}

QUALITATIVE = ("#77aadd", "#ee8866", "#eedd88", "#44bb99", "#ffaabb", "#bbcc33", "#99ddff", "#aaaa00")
"""'Light' of Paul Tol (SRON/EPS/TN/09-002): colours that colour-blind eyes tell apart, for classes without an order."""
GAPS = ("#5e3c99", "#998ec3", "#d8d4cc", "#f1a340", "#e66101")
"""Less than expected, to more: ends of PuOr, whose pale middle would not show as a line."""
HULL = "#8e0152"

OF_UNIT = {"share": "YlGnBu", "km": "YlOrBr", "eur": "BuPu", "eur_per_inhabitant": "BuPu", "ratio": "PuBu"}

NO_DATA = "#d9d7d2"
INSUFFICIENT = "#efede8"
FLOW_OUT = "#b35806"
FLOW_IN = "#542788"

GROUPINGS = (
    ("#e9e7e2", "pas de regroupement significatif"),
    ("#e66101", "valeurs élevées entourées de valeurs élevées"),
    ("#5e3c99", "valeurs faibles entourées de valeurs faibles"),
    ("#fdb863", "valeur élevée entourée de valeurs faibles"),
    ("#b2abd2", "valeur faible entourée de valeurs élevées"),
)
"""Class of the LISA indicator (its value, 0 to 4), from the neutral to the outliers."""
HOT_SPOTS = (
    ("#e9e7e2", "ni point chaud ni point froid"),
    ("#e66101", "point chaud : le territoire et ses voisins ont ensemble des valeurs élevées"),
    ("#5e3c99", "point froid : le territoire et ses voisins ont ensemble des valeurs faibles"),
)
EXPECTATION = (
    ("#e9e7e2", "pas d’écart significatif à l’attendu"),
    ("#e66101", "plus que l’attendu"),
    ("#5e3c99", "moins que l’attendu"),
)
CLASSES = {"class": GROUPINGS, "hot_spot": HOT_SPOTS, "expectation": EXPECTATION}
"""By unit, where a value is a class: the colour and the name of each, by its number."""


def ramp(name: str, count: int) -> tuple[str, ...]:
    """``count`` colours taken evenly from a palette: light to dark, or from one end to the other of a diverging one.

    >>> ramp("YlGnBu", 2), ramp("PuOr", 1)
    (('#ffffcc', '#253494'), ('#f7f7f7',))
    """
    stops = {**SEQUENTIAL, **DIVERGING}[name]
    if count <= 1:
        return (stops[len(stops) // 2],)
    return tuple(_between(stops, i * (len(stops) - 1) / (count - 1)) for i in range(count))


def sides(name: str, below: int, above: int) -> tuple[str, ...]:
    """Colours of a diverging palette for so many classes under the centre and over it, none of them neutral.

    >>> sides("PuOr", 1, 2)
    ('#e66101', '#b2abd2', '#5e3c99')
    """
    stops = DIVERGING[name]
    under = tuple(_between(stops[:2], i / max(below - 1, 1)) for i in range(below))
    over = tuple(_between(stops[3:], 1 - i / max(above - 1, 1)) for i in range(above))
    return (*under, *reversed(over))


def _between(stops: tuple[str, ...], at: float) -> str:
    """The colour at a place among stops, mixed where it falls between two."""
    low = min(int(at), len(stops) - 1)
    high, part = min(low + 1, len(stops) - 1), at - low
    pairs = zip(_channels(stops[low]), _channels(stops[high]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
