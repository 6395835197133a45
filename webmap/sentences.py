"""Sentences that the pages share: titles, periods, what could not be placed."""

from functools import lru_cache

import pandas as pd

from geo.atlas.base import Atlas
from geo.selection import ALL_FAMILIES, ALL_YEARS, Selection
from geo.territories import ABROAD, LEVEL_LABELS_FR, UNKNOWN
from webmap import families, formatting
from webmap.args import BASINS, MapAsk
from webmap.languages import gettext as _
from webmap.languages import label, ngettext

NO_DATA = "pas de donnée"
INSUFFICIENT = "effectif insuffisant"
BESIDE = "siège social"

WEIGHTS_FR = {"amount": "montants", "count": "nombre de marchés"}
LEVELS_FR = {**LEVEL_LABELS_FR, "epci": "intercommunalité"}
LEVELS_PLURAL_FR = {
    "commune": "communes",
    "epci": "intercommunalités",
    "zone_emploi": "zones d’emploi",
    "departement": "départements",
    "region": "régions",
}
RELIABILITY_SHORT_FR = {"fiable": "fiable", "indicatif": "indicatif", "insuffisant": INSUFFICIENT}
AMOUNT_STATUS_FR = {
    "ok": "retenu",
    "review": "à vérifier",
    "suspect": "douteux, hors des sommes",
    "placeholder": "montant de remplissage, hors des sommes",
    "ceiling": "plafond d’accord-cadre",
    "subsequent": "marché subséquent, hors des sommes",
    "concession": "concession, hors des sommes",
    "missing": "non publié",
}
PLACELESS_FR = {
    UNKNOWN: "Lieu du titulaire inconnu : %(share)s des montants (%(amount)s).",
    ABROAD: "Titulaire hors de France : %(share)s des montants (%(amount)s).",
}
RELIABILITY_FR = {
    "fiable": "fiable : 30 marchés ou plus, sans domination de quelques-uns",
    "indicatif": "indicatif : 10 marchés ou plus, intervalle à lire avec le chiffre",
    "insuffisant": "effectif insuffisant : moins de 10 marchés, aucun ratio n’est donné",
}


def title(ask: MapAsk) -> str:
    """The title of a map: the indicator and its variant, without repeating itself."""
    if ask.groups == BASINS:
        return _("Bassins d’achat")
    indicator, variant = label(ask.indicator), label(ask.variant)
    is_alone = len(ask.indicator.variants) == 1 or variant == indicator
    read = indicator if is_alone else _("%(indicator)s : %(variant)s", indicator=indicator, variant=variant)
    return read if ask.is_usual or ask.definition is None else f"{read}, {label(ask.definition)}"


def definition_note(ask: MapAsk) -> str:
    """What a definition that is not the usual one cannot show; nothing for the usual one."""
    selection = ask.selection
    if ask.is_usual or (selection.year == ALL_YEARS and selection.family == ALL_FAMILIES):
        return ""
    return _(
        "Cette définition est calculée toutes années et toutes familles d’achat réunies. Pour une année ou une "
        "famille, choisir la première définition."
    )


def scope(selection: Selection) -> str:
    """What a figure is about, in words.

    >>> scope(Selection(level="epci", year=2019, family="45", weight="count"))
    'par intercommunalité, en 2019, travaux de construction, en nombre de marchés'
    """
    return ", ".join((_("par %(level)s", level=_(LEVELS_FR[selection.level])), *scope_words(selection)))


def scope_words(selection: Selection) -> tuple[str, str, str]:
    """Period, purchase family and weight, in words."""
    family = families.label(selection.family)
    weight = _("en montants") if selection.weight == "amount" else _("en nombre de marchés")
    return period(selection), uncapitalize_first(family), weight


def period(selection: Selection) -> str:
    """The years of a selection, in words.

    >>> period(Selection()), period(Selection(year=2019)), period(Selection(year=2019, until=2021))
    ('toutes années', 'en 2019', 'de 2019 à 2021')
    """
    if selection.is_range:
        return _("de %(first)s à %(last)s", first=selection.year, last=selection.until)
    return _("en %(year)s", year=selection.year) if selection.year else _("toutes années")


