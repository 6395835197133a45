"""Colours by name, from ColorBrewer (Cynthia Brewer, colorbrewer2.org): readable by colour-blind eyes."""

SEQUENTIAL = {
    "YlGnBu": ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"),
    "BuPu": ("#edf8fb", "#b3cde3", "#8c96c6", "#8856a7", "#810f7c"),
    "YlOrBr": ("#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404"),
    "PuBu": ("#f1eef6", "#bdc9e1", "#74a9cf", "#2b8cbe", "#045a8d"),
}
DIVERGING = {"PuOr": ("#e66101", "#fdb863", "#f7f7f7", "#b2abd2", "#5e3c99")}

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


def ramp(name: str, count: int) -> tuple[str, ...]:
    """``count`` colours taken evenly from a sequential palette, light to dark.

    >>> ramp("YlGnBu", 2)
    ('#ffffcc', '#253494')
    """
    colours = SEQUENTIAL[name]
    if count <= 1:
        return (colours[len(colours) // 2],)
    return tuple(colours[round(i * (len(colours) - 1) / (count - 1))] for i in range(count))
