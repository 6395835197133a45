"""Buyers near me: what is asked (who, what, how far), and the sentence that helps where it cannot be answered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from geo.atlas.base import Atlas
from geo.errors import UnknownOrganisationError, UnknownTerritoryError
from webmap import families, formatting, trades
from webmap.args import whole
from webmap.languages import gettext as _
from webmap.trades import Proposal

DEFAULT_KM, MOST_KM = 50, 300
DEFAULT_NEARNESS = 50
LA_POSTE = "356000000"
_CODE = re.compile(r"\d[\dAB]\d{3}")
_ADDRESS = re.compile(r"\b(?P<postal>\d{5})\s+(?P<commune>[^,]+?)(?:\s+cedex\b.*)?$", re.IGNORECASE)
"""The end of an address: '12 rue de Brest, 29000 Quimper Cedex'."""
Row = dict[str, Any]


@dataclass(frozen=True)
class NearbyAsk:
    """What a seller asks, as typed: a blank is nothing."""

    siret: str = ""
    place: str = ""
    sells: str = ""
    families: tuple[str, ...] = ()
    km: int = DEFAULT_KM
    departements: tuple[str, ...] = ()
    nearness: int = DEFAULT_NEARNESS
    is_wider: bool = False
    """Whether a larger radius was asked for than any answer covers."""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was asked yet."""
        return not (self.siret or self.place or self.sells or self.families or self.departements)

    @property
    def proposed_for(self) -> str:
        """What the families ticked were proposed for: once it changes they are proposed anew."""
        return f"{self.siret} {self.sells}".strip()

    def query(self, **changes: Any) -> dict[str, Any]:
        """The same wish as query parameters, blanks left out."""
        named = {
            "siret": self.siret, "place": self.place, "sells": self.sells, "family": list(self.families),
            "km": None if self.km == DEFAULT_KM else self.km, "departements": ",".join(self.departements),
            "nearness": None if self.nearness == DEFAULT_NEARNESS else self.nearness,
            "proposed_for": self.proposed_for if self.families else None,
        }  # fmt: skip
        return {name: value for name, value in {**named, **changes}.items() if value}


@dataclass(frozen=True)
class Seller:
    """Where the seller stands and what she sells, as far as it could be understood."""

    name: str = ""
    label: str = ""
    lon: float | None = None
    lat: float | None = None
    departement: str = ""
    departements: tuple[str, ...] = ()
    proposed: tuple[Proposal, ...] = ()
    families: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    homonyms: tuple[Row, ...] = field(default=())
    """Communes among which to choose."""

    @property
    def is_placed(self) -> bool:
        """Whether a search can start: a point, or départements."""
        return bool(self.departements) or self.lon is not None


def nearby_ask(query: MultiDict[str, str]) -> NearbyAsk:
    """The wish of a query string; a radius over MOST_KM is brought back to it, families that do not exist are left out.

    >>> nearby_ask(MultiDict({"siret": "552 081 317 66522", "departements": "29, 2a", "km": "5000"}))
    NearbyAsk(siret='55208131766522', place='', sells='', families=(), km=300, departements=('29', '2A'), \
nearness=50, is_wider=True)
    """
    km = whole("km", query.get("km"), DEFAULT_KM, 1, 999_999_999)
    return NearbyAsk(
        siret="".join(query.get("siret", "").split())[:20],
        place=query.get("place", "").strip()[:80],
        sells=query.get("sells", "").strip()[:80],
        families=tuple(f for f in dict.fromkeys(query.getlist("family")) if f in families.DIVISIONS),
        km=min(km, MOST_KM),
        departements=tuple(dict.fromkeys(query.get("departements", "").upper().replace(",", " ").split())),
        nearness=whole("nearness", query.get("nearness"), DEFAULT_NEARNESS, 0, 100),
        is_wider=km > MOST_KM,
    )


def understand(atlas: Atlas, ask: NearbyAsk, proposed_for: str) -> Seller:
    """Who asks, from where and for what; what is not understood is said in ``problems``.

    ``proposed_for`` is what the families of the query were ticked for.
    """
    firm, problems = _firm(atlas, ask.siret)
    proposed = trades.proposals(atlas, ask.siret if firm else "", firm.get("naf") or "", ask.sells)
    is_chosen = bool(ask.families) and proposed_for in ("", ask.proposed_for)
    chosen = ask.families if is_chosen else tuple(p.family for p in proposed)
    if not chosen and not ask.is_blank:
        problems.append(_no_family(ask, firm))
    departements, unknown = _departements(atlas, ask.departements)
    if unknown:
        codes = ", ".join(unknown)
        problems.append(_("Département inconnu : %(codes)s. Écrire des codes, par exemple 29 ou 2A.", codes=codes))
    place, homonyms, trouble = _place(atlas, ask, firm)
    if not (departements or place or ask.place) and firm.get("departement"):
        # Known no better than by its département: that is where to look.
        departements, trouble = [firm["departement"]], ""
    if trouble and not departements:
        problems.append(trouble)
    return Seller(
        name=formatting.text(firm.get("name")), label=formatting.text(place.get("name")), lon=place.get("lon"),
        lat=place.get("lat"), departement=place.get("departement") or "", departements=tuple(departements),
        proposed=tuple(proposed), families=chosen, problems=tuple(problems), homonyms=tuple(homonyms),
    )  # fmt: skip


