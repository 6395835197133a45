"""What a choropleth shows: its territories, each with its class, and what is drawn with them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webmap import formatting, palettes, sentences
from webmap.args import MapAsk
from webmap.histogram import Histogram, histogram
from webmap.languages import gettext as _
from webmap.layers.base import Entry
from webmap.legend import Legend, asked

if TYPE_CHECKING:
    from webmap.layers.basins import Basins
    from webmap.layers.hulls import Hulls

HATCH_BELOW = 0.6
"""Under this share of amounts whose supplier could be placed, the colour is hatched."""


@dataclass(frozen=True)
class Area:
    """One territory on the map."""

    code: str
    name: str
    value: float | None
    low: float | None
    high: float | None
    contracts: float | None
    covered: float | None
    reliability: str
    text: str
    interval: str
    k: int | None
    beside: str = ""
    """The value under the other bound of the definition, where there is one."""

    @property
    def state(self) -> str:
        """The CSS class: k0, k1…, insufficient or nodata."""
        if self.k is not None:
            return f"k{self.k}"
        return "insufficient" if self.reliability == "insuffisant" else "nodata"

    @property
    def hatched(self) -> bool:
        """Whether too little of the amount could be placed."""
        return self.k is not None and self.covered is not None and self.covered < HATCH_BELOW

    @property
    def tip(self) -> str:
        """The figure in one sentence, for a tooltip or a screen reader."""
        parts = [_("%(name)s : %(text)s", name=self.name, text=self.text)]
        if self.k is not None and self.interval:
            parts.append(_("intervalle à 95 %% %(interval)s", interval=self.interval))
        if self.beside:
            parts.append(_("selon le siège social %(value)s", value=self.beside))
        if self.contracts is not None:
            parts.append(formatting.contracts(self.contracts))
        if self.covered is not None:
            parts.append(_("part couverte %(share)s", share=formatting.percent(self.covered, 0)))
        return ", ".join(parts)


@dataclass(frozen=True)
class MapView:
    """A choropleth ready to be phrased as a page, JSON or CSV."""

    version: str
    ask: MapAsk
    unit: str
    legend: Legend
    areas: tuple[Area, ...]
    hulls: "Hulls | None" = None
    """Places drawn over the colours, where they were asked for."""
    basins: "Basins | None" = None
    """What the colours are, where they are basins and not the values of an indicator."""

    @property
    def by_code(self) -> dict[str, Area]:
        """Areas by code."""
        return {area.code: area for area in self.areas}

    @property
    def entries(self) -> list[Entry]:
        """The lines of the legend: classes, then what is hatched, dotted, or without a figure."""
        labels, colors = self.legend.labels, self.legend.colors
        if self.legend.kind == "continuous":
            shown = range(0, len(labels), max(len(labels) // 6, 1))
            labels, colors = tuple(labels[k] for k in shown), tuple(colors[k] for k in shown)
        lines = [Entry(text, colour) for text, colour in zip(labels, colors, strict=True)]
        if any(a.hatched for a in self.areas):
            few = _(
                "moins de %(share)s des montants ont un titulaire localisé", share=formatting.percent(HATCH_BELOW, 0)
            )
            lines.append(Entry(few, f"url(#hatch-k{len(self.legend.colors) // 2})"))
        if any(a.state == "insufficient" for a in self.areas):
            lines.append(Entry(_("moins de 10 marchés : effectif insuffisant"), "url(#dots)"))
        if self.hulls and self.hulls.places:
            lines.append(Entry(self.hulls.title, palettes.HULL, 2))
        return [*lines, Entry(_(sentences.NO_DATA), palettes.NO_DATA)]

    @property
    def breaks_asked(self) -> str:
        """The breaks as the form takes them; nothing where classes are names, or too many for a form."""
        few = self.legend.kind not in ("class", "continuous")
        return " ".join(asked(b, self.unit) for b in self.legend.breaks) if few else ""

    @property
    def histogram(self) -> Histogram:
        """How the values coloured are spread."""
        return histogram([a.value for a in self.areas if a.value is not None], self.legend, self.unit)
