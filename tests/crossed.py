"""The tiny country with what is laid beside its contracts: branches, accounts, firms, budgets, notices.

The Ain (01) is worth 100 M€, of which construction 20; its one builder FIRM_A1 wins nearly all there is.
"""

import json
from pathlib import Path

import pytest
from tiny import RECORDS, building
from world import A1, FIRM_A1, FIRM_B2, write_json, write_territories

from etl.pipeline import Run

BRANCHES = {"A": 5, "B-E": 15, "F": 20, "G-I": 20, "J": 5, "K": 5, "L": 5, "M_N": 10, "O-Q": 10, "R-U": 5}


def write_sources(here: Path) -> list[Path]:
    """One file a source, each in its official schema; and one whose schema has changed."""
    head, ain = "geo\\TIME_PERIOD\t2018 \t2019 ", "FRK21"
    accounts = [f"freq,nace_r2,unit,{head}", *(f"A,{n},CP_MEUR,{ain}\t: \t{v}" for n, v in BRANCHES.items())]
    jobs = [f"freq,unit,wstatus,nace_r2,{head}"]
    jobs += [f"A,THS,EMP,{n},{ain}\t{v}\t{v * 1.1 if n == 'F' else v * 0.9}" for n, v in BRANCHES.items()]
    firms = [f"freq,indic_sb,sizeclas,nace_r2,{head}", f"A,V11920,TOTAL,B-S_X_K642,{ain}\t500\t550"]
    budget = ["exer;ident;lbudg;nomen;siren;compte;fonction;obnetdeb;obnetcre;oobdeb;oobcre"]
    spent = ((6042, 100_000), (611, 300_000), (6411, 700_000))
    budget += [f"2019;{A1};A1;M14;{A1[:9]};{n};2;{euros};0;0;0" for n, euros in spent]
    notice = {
        "idweb": "19-1",
        "objet": "Travaux",
        "dateparution": "2019-01-05",
        "nature": "APPEL_OFFRE",
        "nomacheteur": "Mairie",
        "code_departement": "01",
        "datelimitereponse": "2019-02-10",
        "url_avis": "https://www.marches.example/1",
        "donnees": {"IDENTITE": {"CODE_IDENT_NATIONAL": A1}, "OBJET": {"CPV": {"PRINCIPAL": "45214200"}}},
    }
    texts = {
        "accounts.tsv": accounts, "jobs.tsv": jobs, "firms.tsv": firms, "budget.csv": budget,
        "notices.json": [json.dumps([notice, notice | {"idweb": None}])],
        "changed.csv": ["exer;ident;lbudg;nomen;compte;debit", "2019;1;X;M57;611;3"],
    }  # fmt: skip
    for name, lines in texts.items():
        (here / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [here / name for name in texts]


@pytest.fixture(scope="session")
def crossed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """The folder of that atlas, and what its build said."""
    here = tmp_path_factory.mktemp("crossed")
    territories = write_territories(here / "territories-crossed")
    register = here / "sirene.csv"
    register.write_text(
        "siret,codeCommuneEtablissement,activitePrincipaleEtablissement\n"
        f"{FIRM_A1},01009,43.21A\n{FIRM_B2},02002,62.01Z\n",
        encoding="utf-8",
    )
    files = [write_json(here / "a.json", RECORDS), register, *write_sources(here)]
    with building(territories, here) as build:
        found = build(*files)
    return here / "atlas", found
