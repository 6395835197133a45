"""The five doors of the entry page: who comes, with which question, and the view that answers it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Question:
    """A question in the reader's words and the preset view that answers it."""

    text: str
    endpoint: str
    query: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Door:
    """One profile of reader."""

    key: str
    label_fr: str
    aim: str
    questions: tuple[Question, ...]


NEARBY = "market.nearby"
MAP, FLOW, PLACE, QUALITY, METHOD = (
    "pages.choropleth", "pages.flows", "pages.territories", "pages.quality", "pages.methods",
)  # fmt: skip


def _all_of(profile: str) -> Question:
    text = "Toutes ses questions, avec leur réponse et leur méthode"
    return Question(text, "analyses.index", {"_anchor": f"profile-{profile}"})


DOORS = (
    Door(
        "agence", "Agence de développement économique",
        "Mesurer les dynamiques d’un territoire et le comparer à d’autres.",
        (
            Question("Quelle part des montants va à des entreprises du même département ?", MAP,
                     {"indicator": "local_share", "variant": "departement"}),
            Question("Et si l’on place chaque entreprise à son siège social ?", MAP,
                     {"indicator": "local_share", "variant": "departement", "definition": "head_office"}),
            Question("Quels territoires forment des regroupements significatifs ?", MAP,
                     {"indicator": "grouping", "level": "epci"}),
            Question("Entre quels départements l’argent circule-t-il ?", FLOW,
                     {"level": "departement", "top": 100}),
            _all_of("agence"),
        ),
    ),
    Door(
        "elu", "Élu",
        "Présenter son territoire avec des chiffres que l’on peut citer et défendre.",
        (
            Question("Que disent les marchés publics de mon territoire ?", PLACE),
            Question("Combien est dépensé par habitant, région par région ?", MAP,
                     {"indicator": "spend", "variant": "per_inhabitant", "level": "region"}),
            Question("D’où viennent ces chiffres ?", QUALITY),
            _all_of("elu"),
        ),
    ),
    Door(
        "pme", "PME",
        "Repérer où se trouvent les acheteurs de ce que l’on vend.",
        (
            Question("Qui achète ce que je vends, près de chez moi ?", NEARBY),
            Question("Où achète-t-on des travaux de construction ?", MAP,
                     {"indicator": "spend", "variant": "total", "family": "45"}),
            Question("À quelle distance les acheteurs trouvent-ils leurs titulaires ?", MAP,
                     {"indicator": "spend_distance", "variant": "median"}),
            Question("Quels territoires achètent aux entreprises de mon département ?", FLOW,
                     {"direction": "in"}),
            _all_of("pme"),
        ),
    ),
    Door(
        "acheteur", "Acheteur public",
        "Connaître la concentration de ses titulaires et se situer.",
        (
            Question("Les montants sont-ils concentrés sur peu de titulaires ?", MAP,
                     {"indicator": "concentration", "variant": "top3"}),
            Question("Comment chaque indicateur est-il calculé ?", METHOD),
            _all_of("acheteur"),
        ),
    ),
    Door(
        "citoyen", "Citoyen", "Voir où va l’argent des marchés publics.",
        (
            Question("Qui reçoit plus de commandes qu’il n’en passe ?", MAP,
                     {"indicator": "net_balance", "variant": "balance"}),
            Question("De quelle région à quelle région va l’argent ?", FLOW, {"level": "region"}),
            Question("Quels marchés ont été écartés, et pourquoi ?", QUALITY),
            _all_of("citoyen"),
        ),
    ),
)  # fmt: skip
