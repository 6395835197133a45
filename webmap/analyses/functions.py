"""What the first digit of a function means in each chart of accounts."""

from webmap.languages import gettext as _

_NAMES_FR = {
    "M14": (
        "Services généraux", "Sécurité", "Enseignement", "Culture", "Sport et jeunesse", "Social et santé", "Famille",
        "Logement", "Aménagement et environnement", "Action économique",
    ),
    "M52": (
        "Services généraux", "Sécurité", "Enseignement", "Culture, vie sociale, sports", "Prévention médico-sociale",
        "Action sociale", "Réseaux et infrastructures", "Aménagement et environnement", "Transports",
        "Développement économique",
    ),
    "M57": (
        "Services généraux", "Sécurité", "Enseignement, formation", "Culture, sports, jeunesse",
        "Santé, action sociale", "Aménagement, habitat", "Action économique", "Environnement",
        "Transports", "Fonction en réserve",
    ),
}  # fmt: skip
"""Titles of the functions in the charts of accounts of communes (M14), départements (M52) and all (M57)."""


def function_name(chart: str, code: str) -> str:
    """The name of a function; its digit where the chart is none of these.

    >>> function_name("M52", "5"), function_name("M4", "3"), function_name("M57", "all")
    ('5 – Action sociale', 'Fonction 3', 'Toutes fonctions')
    """
    if code == "all":
        return _("Toutes fonctions")
    names = _NAMES_FR.get(chart)
    return f"{code} – {_(names[int(code)])}" if names and code.isdigit() else _("Fonction %(code)s", code=code)
