"""Procurement basins on the map: territories that trade together, in colours that neighbouring basins never share."""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from markupsafe import Markup

from geo.atlas.base import Atlas
from geo.measures import adjusted_rand
from geo.selection import Selection
from webmap import formatting, sentences, svg
from webmap.args import MapAsk
from webmap.languages import gettext as _
from webmap.layers.areas import Area, MapView
from webmap.legend import Legend
from webmap.palettes import QUALITATIVE

NAMED = 3
"""Basins that a colour's line in the legend names before it only counts the others."""
INSTEAD = {"commune": "epci", "zone_emploi": "epci", "region": "departement"}
"""Where a level has no basins, the one that has them and is nearest."""
ABOVE = {"epci": "departement", "departement": "region"}
"""The official limits that the map draws over the basins of a level; a browser's engine draws the same."""
ZONE = "zone_emploi"


@dataclass(frozen=True)
class Basin:
    """One basin: its name, the territories in it, and those of the level above that they lie in."""

    name: str
    k: int
    lon: float
    lat: float
    territories: int
    overseas: bool
    across: tuple[str, ...]


@dataclass(frozen=True)
class Basins:
    """The basins of a level, those of most contracts first."""

    level: str
    beside: str
    """The level whose territories are named beside each basin: zones d'emploi for EPCI, where the atlas has them."""
    all: tuple[Basin, ...]
    stability: float | None
    rows: pd.DataFrame

    @property
    def said(self) -> str:
        """How sure they are, in a sentence."""
        if self.stability is None:
            return _("Aucun bassin pour ce niveau.")
        sure = _(
            "%(basins)s. Vingt tirages du calcul s’accordent à %(stability)s sur 1 (1 : tous donnent les mêmes "
            "bassins ; 0 : pas plus d’accord que le hasard).",
            basins=formatting.plural(len(self.all), "bassin"), stability=formatting.number(self.stability, 2),
        )  # fmt: skip
        return f"{sure} {self._said_of_zones()}".strip()

    def _said_of_zones(self) -> str:
        """How much basins and zones d'emploi are the same division, where the atlas has these."""
        known = self.rows[self.rows["above"].notna()]
        if self.beside != ZONE or known.empty:
            return ""
        return _(
            "Leur accord avec les zones d’emploi, chaque intercommunalité étant comptée dans celle où vivent le plus "
            "de ses habitants, est de %(agreement)s sur 1 (indice de Rand ajusté).",
            agreement=formatting.number(adjusted_rand(known["basin"], known["above"]), 2),
        )

    @property
    def limits(self) -> str:
        """What the thick lines of the map are."""
        return _("limites des %(level)s", level=_(sentences.LEVELS_PLURAL_FR[ABOVE[self.level]]))

    def features(self) -> dict[str, Any]:
        """A point for each name, as GeoJSON, on the page."""
        points = [
            {"type": "Feature", "properties": {"name": basin.name},
             "geometry": {"type": "Point", "coordinates": (basin.lon, basin.lat)}}
            for basin in named(self)
        ]  # fmt: skip
        return {"type": "FeatureCollection", "features": points}

    def table(self) -> pd.DataFrame:
        """One row a territory, with its basin; the file behind the map."""
        return self.rows[["code", "territory", "basin", "name", "modularity", "stability"]].rename(
            columns={"territory": "name", "name": "basin_name"}
        )

    def method(self) -> dict[str, str]:
        """What goes with a file of them."""
        return {"definition": _(DEFINITION_FR), "method": self.said, "reference": _(SOURCE_FR)}


DEFINITION_FR = (
    "Un bassin d’achat réunit des territoires qui passent entre eux plus de marchés que leurs seules tailles ne "
    "l’expliquent."
)
SOURCE_FR = "Blondel et al. (2008), Journal of Statistical Mechanics, P10008 ; Hubert et Arabie (1985)."


