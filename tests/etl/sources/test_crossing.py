"""What is laid beside contracts: each official schema in a few lines made by hand, then the real files."""

import gzip
import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from etl.declaration import Rejection
from etl.sources import CROSSINGS, recognise
from etl.sources.crossing import Crossing, Line
from geo.errors import SourceError

TAB = "\t"


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def written(text: str) -> Path:
        path = tmp_path / "data"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def read(path: Path) -> tuple[Crossing, list[Line | Rejection]]:
    found = recognise(path)
    assert isinstance(found, Crossing)
    return found, list(found.read(path))


def facts(path: Path) -> list[dict[str, Any]]:
    return [fact for line in read(path)[1] if isinstance(line, Line) for fact in line.facts]


def told(path: Path) -> Counter[str]:
    """How many lines have each fate: loaded, or the reason why not."""
    return Counter(x.reason if isinstance(x, Rejection) else x.unused or "loaded" for x in read(path)[1])


def tsv(*rows: str) -> str:
    return "".join(row.replace(" | ", TAB) + "\n" for row in rows)


@pytest.mark.parametrize("money", ["unit", "currency"])
def test_value_added_in_millions_whatever_its_dimension_is_called(write: Callable[[str], Path], money: str) -> None:
    path = write(
        tsv(
            f"freq,nace_r2,{money},geo\\TIME_PERIOD | 2019 | 2020 ",
            "A,F,CP_MEUR,FRI12 | 2100.5 p | : c",
            "A,C,CP_MEUR,FRI12 | 9 | 9",
            "A,F,CP_MEUR,DE111 | 9 | 9",
            "A,F,CP_MEUR,FRI1 | 9 | 9",
            "A,F,CP_MEUR,FR | x | 9",
        )
    )
    assert facts(path) == [
        {"level": "departement", "code": "33", "year": 2019, "sector": "FZ", "value_added_eur": 2_100_500_000.0}
    ]
    assert told(path) == {
        "loaded": 1,
        "another measure, unit or cut of the branches": 1,
        "another country": 1,
        "neither France nor a département of today": 1,
        "not a number": 1,
    }


def test_employment_counts_everybody_at_work_in_thousands(write: Callable[[str], Path]) -> None:
    path = write(
        tsv(
            "freq,unit,wstatus,nace_r2,geo\\TIME_PERIOD | 2018 ",
            "A,THS,EMP,TOTAL,FR101 | 1934.2",
            "A,THS,SAL,TOTAL,FR101 | 1800",
        )
    )
    assert [(f["code"], f["sector"], f["employment"]) for f in facts(path)] == [("75", "all", 1_934_200.0)]


def test_flores_keeps_employees_of_all_sizes_and_adds_nothing_hidden(write: Callable[[str], Path]) -> None:
    head = (
        "GEO;GEO_OBJECT;ACTIVITY;NUMBER_EMPL;LEGAL_FORM_WITH_PUBLIC;FLORES_MEASURE;OBS_STATUS;TIME_PERIOD;OBS_VALUE\n"
    )
    path = write(
        head
        + "DEP-33;DEP;C1;_T;1T9X7;EMPL3112;A;2022;100\n"
        + "DEP-33;DEP;C1;E0;1T9X7;EMPL3112;A;2022;40\n"
        + "DEP-33;DEP;C2;_T;1T9X7;EMPL3112;K;2022;\n"
        + "DEP-33;DEP;FZ;_T;1T9X7;UNIT_LOC;A;2022;9\n"
        + "DEP-33;DEP;FZ;_T;1T9X7;EMPL3112;A;2022;many\n"
    )
    assert [(f["level"], f["code"], f["sector"], f["employment"]) for f in facts(path)] == [
        ("departement", "33", "BE", 100.0)
    ]
    assert told(path)["not published by INSEE"] == told(path)["not a number"] == 1


