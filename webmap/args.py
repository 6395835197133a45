"""From a query string to typed wishes; a bad word is refused with a sentence that says which exist."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from geo.atlas.base import Atlas
from geo.errors import BadSelectionError, UnknownIndicatorError, UnknownTerritoryError
from geo.indicators import INDICATORS, indicator
from geo.indicators.base import Indicator, Variant
from geo.selection import ALL_FAMILIES, ALL_YEARS, WEIGHTS, Selection
from geo.territories import LEVEL_LABELS_FR, LEVELS
from webmap.languages import gettext as _
from webmap.look import Look, look_from

LAST_YEAR = 2100
DIRECTIONS = ("out", "in", "both")
DEFAULT_TOP, MOST_TOP = 50, 500
HULLS, BASINS = "hulls", "basins"
GROUPS = (HULLS, BASINS)
"""What a choropleth may show besides the values of an indicator: see ``geo/indicators/hulls.py`` and ``basins.py``."""

NONE_FR = {
    "commune": "Aucune commune",
    "epci": "Aucune intercommunalité",
    "zone_emploi": "Aucune zone d’emploi",
    "departement": "Aucun département",
    "region": "Aucune région",
}

Query = Mapping[str, str]


@dataclass(frozen=True)
class MapAsk:
    """What a choropleth is asked to show."""

    indicator: Indicator
    variant: Variant
    selection: Selection
    departement: str | None = None
    """At the level of communes, the département whose communes the table lists."""
    definition: Variant | None = None
    """How what the indicator counts is defined, where there are several ways."""
    look: Look = field(default_factory=Look)
    follows_zoom: bool = False
    """Whether the level changes with the zoom of the interactive map, rather than being pinned."""
    groups: str = ""
    """'hulls' over the colours, 'basins' in their place, or neither."""

    @property
    def is_usual(self) -> bool:
        """Whether the definition is the indicator's usual one."""
        return self.definition is None or self.definition == self.indicator.definitions[0]

    @property
    def is_made(self) -> bool:
        """Whether its figures can be had over the years asked for."""
        return not self.selection.is_range or self.indicator.is_over_years(self.reading)

    @property
    def reading(self) -> str:
        """The key of the figures shown."""
        return self.indicator.reading(self.variant.key, self.definition.key if self.definition else "")

    def query(self, **changes: Any) -> dict[str, Any]:
        """The same wish as query parameters, defaults left out."""
        named = {
            "indicator": self.indicator.key,
            "variant": self.variant.key,
            "definition": None if self.is_usual or self.definition is None else self.definition.key,
            "departement": self.departement,
            "groups": self.groups or None,
        }
        return {**named, **selection_query(self.selection), **self.look.query(), **changes}


@dataclass(frozen=True)
class FlowAsk:
    """What a flow map is asked to show."""

    selection: Selection
    direction: str = "both"
    code: str | None = None
    top: int = DEFAULT_TOP
    within: tuple[str, str] | None = None
    """Level and code of the territory in which both ends lie."""

    def query(self, **changes: Any) -> dict[str, Any]:
        """The same wish as query parameters, defaults left out."""
        within = ":".join(self.within) if self.within else None
        named = {"direction": self.direction, "code": self.code, "top": self.top, "within": within}
        return {**named, **selection_query(self.selection), **changes}


def selection_query(selection: Selection) -> dict[str, Any]:
    """A selection as query parameters; None stands for 'all' and is left out of addresses.

    >>> selection_query(Selection(level="epci", year=2019))
    {'level': 'epci', 'year': 2019, 'family': None, 'weight': 'amount'}
    >>> selection_query(Selection(year=2019, until=2021))["year"]
    '2019-2021'
    """
    return {
        "level": selection.level,
        "year": selection.years if selection.is_range else selection.year or None,
        "family": None if selection.family == ALL_FAMILIES else selection.family,
        "weight": selection.weight,
    }


