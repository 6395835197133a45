"""S15: suppliers whose lease ends, weighted by what they won. Shown only where the owner of the instance says so."""

from datetime import date

import pandas as pd
from flask import current_app

from geo.atlas.base import Atlas
from geo.leases import read_leases
from webmap.analyses.base import AGENCY, Analysis, Answer, Method, Missing, Query, Table
from webmap.analyses.economy import rows_of, scope_of
from webmap.formatting import day, euros, number
from webmap.languages import gettext as _


def ending(leases: pd.DataFrame, won: pd.DataFrame, today: date) -> pd.DataFrame:
    """Leases still to end, of suppliers that won something, the soonest first."""
    coming = leases[leases["ends_on"] >= today]
    return coming.merge(won, left_on="siret", right_on="id").sort_values(["ends_on", "id"], ignore_index=True)


def show(atlas: Atlas, query: Query) -> Answer:
    """Suppliers by end of lease, where leases were imported and the instance is told to show them."""
    path = current_app.config.get("LEASES")
    if not path:
        return Answer(_("Cette instance ne montre aucun bail : ces données sont privées par défaut."), [], [_missing()])
    leases = read_leases(path)
    level, code, name = scope_of(atlas, query)
    won = atlas.revenue_of(sorted(leases["siret"]))
    won = won[won["departement"] == code] if level == "departement" else won
    found = ending(leases, won, date.today())
    rows = [
        [
            day(r.ends_on),
            str(r.name or r.id),
            str(r.commune or ""),
            str(r.source),
            str(r.confidence),
            number(r.contracts),
            euros(r.amount_eur),
        ]
        for r in rows_of(found)
    ]
    columns = (
        _("Fin du bail"),
        _("Titulaire"),
        _("Commune"),
        _("Source"),
        _("Confiance"),
        _("Marchés"),
        _("Montant gagné"),
    )
    said = _("%(name)s : %(n)s titulaires dont le bail finit.", name=name, n=number(len(rows)))
    return Answer(said, [Table(_("Titulaires par fin de bail"), columns, rows, words=5)])


def _missing() -> Missing:
    return Missing(
        _(
            "les fins de bail : il n’existe pas de base nationale ouverte ; un fichier CSV à quatre colonnes (siret, "
            "ends_on, source, confidence) s’importe par « geomarches import leases FICHIER », puis GEOMARCHES_LEASES "
            "le montre"
        ),
        "docs/seed.md",
        "baux.csv",
    )


ANALYSIS = Analysis(
    "s15",
    "Fins de bail des titulaires",
    "Quels titulaires de marchés ont un bail qui finit, et risquent de partir ?",
    (AGENCY,),
    Method(
        "Chaque SIRET du fichier importé est rapproché des titulaires ; la liste est par fin de bail, avec ce que "
        "l’établissement a gagné dans ces données.",
        "Le bail de l’atelier 123 finit le 30 juin 2027 ; il a gagné 4 marchés pour 250 000 € : il paraît avec ces "
        "deux chiffres.",
        "Une fin de bail n’annonce pas un départ. La confiance est celle que donne la personne qui a rempli le "
        "fichier.",
        "Fichier de l’utilisateur. Il ne quitte pas l’instance : ni export public, ni tuile, ni API, ni base de "
        "données.",
    ),
    "Aucune base nationale des baux commerciaux n’est ouverte.",
    show,
    asks=("departement",),
)