def test_urssaf_is_summed_by_departement_and_branch(write: Callable[[str], Path]) -> None:
    path = write(
        "code_commune;code_departement;code_ape;effectifs_salaries_2006;effectifs_salaries_2007\n"
        "33063;33;4321A;10;12\n33063;33;4322B;5;\n33063;33;;5;5\n"
    )
    found = {(f["code"], f["sector"], f["year"]): f["employment"] for f in facts(path)}
    assert (found["33", "FZ", 2006], found["33", "all", 2007], found["FR", "FZ", 2006]) == (15.0, 12.0, 15.0)
    assert told(path)["no activity or no département"] == 1


def bodacc(path: Path, *rows: tuple[str, str, str, str]) -> Path:
    head = "id;dateparution;typeavis;familleavis;numerodepartement;registre;jugement\n"
    lines = [
        f'{at};2024-03-0{at};annonce;collective;{place};"{siren}";"{said}"\n'
        for at, (place, siren, said, _) in enumerate(rows, start=1)
    ]
    path.write_text(head + "".join(lines), encoding="utf-8")
    return path


def test_a_failure_is_an_opening_and_names_nobody(tmp_path: Path) -> None:
    opening = json.dumps(
        {"famille": "Jugement d'ouverture", "nature": "Jugement d'ouverture de liquidation judiciaire"}
    )
    closing = json.dumps({"famille": "Jugement de clôture", "nature": "Clôture de la liquidation judiciaire"})
    safeguard = json.dumps({"famille": "Jugement d'ouverture", "nature": "ouverture d'une procédure de sauvegarde"})
    quoted = [one.replace('"', '""') for one in (opening, closing, safeguard, "{")]
    path = bodacc(tmp_path / "x", *(("33", "880878145,880 878 145", said, "") for said in quoted))
    assert facts(path) == [
        {
            "level": "departement", "code": "33", "year": 2024, "sector": "all", "failures": 1.0, "unit": "880878145",
        }
    ]  # fmt: skip
    assert told(path)["judgment is not JSON"] == 1


def test_ofgl_by_its_labels_or_by_its_technical_names(write: Callable[[str], Path]) -> None:
    labels = write("Exercice;Code Siren Collectivité;Agrégat;Montant\n2022;213101355;Frais de personnel;12.5\n")
    first = facts(labels)
    names = write(
        "exer;siren;agregat;montant\n2022;213101355;Frais de personnel;12.5\n2022;213101355;Epargne nette;1\n"
    )
    assert first == facts(names)
    assert (first[0]["item"], first[0]["amount_eur"]) == ("staff", 12.5)
    assert told(names)["another aggregate"] == 1


BALANCE = "exer;ident;lbudg;nomen;siren;compte;obnetdeb;obnetcre;oobdeb;oobcre\n"


def test_a_balance_nets_what_was_given_back_and_leaves_entries_of_order_out(write: Callable[[str], Path]) -> None:
    path = write(
        BALANCE
        + "2024;21380185500015;GRENOBLE;M57;213801855;6111;1000,50;200;0;0\n"
        + "2024;21380185500015;GRENOBLE;M57;213801855;2111;900;0;300;0\n"
        + "2024;21380185500015;GRENOBLE;M57;213801855;7011;900;0;0;0\n"
        + "2024;21380185500015;GRENOBLE;M57;213801855;6411;oops;0;0;0\n"
    )
    assert [(f["item"], f["amount_eur"]) for f in facts(path)] == [("services", 800.5), ("equipment", 600.0)]
    assert told(path)["no year, no SIREN or no amount"] == 1


def test_boamp_of_the_api_three_generations(write: Callable[[str], Path]) -> None:
    common = {"objet": "Réfection  du toit", "dateparution": "2026-02-01", "nature": "APPEL_OFFRE",
              "nomacheteur": "Ville",
              "datelimitereponse": "2026-03-02T12:00:00+01:00", "code_departement": ["33"]}  # fmt: skip
    eforms = {"EFORMS": {"ContractNotice": {
        "cac:PartyLegalEntity": {"cbc:CompanyID": "21330063500017"},
        "cac:ProcurementProject": {"cbc:ItemClassificationCode": {"@listName": "cpv", "#text": "45261900"}},
    }}}  # fmt: skip
    older = {"IDENTITE": {"CODE_IDENT_NATIONAL": "21330063500017"}, "OBJET": {"CPV": {"PRINCIPAL": "45261900"}}}
    records = [
        common | {"idweb": "26-1", "donnees": json.dumps(eforms)},
        common | {"idweb": "26-2", "donnees": older},
        common | {"idweb": "26-3", "donnees": "{"},
    ]
    path = write(json.dumps({"total_count": 3, "results": records}))
    assert {f["notice_id"]: (f["buyer_siren"], f["cpv_code"], f["kind"]) for f in facts(path)} == {
        "26-1": ("213300635", "45261900", "call"),
        "26-2": ("213300635", "45261900", "call"),
    }
    assert facts(path)[0]["deadline_on"] == date(2026, 3, 2)
    assert facts(path)[0]["title"] == "Réfection du toit"
    assert told(path)["the notice is not JSON"] == 1


