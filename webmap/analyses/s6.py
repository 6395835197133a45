"""S6: how long from call for tenders to notification, and which contract follows which call."""

import pandas as pd
from flask import url_for

from geo.atlas.base import Atlas
from webmap.analyses.base import BUYER, ELECTED, SME, Analysis, Answer, Method, Query, Table
from webmap.analyses.economy import place_of, rows_of
from webmap.analyses.missing import dated_notices_missing, notices_missing
from webmap.formatting import ABSENT, day, is_absent, number, percent
from webmap.languages import gettext as _

MOST = 100


def show(atlas: Atlas, query: Query) -> Answer:
    """Buyers with the median of their days, then contracts one by one; of a place's buyers where one is asked."""
    place = place_of(atlas, query)
    level, code = (place["level"], place["code"]) if place else (None, None)
    delays, matches = atlas.delays(None, level, code, MOST), atlas.matches(None, level, code, MOST)
    if matches.empty:
        return Answer(missing=[notices_missing() if atlas.notices(limit=1).empty else dated_notices_missing()])
    told = delays[delays["matched"] > 0]
    said = _(
        "%(name)s : %(matched)s marchés rapprochés d’un appel d’offres de ces données, chacun avec sa probabilité.",
        name=str(place["name"]) if place else _("la France entière"),
        matched=number(matches["matched"].iloc[0]),
    )
    return Answer(said, [_by_buyer(told), _one_by_one(matches)])


def _by_buyer(found: pd.DataFrame) -> Table:
    rows = [
        [
            str(r.buyer_name or r.buyer_siren),
            number(r.matched),
            percent(r.matched / r.contracts),
            number(r.median_days),
            _interval(r.low_days, r.high_days),
        ]
        for r in rows_of(found)
    ]
    columns = (
        _("Acheteur"),
        _("Marchés rapprochés"),
        _("Part de ses marchés"),
        _("Délai médian (jours)"),
        _("Intervalle à 95 %"),
    )
    links = [url_for("market.buyer", siren=siren) for siren in found["buyer_siren"]]
    return Table(_("Délai de l’appel d’offres à la notification, par acheteur"), columns, rows, links=links)


def _interval(low: float, high: float) -> str:
    return ABSENT if is_absent(low) else _("de %(low)s à %(high)s", low=number(low), high=number(high))


def _one_by_one(found: pd.DataFrame) -> Table:
    rows = [
        [
            str(r.notice_title),
            str(r.title),
            str(r.buyer_name or ""),
            day(r.published_on),
            day(r.notified_on),
            number(r.days),
            percent(r.probability),
        ]
        for r in rows_of(found)
    ]
    columns = (
        _("Appel d’offres"),
        _("Marché"),
        _("Acheteur"),
        _("Parution"),
        _("Notification"),
        _("Jours"),
        _("Probabilité"),
    )
    links = [url_for("market.contract", uid=uid) for uid in found["uid"]]
    return Table(_("Marchés rapprochés, les plus probables d’abord"), columns, rows, words=5, links=links)


ANALYSIS = Analysis(
    "s6",
    "Délai des procédures",
    "Combien de temps passe entre l’appel d’offres et la notification du marché ?",
    (BUYER, ELECTED, SME),
    Method(
        "Un marché peut suivre un appel d’offres du même acheteur, paru dans les deux ans qui précèdent sa "
        "notification. L’acheteur de l’avis est dit par son SIREN, sinon par son nom, quand un seul acheteur du "
        "département le porte. La probabilité vient des mots communs aux deux objets, des premiers chiffres communs "
        "des deux codes CPV, et de ce qu’un seul des deux dise relancer une consultation. Un marché suit l’avis le "
        "plus probable, à partir de 50 % ; à égalité, le dernier paru. Le délai d’un acheteur est la médiane de ses "
        "marchés rapprochés ; son intervalle, de statistiques d’ordre, demande six marchés.",
        "Un avis du 5 janvier 2019, « Travaux », code 45214200 ; un marché du même acheteur, « Travaux 1 », même code, "
        "notifié le 1er mars : 55 jours. Mots communs 1, chiffres communs 1, probabilité "
        "1 / (1 + exp(6,47 − 6,63 − 3,13)) = 96 %. D’un autre acheteur, ou notifié avant l’avis, il ne serait pas "
        "rapproché.",
        "La date de publication des données ouvertes n’entre jamais dans ce calcul. La probabilité a été réglée sur "
        "des paires jugées à la main, dont une sur cinq est bonne ; elle est trop haute pour un acheteur qui passe "
        "beaucoup de marchés semblables, ou quand l’objet tient en un mot courant. Sur l’autre moitié de ces 250 "
        "paires, 11 rapprochements sur 16 sont justes et 11 sur 18 sont trouvés. 141 de ces paires opposent deux "
        "marchés, faute d’avis : les fichiers publics réunis ici ont un seul avis suivi de ses marchés. Un marché "
        "non rapproché peut avoir eu un avis ; un délai long peut être celui d’une consultation relancée.",
        "DILA, BOAMP ; Office des publications de l’Union européenne, TED ; données essentielles de la commande "
        "publique. Fellegi et Sunter (1969) ; Dice (1945) ; David et Nagaraja (2003) pour l’intervalle.",
    ),
    "Les petits marchés n’ont pas d’avis, et les fichiers mensuels du BOAMP n’ont ni objet ni jour de parution : il "
    "faut les avis eux-mêmes. Trois rapprochements sur dix sont faux sur les paires jugées.",
    show,
)
