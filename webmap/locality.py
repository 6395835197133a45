"""What a territory keeps and what it attracts: its local share under each definition, in a sentence and a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from geo import together
from geo.atlas.base import Atlas
from geo.indicators.attraction import ATTRACTION
from geo.indicators.base import Variant
from geo.indicators.local_share import DEFINITIONS, LOCAL_SHARE, usual_level
from geo.selection import Selection
from geo.territories import LEVELS
from webmap import formatting, sentences
from webmap.args import levels_of
from webmap.languages import gettext as _
from webmap.layers.areas import HATCH_BELOW
from webmap.portrait import Enclosing, enclosing

Row = dict[Any, Any]
SAME_FR = {
    "commune": "de la même commune",
    "epci": "de la même intercommunalité",
    "zone_emploi": "de la même zone d’emploi",
    "departement": "du même département",
    "region": "de la même région",
}


@dataclass(frozen=True)
class Share:
    """A share as shown: its text and interval, or why there is none."""

    text: str
    interval: str = ""
    value: float | None = None
    covered: str = ""
    """The part that could be placed, where it is so small that the share must not be read without it."""


@dataclass(frozen=True)
class Locality:
    """The local share of a territory: its sentence, its two sides, and every level under every definition."""

    sentence: str
    retention: Share
    attraction: Share
    definitions: tuple[Variant, ...]
    rows: tuple[tuple[str, Variant, tuple[Share, ...]], ...]
    """Level, its words, and one share a definition."""
    instead: Enclosing | None
    """The nearest enclosing territory that has enough contracts, where this one has not."""


def locality(atlas: Atlas, territory: Row, selection: Selection) -> Locality:
    """What the page of a territory says of local sourcing."""
    level = territory["level"]
    found = _figures(atlas, territory, selection)
    usual = usual_level(level)
    usual = usual if usual in levels_of(atlas) else level
    definitions = tuple(d for d in DEFINITIONS if any((LOCAL_SHARE.key, r) in found for r in _readings(d)))
    seat, head_office = (_share(found, LOCAL_SHARE.reading(usual, key)) for key in ("seat", "head_office"))
    return Locality(
        sentence=_sentence(seat, head_office, usual, selection),
        retention=_share(found, level),
        attraction=_share(found, "outside", ATTRACTION.key),
        definitions=definitions,
        rows=tuple(_rows(found, definitions, levels_of(atlas))),
        instead=None if seat.value is not None else _instead(atlas, territory, selection, usual),
    )


def _figures(atlas: Atlas, territory: Row, selection: Selection) -> dict[tuple[str, str], Row]:
    table = together.figures(atlas, territory["code"], selection)
    return {(row["indicator"], row["variant"]): row for row in table.to_dict("records")}


def _readings(definition: Variant) -> list[str]:
    return [LOCAL_SHARE.reading(variant.key, definition.key) for variant in LOCAL_SHARE.variants]


def _rows(
    found: dict[tuple[str, str], Row], definitions: tuple[Variant, ...], levels: tuple[str, ...]
) -> Iterator[tuple[str, Variant, tuple[Share, ...]]]:
    variants = {variant.key: variant for variant in LOCAL_SHARE.variants}
    for level in (one for one in LEVELS if one in levels):
        shares = (_share(found, LOCAL_SHARE.reading(level, definition.key)) for definition in definitions)
        yield level, variants[level], tuple(shares)


def _share(found: dict[tuple[str, str], Row], reading: str, indicator: str = LOCAL_SHARE.key) -> Share:
    row = found.get((indicator, reading))
    if row is None or formatting.is_absent(row["value"]):
        return Share(formatting.ABSENT)
    if row["reliability"] == "insuffisant":
        return Share(_(sentences.INSUFFICIENT))
    span = formatting.interval(row["low"], row["high"], "share")
    covered = formatting.percent(row["covered"], 0) if row["covered"] < HATCH_BELOW else ""
    return Share(formatting.percent(row["value"]), span, float(row["value"]), covered)


def _sentence(seat: Share, head_office: Share, level: str, selection: Selection) -> str:
    if seat.value is None:
        return _("Moins de 10 marchés dont les deux lieux sont connus : aucun ratio n’est donné.")
    words = {
        "share": seat.text,
        "of": _("leurs montants") if selection.weight == "amount" else _("leurs marchés"),
        "place": _(SAME_FR[level]),
    }
    if head_office.value is None:
        return _(
            "Ses acheteurs attribuent %(share)s de %(of)s à des entreprises %(place)s, chacune placée à "
            "l’établissement déclaré.",
            **words,
        )
    return _(
        "Ses acheteurs attribuent %(share)s de %(of)s à des entreprises %(place)s quand chacune est placée à "
        "l’établissement déclaré, %(other)s quand elle l’est à son siège social.",
        other=head_office.text,
        **words,
    )


def _instead(atlas: Atlas, territory: Row, selection: Selection, level: str) -> Enclosing | None:
    for above in enclosing(atlas, territory):
        share = _share(_figures(atlas, above, selection.at(above["level"])), level)
        if share.value is not None:
            return Enclosing(above["level"], above["code"], above["name"], share.text)
    return None
