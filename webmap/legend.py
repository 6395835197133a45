"""Classes of a map: breaks that read well, colours, and a French label for each class."""

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from webmap import formatting, palettes
from webmap.classes import METHODS, readable
from webmap.languages import gettext as _
from webmap.look import FIXED, Look

PLAIN = Look()
RATIO_PAIRS = ((1.05, 1.1), (1.1, 1.25), (1.25, 2.0), (1.5, 3.0), (2.0, 5.0))
"""Inner and outer breaks above 1; below 1 stand their inverses (1,25 answers 0,8)."""


@dataclass(frozen=True)
class Legend:
    """Class k holds the values from ``breaks[k - 1]`` (included) to ``breaks[k]`` (excluded)."""

    kind: str
    breaks: tuple[float, ...]
    colors: tuple[str, ...]
    labels: tuple[str, ...]

    def class_of(self, value: float | None) -> int | None:
        """The class of a value, None where there is none.

        >>> Legend("sequential", (10.0,), ("#000", "#fff"), ("", "")).class_of(10)
        1
        """
        if value is None or not math.isfinite(value) or not self.colors:
            return None
        return bisect_right(self.breaks, value)


def legend_of(
    values: Iterable[float], scale: str, unit: str, centre: float | None = None, look: Look = PLAIN
) -> Legend:
    """The legend that suits these values, or the one the reader asks for.

    Without a wish: quantiles, or symmetric steps around a centre, in five classes at most. Equal values never fall in
    two classes.

    >>> legend_of([0.1, 0.2, 0.3, 0.4, 0.5], "sequential", "share").breaks
    (0.18, 0.26, 0.34, 0.42)
    >>> legend_of([0.1, 0.2, 0.9], "sequential", "share", look=Look("fixed", breaks=(50.0,))).labels[0]
    'moins de 50\xa0%'
    """
    kept = np.array([v for v in values if v is not None and math.isfinite(v)], dtype=float)
    if unit in palettes.CLASSES:
        colours, names = zip(*palettes.CLASSES[unit], strict=True)
        return Legend("class", tuple(k + 0.5 for k in range(len(names) - 1)), colours, tuple(map(_, names)))
    if scale == "diverging":
        return _diverging(kept, unit, centre or 0.0, look)
    # The reader's own breaks need no value: a year without any keeps the classes of the year before.
    if not len(kept) and not look.breaks:
        return Legend("sequential", (), (), ())
    steps = _breaks(kept, unit, Look("quantiles", look.classes) if look.is_usual else look)
    name = look.palette if look.palette in palettes.SEQUENTIAL else palettes.OF_UNIT.get(unit, "YlGnBu")
    return _painted("sequential", look, steps, palettes.ramp(name, len(steps) + 1), unit)


def _diverging(values: np.ndarray, unit: str, centre: float, look: Look) -> Legend:
    """Both sides of a centre in two hues: a neutral class around it, or, with chosen breaks, a break on it."""
    name = look.palette if look.palette in palettes.DIVERGING else "PuOr"
    if look.is_usual or not (len(values) or look.breaks):
        steps = _ratio_breaks(values) if centre == 1 else _balanced_breaks(values, centre)
        return _painted("diverging", Look(), steps, palettes.ramp(name, 5), unit)
    wanted = _breaks(values, unit, look)
    # The reader's own breaks stand as they are: the class that holds the centre is neutral.
    steps = wanted if look.method == FIXED else tuple(sorted({*wanted, centre}))
    below, above = sum(b <= centre for b in steps), sum(b > centre for b in steps)
    if centre in steps:
        return _painted("diverging", look, steps, palettes.sides(name, below, above + 1), unit)
    colours = palettes.sides(name, below, above)
    neutral = palettes.ramp(name, 1)
    return _painted("diverging", look, steps, (*colours[:below], *neutral, *colours[below:]), unit)


def _painted(kind: str, look: Look, steps: tuple[float, ...], colours: tuple[str, ...], unit: str) -> Legend:
    shown = "continuous" if look.method == "continuous" else kind
    return Legend(shown, steps, colours, _labels(steps, unit))


def _breaks(values: np.ndarray, unit: str, look: Look) -> tuple[float, ...]:
    """The reader's breaks, or those of a method, without any that would leave an end class empty."""
    if look.method == FIXED:
        return tuple(b / 100 if unit == "share" else b for b in look.breaks)
    wanted = readable(METHODS[look.method](values, look.classes))
    return tuple(b for b in wanted if values.min() < b <= values.max())


def _ratio_breaks(values: np.ndarray) -> tuple[float, ...]:
    """Steps alike above and below 1 on a log scale, as wide as the values are spread."""
    positive = values[values > 0]
    spread = float(np.quantile(np.abs(np.log(positive)), 0.4)) if len(positive) else 0.0
    inner, outer = min(RATIO_PAIRS, key=lambda pair: abs(math.log(pair[0]) - spread))
    return (_readable(1 / outer), _readable(1 / inner), inner, outer)


def _balanced_breaks(values: np.ndarray, centre: float) -> tuple[float, ...]:
    """Two steps on each side of the centre, at the same distances."""
    gaps = np.abs(values - centre)
    inner = _readable(float(np.quantile(gaps, 0.3))) if len(gaps) else 1.0
    outer = _readable(float(np.quantile(gaps, 0.75))) if len(gaps) else 2.0
    inner = inner or 1.0
    outer = outer if outer > inner else inner * 2
    return (centre - outer, centre - inner, centre + inner, centre + outer)


def _readable(value: float, figures: int = 2) -> float:
    """Rounded to two significant figures, exactly as the label will print it.

    >>> _readable(0.18345), _readable(123456.0), _readable(0.0)
    (0.18, 120000.0, 0.0)
    """
    return float(f"{value:.{figures}g}") if value else 0.0


def _labels(breaks: tuple[float, ...], unit: str) -> tuple[str, ...]:
    if not breaks:
        return (_("toutes les valeurs"),)
    said = [step_text(b, unit) for b in breaks]
    between = [_("de %(low)s à %(high)s", low=low, high=high) for low, high in pairwise(said)]
    return (_("moins de %(end)s", end=said[0]), *between, _("%(start)s et plus", start=said[-1]))


def asked(value: float, unit: str) -> str:
    """A break as the reader writes it in the form: percents for a share, else the unit itself.

    >>> asked(0.225, "share"), asked(1500000.0, "eur")
    ('22.5', '1500000')
    """
    return f"{value * 100 if unit == 'share' else value:.12g}"


def step_text(value: float, unit: str) -> str:
    """A break as text, with no more decimals than it has.

    >>> step_text(20e6, "eur").replace("\u00a0", " ")
    '20 M€'
    """
    if unit == "share":
        return formatting.in_percent(_plain(value * 100))
    if unit == "km":
        return _plain(value) + formatting.NBSP + "km"
    if unit == "eur":
        size, *unit_names = next((step for step in formatting.EURO_STEPS if abs(value) >= step[0]), (1.0, "€", ""))
        return formatting.in_euros(_plain(value / size), *unit_names)
    if unit == "eur_per_inhabitant":
        return _("%(euros)s/hab.", euros=formatting.in_euros(_plain(value), "€"))
    return _plain(value)


def _plain(value: float) -> str:
    exact = (d for d in range(6) if math.isclose(value, round(value, d), rel_tol=1e-9, abs_tol=1e-9))
    decimals = next(exact, 6)
    return formatting.number(value, decimals)
