"""Classes of a map: breaks that read well, colours, and a French label for each class."""

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from webmap import formatting, palettes
from webmap.languages import gettext as _

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


def legend_of(values: Iterable[float], scale: str, unit: str, centre: float | None = None) -> Legend:
    """The legend that suits these values: quantiles, or symmetric steps around a centre.

    Five classes at most; equal values never fall in two classes.

    >>> legend_of([0.1, 0.2, 0.3, 0.4, 0.5], "sequential", "share").breaks
    (0.18, 0.26, 0.34, 0.42)
    """
    kept = np.array([v for v in values if v is not None and math.isfinite(v)], dtype=float)
    if scale == "class":
        painted = tuple(colour for colour, _ in palettes.GROUPINGS)
        return Legend("class", (0.5, 1.5, 2.5, 3.5), painted, tuple(label for _, label in palettes.GROUPINGS))
    if scale == "diverging":
        steps = _ratio_breaks(kept) if centre == 1 else _balanced_breaks(kept, centre or 0.0)
        return Legend("diverging", steps, palettes.DIVERGING["PuOr"], _labels(steps, unit))
    if not len(kept):
        return Legend("sequential", (), (), ())
    steps = _quantile_breaks(kept)
    colours = palettes.ramp(palettes.OF_UNIT.get(unit, "YlGnBu"), len(steps) + 1)
    return Legend("sequential", steps, colours, _labels(steps, unit))


def _quantile_breaks(values: np.ndarray, classes: int = 5) -> tuple[float, ...]:
    """Interior quantiles, rounded to two figures, without those that would leave an end class empty."""
    wanted = np.quantile(values, np.linspace(0, 1, classes + 1)[1:-1])
    rounded = sorted({_readable(float(b)) for b in wanted})
    return tuple(b for b in rounded if values.min() < b <= values.max())


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
        return ("toutes les valeurs",)
    said = [step_text(b, unit) for b in breaks]
    between = [f"de {low} à {high}" for low, high in pairwise(said)]
    return (f"moins de {said[0]}", *between, f"{said[-1]} et plus")


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
