"""The 45 divisions of the Common Procurement Vocabulary (regulation EC 213/2008), in few words."""

from webmap.languages import FRENCH, language
from webmap.languages import gettext as _

DIVISIONS: dict[str, tuple[str, str]] = {
    "03": ("Produits agricoles, pêche, forêt", "Farming, fishing, forestry products"),
    "09": ("Énergie et carburants", "Energy and fuels"),
    "14": ("Minéraux et produits des carrières", "Mining and quarry products"),
    "15": ("Aliments, boissons", "Food and beverages"),
    "16": ("Machines agricoles", "Agricultural machinery"),
    "18": ("Vêtements, chaussures, bagages", "Clothing, footwear, luggage"),
    "19": ("Cuirs, textiles, plastiques, caoutchouc", "Leather, textile, plastic, rubber"),
    "22": ("Imprimés et produits connexes", "Printed matter"),
    "24": ("Produits chimiques", "Chemical products"),
    "30": ("Matériel de bureau et informatique", "Office and computing machinery"),
    "31": ("Appareils électriques et éclairage", "Electrical machinery and lighting"),
    "32": ("Matériel de télécommunication", "Telecommunication equipment"),
    "33": ("Équipements médicaux et médicaments", "Medical equipment and medicines"),
    "34": ("Véhicules et équipements de transport", "Transport equipment"),
    "35": ("Sécurité, lutte contre l’incendie, défense", "Security, fire-fighting, defence equipment"),
    "37": ("Instruments de musique, sport, jeux", "Musical instruments, sport goods, games"),
    "38": ("Équipements de laboratoire et d’optique", "Laboratory and optical equipment"),
    "39": ("Mobilier, équipement intérieur, nettoyage", "Furniture, furnishings, cleaning products"),
    "41": ("Eau captée et épurée", "Collected and purified water"),
    "42": ("Machines industrielles", "Industrial machinery"),
    "43": ("Machines de mines et de chantier", "Mining and construction machinery"),
    "44": ("Matériaux et ouvrages de construction", "Construction structures and materials"),
    "45": ("Travaux de construction", "Construction work"),
    "48": ("Logiciels et systèmes d’information", "Software and information systems"),
    "50": ("Réparation et entretien", "Repair and maintenance services"),
    "51": ("Services d’installation", "Installation services"),
    "55": ("Hôtellerie, restauration", "Hotel, restaurant and catering services"),
    "60": ("Transport", "Transport services"),
    "63": ("Services annexes des transports, voyages", "Supporting transport services, travel"),
    "64": ("Postes et télécommunications", "Postal and telecommunications services"),
    "65": ("Services de distribution publique (eau, énergie)", "Public utilities"),
    "66": ("Services financiers et assurances", "Financial and insurance services"),
    "70": ("Services immobiliers", "Real estate services"),
    "71": ("Architecture, ingénierie, contrôle", "Architectural, engineering, inspection services"),
    "72": ("Services informatiques", "IT services"),
    "73": ("Recherche et développement", "Research and development services"),
    "75": ("Administration, défense, sécurité sociale", "Administration, defence, social security"),
    "76": ("Services liés au pétrole et au gaz", "Services related to oil and gas"),
    "77": ("Agriculture, espaces verts, aquaculture", "Agricultural, landscaping, aquacultural services"),
    "79": (
        "Conseil, droit, recrutement, impression, sécurité",
        "Business, law, recruitment, printing, security",
    ),
    "80": ("Enseignement et formation", "Education and training services"),
    "85": ("Santé et action sociale", "Health and social work services"),
    "90": ("Déchets, assainissement, propreté, environnement", "Sewage, refuse, cleaning, environment"),
    "92": ("Loisirs, culture, sport", "Recreational, cultural, sporting services"),
    "98": ("Autres services", "Other services"),
}


def label_fr(family: str) -> str:
    """The purchase family's French name; a code that is no CPV division says so.

    >>> label_fr("45"), label_fr("99"), label_fr("all")
    ('Travaux de construction', 'Famille non reconnue', 'Toutes les familles')
    """
    if family == "all":
        return "Toutes les familles"
    return DIVISIONS[family][0] if family in DIVISIONS else "Famille non reconnue"


def label_en(family: str) -> str:
    """The purchase family's English name.

    >>> label_en("72")
    'IT services'
    """
    if family == "all":
        return "All families"
    return DIVISIONS[family][1] if family in DIVISIONS else f"Family {family}"


def label(family: str) -> str:
    """The purchase family's name in the language of this request.

    >>> label("03")
    'Produits agricoles, pêche, forêt'
    """
    return label_fr(family) if language() == FRENCH else label_en(family)


def coded(family: str) -> str:
    """The purchase family's code and name; 'unknown' is a family that was not published.

    >>> coded("03")
    '03 – Produits agricoles, pêche, forêt'
    """
    return _("Famille non publiée") if family == "unknown" else f"{family} – {label(family)}"