def selection_from(query: Query) -> Selection:
    """The selection of a query string; absent or empty words mean the default.

    Several years together are one word, ``year=2019-2021``, or as a form sends them ``year=2019&until=2021``.

    >>> selection_from({"level": "region", "year": "", "family": "45"})
    Selection(level='region', year=0, family='45', weight='amount', until=0)
    >>> selection_from({"year": "2019-2021"}) == selection_from({"year": "2019", "until": "2021"})
    True
    """
    family = query.get("family") or ALL_FAMILIES
    if family != ALL_FAMILIES and not (len(family) == 2 and family.isascii() and family.isdigit()):
        raise BadSelectionError(
            _(
                "La famille d’achat « %(family)s » n’est pas formée des deux premiers chiffres d’un code CPV ; écrire "
                "par exemple family=45.",
                family=family,
            )
        )
    year, until = years_from(query.get("year") or "", query.get("until") or "")
    return Selection(
        level=one_of("level", "le niveau", query.get("level") or "departement", LEVELS),
        year=year,
        family=family,
        weight=one_of("weight", "la pondération", query.get("weight") or "amount", WEIGHTS),
        until=until,
    )


def years_from(text: str, last: str = "") -> tuple[int, int]:
    """First and last year of a text; the last is 0 where there is but one, and a reader's two years may be swapped.

    >>> years_from("2019-2021"), years_from("2021", "2019"), years_from("2019", "2019"), years_from("")
    ((2019, 2021), (2019, 2021), (2019, 0), (0, 0))
    """
    first, dash, end = text.partition("-")
    year = whole("year", first, ALL_YEARS, 0, LAST_YEAR)
    until = whole("year", end if dash else last, 0, 0, LAST_YEAR)
    if not year or until in (0, year):
        return year, 0
    return min(year, until), max(year, until)


def map_ask(query: Query, strict: bool = False) -> MapAsk:
    """The wish of a choropleth. A page bends to what exists (first variant or weight); the API refuses."""
    chosen = known_indicator(query.get("indicator") or INDICATORS[0].key)
    variant = _variant(chosen, query.get("variant"), strict)
    definition = _definition(chosen, query.get("definition"), strict)
    selection = selection_from(query)
    if not query.get("weight") or (selection.weight not in chosen.weights and not strict):
        selection = selection_from({**query, "weight": chosen.weights[0]})
    if selection.weight not in chosen.weights:
        one_of("weight", "la pondération", selection.weight, chosen.weights)
    if strict:
        require_sums(chosen, chosen.reading(variant.key, definition.key if definition else ""), selection)
    follows_zoom = query.get("follow") == "1" or not query.get("level")
    departement = query.get("departement") or None
    groups = query.get("groups") or ""
    if groups:
        one_of("groups", "les regroupements", groups, GROUPS)
    return MapAsk(chosen, variant, selection, departement, definition, look_from(query), follows_zoom, groups)


def flow_ask(query: Query, strict: bool = False) -> FlowAsk:
    """The wish of a flow map."""
    return FlowAsk(
        selection=selection_from(query),
        direction=one_of("direction", "le sens", query.get("direction") or "both", DIRECTIONS),
        code=query.get("code") or None,
        top=whole("top", query.get("top"), DEFAULT_TOP, 1, MOST_TOP),
        within=_enclosing(query.get("within")),
    )


def _enclosing(text: str | None) -> tuple[str, str] | None:
    """A territory written 'level:code'."""
    if not text:
        return None
    level, _colon, code = text.partition(":")
    if not code:
        raise BadSelectionError(
            _("« %(text)s » n’est pas un territoire ; écrire par exemple within=region:53.", text=text)
        )
    return one_of("within", "le territoire", level, ("departement", "region")), code


def require_sums(chosen: Indicator, reading: str, selection: Selection) -> None:
    """Refuse several years for a reading that is not made of sums."""
    if selection.is_range and not chosen.is_over_years(reading):
        raise BadSelectionError(
            _(
                "L’indicateur « %(key)s » (%(reading)s) ne s’additionne pas d’une année à l’autre ; choisir une seule "
                "année, ou toutes.",
                key=chosen.key,
                reading=reading,
            )
        )