def test_ted_awards_of_france(write: Callable[[str], Path]) -> None:
    path = write(
        "ID_NOTICE_CAN,TED_NOTICE_URL,DT_DISPATCH,CAE_NAME,CAE_NATIONALID,CAE_POSTAL_CODE,ISO_COUNTRY_CODE,CPV\n"
        "2021123,ted.europa.eu/x,2021-03-01,Ville,21330063500017,33000,FR,45261900\n"
        "2021124,ted.europa.eu/y,2021-03-01,Stadt,,10115,DE,45261900\n"
    )
    assert [(f["notice_id"], f["buyer_siren"], f["departement"]) for f in facts(path)] == [
        ("2021123", "213300635", "33")
    ]
    assert told(path)["another country"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "exer;ident;lbudg;nomen;siren;compte;debit\n2024;1;X;M57;2;611;3\n",
        "GEO;GEO_OBJECT;ACTIVITY;FLORES_MEASURE;YEAR\nDEP-33;DEP;C1;EMPL3112;2022\n",
        json.dumps([{"idweb": "26-1", "objet": "x"}]),
    ],
)
def test_a_changed_schema_stops_the_source_by_name(write: Callable[[str], Path], text: str) -> None:
    with pytest.raises(SourceError, match=r"data: .*any more"):
        read(write(text))


REAL = {
    "crossing/eurostat/bd_size_r3_FR.tsv.gz": (30_108, 585),
    "crossing/eurostat/nama_10r_3gdp_FR_2000-2022.tsv": (1_010, 102),
    "crossing/budgets-ofgl/ofgl-base-epci.test.csv": (24, 24),
    "crossing/budgets/gironde_m52_comptes_administratifs.csv": (6_795, 4_896),
    "crossing/budgets/dgfip_balance_communes_2024_echantillon.csv": (10, 4),
    "boamp/boamp_2021T1_avis.csv.gz": (34_739, 34_739),
    "boamp/xml_2017/test-attribution-8.xml": (1, 1),
    "boamp/xml_2017/test-pub-9.xml": (1, 1),
    "crossing/ted/xml/F02_2014_133513-2021.xml": (1, 1),
}
"""Rows, and rows that give facts, of each real file."""


@pytest.mark.parametrize("name", REAL)
def test_real_files_are_read_whole_and_none_is_rejected(shared: Path, tmp_path: Path, name: str) -> None:
    path = shared / "data" / name
    if path.suffix == ".gz":
        (tmp_path / "data").write_bytes(gzip.decompress(path.read_bytes()))
        path = tmp_path / "data"
    lines = read(path)[1]
    assert not [one for one in lines if isinstance(one, Rejection)]
    assert (len(lines), sum(bool(one.facts) for one in lines if isinstance(one, Line))) == REAL[name]


def test_a_real_award_names_its_buyer_and_its_family(shared: Path) -> None:
    (fact,) = facts(shared / "data/boamp/xml_2017/test-attribution-12.xml")
    assert (fact["notice_id"], fact["buyer_siren"], fact["cpv_code"]) == ("17-2599", "268300662", "15890000")


def test_every_source_names_a_licence_and_a_table() -> None:
    assert {one.table for one in CROSSINGS} == {"account", "demography", "budget", "notice"}
    assert all(one.licence and one.label for one in CROSSINGS)
