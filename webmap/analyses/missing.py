"""The sources that may not have been given: what each is, where it is published, what file to give to the build."""

from webmap.analyses.base import Missing
from webmap.languages import gettext as _


def value_added_missing() -> Missing:
    """Value added by branch and département."""
    return Missing(
        _("la valeur ajoutée par branche et département (Eurostat, comptes régionaux)"),
        "ec.europa.eu/eurostat",
        "nama_10r_3gva.tsv.gz",
    )


def employment_missing() -> Missing:
    """Employment by branch and département."""
    return Missing(
        _("l’emploi par branche et département (Eurostat ; à défaut INSEE Flores ou Urssaf)"),
        "ec.europa.eu/eurostat",
        "nama_10r_3empers.tsv.gz",
    )


def budget_missing() -> Missing:
    """Accounts of local authorities."""
    return Missing(
        _("les comptes des collectivités (balances de la DGFiP, agrégats de l’OFGL)"),
        "data.economie.gouv.fr, data.ofgl.fr",
        "balances-comptables-des-communes-en-2024.csv",
    )


def notices_missing() -> Missing:
    """Notices."""
    return Missing(_("les avis du BOAMP ou de TED"), "boamp-datadila.opendatasoft.com, ted.europa.eu", "boamp.json")


def demography_missing() -> Missing:
    """Births and failures of firms."""
    return Missing(
        _("les créations d’entreprises (Eurostat) et les procédures collectives (BODACC)"),
        "ec.europa.eu/eurostat, bodacc.fr",
        "bd_size_r3.tsv.gz",
    )


def activities_missing() -> Missing:
    """The register that tells the activity and the size of suppliers."""
    return Missing(
        _("l’activité et la taille des titulaires (INSEE, répertoire Sirene)"),
        "files.data.gouv.fr/insee-sirene",
        "StockEtablissement_utf8.zip StockUniteLegale_utf8.zip",
    )


def failures_missing() -> Missing:
    """Collective procedures alone, where births are known."""
    return Missing(
        _("les procédures collectives (BODACC, annonces commerciales)"),
        "bodacc-datadila.opendatasoft.com",
        "annonces-commerciales.csv",
    )


def titles_missing() -> Missing:
    """Titles of contracts: 500 of them with a CPV, for a model to learn from."""
    return Missing(
        _("les objets d’au moins 500 marchés qui ont un code CPV (données essentielles de la commande publique)"),
        "data.gouv.fr",
        "decp.json",
    )


def dated_notices_missing() -> Missing:
    """Calls for tenders with a title and a day, of buyers whose contracts are there, in the two years before these."""
    return Missing(
        _("des appels d’offres avec leur objet et leur jour, parus dans les deux ans avant les marchés de ces données"),
        "boamp-datadila.opendatasoft.com, ted.europa.eu",
        "boamp.json",
    )