def known_indicator(key: str) -> Indicator:
    """The indicator of the registry with this key."""
    keys = [i.key for i in INDICATORS]
    if key not in keys:
        raise UnknownIndicatorError(
            _("Aucun indicateur ne s’appelle « %(key)s » ; choisir parmi %(known)s.", key=key, known=", ".join(keys))
        )
    return indicator(key)


def only_known(query: Query, known: Iterable[str]) -> None:
    """Refuse a parameter that the API does not have: a typing error must not look like an answer."""
    names = sorted(known)
    for name in query:
        if name not in names:
            known_here = ", ".join(names)
            raise BadSelectionError(
                _("Le paramètre « %(name)s » n’existe pas ici ; choisir parmi %(known)s.", name=name, known=known_here)
            )


def require_level(atlas: Atlas, level: str) -> None:
    """Refuse a level that this atlas does not have, and say how to add it."""
    one_of("level", "le niveau", level, LEVELS)
    if level not in levels_of(atlas):
        raise BadSelectionError(
            _(
                "Le niveau « %(level)s » n’est pas dans ces données ; pour l’ajouter, donner à `geomarches build` la "
                "table d’appartenance géographique des communes de l’INSEE (CSV), avec les fichiers de marchés.",
                level=_(LEVEL_LABELS_FR[level]),
            )
        )


@lru_cache(maxsize=8)
def levels_of(atlas: Atlas) -> tuple[str, ...]:
    """The levels of an atlas, read once."""
    return atlas.levels()


def known_territory(atlas: Atlas, level: str, code: str) -> dict[str, Any]:
    """The territory of this level and code; the refusal says where to look for codes."""
    require_level(atlas, level)
    try:
        return atlas.territory(level, code)
    except UnknownTerritoryError as unknown:
        raise UnknownTerritoryError(
            _(
                "%(none)s n’a le code « %(code)s » ; chercher ce territoire par son nom à l’adresse /territoire.",
                none=_(NONE_FR[level]),
                code=code,
            )
        ) from unknown


def one_of(name: str, noun: str, word: str, known: tuple[str, ...]) -> str:
    """The word itself when it exists; else a refusal that lists those that do."""
    if word not in known:
        raise BadSelectionError(
            _(
                "« %(word)s » n’est pas une valeur pour %(noun)s (%(name)s) ; choisir parmi %(known)s.",
                word=word,
                noun=_(noun),
                name=name,
                known=", ".join(known),
            )
        )
    return word


def whole(name: str, text: str | None, default: int, least: int, most: int) -> int:
    """A whole number between bounds; the default where absent or empty.

    >>> whole("top", "20", 50, 1, 500), whole("top", None, 50, 1, 500)
    (20, 50)
    """
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and least <= int(text) <= most):
        raise BadSelectionError(
            _(
                "« %(text)s » n’est pas un nombre entier de %(least)s à %(most)s pour %(name)s.",
                text=text,
                least=least,
                most=most,
                name=name,
            )
        )
    return int(text)


def _definition(chosen: Indicator, key: str | None, strict: bool) -> Variant | None:
    if not chosen.definitions and not (key and strict):
        return None
    keys = tuple(d.key for d in chosen.definitions)
    if key and strict and key not in keys:
        known = ", ".join(keys) or _("il n’en a qu’une")
        raise BadSelectionError(
            _(
                "L’indicateur « %(indicator)s » n’a pas de définition « %(key)s » ; définitions connues : %(known)s.",
                indicator=chosen.key,
                key=key,
                known=known,
            )
        )
    return next((d for d in chosen.definitions if d.key == key), chosen.definitions[0])


def _variant(chosen: Indicator, key: str | None, strict: bool) -> Variant:
    keys = [v.key for v in chosen.variants]
    if key and strict and key not in keys:
        raise UnknownIndicatorError(
            _(
                "L’indicateur « %(indicator)s » n’a pas de variante « %(key)s » ; choisir parmi %(known)s.",
                indicator=chosen.key,
                key=key,
                known=", ".join(keys),
            )
        )
    return next((v for v in chosen.variants if v.key == key), chosen.variants[0])
