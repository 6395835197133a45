"""Drawing without a script: shapes, hatches, insets and curves as SVG text in the frame of the page."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from markupsafe import Markup

from geo import territories
from geo.atlas.base import Atlas

Point = tuple[float, float]


@lru_cache(maxsize=16)
def outlines(atlas: Atlas, level: str) -> tuple[tuple[str, str, str], ...]:
    """Code, name and path of each shape of a level, kept because every page draws them."""
    frame = atlas.outlines(level)
    return tuple(frame[["code", "name", "path"]].itertuples(index=False, name=None))


def view_box() -> str:
    """The viewBox attribute that shows the whole frame."""
    x0, y0, x1, y1 = territories.FRAME
    return f"{x0:g} {y0:g} {x1 - x0:g} {y1 - y0:g}"


def hatches(colors: Sequence[str]) -> Markup:
    """One hatch pattern per class, on that class's colour: little of the amount could be placed."""
    return Markup("").join(
        Markup(
            '<pattern id="hatch-k{k}" width="6" height="6" patternUnits="userSpaceOnUse"'
            ' patternTransform="rotate(45)"><rect width="6" height="6" fill="{c}"/>'
            '<path d="M0 0V6" stroke="#1b1b1b" stroke-opacity=".55" stroke-width="2"/></pattern>'
        ).format(k=k, c=c)
        for k, c in enumerate(colors)
    )


def dots(color: str) -> Markup:
    """The dotted grey of territories with too few contracts for a ratio."""
    return Markup(
        '<pattern id="dots" width="7" height="7" patternUnits="userSpaceOnUse">'
        '<rect width="7" height="7" fill="{c}"/><circle cx="2" cy="2" r="1.1" fill="#77736b"/></pattern>'
    ).format(c=color)


def inset_frames() -> Markup:
    """Frames and names of the overseas départements, which are drawn away from their place."""
    return Markup("").join(
        Markup('<rect class="inset" fill="none" stroke="#8a867c" x="{x:.1f}" y="{y:.1f}" width="{w:.1f}"'
               ' height="{h:.1f}" rx="3"/><text class="inset-name" fill="#5d594f" stroke="none" font-size="11"'
               ' x="{tx:.1f}" y="{ty:.1f}">{name}</text>')
        .format(x=x0, y=y0, w=x1 - x0, h=y1 - y0, tx=x0 + 4, ty=y0 + 13, name=label)
        for _, label, (x0, y0, x1, y1) in territories.INSETS
    )  # fmt: skip


def shape(code: str, path: str, classes: str, title: str, href: str = "", fill: str = "") -> Markup:
    """One territory: its shape, its figure as a title, and the page it leads to."""
    painted = Markup(' fill="{}"').format(fill) if fill else ""
    drawn = Markup('<path data-code="{}" class="{}"{} d="{}"><title>{}</title></path>').format(
        code, classes, painted, path, title
    )
    return Markup('<a href="{}" aria-label="{}">{}</a>').format(href, title, drawn) if href else drawn


def curve(start: Point, end: Point, bend: float = 0.18) -> str:
    """A quadratic curve that leans to the right of its course, so that two opposite flows stay apart.

    >>> curve((0, 0), (100, 0))
    'M0.0 0.0Q50.0 18.0 100.0 0.0'
    """
    (x0, y0), (x1, y1) = start, end
    mx, my = (x0 + x1) / 2 - (y1 - y0) * bend, (y0 + y1) / 2 + (x1 - x0) * bend
    return f"M{x0:.1f} {y0:.1f}Q{mx:.1f} {my:.1f} {x1:.1f} {y1:.1f}"


def name(words: str, at: Point) -> Markup:
    """A name written over the map, with a rim that parts it from the colours; screen readers have it from the shapes.

    >>> print(name("Ay", (10, 20)))
    <text class="place-name" x="10.0" y="20.0" aria-hidden="true" font-size="13" text-anchor="middle"
     fill="#1c1b19" stroke="#ffffff" stroke-width="3" paint-order="stroke">Ay</text>
    """
    return Markup(
        '<text class="place-name" x="{:.1f}" y="{:.1f}" aria-hidden="true" font-size="13" text-anchor="middle"\n'
        ' fill="#1c1b19" stroke="#ffffff" stroke-width="3" paint-order="stroke">{}</text>'
    ).format(*at, words)


def point(lon: float, lat: float) -> Point:
    """A place of the page, from degrees to units of the frame."""
    x, y = territories.frame_of(np.array([lon]), np.array([lat]))
    return float(x[0]), float(y[0])


def width(amount: float, largest: float) -> float:
    """The width of a line or ring: its area of ink grows with the square root of the amount.

    >>> width(25, 100), width(0, 0)
    (5.5, 1.0)
    """
    return 1 + 9 * math.sqrt(max(amount, 0) / largest) if largest > 0 else 1.0
