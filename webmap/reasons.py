"""The pipeline's own English words (reasons, statuses, ways of placing) as the pages say them."""

import re

from markupsafe import Markup, escape

from webmap.formatting import NBSP
from webmap.languages import FRENCH, language

IN_FRENCH = {
    # Why a row is kept aside.
    "no identifier": "sans identifiant",
    "no buyer": "sans acheteur",
    "no supplier": "sans titulaire",
    "buyer identifier is not a SIRET": "l’identifiant de l’acheteur n’est pas un SIRET",
    "empty record": "ni objet, ni montant, ni titulaire",
    "a text too long": "un texte de plus de 100 000 caractères",
    "a record too long": f"un enregistrement de plus de 32{NBSP}Mo",
    "not a contract": "n’est pas un marché",
    "not a record": "enregistrement illisible",
    "unreadable": "illisible",
    "wrong number of columns": "nombre de colonnes inattendu",
    "outside the years asked": "hors des années demandées à la construction",
    "outside the départements asked": "hors des départements demandés à la construction",
    # Why a row repeats another.
    "exact": "la même déclaration, à l’identique",
    "later delivery": "la même déclaration, livrée de nouveau plus tard",
    "corrected": "le même marché, dont le montant a été corrigé depuis",
    "other platform": "le même marché, publié aussi par une autre plateforme",
    # What an amount is worth.
    "no amount": "aucun montant",
    "zero or negative amount": "montant nul ou négatif",
    "digits typed to fill the field": "chiffres saisis pour remplir le champ",
    "symbolic amount: at most 1 €": f"montant symbolique, 1{NBSP}€ au plus",
    "concession: the holder's turnover, not public spending": "concession : chiffre d’affaires du titulaire, "
    "et non dépense publique",
    "framework agreement: a maximum": "accord-cadre : le montant est un maximum",
    "drawn from a framework whose maximum is counted": "marché subséquent : le maximum de son accord-cadre "
    "est déjà compté",
    "above 3 bn€: no single contract is known to be": f"plus de 3{NBSP}Md€ : aucun marché connu n’atteint ce montant",
    "far above its peers, and beyond reason for its inhabitants": "très au-dessus des marchés comparables, "
    "et hors de proportion avec la population",
    "out of all proportion to its peers": "sans commune mesure avec les marchés comparables",
    "far above its peers": "très au-dessus des marchés comparables",
    "above its peers, and much for its inhabitants": "au-dessus des marchés comparables, et élevé pour la population",
    "under 100 €: perhaps a unit price": f"moins de 100{NBSP}€ : peut-être un prix unitaire",
    # How a place is known.
    "point": "coordonnées de l’établissement",
    "address": "adresse géocodée",
    "geocoded address": "adresse géocodée",
    "register point": "coordonnées au répertoire SIRENE",
    "register": "commune inscrite au répertoire SIRENE",
    "declared commune": "commune déclarée dans le fichier",
    "local authority": "collectivité : son territoire",
    "declared departement": "département déclaré dans le fichier",
    "foreign identifier": "identifiant étranger",
    "abroad": "hors de France",
    "unknown": "lieu inconnu",
    # What was done to read a word, or why it is none.
    "missing": "absent",
    "not a date": "n’est pas une date",
    "in the future": "date postérieure au jour de la construction",
    "before 1990": "date antérieure à 1990",
    "hour or time zone dropped": "heure ou fuseau horaire laissés de côté",
    "read as day, month, year": "lue jour, mois, année",
    "written in words": "date écrite en lettres",
    "spaces removed": "espaces retirées",
    "blanks or dots removed": "espaces ou points retirés",
    "lost leading zero given back": "zéro initial perdu, rendu",
    "fails the check of its digits": "clé de contrôle fausse",
    "wrong check digit": "clé de contrôle fausse",
    "completed with zeros": "complété par des zéros",
    "not a CPV code": "n’est pas un code CPV",
    "not in the CPV 2008": "absent de la nomenclature CPV 2008",
    "not in the CPV 2008, read as its nearest ancestor": "absent de la CPV 2008, lu comme son ascendant le plus proche",
    # What was checked before publishing.
    "awards sum to contracts": "la somme des attributions égale celle des marchés",
    "flows by commune sum to contracts": "la somme des flux par commune égale celle des marchés",
    "flows by epci sum to contracts": "la somme des flux par intercommunalité égale celle des marchés",
    "flows by zone_emploi sum to contracts": "la somme des flux par zone d’emploi égale celle des marchés",
    "flows by departement sum to contracts": "la somme des flux par département égale celle des marchés",
    "flows by region sum to contracts": "la somme des flux par région égale celle des marchés",
    "points outside the declared commune": "points situés hors de la commune déclarée",
}


def said(word: str) -> str:
    """A word of the pipeline in French, or as it is where it has no French (then marked as English), or under ``/en``.

    What was counted after a comma is left out: 'points outside the declared commune, of 1,200'.

    >>> said("no buyer"), said("an odd reason")
    ('sans acheteur', Markup('<i lang="en">an odd reason</i>'))
    """
    word = re.sub(r", of [\d,]+$", "", word)
    if language() != FRENCH:
        return word
    known = IN_FRENCH.get(word)
    return known or Markup('<i lang="en">{}</i>').format(escape(word))
