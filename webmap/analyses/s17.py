"""S17: from a notice to the platform where its buyer publishes."""

from urllib.parse import urlsplit

from geo.atlas.base import Atlas
from webmap.analyses.base import BUYER, SME, Analysis, Answer, Method, Query, Table
from webmap.analyses.economy import scope_of
from webmap.analyses.missing import notices_missing
from webmap.formatting import number, web_address
from webmap.languages import gettext as _

MOST = 5_000
JOURNALS = ("boamp.fr", "ted.europa.eu")


def platform(url: object) -> str:
    """The name of the site of an address; nothing for a journal, which is no platform, or for what is no address.

    >>> platform("https://www.e-marchespublics.com/appel?x=1"), platform("http://ted.europa.eu/udl"), platform("néant")
    ('e-marchespublics.com', '', '')
    >>> platform("javascript://www.x.fr/%0aalert(1)")
    ''
    """
    host = urlsplit(web_address(url)).netloc.lower().removeprefix("www.")
    return "" if host.endswith(JOURNALS) else host


def show(atlas: Atlas, query: Query) -> Answer:
    """Platforms by number of notices, and one notice's address for each."""
    level, code, name = scope_of(atlas, query)
    found = atlas.notices(code if level == "departement" else None, limit=MOST)
    if found.empty:
        return Answer("", [], [notices_missing()])
    found = found.assign(platform=found["url"].map(platform))
    known = found[found["platform"] != ""]
    counted = known.groupby("platform").agg(
        n=("notice_id", "count"), buyers=("buyer_name", "nunique"), url=("url", "first")
    )
    counted = counted.sort_values("n", ascending=False).head(50)
    rows = [[str(host), number(r.n), number(r.buyers)] for host, r in counted.iterrows()]
    said = _(
        "%(name)s : %(known)s avis sur %(n)s donnent l’adresse du profil d’acheteur ou de la consultation.",
        name=name, known=number(len(known)), n=number(len(found)),
    )  # fmt: skip
    columns = (_("Plateforme"), _("Avis"), _("Acheteurs"))
    return Answer(
        said, [Table(_("Plateformes de dématérialisation"), columns, rows, links=[str(u) for u in counted["url"]])]
    )


ANALYSIS = Analysis(
    "s17",
    "Plateformes de dématérialisation",
    "Sur quelle plateforme chaque acheteur publie-t-il ses consultations ?",
    (SME, BUYER),
    Method(
        "Nom du site de l’adresse que donne chaque avis (profil d’acheteur ou consultation), compté sur les 5 000 "
        "derniers avis.",
        "https://www.e-marchespublics.com/appel-offre est compté à « e-marchespublics.com ».",
        "Une adresse ancienne peut ne plus répondre : la fin de la consultation ferme souvent la page.",
        "DILA, BOAMP (URL du profil d’acheteur).",
    ),
    "Les avis qui ne donnent aucune adresse ne sont d’aucune plateforme.",
    show,
    asks=("departement",),
)
