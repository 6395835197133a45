"""What a visitor sells, from her own words to purchase families: an activity code, names of trades, words of titles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from geo.atlas.base import Atlas
from geo.words import stems
from webmap import families, formatting
from webmap.languages import gettext as _

_TRADES = {
    "03": "maraîcher horticulteur bois chauffage pêche sylviculture plants fleurs",
    "09": "électricité gaz fioul carburant essence granulés pellets énergie",
    "15": "boulanger boulangerie pain boucher épicerie fruits légumes viande boissons alimentaire denrées",
    "18": "vêtements uniformes chaussures équipements protection EPI textile habillement",
    "22": "livres librairie imprimés journaux abonnement",
    "30": "ordinateurs informatique imprimantes photocopieurs papier fournitures bureau",
    "31": "éclairage luminaires batteries câbles bornes recharge",
    "32": "téléphonie radio réseau vidéoprotection audiovisuel",
    "33": "médical médicaments dispositifs pansements pharmacie hygiène",
    "34": "véhicules voitures camions bus vélos automobile garage pneus",
    "35": "incendie extincteurs alarmes sécurité",
    "37": "jeux jouets sport instruments musique aires",
    "38": "laboratoire mesure instruments optique compteurs",
    "39": "mobilier meubles literie ménager linge produits entretien",
    "42": "pompes chauffage climatisation ventilation machines",
    "44": "matériaux quincaillerie menuiserie peinture outillage tuyaux granulats sel",
    "45": "maçon maçonnerie charpente charpentier couvreur couverture toiture menuisier menuiserie plombier plomberie "
    "électricien électricité peintre peinture plaquiste plâtrerie carreleur carrelage terrassement voirie routes "
    "démolition bâtiment travaux construction gros œuvre étanchéité serrurerie métallerie chauffagiste chauffage "
    "climatisation isolation rénovation façade paysagiste ascenseur VRD enrobés canalisations",
    "48": "logiciels progiciel licences",
    "50": "réparation maintenance entretien dépannage mécanicien garage chaudières ascenseurs",
    "51": "installation pose montage",
    "55": "traiteur restauration cantine repas cuisine hôtel hébergement réception cocktail",
    "60": "transport autocar taxi transports scolaire déménagement livraison",
    "63": "voyages agence billets logistique stationnement",
    "64": "télécommunications internet téléphonie courrier affranchissement fibre",
    "65": "eau gaz électricité distribution",
    "66": "assurance assurances banque courtage",
    "70": "immobilier location gestion syndic",
    "71": "architecte architecture géomètre topographie topographe bureau études ingénierie maîtrise œuvre diagnostic "
    "contrôle technique coordination SPS géotechnique urbaniste économiste paysagiste concepteur",
    "72": "informatique développeur développement web site internet application hébergement infogérance cloud "
    "infrastructure cybersécurité données support",
    "73": "recherche études expérimentation",
    "77": "espaces verts paysagiste jardinier élagage élagueur tonte forêt reboisement jardin",
    "79": "avocat juridique comptable conseil consultant communication graphiste imprimeur impression traduction "
    "recrutement intérim gardiennage surveillance sécurité événementiel publicité audit secrétariat",
    "80": "formation formateur enseignement cours",
    "85": "santé médecin infirmier social crèche insertion",
    "90": "déchets collecte nettoyage propreté ménage assainissement vidange dépollution recyclage balayage "
    "dératisation désamiantage déneigement",
    "92": "spectacle concert artiste sport loisirs bibliothèque musée animation photographe cinéma",
    "98": "blanchisserie pressing funéraire coiffure lavage",
}
"""Names of trades, which titles may lack: the packaged sample has no title at all."""
_NAF = re.compile(r"\d\d\.?\d\d[A-Za-z]")
LEAST_SHARE, MOST_FAMILIES = 0.15, 5


@dataclass(frozen=True)
class Proposal:
    """A purchase family proposed, and why."""

    family: str
    reason: str

    @property
    def label(self) -> str:
        """The family's name."""
        return families.label(self.family)


def proposals(atlas: Atlas, siret: str, naf: str, text: str) -> list[Proposal]:
    """The purchase families of a seller, at most five, each with its reason, each once: the surest sign first.

    What the firm itself won; what firms of its activity win; then the words, where any is given.
    """
    code = text.strip() if _NAF.fullmatch(text.strip()) else naf
    signs = (
        *(_of_words(atlas, text) if text and code != text.strip() else ()),
        *(_of_seller(atlas, siret) if siret else ()),
        *(_of_activity(atlas, code) if code else ()),
    )
    first: dict[str, Proposal] = {}
    for sign in signs:
        first.setdefault(sign.family, sign)
    return [p for p in first.values() if p.family in families.DIVISIONS][:MOST_FAMILIES]


def _of_seller(atlas: Atlas, siret: str) -> Iterator[Proposal]:
    for family, contracts in _counted(atlas.families_of_seller(siret), "contracts"):
        won = formatting.contracts(contracts)
        yield Proposal(family, _("cet établissement a obtenu %(contracts)s", contracts=won))


def _of_activity(atlas: Atlas, naf: str) -> Iterator[Proposal]:
    """Families with at least a seventh of the contracts of the activity."""
    found = atlas.families_of_activity(naf)
    for family, count in _counted(found[found["contracts"] >= LEAST_SHARE * found["contracts"].sum()], "firms"):
        firms = formatting.plural(count, "entreprise")
        yield Proposal(family, _("vendue par %(firms)s de l’activité %(naf)s", firms=firms, naf=naf))


def _of_words(atlas: Atlas, text: str) -> Iterator[Proposal]:
    """Families whose trades, whose name, then whose titles hold the words."""
    asked = set(stems(text))
    for family in families.DIVISIONS:
        if asked & _known_of(family):
            yield Proposal(family, _("métier « %(text)s »", text=text))
    found = atlas.families_of_words(text)
    found = found[found["contracts"] >= LEAST_SHARE * found["of_all"]].sort_values("contracts", ascending=False)
    for family, count in _counted(found, "contracts"):
        titles = formatting.plural(count, "objet de marché", "objets de marché")
        yield Proposal(family, _("mot présent dans %(titles)s", titles=titles))


@lru_cache(maxsize=64)
def _known_of(family: str) -> frozenset[str]:
    """The stems of a family's trades and name."""
    return frozenset(stems(f"{_TRADES.get(family, '')} {families.label_fr(family)}"))


def _counted(table: pd.DataFrame, count: str) -> Iterator[tuple[str, float]]:
    return zip(table["family"].astype(str), table[count].astype(float), strict=True)
