"""A mosaic plot drawn by the server: a band a row as high as its count, cut in tiles as wide as its parts."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from markupsafe import Markup
from numpy.typing import NDArray

from webmap.formatting import MINUS, number, percent
from webmap.languages import gettext as _

WIDTH, HEIGHT, NAMES, GAP, KEY = 1000.0, 420.0, 280.0, 5.0, 46.0
LINE = 15.0
"""A band or tile lower than a line of text, or narrower than its words, has none: its title says them."""
MORE_THAN_CHANCE = 2.0
_LETTER = 7.5


@dataclass(frozen=True)
class Tile:
    """A cell: where it lies, what it counts, and its standardised residual."""

    row: str
    column: str
    x: float
    y: float
    width: float
    height: float
    count: float
    share: float
    residual: float


def tiles(table: pd.DataFrame, residuals: NDArray[np.float64]) -> list[Tile]:
    """The tiles of a table of counts: their areas are as their counts. Rows that count nothing have none.

    >>> found = tiles(pd.DataFrame({"x": [3, 1], "y": [1, 3]}, index=["a", "b"]), np.zeros((2, 2)))
    >>> [(t.row, t.column, round(t.width), round(t.height), t.share) for t in found][:2]
    [('a', 'x', 540, 208, 0.75), ('a', 'y', 180, 208, 0.25)]
    """
    sums = table.sum(axis=1)
    kept = [at for at, n in enumerate(sums) if n > 0]
    scale = (HEIGHT - GAP * (len(kept) - 1)) / max(float(sums.sum()), 1e-9)
    found, y = list[Tile](), 0.0
    for at in kept:
        x, n = NAMES, float(sums.iloc[at])
        for column, count in enumerate(table.iloc[at]):
            wide = (WIDTH - NAMES) * float(count) / n
            place = (x, y, wide, n * scale, float(count), float(count) / n, float(residuals[at, column]))
            found.append(Tile(str(table.index[at]), str(table.columns[column]), *place))
            x += wide
        y += n * scale + GAP
    return found


def mosaic(table: pd.DataFrame, residuals: NDArray[np.float64], title: str) -> Markup | None:
    """The plot as SVG, nothing where nothing is counted; the same figures stand in a table below it."""
    drawn = [tile for tile in tiles(table, residuals) if tile.width > 0]
    if not drawn:
        return None
    bands = {tile.row: tile for tile in reversed(drawn)}
    body = Markup("").join([*map(_tile, drawn), *map(_name, bands.values()), _key()])
    frame = Markup('<svg class="mosaic" viewBox="0 0 {w:g} {h:g}" role="img" aria-label="{title}">{body}</svg>')
    return frame.format(w=WIDTH, h=HEIGHT + KEY, title=title, body=body)


def tone(residual: float) -> str:
    """How a tile is painted: 'more' or 'less' than chance gives, 'usual' otherwise.

    >>> tone(2.5), tone(-2.5), tone(1.9), tone(float("nan"))
    ('more', 'less', 'usual', 'usual')
    """
    return "more" if residual > MORE_THAN_CHANCE else "less" if residual < -MORE_THAN_CHANCE else "usual"


def signed(value: float) -> str:
    """A residual with its sign, to the tenth; no sign where that is zero.

    >>> signed(2.34), signed(-0.04), signed(-2.0) == MINUS + "2,0"
    ('+2,3', '0,0', True)
    """
    text = number(value, 1)
    return text if text.startswith(MINUS) or round(value, 1) == 0 else f"+{text}"


def _tile(t: Tile) -> Markup:
    share = f"{t.column} {percent(t.share, 0)}"
    room = t.width / _LETTER if t.height >= LINE else 0
    words = next((w for w in (f"{share} ({signed(t.residual)})", share) if len(w) <= room), "")
    text = Markup('<text x="{:.1f}" y="{:.1f}">{}</text>').format(t.x + 6, t.y + t.height / 2 + 5, words)
    whole = _(
        "%(row)s, %(column)s : %(count)s marchés, %(share)s, résidu %(residual)s",
        row=t.row, column=t.column, count=number(t.count), share=percent(t.share), residual=signed(t.residual),
    )  # fmt: skip
    place = Markup('x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"').format(t.x, t.y, t.width, max(t.height, 1))
    drawn = Markup('<g><title>{}</title><rect class="{}" {}/>{}</g>')
    return drawn.format(whole, tone(t.residual), place, text if words else Markup(""))


def _name(t: Tile) -> Markup:
    """A band's name, to the left of it."""
    text = Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="end">{}</text>')
    return text.format(NAMES - 10, t.y + t.height / 2 + 5, t.row) if t.height >= LINE else Markup("")


def _key() -> Markup:
    """What the three colours mean."""
    meanings = {
        "more": _("plus que le hasard (résidu au-delà de 2)"),
        "usual": _("comme le hasard"),
        "less": _("moins que le hasard (en dessous de −2)"),
    }
    drawn = Markup(
        '<rect class="{}" x="{:.0f}" y="{:.0f}" width="20" height="14"/><text x="{:.0f}" y="{:.0f}">{}</text>'
    )
    starts = (0.0, 370.0, 580.0)
    y = HEIGHT + KEY - 22
    return Markup("").join(
        drawn.format(key, x, y, x + 28, y + 12, words) for x, (key, words) in zip(starts, meanings.items(), strict=True)
    )
