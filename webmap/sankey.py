"""A flow diagram drawn by the server: columns of bars, and ribbons between them as thick as their euros."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from webmap.formatting import euros

WIDTH, HEIGHT, BAR, GAP = 1000.0, 560.0, 14.0, 9.0
LONGEST = 30


@dataclass(frozen=True)
class Ribbon:
    """A flow between two bars: column and name of each, and euros."""

    left: int
    start: str
    right: int
    end: str
    amount: float


@dataclass
class Bar:
    """A bar: where it stands, how high it is, and how far its two sides are taken."""

    x: float
    y: float
    height: float
    amount: float
    out: float = 0.0
    into: float = 0.0


def bars(ribbons: Sequence[Ribbon]) -> dict[tuple[int, str], Bar]:
    """The bar of each column and name, in the order of the ribbons; a bar is as high as its larger side.

    >>> [round(bar.height) for bar in bars([Ribbon(0, "a", 1, "b", 30.0), Ribbon(0, "c", 1, "b", 10.0)]).values()]
    [413, 551, 138]
    """
    sides: dict[tuple[int, str], list[float]] = {}
    for r in ribbons:
        sides.setdefault((r.left, r.start), [0.0, 0.0])[0] += r.amount
        sides.setdefault((r.right, r.end), [0.0, 0.0])[1] += r.amount
    columns = sorted({column for column, _ in sides})
    sums = {c: sum(max(s) for (column, _), s in sides.items() if column == c) for c in columns}
    most = max(sum(column == c for column, _ in sides) for c in columns)
    scale = (HEIGHT - GAP * (most - 1)) / max(sums.values())
    top = dict.fromkeys(columns, 0.0)
    found = {}
    for (column, name), side in sides.items():
        x = columns.index(column) * (WIDTH - BAR) / max(len(columns) - 1, 1)
        found[column, name] = Bar(x, top[column], max(side) * scale, max(side))
        top[column] += max(side) * scale + GAP
    return found


def sankey(ribbons: Sequence[Ribbon], title: str) -> Markup | None:
    """The diagram as SVG, nothing where no euro flows; the same figures stand in a table below it."""
    flowing = [r for r in ribbons if r.amount > 0]
    if not flowing:
        return None
    stands = bars(flowing)
    scale = next(bar.height / bar.amount for bar in stands.values())
    body = Markup("").join(
        [
            *(_ribbon(r, stands, scale) for r in flowing),
            *(_bar(column, name, bar, stands) for (column, name), bar in stands.items()),
        ]
    )
    frame = Markup('<svg class="sankey" viewBox="0 -4 {w:g} {h:g}" role="img" aria-label="{title}">{body}</svg>')
    return frame.format(w=WIDTH, h=HEIGHT + 8, title=title, body=body)


def _ribbon(r: Ribbon, stands: dict[tuple[int, str], Bar], scale: float) -> Markup:
    a, b = stands[r.left, r.start], stands[r.right, r.end]
    thick = r.amount * scale
    y0, y1 = a.y + a.out + thick / 2, b.y + b.into + thick / 2
    a.out, b.into = a.out + thick, b.into + thick
    x0, x1 = a.x + BAR, b.x
    path = f"M{x0:.1f} {y0:.1f}C{(x0 + x1) / 2:.1f} {y0:.1f} {(x0 + x1) / 2:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
    drawn = Markup('<path class="ribbon" d="{}" stroke-width="{}"><title>{} → {} : {}</title></path>')
    return drawn.format(path, f"{max(thick, 0.6):.1f}", r.start, r.end, euros(r.amount))


def _bar(column: int, name: str, bar: Bar, stands: dict[tuple[int, str], Bar]) -> Markup:
    """A bar and its name, to the right of it but in the last column; a bar too thin for a line of text has none."""
    is_last = column == max(c for c, _ in stands)
    words = f"{name[: LONGEST - 1]}…" if len(name) > LONGEST else name
    text = Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(
        f"{bar.x - 6 if is_last else bar.x + BAR + 6:.1f}",
        f"{bar.y + bar.height / 2 + 5:.1f}",
        "end" if is_last else "start",
        words,
    )
    drawn = Markup('<g><title>{} : {}</title><rect x="{}" y="{}" width="{}" height="{}"/>{}</g>')
    return drawn.format(
        name,
        euros(bar.amount),
        f"{bar.x:.1f}",
        f"{bar.y:.1f}",
        f"{BAR:g}",
        f"{max(bar.height, 1):.1f}",
        text if bar.height >= 11 else Markup(""),
    )
