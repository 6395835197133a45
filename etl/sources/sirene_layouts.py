"""The layouts in which SIRENE reaches us: what each calls the columns that we read."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Register:
    """A layout: the columns it is known by, the name it gives to each of FIELDS, and whom to believe first.

    Where registers disagree, the lowest ``trust`` wins, field by field.
    """

    label: str
    trust: int
    keys: frozenset[str]
    columns: Mapping[str, str]


FIELDS = (
    "siret", "siren", "nic", "name", "commune", "commune_departement", "number", "repetition", "street_type", "street",
    "address", "postal_code", "x", "y", "epsg", "longitude", "latitude", "point_quality", "naf", "naf_edition",
    "unit_naf", "unit_naf_edition", "legal_category", "size_category", "headcount_band", "head_office_nic",
    "is_head_office", "opened_on", "state", "state_since", "diffusion", "authority",
)  # fmt: skip
"""What ``sirene.sql`` starts from; a layout that lacks one gives nothing for it."""

_STOCK_ESTABLISHMENT = {
    "siret": "siret",
    "siren": "siren",
    "commune": "codeCommuneEtablissement",
    "number": "numeroVoieEtablissement",
    "repetition": "indiceRepetitionEtablissement",
    "street_type": "typeVoieEtablissement",
    "street": "libelleVoieEtablissement",
    "postal_code": "codePostalEtablissement",
    "naf": "activitePrincipaleEtablissement",
    "naf_edition": "nomenclatureActivitePrincipaleEtablissement",
    "is_head_office": "etablissementSiege",
    "diffusion": "statutDiffusionEtablissement",
}
_STOCK_UNIT = {
    "siren": "siren",
    "name": "denominationUniteLegale",
    "legal_category": "categorieJuridiqueUniteLegale",
    "unit_naf": "activitePrincipaleUniteLegale",
    "unit_naf_edition": "nomenclatureActivitePrincipaleUniteLegale",
    "size_category": "categorieEntreprise",
    "headcount_band": "trancheEffectifsUniteLegale",
    "head_office_nic": "nicSiegeUniteLegale",
    "opened_on": "dateCreationUniteLegale",
    "state": "etatAdministratifUniteLegale",
    "state_since": "dateDebut",
    "diffusion": "statutDiffusionUniteLegale",
}
_GEOLOCATION = {
    "siret": "siret",
    "commune": "plg_code_commune",
    "x": "x",
    "y": "y",
    "epsg": "epsg",
    "longitude": "x_longitude",
    "latitude": "y_latitude",
    "point_quality": "qualite_xy",
}
_SIZES = {
    "siret": "siretEtablissement",
    "size_category": "categorieEntreprise",
    "head_office_nic": "nicSiegeUniteLegale",
}
_GEOCODED_2018 = {
    "siren": "SIREN",
    "nic": "NIC",
    "name": "NOMEN_LONG",
    "commune_departement": "DEPET",
    "commune": "COMET",
    "address": "L4_NORMALISEE",
    "postal_code": "CODPOS",
    "longitude": "longitude",
    "latitude": "latitude",
    "point_quality": "geo_type",
    "naf": "APET700",
    "unit_naf": "APEN700",
    "legal_category": "NJ",
    "size_category": "CATEGORIE",
    "headcount_band": "TEFEN",
    "head_office_nic": "NICSIEGE",
    "is_head_office": "SIEGE",
    "opened_on": "DCREN",
    "diffusion": "DIFFCOM",
}
_LEGAL_PERSONS_2017 = {
    "siret": "siret",
    "siren": "siren",
    "name": "denomination",
    "commune": "code_commune",
    "number": "numvoie",
    "street_type": "typvoie",
    "street": "libvoie",
    "postal_code": "code_postal",
    "naf": "naf",
    "legal_category": "nature_juridique",
    "size_category": "categorie",
    "headcount_band": "tranche_effectif_entreprise",
    "is_head_office": "siege",
}
_AUTHORITIES = {"siren": "SIREN", "name": "nom", "authority": "type"}

REGISTERS = (
    Register(
        "SIRENE, StockUniteLegale (INSEE)",
        1,
        frozenset({"siren", "categoriejuridiqueunitelegale", "nicsiegeunitelegale"}),
        _STOCK_UNIT,
    ),
    Register(
        "SIRENE, geolocation (INSEE)", 3, frozenset({"siret", "epsg", "qualite_xy", "plg_code_commune"}), _GEOLOCATION
    ),
    Register(
        "SIRENE, StockEtablissement (INSEE)", 2, frozenset({"siret", "codecommuneetablissement"}), _STOCK_ESTABLISHMENT
    ),
    Register("SIRENE, size categories (INSEE)", 4, frozenset({"siretetablissement", "categorieentreprise"}), _SIZES),
    Register(
        "SIRENE geocoded, layout of 2018 (INSEE, Etalab)", 5, frozenset({"siren", "nic", "depet", "geo_type"}),
        _GEOCODED_2018,
    ),
    Register("SIRENE, personnes morales 2017 (INSEE)", 6, frozenset({"siret", "code_commune"}), _LEGAL_PERSONS_2017),
    Register("SIREN of local authorities, 2022", 7, frozenset({"siren", "nom", "type"}), _AUTHORITIES),
)  # fmt: skip
"""Recognised in this order: geolocation before StockEtablissement, which a joined file would also resemble."""
