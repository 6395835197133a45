"""S14: the notices of a territory, and the contracts that may follow each."""

from geo.atlas.base import Atlas
from webmap import families
from webmap.analyses.base import BUYER, SME, Analysis, Answer, Method, Query, Table
from webmap.analyses.economy import rows_of, scope_of
from webmap.analyses.missing import notices_missing
from webmap.formatting import day, number, web_address
from webmap.languages import gettext as _

MOST = 100


def show(atlas: Atlas, query: Query) -> Answer:
    """The latest notices of the département, each with a link to it."""
    level, code, name = scope_of(atlas, query)
    found = atlas.notices(code if level == "departement" else None, query.get("family") or None, limit=MOST)
    if found.empty:
        return Answer("", [], [notices_missing()])
    kinds = {"call": _("appel d’offres"), "award": _("attribution"), "other": _("autre avis")}
    rows = [
        [
            day(r.published_on),
            kinds[r.kind],
            str(r.buyer_name or ""),
            str(r.title or ""),
            _family(r.purchase_family),
            day(r.deadline_on),
            number(r.contracts),
        ]
        for r in rows_of(found)
    ]
    said = _(
        "%(name)s : %(n)s avis, dont voici les %(shown)s derniers.",
        name=name,
        n=number(found["matched"].iloc[0]),
        shown=len(rows),
    )
    columns = (
        _("Parution"),
        _("Avis"),
        _("Acheteur"),
        _("Objet"),
        _("Famille d’achat"),
        _("Date limite"),
        _("Marchés qui ont pu suivre"),
    )
    table = Table(_("Avis publiés"), columns, rows, words=6, links=[web_address(r.url) for r in rows_of(found)])
    return Answer(said, [table])


def _family(code: str | None) -> str:
    return f"{code} – {families.label(code)}" if isinstance(code, str) else "—"


ANALYSIS = Analysis(
    "s14",
    "Avis de marchés",
    "Quels appels d’offres et quelles attributions ont paru, et quels marchés ont pu suivre ?",
    (SME, BUYER),
    Method(
        "Avis du BOAMP et de TED du département, du plus récent au plus ancien. Un marché a pu suivre un avis s’il "
        "est du même "
        "acheteur (SIREN), de la même famille d’achat et notifié dans les 400 jours.",
        "Un avis de la ville du 8 janvier 2021 en famille 45 ; deux marchés de travaux qu’elle notifie en mai et en "
        "juin : "
        "deux marchés ont pu suivre.",
        "« A pu suivre » n’est pas « a suivi » : le rapprochement avis par avis, avec sa probabilité, est une autre "
        "question (S6). "
        "Un avis sans SIRET de l’acheteur ne se rapproche de rien.",
        "DILA, BOAMP ; Office des publications de l’Union européenne, TED.",
    ),
    "Les petits marchés n’ont pas d’avis au BOAMP.",
    show,
    asks=("departement", "family"),
)