def range_note(selection: Selection) -> str:
    """What a page of figures leaves out where several years are taken together; nothing for one year, or all."""
    if not selection.is_range:
        return ""
    return _(
        "De plusieurs années ensemble, seuls sont donnés les chiffres faits de sommes ; ni médiane, ni concentration, "
        "ni écart à l’attendu."
    )


def years_note(ask: MapAsk) -> str:
    """What several years together do to the figures of a map; why there are none; nothing for one year, or all."""
    if not ask.selection.is_range:
        return ""
    if not ask.is_made:
        return _("Cette lecture ne s’additionne pas d’une année à l’autre : choisir une seule année, ou toutes.")
    return _(
        "De plusieurs années, les sommes et les parts sont exactes ; les intervalles sont les plus larges possibles, "
        "un même partenaire pouvant revenir d’une année à l’autre. Le détail d’une année de moins de dix marchés n’est "
        "pas gardé : elle baisse la part couverte."
    )


def unplaced(atlas: Atlas, selection: Selection) -> str:
    """How much of the amount goes to suppliers whose place is unknown or abroad, in a sentence."""
    total, unknown, abroad = _whereabouts(atlas, selection)
    if not total:
        return _("Aucun montant n’est connu pour cette sélection.")
    return _(
        "Sur %(total)s de marchés, le lieu du titulaire est inconnu pour %(unknown)s des montants ; %(abroad)s vont "
        "hors de France. Ces montants forment des classes à part : ils ne sont jamais comptés comme lointains.",
        total=formatting.euros(total),
        unknown=formatting.small_percent(unknown),
        abroad=formatting.small_percent(abroad),
    )


@lru_cache(maxsize=256)
def _whereabouts(atlas: Atlas, selection: Selection) -> tuple[float, float, float]:
    """The amount, and its shares to unknown places and abroad: figures are kept, the sentence follows the reader."""
    flows = atlas.flows(selection.at("departement"))
    return float(flows["amount_eur"].sum()), share_to(flows, UNKNOWN), share_to(flows, ABROAD)


def share_to(flows: pd.DataFrame, code: str) -> float:
    """The share of the flows' amount that goes to suppliers of one class."""
    total = float(flows["amount_eur"].sum())
    return float(flows.loc[flows["supplier_code"] == code, "amount_eur"].sum()) / total if total else 0.0


def capitalize_first(words: str) -> str:
    """The words with a capital at the start, the rest left alone.

    >>> capitalize_first("par EPCI")
    'Par EPCI'
    """
    return words[:1].upper() + words[1:]


def uncapitalize_first(words: str) -> str:
    """The words as they stand inside a sentence; capitals of more than one letter are kept.

    >>> uncapitalize_first("Transport"), uncapitalize_first("IT services")
    ('transport', 'IT services')
    """
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def not_known(flows: pd.DataFrame, contracts: pd.DataFrame) -> list[str]:
    """What a territory's page cannot say: suppliers without a place, abroad, and standing limits."""
    said = []
    for code, words in PLACELESS_FR.items():
        amount = formatting.euros(float(flows.loc[flows["supplier_code"] == code, "amount_eur"].sum()))
        said.append(_(words, share=formatting.small_percent(share_to(flows, code)), amount=amount))
    doubtful = int((contracts["amount_status"] != "ok").sum()) if len(contracts) else 0
    if doubtful:
        said.append(
            ngettext(
                "Parmi les marchés listés ci-dessus, %(n)s montant n’est pas retenu tel quel.",
                "Parmi les marchés listés ci-dessus, %(n)s montants ne sont pas retenus tels quels.",
                doubtful,
                n=formatting.number(doubtful),
            )
        )
    said.append(_("La sous-traitance n’est pas publiée ; sous 40 k€, les marchés ne le sont pas toujours."))
    said.append(_("Le titulaire est placé à l’établissement déclaré, qui peut être un siège."))
    return said
