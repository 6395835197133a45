"""What an address accepts, said once: it reads the query string, and it writes the OpenAPI document."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from geo.errors import BadSelectionError
from geo.indicators import INDICATORS
from geo.selection import WEIGHTS
from geo.territories import LEVELS
from webmap.args import DEFAULT_TOP, DIRECTIONS, GROUPS, MOST_TOP, one_of, only_known, whole
from webmap.languages import gettext as _
from webmap.languages import language
from webmap.look import FEWEST, KNOWN_METHODS, MOST
from webmap.palettes import DIVERGING, SEQUENTIAL

LONGEST = 200
TEXT = "[^\\x00]*"
"""PostgreSQL has no text with a NUL."""


@dataclass(frozen=True)
class Parameter:
    """One name of a query string: its meaning, its kind, and the value of one that is not given."""

    name: str
    fr: str
    en: str
    default: Any = None
    choices: tuple[str, ...] = ()
    least: int | None = None
    """Lower bound of a whole number; text where there is none."""
    most: int = 0
    pattern: str = TEXT
    is_day: bool = False
    example: Any = None

    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the value.

        >>> YEAR.schema()
        {'type': 'integer', 'minimum': 0, 'maximum': 2100, 'default': 0}
        """
        given = {} if self.default is None else {"default": self.default}
        if self.choices:
            return {"type": "string", "enum": list(self.choices), **given}
        if self.least is not None:
            return {"type": "integer", "minimum": self.least, "maximum": self.most, **given}
        if self.is_day:
            return {"type": "string", "format": "date"}
        pattern = f"^{self.pattern}$".replace("\\x00", "\\u0000")
        return {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": pattern, **given}

    def read(self, text: str | None) -> Any:
        """The value of a text; raises BadSelectionError, which says what is accepted.

        >>> YEAR.read("2019"), YEAR.read(None)
        (2019, 0)
        """
        if text is None:
            return self.default
        if self.choices:
            return one_of(self.name, "le paramètre", text, self.choices)
        if self.least is not None:
            return whole(self.name, text or "rien", 0, self.least, self.most)
        if not (1 <= len(text) <= LONGEST and re.fullmatch(self.pattern, text)):
            raise BadSelectionError(
                _(
                    "« %(text)s » n’est pas une valeur pour %(name)s : %(meaning)s.",
                    text=text,
                    name=self.name,
                    meaning=getattr(self, language()),
                )
            )
        return _day(self.name, text) if self.is_day else text


def _day(name: str, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadSelectionError(
            _("« %(text)s » n’est pas un jour pour %(name)s ; écrire par exemple 2019-03-01.", text=text, name=name)
        ) from None


def read(query: Mapping[str, str], parameters: Iterable[Parameter]) -> dict[str, Any]:
    """Every parameter with its value; raises BadSelectionError for one that is unknown, wrong or given twice."""
    known = {p.name: p for p in parameters}
    only_known(query, known)
    for name in query:
        if isinstance(query, MultiDict) and len(query.getlist(name)) > 1:
            raise BadSelectionError(_("Le paramètre « %(name)s » est donné deux fois ; n’en garder qu’un.", name=name))
    return {name: parameter.read(query.get(name)) for name, parameter in known.items()}


CODE = "[0-9A-Za-z]+"
DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
LEVEL = Parameter(
    "level", "niveau de territoire", "level of territory", "departement", LEVELS, example="departement"
)  # fmt: skip
YEAR = Parameter(
    "year", "année de notification ; 0 pour toutes", "year of notification; 0 for all", 0, least=0, most=2100
)
YEARS = Parameter(
    "year", "année de notification, ou première et dernière de plusieurs (2019-2021) ; 0 pour toutes",
    "year of notification, or first and last of several (2019-2021); 0 for all", "0",
    pattern="[0-9]{1,4}(-[0-9]{4})?",
)  # fmt: skip
FAMILY = Parameter(
    "family", "famille d’achat (deux premiers chiffres du CPV) ; all pour toutes",
    "purchase family (first two digits of the CPV); all for all", "all", pattern="([0-9]{2}|all)", example="45",
)  # fmt: skip
WEIGHT = Parameter("weight", "compter les montants ou les marchés", "count amounts or contracts", choices=WEIGHTS)
DEPARTEMENT = Parameter("departement", "code du département", "code of the département", pattern=CODE, example="35")
REGION = Parameter("region", "code de la région", "code of the région", pattern=CODE)
EPCI = Parameter("epci", "code de l’intercommunalité", "code of the intercommunality", pattern=CODE)
COMMUNE = Parameter("commune", "code de la commune", "code of the commune", pattern=CODE)
LIMIT = Parameter("limit", "lignes par page", "rows a page", 100, least=1, most=1000, example=2)
AFTER = Parameter("after", "suite : clé de la dernière ligne lue", "next page: key of the last row read")
SINCE = Parameter(
    "since", "notifié à partir de ce jour", "notified from this day on", pattern=DAY, is_day=True, example="2018-01-01"
)
UNTIL = Parameter("until", "notifié jusqu’à ce jour", "notified until this day", pattern=DAY, is_day=True)
BUYER = Parameter("buyer", "SIREN ou SIRET de l’acheteur", "SIREN or SIRET of the buyer")
SUPPLIER = Parameter("supplier", "SIREN ou identifiant du titulaire", "SIREN or identifier of the supplier")
SIREN = Parameter("siren", "SIREN de l’organisation", "SIREN of the organisation")
SEARCH = Parameter("q", "texte cherché dans le nom", "text looked for in the name", example="ain")


def _keys(chosen: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.key for i in INDICATORS for one in getattr(i, chosen)))


INDICATOR = Parameter(
    "indicator", "clé de l’indicateur", "key of the indicator", choices=tuple(i.key for i in INDICATORS)
)
VARIANT = Parameter("variant", "lecture de l’indicateur", "reading of the indicator", choices=_keys("variants"))
DEFINITION = Parameter(
    "definition", "ce que compte l’indicateur", "what the indicator counts", choices=_keys("definitions")
)
DIRECTION = Parameter(
    "direction", "out : dépensé ; in : gagné ; both : les deux", "out: spent; in: won; both", "both", DIRECTIONS
)
TOP = Parameter("top", "nombre de flux", "number of flows", DEFAULT_TOP, least=1, most=MOST_TOP)
PLACE = Parameter("code", "code du territoire", "code of the territory", pattern=CODE)
WITHIN = Parameter(
    "within", "territoire où sont les deux bouts d’un flux : niveau:code", "where both ends of a flow lie: level:code",
    pattern="(departement|region):[0-9A-Za-z]+", example="region:53",
)  # fmt: skip
METHOD = Parameter(
    "method", "méthode de classement", "method of classification", choices=tuple(m for m in KNOWN_METHODS if m)
)
CLASSES = Parameter("classes", "nombre de classes", "number of classes", least=FEWEST, most=MOST)
PALETTE = Parameter("palette", "nom de la palette", "name of the palette", choices=(*SEQUENTIAL, *DIVERGING))
GROUPED = Parameter(
    "groups", "hulls : concentrations de titulaires par-dessus ; basins : bassins d’achat à la place des couleurs",
    "hulls: dense places of suppliers, above; basins: procurement basins instead of values", choices=GROUPS,
)  # fmt: skip
_NUMBER = "-?[0-9]{1,12}([.,][0-9]{1,6})?"
BREAKS = Parameter(
    "breaks", "bornes choisies, en pour cent pour une part", "chosen breaks, in percents for a share",
    pattern=f"{_NUMBER}( {_NUMBER}){{0,{MOST - 2}}}", example="20 40 60",
)  # fmt: skip
LAYER_PARAMETERS = {
    p.name: p
    for p in (
        INDICATOR, VARIANT, DEFINITION, LEVEL, YEARS, FAMILY, WEIGHT, DEPARTEMENT, DIRECTION, TOP, PLACE, WITHIN,
        METHOD, CLASSES, PALETTE, BREAKS, GROUPED,
    )
}  # fmt: skip
"""Those that a layer of the map may have."""