def is_siret(text: str) -> bool:
    """Whether fourteen digits bear Luhn's key; those of La Poste sum to a multiple of five instead.

    >>> is_siret("55208131766522"), is_siret("55208131766523"), is_siret("35600000000048")
    (True, False, True)
    """
    if not (len(text) == 14 and text.isascii() and text.isdigit()):
        return False
    digits = [int(c) for c in text]
    luhn = sum(d if place % 2 else sum(divmod(2 * d, 10)) for place, d in enumerate(digits))
    return luhn % 10 == 0 or (text.startswith(LA_POSTE) and sum(digits) % 5 == 0)


def _firm(atlas: Atlas, siret: str) -> tuple[Row, list[str]]:
    """The establishment of a SIRET, or nothing and the reason why."""
    if not siret:
        return {}, []
    if not is_siret(siret):
        said = _(
            "Le SIRET « %(siret)s » n’existe pas : il a 14 chiffres, dont le dernier vérifie les autres.", siret=siret
        )
        return {}, [said]
    try:
        return atlas.establishment(siret), []
    except UnknownOrganisationError:
        said = _(
            "L’établissement %(siret)s n’a pas de marché dans ces données. Indiquer sa commune et ce qu’il vend.",
            siret=siret,
        )
        return {}, [said]


def _no_family(ask: NearbyAsk, firm: Row) -> str:
    if ask.sells:
        return _(
            "« %(sells)s » ne ressemble à aucune famille d’achat. Essayer un mot plus courant (maçonnerie, traiteur, "
            "nettoyage), un code NAF (43.91A), ou cocher une famille dans la liste.",
            sells=ask.sells,
        )
    if firm:
        return _("Aucune famille d’achat n’a pu être déduite de cet établissement : dire en un mot ce qu’il vend.")
    return _("Dire en un mot ce que l’on vend, ou cocher une famille d’achat.")


def _departements(atlas: Atlas, codes: Sequence[str]) -> tuple[list[str], list[str]]:
    known = set(atlas.territories("departement")["code"]) if codes else set()
    return [c for c in codes if c in known], [c for c in codes if c not in known]


def _place(atlas: Atlas, ask: NearbyAsk, firm: Row) -> tuple[Row, list[Row], str]:
    """Where the search starts; else the communes to choose from, or what is missing."""
    if ask.place:
        return _commune(atlas, ask.place)
    if firm.get("lon") is not None:
        name = atlas.territory("commune", firm["commune"])["name"] if firm.get("commune") else ""
        return {**firm, "name": name}, [], ""
    if firm:
        return {}, [], _("Le lieu de cet établissement n’est pas connu à la commune près : indiquer sa commune.")
    return {}, [], "" if ask.is_blank else _("Indiquer une commune, un SIRET ou des départements.")


def _commune(atlas: Atlas, text: str) -> tuple[Row, list[Row], str]:
    """The commune of a name or code; the ones to choose from where several have it."""
    if _CODE.fullmatch(text):
        try:
            return atlas.territory("commune", text), [], ""
        except UnknownTerritoryError:
            said = _("Aucune commune d’aujourd’hui n’a le code INSEE %(code)s : écrire son nom.", code=text)
            return {}, [], said
    communes = _named(atlas, text)
    if not communes and (address := _ADDRESS.search(text)):
        # An address is as near as its commune: nothing that she types is sent to a geocoder.
        text = address["commune"]
        communes = [c for c in _named(atlas, text) if c["departement"] in departements_of(address["postal"])]
    exact = [c for c in communes if _folded(c["name"]) == _folded(text)]
    kept = exact or communes[:8]
    if len(kept) == 1:
        return atlas.territory("commune", kept[0]["code"]), [], ""
    if kept:
        return {}, kept, _("Plusieurs communes répondent à « %(place)s » : choisir la bonne.", place=text)
    said = _("Aucune commune ne porte le nom « %(place)s ». Essayer un nom plus court, ou le code INSEE.", place=text)
    return {}, [], said


def departements_of(postal: str) -> tuple[str, ...]:
    """The départements that a postal code stands for; a few communes are served from the next one, and not found.

    >>> departements_of("29000"), departements_of("20200"), departements_of("97400")
    (('29',), ('2A', '2B'), ('974',))
    """
    return {"20": ("2A", "2B"), "97": (postal[:3],)}.get(postal[:2], (postal[:2],))


def _named(atlas: Atlas, text: str) -> list[Row]:
    """Communes whose name holds a text."""
    found = atlas.search_territories(text, 40)
    rows = found[found["level"] == "commune"].to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in rows]


def _folded(name: str) -> str:
    return formatting.in_order(name).replace("-", " ")