def view(atlas: Atlas, ask: MapAsk) -> MapView:
    """The basins of the level asked for, or of the nearest that has some; the view's own ask says which."""
    level = INSTEAD.get(ask.selection.level, ask.selection.level)
    ask = replace(ask, selection=Selection(level, weight="count"), departement=None)
    shown = basins_of(atlas, level)
    areas = tuple(_areas(shown.rows))
    return MapView(atlas.version, ask, "basin", _legend(shown), areas, basins=shown)


def basins_of(atlas: Atlas, level: str) -> Basins:
    """The basins of a level, with the territories in each."""
    places = atlas.territories(level).rename(columns={"name": "territory"})
    rows = places.merge(atlas.basins(level), on="code").sort_values("basin", kind="stable", ignore_index=True)
    beside = ZONE if level == "epci" and ZONE in atlas.levels() else ABOVE[level]
    above = rows["code"].map(_zones(atlas)) if beside == ZONE else rows[beside]
    rows["above"] = above.map(atlas.territories(beside).set_index("code")["name"])
    found = tuple(_basin(group) for _number, group in rows.groupby("basin"))
    return Basins(level, beside, found, float(rows["stability"].iloc[0]) if len(rows) else None, rows)


def _zones(atlas: Atlas) -> pd.Series:
    """The zone d'emploi of each EPCI: where most of its inhabitants live, for its communes may be of several."""
    communes = atlas.territories("commune").dropna(subset=["epci", ZONE])
    people = communes.groupby(["epci", ZONE])["population"].sum().reset_index()
    most = people.sort_values(["population", ZONE], ascending=[False, True]).drop_duplicates("epci")
    return most.set_index("epci")[ZONE]


def _basin(rows: pd.DataFrame) -> Basin:
    heart = rows[rows["territory"] == rows["name"]].iloc[0]
    across = tuple(rows["above"].dropna().value_counts().sort_index().sort_values(ascending=False, kind="stable").index)
    k = int(heart["colour"]) % len(QUALITATIVE)
    return Basin(str(heart["name"]), k, float(heart["map_lon"]), float(heart["map_lat"]), len(rows),
                 str(heart["departement"] or heart["code"]).startswith("97"), across)  # fmt: skip


def named(shown: Basins) -> list[Basin]:
    """The basins whose name the map writes: those of three territories or more, but in the insets."""
    return [basin for basin in shown.all if basin.territories >= NAMED and not basin.overseas]


def _areas(rows: pd.DataFrame) -> list[Area]:
    columns = ["code", "territory", "basin", "name", "colour"]
    return [
        Area(
            code, territory, float(basin), None, None, None, None, "fiable",
            _("bassin « %(name)s »", name=name), "", int(colour) % len(QUALITATIVE),
        )
        for code, territory, basin, name, colour in rows[columns].itertuples(index=False, name=None)
    ]  # fmt: skip


def _legend(shown: Basins) -> Legend:
    """A line a colour, which says whose it is: colours come back, away from one another."""
    count = max((basin.k for basin in shown.all), default=-1) + 1
    labels = tuple(_label([basin.name for basin in shown.all if basin.k == k]) for k in range(count))
    return Legend("class", (), QUALITATIVE[:count], labels)


def _label(names: list[str]) -> str:
    said = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    return said if more <= 0 else _("%(names)s et %(more)s", names=said, more=formatting.plural(more, "autre"))


def drawing(atlas: Atlas, shown: Basins) -> Markup:
    """Over the colours: the official limits of the level above, and the names of the basins."""
    limits = (
        Markup('<path class="limit" fill="none" stroke="#1c1b19" stroke-width="1.2" d="{}"/>').format(path)
        for _code, _name, path in svg.outlines(atlas, ABOVE[shown.level])
    )
    names = (svg.name(basin.name, svg.point(basin.lon, basin.lat)) for basin in named(shown))
    return Markup("").join([*limits, *names])
