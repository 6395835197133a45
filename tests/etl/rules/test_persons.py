"""Names of persons in titles: sixty titles written as buyers write them, judged by hand, and the real ones."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from world import contract, write_json

from etl.rules.persons import NAME_LEFT_OUT, without_names

NAMING = {
    "Gardiennage, gestionnaire M.PETIT": "PETIT",
    "Gardiennage, gestionnaire M. PETIT": "PETIT",
    "Mission d'expertise confiée à M. Le Goff": "Goff",
    "Mission d'expertise confiée à Monsieur Jean Petit": "Petit",
    "MISSION CONFIEE A MONSIEUR JEAN PETIT": "PETIT",
    "Prestation de Mme Lanier, formatrice": "Lanier",
    "Prestation de MME LANIER": "LANIER",
    "Prestation de Mme. Lanier": "Lanier",
    "prestation de madame Lanier": "Lanier",
    "Formation animée par Mlle Anne-Marie Lanier": "Lanier",
    "Accueil de Mademoiselle Lanier, artiste en résidence": "Lanier",
    "Logement de M. et Mme Petit, 3e étage": "Petit",
    "Relogement de MM. Petit et Lanier": "Lanier",
    "Honoraires de Maître Lanier, avocate": "Lanier",
    "Honoraires Me Petit": "Petit",
    "Mr Petit : conférences de l'année": "Petit",
    "MR PETIT CONFERENCES": "PETIT",
    "Acquisition du terrain de M. Jean de La Tour": "Tour",
    "Acquisition du terrain de Monsieur d'Orval": "Orval",
    "Vente à Madame O'Brien": "Brien",
    "Contentieux Commune c/ M. Petit": "Petit",
    "Contentieux Commune contre Mme Van Loo": "Loo",
    "Transport scolaire de l'élève (M. Ben Salah)": "Salah",
    "Travaux chez M. J. Petit": "Petit",
    "Succession de Madame Marie-Thérèse Lanier-Petit": "Lanier",
    "Restauration du portrait, don de Mme Éluère": "Éluère",
    "Lot 2 - Direction d'orchestre : Monsieur Petit": "Petit",
    "AMO suivi par Mme LANIER POUR LA COMMUNE": "LANIER",
    "Diagnostic M. Petit / Mme Lanier": "Lanier",
    "Portage de repas à domicile (réf. Mme Petit)": "Petit",
}
"""Title: what must not be left of it."""
SILENT = (
    "M.O. AMENAGEMENT DU CHEMIN DU PUITS", "A.M.O. pour le remplacement d'un E.R.P.", "M.2019-90051 Réalisation vidéo",
    "Route communautaire de la M.F.M.E", "Armaillé, Bouillé-M. Bourg-l'E. Carbay", "REHABILITATION RUE DU DR MORIN",
    "Avenue du Docteur Calmette", "rues Stendhal et Madame de Sévigné", "Avenue de Mme Lanier",
    "Extension de l'école Madame Lanier", "Collège Mme de Sévigné", "Lycée Madame Curie", "Maison de Madame Curie",
    "Restructuration de la crèche Monsieur Petit", "Mission de maîtrise d'œuvre", "MAITRE D'OEUVRE", "Maître d'ouvrage",
    "MAITRE NAGEUR SAUVETEUR", "Formation des maîtres chiens", "IMPRESSION M SOUS PLI", "12 m. Peinture",
    "500 m. de voirie", "Programme Petit Patrimoine", "Somme Lanier", "Madame, Monsieur", "Monsieur le Maire",
    "Madame la Présidente", "Invitation de Monsieur le Préfet", "Résidence MMA", "Lot M. : peinture",
)  # fmt: skip


@pytest.mark.parametrize(("title", "name"), NAMING.items())
def test_a_name_is_taken_out(title: str, name: str) -> None:
    assert name not in (without_names(title) or "")
    assert NAME_LEFT_OUT in (without_names(title) or "")


@pytest.mark.parametrize("title", SILENT)
def test_a_street_a_school_an_abbreviation_stay(title: str) -> None:
    assert without_names(title) == title


def test_what_stands_around_a_name_stays() -> None:
    assert without_names("AMO par Mme LANIER POUR LA COMMUNE") == f"AMO par {NAME_LEFT_OUT} POUR LA COMMUNE"


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.sampled_from(["M. Petit", "Mme Lanier", "x"]))
def test_again_changes_nothing(text: str, said: str) -> None:
    once = without_names(f"{text} {said} {text}")
    assert without_names(once) == once


def test_titles_amendments_and_rejected_rows_name_nobody(build: Any, tmp_path: Path) -> None:
    change = {"dateNotificationModification": "2020-01-02", "montant": 1, "objetModification": "départ de Mme ZAMOR"}
    records = [
        contract("1", objet="Toiture chez M. Zamor", modifications=[change]),
        contract("", objet="Toiture chez M. Zamor"),
    ]
    run = build(write_json(tmp_path / "a.json", records))
    tables = [duckdb.read_parquet(str(path)) for path in (tmp_path / "atlas" / run.version).glob("*.parquet")]
    kept = "".join(str(table.fetchall()) for table in tables if "geometry" not in table.columns)
    assert kept.count(NAME_LEFT_OUT) >= 3
    assert "zamor" not in kept.casefold()
