"""S19: what titles say where the CPV is missing, or where it says something else."""

import pandas as pd
from flask import url_for

from geo.atlas.base import Atlas
from webmap import families
from webmap.analyses.base import BUYER, CITIZEN, ELECTED, Analysis, Answer, Method, Query, Table
from webmap.analyses.economy import place_of, rows_of
from webmap.analyses.missing import titles_missing
from webmap.formatting import ABSENT, day, euros, is_absent, number, percent
from webmap.languages import gettext as _

SURE = 0.9
"""From this confidence on a contradiction is listed."""
MOST = 100


def show(atlas: Atlas, query: Query) -> Answer:
    """Contracts without a family, contradictions that are nearly sure, and how far to trust either."""
    quality = atlas.reading_quality()
    place = place_of(atlas, query)
    level, code = (place["level"], place["code"]) if place else (None, None)
    family = query.get("family") or None
    missing = atlas.readings("missing", 0.0, level, code, family, MOST)
    other = atlas.readings("contradiction", SURE, level, code, family, MOST)
    if quality.empty and missing.empty and other.empty:
        return Answer(missing=[titles_missing()])
    said = _(
        "%(name)s : l’objet donne une famille à %(missing)s marchés sans code CPV valide, et en contredit %(other)s "
        "(confiance d’au moins %(sure)s).",
        name=str(place["name"]) if place else _("la France entière"),
        missing=number(_matched(missing)),
        other=number(_matched(other)),
        sure=percent(SURE),
    )
    return Answer(said, [_missing(missing), _contradicted(other), *_measured(quality)])


def _matched(found: pd.DataFrame) -> int:
    return 0 if found.empty else int(found["matched"].iloc[0])


def _missing(found: pd.DataFrame) -> Table:
    rows = [
        [str(r.title), str(r.buyer_name or ""), _name(r.family_read), percent(r.confidence), euros(r.amount_eur)]
        for r in rows_of(found)
    ]
    columns = (_("Objet"), _("Acheteur"), _("Famille lue"), _("Confiance"), _("Montant"))
    return Table(_("Sans code CPV valide : ce que dit l’objet"), columns, rows, words=3, links=_links(found))


def _contradicted(found: pd.DataFrame) -> Table:
    rows = [
        [
            str(r.title),
            str(r.buyer_name or ""),
            _name(r.family_published),
            _name(r.family_read),
            percent(r.confidence),
            euros(r.amount_eur),
        ]
        for r in rows_of(found)
    ]
    columns = (
        _("Objet"),
        _("Acheteur"),
        _("Famille publiée"),
        _("Famille lue"),
        _("Confiance"),
        _("Montant"),
    )
    caption = _("L’objet dit autre chose que le code CPV")
    return Table(caption, columns, rows, words=4, links=_links(found))


def _links(found: pd.DataFrame) -> list[str]:
    return [url_for("market.contract", uid=uid) for uid in found["uid"]]


def _measured(quality: pd.DataFrame) -> list[Table]:
    """How right readings are on later contracts; nothing where there were too few dated ones."""
    if quality.empty:
        return []
    names = {
        "largest": _("Toujours la famille la plus fréquente"),
        "keywords": _("Mots des libellés du CPV"),
        "titles": _("Modèle, tous les objets"),
    }
    rows = []
    for r in rows_of(quality):
        name = _("Modèle, confiance d’au moins %(floor)s", floor=percent(r.floor)) if r.floor else names[r.method]
        rows.append([name, number(r.tested), _score(r.macro_f1), percent(r.accuracy) if r.tested else ABSENT])
    caption = _(
        "Qualité : appris sur %(learnt)s marchés de %(families)s familles, notifiés jusqu’au %(since)s, puis lu sur "
        "les suivants",
        learnt=number(quality["learnt"].iloc[0]),
        families=number(quality["families"].iloc[0]),
        since=day(quality["since"].iloc[0]),
    )
    columns = (_("Méthode"), _("Objets lus"), _("F1 moyen des familles"), _("Part juste"))
    return [Table(caption, columns, rows)]


def _score(value: float) -> str:
    return ABSENT if is_absent(value) else number(value, 2)


def _name(family: str | None) -> str:
    return f"{family} – {families.label(family)}" if isinstance(family, str) else ABSENT


ANALYSIS = Analysis(
    "s19",
    "Ce que disent les objets",
    "À quelle famille d’achat l’objet rattache-t-il un marché dont le code CPV manque, ou le contredit ?",
    (BUYER, ELECTED, CITIZEN),
    Method(
        "Un modèle linéaire apprend, sur les marchés qui ont un code CPV, quels mots et couples de mots de l’objet "
        "vont avec quelle famille (les deux premiers chiffres du code). Chaque objet est lu par un modèle qui ne l’a "
        "jamais vu. La confiance est la part des lectures qui tombent juste quand la première famille devance autant "
        "la deuxième. La qualité est mesurée dans le temps : apprendre sur les marchés anciens, lire les récents. Le "
        "F1 moyen donne le même poids à chaque famille, rare ou fréquente. Le code publié n’est jamais remplacé : les "
        "sommes du site ne se servent que de lui.",
        "« Mission de maîtrise d’œuvre pour l’extension de la maison médicale » est publiée en famille 45 (travaux) ; "
        "l’objet se lit en 71 (architecture, ingénierie), avec une confiance de 99 % : le marché est dans la liste. "
        "Sur les fichiers de 2018 et 2019, appris sur 5 701 marchés de 44 familles, lu sur les 2 425 suivants : F1 "
        "moyen de 0,34 et 58 % de lectures justes, contre 0,17 et 31 % avec les mots des libellés du CPV, 0,01 et "
        "25 % en répondant toujours « travaux ».",
        "Une contradiction n’est pas une erreur de l’acheteur : les menuiseries d’une école se publient en travaux "
        "(45) ou en matériaux (44), et un objet comme « lot 2 » ne dit rien. La confiance est l’accord avec le code "
        "publié, lui-même parfois faux ; sur des marchés plus récents elle est un peu optimiste, ce que montre la part "
        "juste.",
        "Données essentielles de la commande publique (objet, codeCPV) ; vocabulaire CPV, règlement (CE) 213/2008. "
        "Platt (1999) pour la confiance.",
    ),
    "Les familles rares sont mal lues : le F1 moyen est bien plus bas que la part juste. Un objet sans mot parlant est "
    "lu comme une famille fréquente, avec une confiance faible.",
    show,
    asks=("place", "family"),
)
