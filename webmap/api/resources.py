"""The lists of the API: what each holds, what it accepts, and where its rows come from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from flask import url_for

from geo import together
from geo.atlas.base import Atlas
from geo.atlas.listed import Part
from geo.columns import TABLES
from geo.errors import UnknownIndicatorError
from geo.indicators import INDICATORS
from geo.indicators.base import Indicator
from geo.selection import Selection
from geo.territories import LEVELS
from webmap.api import parameters as p
from webmap.api.fields import Field, fields
from webmap.args import known_indicator, require_level, require_sums, years_from
from webmap.languages import gettext as _

ESTABLISHMENT = fields(
    "establishment",
    "id:text!:SIRET, ou identifiant donné", "siren:text:SIREN, s’il existe",
    "name:text:nom le plus fréquent ; absent pour une personne dont la diffusion est partielle",
    "naf:text:activité (NAF rév. 2)", "commune:text:commune d’aujourd’hui", "epci:text:son intercommunalité",
    "departement:text:son département", "region:text:sa région",
    "precision:text:précision du lieu : point, address, commune, epci, departement, region, abroad ou unknown",
    "lon:number:longitude (°)", "lat:number:latitude (°)",
)  # fmt: skip
SUMS = fields(
    "total", "contracts:number!:marchés, parts de groupement additionnées", "amount_eur:number:montant retenu (€)"
)
BUYER = (
    *ESTABLISHMENT,
    *fields("organisation", "buyer_category:text:catégorie : commune, epci, departement, region, state, hospital…"),
    *SUMS,
)
SUPPLIER = (*ESTABLISHMENT, *fields("organisation", "size_category:text:PME, ETI ou GE, du groupe"), *SUMS)
CONTRACT = fields(
    "contract",
    "uid:text!:SIRET de l’acheteur et numéro du marché", "kind:text:contract (marché) ou concession",
    "title:text:objet, tel que publié", "buyer_siret:text:SIRET de l’acheteur", "buyer_name:text:nom de l’acheteur",
    "buyer_departement:text:département de l’acheteur:the buyer's département",
    "supplier_ids:text:identifiants des titulaires, séparés par |:identifiers of the suppliers, parted by |",
    "supplier_names:text:noms des titulaires, séparés par |:names of the suppliers, parted by |",
    "cpv_code:text:code CPV (huit chiffres)", "purchase_family:text:famille d’achat",
    "procedure:text:procédure, telle que publiée", "is_framework:boolean:accord-cadre : son montant est un maximum",
    "notified_on:day:jour de notification", "year:integer:année de notification",
    "duration_months:integer:durée (mois)", "amount_eur:number:montant retenu dans les sommes (€)",
    "amount_published_eur:number:montant publié, jamais changé (€)",
    "amount_status:text:ce que vaut le montant : ok, ceiling, review, suspect, placeholder, missing…",
    "amount_reason:text:pourquoi", "performance_commune:text:commune d’exécution",
    "performance_departement:text:département d’exécution",
    "performance_precision:text:précision du lieu d’exécution",
    "lon:number:longitude du centre de la commune d’exécution (°):longitude of the centre of that commune (°)",
    "lat:number:latitude de ce centre:latitude of it (°)",
)  # fmt: skip
TERRITORY = (
    Field("level", "text", "niveau", "level", True),
    Field("code", "text", "code", "code", True),
    Field("name", "text", "nom", "name", True),
    Field("epci", "text", "intercommunalité", "its intercommunality, or the one of most of its inhabitants"),
    Field("zone_emploi", "text", "zone d’emploi", "its zone d’emploi"),
    Field("departement", "text", "département", "its département"),
    Field("region", "text", "région", "its région"),
    Field("population", "integer", "population", "inhabitants"),
    Field("area_km2", "number", "surface (km²)", "area (km²)"),
    Field("lon", "number", "longitude (°)", "longitude of its centre (°)"),
    Field("lat", "number", "latitude (°)", "latitude of it (°)"),
    Field("url", "text", "adresse de sa fiche", "address of its page", True),
)
VALUE = fields(
    "indicator",
    "code:text!:code du territoire", "name:text!:nom du territoire:the territory's name", "value:number:la valeur",
    "low:number:bas de l’intervalle à 95 %", "high:number:haut de l’intervalle à 95 %",
    "contracts:number:marchés sur lesquels elle repose", "effective:number:effectif utile (Kish)",
    "covered:number:part couverte (0-1)", "reliability:text:fiable, indicatif ou insuffisant",
)  # fmt: skip
HULL = (
    Field("id", "text", "famille et commune", "family and commune", True),
    *fields(
        "hull",
        "family:text!:famille d’achat", "code:text!:commune qui a le plus de ces titulaires", "name:text!:son nom",
        "lon:number:longitude de sa mairie", "lat:number:latitude", "establishments:integer!:titulaires réunis",
        "amount_eur:number:montant qu’ils obtiennent dans la famille (€)",
    ),
)  # fmt: skip
BASIN = fields(
    "basin",
    "code:text!:code du territoire", "basin:integer!:numéro de son bassin",
    "name:text!:territoire qui lui donne son nom",
    "colour:integer!:numéro d’une couleur que ses bassins voisins n’ont pas",
    "modularity:number:de tous les bassins du niveau : échanges internes au-delà de ce que disent les tailles",
    "stability:number:de tous les bassins du niveau : accord de 20 tirages (1 : tous d’accord)",
)  # fmt: skip
Rows = Callable[[Atlas, dict[str, Any], Part], pd.DataFrame]


@dataclass(frozen=True)
class Resource:
    """One address of the API that gives rows."""

    name: str
    fr: str
    en: str
    fields: tuple[Field, ...]
    parameters: tuple[p.Parameter, ...]
    rows: Rows
    key: str = ""
    """The column that pages follow; none where all rows come at once."""
    forms: tuple[str, ...] = ("json", "csv", "parquet")
    example: dict[str, Any] = field(default_factory=dict)
    path: str = ""
    """Under /api/, where it is not the name."""

    @property
    def label(self) -> str:
        """What its rows are called in an answer."""
        return "values" if self.path else self.name

    @property
    def accepted(self) -> tuple[p.Parameter, ...]:
        """Every parameter, those of paging included."""
        return (*self.parameters, *((p.LIMIT, p.AFTER) if self.key else ()))


def _listed(what: str) -> Rows:
    return lambda atlas, wanted, part: atlas.listed(what, part, **wanted)


def _territories(atlas: Atlas, wanted: dict[str, Any], part: Part) -> pd.DataFrame:
    """Those of a level; where a text is looked for, those whose name holds it, whatever their level."""
    text = wanted.pop("q")
    require_level(atlas, wanted["level"])
    found = atlas.search_territories(text, part.limit) if text else atlas.listed("territory", part, **wanted)
    places = zip(found["level"], found["code"], strict=True)
    return found.assign(url=[url_for("pages.territory", level=level, code=code) for level, code in places])


def _values(atlas: Atlas, wanted: dict[str, Any], part: Part) -> pd.DataFrame:
    chosen = known_indicator(wanted["key"])
    level = _of(chosen, "level", wanted["level"], chosen.levels)
    require_level(atlas, level)
    weight = _of(chosen, "weight", wanted["weight"], chosen.weights)
    variant = _of(chosen, "variant", wanted["variant"], tuple(v.key for v in chosen.variants))
    definitions = tuple(d.key for d in chosen.definitions)
    definition = _of(chosen, "definition", wanted["definition"], definitions) if wanted["definition"] else ""
    year, until = years_from(wanted["year"])
    selection = Selection(level, year, wanted["family"], weight, until)
    reading = chosen.reading(variant, definition)
    require_sums(chosen, reading, selection)
    return together.values(atlas, chosen.key, reading, selection)


def _of(chosen: Indicator, name: str, word: str | None, known: tuple[str, ...]) -> str:
    """The word, or the first known where none is given; raises UnknownIndicatorError for one it does not have."""
    if word is not None and word not in known:
        raise UnknownIndicatorError(
            _(
                "L’indicateur « %(key)s » ne se lit pas avec %(name)s=%(word)s ; choisir parmi : %(known)s.",
                key=chosen.key,
                name=name,
                word=word,
                known=", ".join(known) or "–",
            )
        )
    return word or known[0]


ON_MAP = ("json", "csv", "geojson", "parquet")
RESOURCES: tuple[Resource, ...] = (
    Resource(
        "contracts", "Les marchés, un par ligne, par identifiant", "Contracts, one a row, by identifier", CONTRACT,
        (p.YEAR, p.FAMILY, p.DEPARTEMENT, p.BUYER, p.SUPPLIER, p.SINCE, p.UNTIL), _listed("contract"), "uid", ON_MAP,
        {"departement": "35", "year": 2018, "limit": 2},
    ),
    Resource(
        "buyers", "Les établissements qui achètent", "Establishments that buy", BUYER,
        (p.SIREN, p.DEPARTEMENT, p.COMMUNE), _listed("buyer"), "id", ON_MAP, {"departement": "35", "limit": 2},
    ),
    Resource(
        "suppliers", "Les établissements titulaires", "Establishments that win contracts", SUPPLIER,
        (p.SIREN, p.DEPARTEMENT, p.COMMUNE), _listed("supplier"), "id", ON_MAP, {"departement": "35", "limit": 2},
    ),
    Resource(
        "territories", "Les territoires d’un niveau, ou ceux dont le nom contient un texte",
        "Territories of a level, or those whose name holds a text", TERRITORY,
        (p.SEARCH, p.LEVEL, p.EPCI, p.DEPARTEMENT, p.REGION), _territories, "code", ON_MAP,
        {"level": "commune", "departement": "35", "limit": 2},
    ),
    Resource(
        "values_of", "Un indicateur sur tous les territoires d’un niveau", "An indicator over a level of territory",
        VALUE, (p.LEVEL, p.VARIANT, p.DEFINITION, p.YEARS, p.FAMILY, p.WEIGHT), _values,
        example={"level": "region"}, path="indicators/{key}",
    ),
)  # fmt: skip

INDICATOR = (
    Field("key", "text", "clé, dans l’adresse", "key, in the address", True),
    Field("label_fr", "text", "nom en français", "name in French", True),
    Field("label_en", "text", "nom en anglais", "name in English", True),
    Field("unit", "text", "unité", "unit", True),
    Field("variants", "text", "lectures, séparées par |", "readings, parted by |", True),
    Field("definitions", "text", "définitions, séparées par |", "definitions, parted by |", True),
    Field("levels", "text", "niveaux, séparés par |", "levels, parted by |", True),
    Field("weights", "text", "pondérations, séparées par |", "weights, parted by |", True),
)
TABLE = (
    Field("name", "text", "nom de la table", "name of the table", True),
    Field("columns", "integer", "nombre de colonnes", "number of columns", True),
    Field("bytes", "integer", "taille du fichier Parquet (octets)", "size of the Parquet file (bytes)", True),
    Field("url", "text", "adresse du fichier", "address of the file", True),
)


def _indicators(atlas: Atlas, wanted: dict[str, Any], part: Part) -> pd.DataFrame:
    rows = [
        {"key": i.key, "label_fr": i.label_fr, "label_en": i.label_en, "unit": i.unit,
         "variants": _keys(i.variants), "definitions": _keys(i.definitions), "levels": "|".join(i.levels),
         "weights": "|".join(i.weights)}
        for i in INDICATORS if set(i.levels) & set(LEVELS)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _keys(ones: tuple[Any, ...]) -> str:
    return "|".join(one.key for one in ones)


def _tables(atlas: Atlas, wanted: dict[str, Any], part: Part) -> pd.DataFrame:
    rows = [(name, len(TABLES[name]), size, url_for("api.table", name=name)) for name, size in atlas.files().items()]
    return pd.DataFrame(rows, columns=[f.name for f in TABLE])


def _hulls(atlas: Atlas, wanted: dict[str, Any], part: Part) -> pd.DataFrame:
    found = atlas.hulls(wanted["family"])
    return found.assign(id=found["family"] + "-" + found["code"])


RESOURCES += (
    Resource("indicators", "Les indicateurs", "Indicators", INDICATOR, (), _indicators),
    Resource(
        "hulls",
        "Où les titulaires d’une famille d’achat se tiennent serrés",
        "Where suppliers of a family stand dense",
        HULL,
        (p.FAMILY,),
        _hulls,
        forms=ON_MAP,
        example={"family": "45"},
    ),
    Resource(
        "basins",
        "Le bassin d’achat de chaque territoire d’un niveau",
        "The procurement basin of each territory",
        BASIN,
        (p.LEVEL,),
        lambda atlas, wanted, part: atlas.basins(wanted["level"]),
        example={"level": "departement"},
    ),
    Resource("tables", "Les tables à télécharger entières", "Tables to download whole", TABLE, (), _tables),
)
