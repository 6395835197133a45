"""How the values of a map are spread, in the colours of its classes: what a legend alone cannot say."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from webmap.formatting import plural
from webmap.legend import Legend, asked, step_text

WIDTH, HEIGHT, BINS = 320.0, 56.0, 32


@dataclass(frozen=True)
class Bar:
    """So many territories between two values."""

    x: float
    width: float
    height: float
    color: str
    title: str


@dataclass(frozen=True)
class Mark:
    """A break between two classes; ``asked`` is how the reader writes it (percents for a share)."""

    x: float
    asked: str
    text: str


@dataclass(frozen=True)
class Histogram:
    """Bars of equal width over ``low`` to ``high``; values beyond are in the end bars."""

    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    low: float
    high: float
    low_text: str
    high_text: str
    scale: int = 1
    """100 for a share, whose breaks are asked in percents."""

    @property
    def is_drawn(self) -> bool:
        """Whether there is something to see."""
        return bool(self.bars)


def histogram(values: Sequence[float], legend: Legend, unit: str) -> Histogram:
    """The bars and breaks of a legend's values; nothing for names of classes, or when all values are one.

    From the 1st to the 99th hundredth: one extreme must not press the others into a single bar.

    >>> shown = histogram([0.0, 0.1, 0.1, 1.0], Legend("sequential", (0.5,), ("#111", "#eee"), ("", "")), "share")
    >>> [(round(bar.height), bar.color) for bar in shown.bars]
    [(28, '#111'), (56, '#111'), (28, '#eee')]
    """
    kept = np.array(values, dtype=float)
    low, high = np.quantile(kept, (0.01, 0.99)) if len(kept) else (0.0, 0.0)
    if legend.kind == "class" or not low < high:
        return Histogram((), (), 0, 0, "", "")
    scale = 100 if unit == "share" else 1
    counts, edges = np.histogram(np.clip(kept, low, high), BINS, (low, high))
    bars = tuple(_bar(i, int(n), int(counts.max()), edges, legend, unit) for i, n in enumerate(counts) if n)
    marks = tuple(_mark(b, float(low), float(high), unit) for b in legend.breaks if low <= b <= high)
    low_text, high_text = (step_text(float(f"{end:.2g}"), unit) for end in (low, high))
    shown = () if legend.kind == "continuous" else marks
    return Histogram(bars, shown, float(low), float(high), low_text, high_text, scale)


def _bar(i: int, count: int, most: int, edges: np.ndarray, legend: Legend, unit: str) -> Bar:
    k = legend.class_of(float(edges[i] + edges[i + 1]) / 2)
    step = WIDTH / BINS
    said = f"{plural(count, 'territoire')}, {step_text(float(f'{edges[i]:.3g}'), unit)}"
    return Bar(i * step, step, HEIGHT * count / most, legend.colors[k or 0], said)


def _mark(value: float, low: float, high: float, unit: str) -> Mark:
    return Mark(WIDTH * (value - low) / (high - low), asked(value, unit), step_text(value, unit))
