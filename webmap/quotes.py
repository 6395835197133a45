"""Sentences that can be quoted as they stand: each says its figure, what it rests on, and where it comes from."""

from collections.abc import Iterator
from typing import Any

from flask import url_for

from geo.selection import Selection
from webmap import formatting, sentences
from webmap.args import selection_query
from webmap.languages import gettext as _
from webmap.locality import SAME_FR
from webmap.portrait import Figure

Row = dict[Any, Any]
Figures = dict[tuple[str, str], Figure]


def quotes(place: Row, selection: Selection, figures: list[Figure], edition: str) -> list[str]:
    """Up to three sentences about a territory, their source within; none for a figure of fewer than ten contracts."""
    known = {(f.indicator.key, f.variant.key): f for f in figures}
    source = _source(place, selection, edition)
    return [formatting.french(f"{said} {source}") for said in _said(place, selection, known)]


def _said(place: Row, selection: Selection, known: Figures) -> Iterator[str]:
    period, family, _weight = sentences.scope_words(selection)
    where = {"place": place["name"], "period": period, "family": family}
    if spend := known.get(("spend", "total")):
        yield _(
            "%(place)s (%(period)s, %(family)s) : les acheteurs publics ont notifié %(amount)s de marchés (%(n)s).",
            **where, amount=spend.text, n=formatting.contracts(spend.contracts),
        )  # fmt: skip
    kept = known.get(("local_share", place["level"]))
    if kept and kept.interval and selection.weight == "amount":
        yield _(
            "%(place)s (%(period)s, %(family)s) : %(share)s des montants vont à des entreprises %(same)s ; "
            "l’intervalle à 95 %% va %(interval)s, sur %(n)s.",
            **where, share=kept.text, same=_(SAME_FR[place["level"]]), interval=kept.interval,
            n=formatting.contracts(kept.contracts),
        )  # fmt: skip
    anchored = known.get(("anchoring", "distance"))
    if anchored and anchored.interval:
        yield _(
            "%(place)s (%(period)s, %(family)s) : la part des achats qui reste sur place est %(ratio)s fois celle que "
            "l’offre et la distance laissent attendre ; l’intervalle à 95 %% va %(interval)s, et 1 est la valeur "
            "attendue.",
            **where, ratio=anchored.text, interval=anchored.interval,
        )  # fmt: skip


def _source(place: Row, selection: Selection, edition: str) -> str:
    asked = {key: value for key, value in selection_query(selection).items() if key in ("year", "family")}
    address = url_for("pages.territory", _external=True, level=place["level"], code=place["code"], **asked)
    return _(
        "Source : Géomarchés, d’après les données essentielles de la commande publique, édition %(edition)s, "
        "%(address)s",
        edition=edition,
        address=address,
    )
