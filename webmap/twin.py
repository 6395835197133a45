"""Two maps side by side: one level, two indicators, or one indicator in two years or two families."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from markupsafe import Markup

from geo.indicators import INDICATORS
from geo.indicators.base import Indicator
from geo.indicators.spend import SPEND
from geo.selection import ALL_FAMILIES
from geo.territories import LEVELS
from webmap import families, formatting, sentences
from webmap.args import MapAsk, Query, levels_of
from webmap.current import atlas
from webmap.languages import gettext as _
from webmap.languages import label
from webmap.layers.areas import Area, MapView
from webmap.layers.choropleth import CHOROPLETH, drawing, palette_options
from webmap.look import FIXED
from webmap.pages import json_for_page, map_config

twin = Blueprint("twin", __name__)

SIDES_FR = {"left": "Carte de gauche", "right": "Carte de droite"}
OWN = ("indicator", "variant", "definition", "year", "until", "family", "weight", "palette")
"""What each map has of its own, under the name of its side: ``left_year``."""
COMMUNES = LEVELS[0]
FIRST = {"left": {"indicator": INDICATORS[0].key}, "right": {"indicator": SPEND.key}}


@dataclass(frozen=True)
class Side:
    """One of the two maps: its key, its name, what it shows, its drawing, and the script's instructions."""

    key: str
    name: str
    view: MapView
    drawing: Markup
    config: str

    @property
    def ask(self) -> MapAsk:
        """What it was asked to show."""
        return self.view.ask

    def own(self, text: str) -> Markup:
        """A drawing or a legend whose patterns bear the side's name: the other map has patterns too."""
        named = str(text).replace("url(#", f"url(#{self.key}-").replace(' id="', f' id="{self.key}-')
        return Markup(named)  # noqa: S704 - the site's own drawing, escaped where it was made

    def options(self) -> list[tuple[str, str, list[tuple[str, str]], str]]:
        """Name, words, choices and choice of each of its fields."""
        chosen, ask = self.ask.indicator, self.ask
        years = [("", _("Toutes")), *((str(year), str(year)) for year in atlas().years())]
        later = [(text, text) for text, _same in years[1:] if 0 < ask.selection.year < int(text)]
        fields = [
            ("indicator", _("Indicateur"), [(i.key, formatting.french(label(i))) for i in _drawn()], chosen.key),
            ("variant", _("Lecture"), [(v.key, formatting.french(label(v))) for v in chosen.variants], ask.variant.key),
            ("year", _("Année"), years, str(ask.selection.year or "")),
            ("until", _("Jusqu’à"), [("", _("cette même année")), *later], str(ask.selection.until or "")),
            ("weight", _("Pondération"), [(w, _(sentences.WEIGHTS_FR[w])) for w in chosen.weights],
             ask.selection.weight),
            ("family", _("Famille d’achat"), _families(), "" if ask.selection.family == ALL_FAMILIES
             else ask.selection.family),
            ("palette", _("Couleurs"), palette_options(self.view), ask.look.palette),
        ]  # fmt: skip
        shown = [field for field in fields if field[0] != "until" or later]
        return [(f"{self.key}_{name}", words, choices, current) for name, words, choices, current in shown]


@twin.get("/cartes")
def page() -> str:
    """The two maps, and their figures in one table."""
    sides = sides_of(request.args)
    level = sides[0].ask.selection.level
    return render_template(
        "cartes.html", sides=sides, level=level, levels=levels_of(atlas()), departement=sides[0].ask.departement,
        departements=atlas().territories("departement") if level == COMMUNES else None,
        rows=rows(*(side.view for side in sides)), is_alike=_is_alike(*(side.ask for side in sides)),
    )  # fmt: skip


def sides_of(query: Query) -> tuple[Side, Side]:
    """The two maps of a query string; the same reading twice has the same classes, so that colours compare."""
    left, right = (CHOROPLETH.view(atlas(), _own(query, side), False) for side in SIDES_FR)
    if _is_alike(left.ask, right.ask) and left.breaks_asked:
        look = {"method": FIXED, "breaks": left.breaks_asked, "palette": left.ask.look.palette}
        left, right = (CHOROPLETH.view(atlas(), {**_own(query, side), **look}, False) for side in SIDES_FR)
    return _side("left", left), _side("right", right)


def _own(query: Query, side: str) -> Mapping[str, str]:
    """What one map is asked; of communes, those of one département: all of them are too many to read in a table."""
    given = {name: query[f"{side}_{name}"] for name in OWN if query.get(f"{side}_{name}")}
    level = query.get("level") or "departement"
    if level == COMMUNES:
        given["departement"] = query.get("departement") or str(atlas().territories("departement")["code"].iloc[0])
    return {**FIRST[side], **given, "level": level}


def _is_alike(one: MapAsk, other: MapAsk) -> bool:
    """Whether both maps show one reading of one indicator, in two years or two families."""
    first, second = ((ask.indicator.key, ask.reading, ask.selection.weight) for ask in (one, other))
    return first == second


def _side(key: str, shown: MapView) -> Side:
    name, config = _(SIDES_FR[key]), map_config(CHOROPLETH, shown)
    # Each engine bears its side's name: a screen reader must tell the two apart.
    config["text"] |= {"map_title": name}
    # A département of this page does not lead to its communes: it says where they are.
    return Side(key, name, shown, drawing(atlas(), shown, shown.ask.selection.level != COMMUNES), json_for_page(config))


def _families() -> list[tuple[str, str]]:
    present = sorted(one for one in atlas().families() if one != ALL_FAMILIES)
    return [("", families.label(ALL_FAMILIES)), *((one, f"{one} – {families.label(one)}") for one in present)]


def _drawn() -> list[Indicator]:
    return [one for one in INDICATORS if set(one.levels) & set(LEVELS)]


def rows(left: MapView, right: MapView) -> Iterator[tuple[str, str, Area | None, Area | None]]:
    """Code, name and both figures of every territory, in the order of names."""
    ones, others = left.by_code, right.by_code
    names = {code: area.name for code, area in (*ones.items(), *others.items())}
    for code, name in sorted(names.items(), key=lambda pair: formatting.in_order(pair[1])):
        yield code, name, ones.get(code), others.get(code)
