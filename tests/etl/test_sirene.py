"""Registers of SIRENE: each layout, one pass, the same facts whatever the packing; nobody shown against his will."""

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from world import A1, contract, write_json

from etl.asked import Asked
from etl.declaration import Declaration, Party
from etl.sources import find_files, recognise, sirene
from etl.stage import Staging
from geo.atlas import open_atlas
from geo.errors import SourceError

TODAY = date(2026, 11, 24)
FIRM, SEAT, OTHER = "44306184100047", "44306184100005", "55208131700017"
BAKER = "80001234500018"

UNITS = """siren,statutDiffusionUniteLegale,dateCreationUniteLegale,sigleUniteLegale,prenom1UniteLegale,\
trancheEffectifsUniteLegale,categorieEntreprise,dateDebut,etatAdministratifUniteLegale,nomUniteLegale,\
denominationUniteLegale,categorieJuridiqueUniteLegale,activitePrincipaleUniteLegale,\
nomenclatureActivitePrincipaleUniteLegale,nicSiegeUniteLegale
443061841,O,2002-05-16,,,42,ETI,2020-01-01,A,,GRANDE FIRME,5710,62.02A,NAFRev2,00005
800012345,P,2014-02-03,,[ND],NN,,2021-06-30,C,[ND],,1000,10.71C,NAFRev2,00018
552081317,O,1955-01-01,,,53,GE,2000-01-01,A,,HORS SUJET,5599,35.11Z,NAFRev2,00017
"""
ESTABLISHMENTS = """siren,nic,siret,statutDiffusionEtablissement,etablissementSiege,numeroVoieEtablissement,\
indiceRepetitionEtablissement,typeVoieEtablissement,libelleVoieEtablissement,codePostalEtablissement,\
libelleCommuneEtablissement,codeCommuneEtablissement,activitePrincipaleEtablissement,\
nomenclatureActivitePrincipaleEtablissement
443061841,00005,44306184100005,O,true,8,,RUE,DE LONDRES,75009,PARIS,75109,62.02A,NAFRev2
443061841,00047,44306184100047,O,false,1,B,PLACE,DU MARCHE,01000,A1,01001,62.03Z,NAFRev2
443061841,00099,44306184100099,O,false,2,,PLACE,DU MARCHE,01000,A1,01001,62.03Z,NAFRev2
800012345,00018,80001234500018,P,true,[ND],,[ND],[ND],[ND],A2,01002,10.71C,NAFRev2
552081317,00017,55208131700017,O,true,22,,AV,DE WAGRAM,75008,PARIS,75108,35.11Z,NAFRev2
"""
GEOLOCATION = """siret;x;y;qualite_xy;epsg;plg_qp24;plg_code_commune;x_longitude;y_latitude
44306184100005;651000.5;6864000.5;11;2154;;75109;2.33;48.87
80001234500018;875000;6550000;11;2154;;01002;5.2;46.0
55208131700017;649000;6863000;11;2154;;75108;2.30;48.87
"""
STOCK = {"unit": UNITS, "establishment": ESTABLISHMENTS, "geolocation": GEOLOCATION}


def as_csv(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def as_zip(path: Path, text: str) -> Path:
    with zipfile.ZipFile(path.with_suffix(".zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{path.stem}_utf8.csv", text)
    return path.with_suffix(".zip")


def as_parquet(path: Path, text: str) -> Path:
    """Typed, as INSEE's Parquet is: booleans, dates and numbers are not text there."""
    plain = as_csv(path, text)
    options = pa_csv.ParseOptions(delimiter=";" if ";" in text else ",")
    texts = dict.fromkeys(("siren", "siret", "nic", "nicSiegeUniteLegale", "codeCommuneEtablissement"), "string")
    table = pa_csv.read_csv(plain, parse_options=options, convert_options=pa_csv.ConvertOptions(column_types=texts))
    plain.unlink()
    pq.write_table(table, path.with_suffix(".parquet"))
    return path.with_suffix(".parquet")


def stage(folder: Path, *suppliers: str) -> Path:
    """Contracts that name these suppliers, as staged."""
    folder.mkdir(parents=True, exist_ok=True)
    named = tuple(Party(s, "SIRET", f"Name of {s}") for s in suppliers)
    one = Declaration(position=1, contract_id="1", buyer_id=A1, notified_on="2020-01-01", amount=1, suppliers=named)
    with Staging(folder) as staging:
        staging.add("a.json", iter([one]), TODAY)
    return folder


def read_all(staged: Path, files: list[Path]) -> pd.DataFrame:
    found = [recognise(file) for file in files]
    pairs = [(file, one) for file, one in zip(files, found, strict=True) if isinstance(one, sirene.Register)]
    assert len(pairs) == len(files)
    sirene.write_registers(pairs, staged)
    tables = [pq.read_table(path).to_pandas() for path in sorted(staged.glob("register-*.parquet"))]
    return pd.concat([t for t in tables if len(t)], ignore_index=True)


@pytest.fixture
def facts(tmp_path: Path) -> pd.DataFrame:
    staged = stage(tmp_path / "staged", FIRM, BAKER)
    return read_all(staged, [as_csv(tmp_path / f"{name}.csv", text) for name, text in STOCK.items()])


# --- one pass over the stock ---


def test_what_is_in_use_is_kept_with_its_head_office_and_nothing_else(facts: pd.DataFrame) -> None:
    assert sorted(facts["siret"].dropna()) == sorted([FIRM, SEAT, SEAT, BAKER, BAKER])
    assert sorted(facts.loc[facts["siret"].isna(), "siren"]) == ["443061841", "800012345"]


def test_the_facts_of_an_organisation(facts: pd.DataFrame) -> None:
    unit = facts[facts["siret"].isna()].set_index("siren")
    names = ["name", "legal_category", "unit_naf", "size_category", "headcount_band", "head_office_id"]
    assert unit.loc["443061841", names].tolist() == ["GRANDE FIRME", "5710", "62.02A", "ETI", "42", SEAT]
    assert unit.loc["443061841", "opened_on"] == date(2002, 5, 16)
    assert pd.isna(unit.loc["443061841", "closed_on"])
    assert unit.loc["800012345", "closed_on"] == date(2021, 6, 30)
    assert pd.isna(unit.loc["800012345", "headcount_band"])


def test_the_facts_of_an_establishment(facts: pd.DataFrame) -> None:
    place = facts[facts["commune"].notna() & facts["x"].isna()].set_index("siret")
    assert place.loc[FIRM, ["commune", "address", "postal_code", "naf"]].tolist() == [
        "01001", "1 B PLACE DU MARCHE", "01000", "62.03Z",
    ]  # fmt: skip
    assert place["is_head_office"].to_dict() == {SEAT: True, FIRM: False, BAKER: True}


def test_of_partial_diffusion_the_commune_alone_is_read(facts: pd.DataFrame) -> None:
    baker = facts[(facts["siret"] == BAKER) & facts["x"].isna()].iloc[0]
    assert (baker["commune"], baker["is_diffusible"]) == ("01002", False)
    assert baker[["address", "postal_code"]].isna().all()


@pytest.mark.parametrize("pack", [as_zip, as_parquet])
def test_the_packing_changes_nothing(pack: Callable[[Path, str], Path], facts: pd.DataFrame, tmp_path: Path) -> None:
    staged = stage(tmp_path / "again", FIRM, BAKER)
    packed = read_all(staged, [pack(tmp_path / f"packed-{name}.csv", text) for name, text in STOCK.items()])
    pd.testing.assert_frame_equal(packed, facts)


def test_the_order_of_the_command_changes_nothing(facts: pd.DataFrame, tmp_path: Path) -> None:
    staged = stage(tmp_path / "again", FIRM, BAKER)
    files = [as_csv(tmp_path / f"{name}.csv", STOCK[name]) for name in reversed(STOCK)]
    pd.testing.assert_frame_equal(read_all(staged, files), facts)


# --- other layouts, other forms ---


@pytest.mark.parametrize(
    ("text", "siret", "commune"),
    [
        ("siret,code_commune\n7050065000155,1004\n", "07050065000155", "01004"),
        ("siret;codeCommuneEtablissement\n44306184100047;97411\n", FIRM, "97411"),
        ('"siret","codeCommuneEtablissement"\r\n"44306184100047","2A004"\r\n', FIRM, "2A004"),
        ("\ufeffsiret,codeCommuneEtablissement\n44306184100047,01001\n", FIRM, "01001"),
        ("SIRET,X,Y,QUALITE_XY,EPSG,PLG_CODE_COMMUNE\n44306184100047,1,2,33,2154,01001\n", FIRM, "01001"),
        ("SIREN,NIC,DEPET,COMET,geo_type\n443061841,47,97,411,street\n", FIRM, "97411"),
    ],
)
def test_an_extract_is_read_whatever_its_form(tmp_path: Path, text: str, siret: str, commune: str) -> None:
    found = read_all(stage(tmp_path / "staged", siret), [as_csv(tmp_path / "x.csv", text)])
    assert found[["siret", "commune"]].to_numpy().tolist() == [[siret, commune]]


def test_a_point_at_random_in_its_commune_is_no_point(tmp_path: Path) -> None:
    text = GEOLOCATION.replace(";11;2154;;75109", ";33;2154;;75109")
    found = read_all(stage(tmp_path / "staged", SEAT, OTHER), [as_csv(tmp_path / "x.csv", text)])
    assert found.set_index("siret")["is_point_precise"].to_dict() == {SEAT: False, OTHER: True}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("short.csv", b"siret,codeCommuneEtablissement\n443,01001,2,3\n1\n"),
        ("cut.zip", b"PK\x03\x04" + b"0" * 40),
        ("cut.parquet", b"PAR1" + b"0" * 40),
    ],
)
def test_a_damaged_register_is_named_and_stops_the_run(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=rf"{name}.*download it again"):
        read_all(stage(tmp_path / "staged", FIRM), [path])


def test_contracts_enriched_with_sirene_are_no_register(tmp_path: Path) -> None:
    head = b"id,montant,siretEtablissement,categorieEntreprise\n"
    assert sirene.recognise(head, tmp_path / "decp.csv") is None
    assert sirene.recognise(head.replace(b"montant,", b""), tmp_path / "sizes.csv") is not None


def test_a_zip_of_something_else_is_no_register(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("readme.txt", "siret,codeCommuneEtablissement\n")
    with pytest.raises(SourceError, match="format not recognised"):
        recognise(tmp_path / "x.zip")


@pytest.mark.real
def test_the_real_extracts_are_recognised_and_no_other_file_is_taken_for_one(shared: Path) -> None:
    named = {}
    for path in find_files([shared / "data"]):
        register = sirene.recognise(path.read_bytes()[:4096], path)
        if register:
            named[str(path.relative_to(shared / "data"))] = register.trust
    lists = dict.fromkeys(
        (f"buyers/identifiants_{x}_2022.csv" for x in ("communes", "departements", "epci", "regions")), 7
    )
    assert named == lists | {
        "sirene/geo-sirene_35_small.csv": 5,
        "sirene/sirene_categorie_entreprise.csv": 4,
        "sirene/sirene_etablissements_decp_augmente.csv": 2,
        "sirene/sirene_personnes_morales_2017.csv": 6,
    }


# --- partial diffusion, in a whole atlas ---


def test_a_person_in_partial_diffusion_is_nowhere_in_the_atlas(build: Any, tmp_path: Path) -> None:
    """The baker won a contract, worked under another, and stands in a rejected row; a company 'P' keeps its name."""
    secret, company = "JEANNE DUFOUR BOULANGERE", "44306184100047"
    units = UNITS.replace("443061841,O", "443061841,P")
    places = ESTABLISHMENTS.replace("44306184100047,O", "44306184100047,P")
    points = f"{BAKER};;;11;;;01002;1.25;45.25\n{company};;;11;;;01001;0.25;45.25\n"
    geolocation = GEOLOCATION.splitlines()[0] + "\n" + points
    baker = {"typeIdentifiant": "SIRET", "id": BAKER, "denominationSociale": secret}
    firm = {"typeIdentifiant": "SIRET", "id": company, "denominationSociale": "GRANDE FIRME"}
    amended = [{"dateNotificationModification": "2020-01-02", "titulaires": [firm]}]
    records = [contract("1", titulaires=[baker]), contract("2", titulaires=[firm])]
    records += [contract("3", titulaires=[baker], modifications=amended), contract("", titulaires=[baker], objet="x")]
    files = [as_csv(tmp_path / "unit.csv", units), as_csv(tmp_path / "place.csv", places)]
    build(write_json(tmp_path / "a.json", records), *files, as_csv(tmp_path / "geo.csv", geolocation))
    version = tmp_path / "atlas" / open_atlas(tmp_path / "atlas").version
    for table in version.glob("*.parquet"):
        if table.stem not in ("territory", "outline"):
            assert "DUFOUR" not in pd.read_parquet(table).to_csv(), table.stem
    of = pd.read_parquet(version / "establishment.parquet").set_index("id")
    assert of.loc[[BAKER, company], "precision"].tolist() == ["commune", "commune"]
    assert of.loc[[BAKER, company], "commune"].tolist() == ["01002", "01001"]
    assert pd.isna(of.loc[BAKER, "name"])
    assert of.loc[company, "name"] == "GRANDE FIRME"
    who = pd.read_parquet(version / "organisation.parquet").set_index("siren")
    assert pd.isna(who.loc["800012345", "name"])
    assert who.loc["443061841", ["name", "is_diffusible"]].tolist() == ["GRANDE FIRME", False]


def test_without_a_legal_category_nobody_says_that_it_is_a_company(build: Any, tmp_path: Path) -> None:
    baker = {"typeIdentifiant": "SIRET", "id": BAKER, "denominationSociale": "DUFOUR"}
    build(
        write_json(tmp_path / "a.json", [contract("1", titulaires=[baker])]),
        as_csv(tmp_path / "place.csv", ESTABLISHMENTS),
    )
    version = tmp_path / "atlas" / open_atlas(tmp_path / "atlas").version
    assert "DUFOUR" not in pd.read_parquet(version / "award.parquet").to_csv()
    assert "DUFOUR" not in pd.read_parquet(version / "organisation.parquet").to_csv()


def shown(build: Any, folder: Path, *files: Path, **how: Any) -> dict[str, Any]:
    """The names by which an atlas of four suppliers knows them: in the stock of UNITS are the first two alone."""
    named = {TRADER: "PAUL BELLON", FIRM: "GRANDE FIRME", "80009999900010": "ROSE LANIER", ABSENT: "MOREL ET FILS SARL"}
    records = [
        contract(str(n), titulaires=[{"typeIdentifiant": "SIRET", "id": siret, "denominationSociale": name}])
        for n, (siret, name) in enumerate(named.items())
    ]
    build(write_json(folder / "a.json", records), *files, **how)
    version = folder / "atlas" / open_atlas(folder / "atlas").version
    won = pd.read_parquet(version / "award.parquet")
    who = pd.read_parquet(version / "organisation.parquet").set_index("siren")["name"]
    assert [name for name in won["supplier_name"].dropna() if name not in set(who)] == []
    return {name: who[siret[:9]] for siret, name in named.items() if pd.notna(who[siret[:9]])}


TRADER, ABSENT = "80001111100014", "80009988700012"
STOCK_OF_A_TRADER = UNITS + "800011111,O,2014-02-03,,PAUL,NN,,2021-06-30,A,BELLON,,1000,10.71C,NAFRev2,00014\n"


def test_sole_traders_and_who_is_not_in_the_stock_are_not_named(build: Any, tmp_path: Path) -> None:
    """A company that the stock does not know keeps the name that says so."""
    names = shown(build, tmp_path, as_csv(tmp_path / "unit.csv", STOCK_OF_A_TRADER))
    assert list(names) == ["GRANDE FIRME", "MOREL ET FILS SARL"]


def test_they_are_named_where_it_is_asked(build: Any, tmp_path: Path) -> None:
    asked = Asked(is_naming_persons=True)
    names = shown(build, tmp_path, as_csv(tmp_path / "unit.csv", STOCK_OF_A_TRADER), asked=asked)
    assert list(names) == ["PAUL BELLON", "GRANDE FIRME", "ROSE LANIER", "MOREL ET FILS SARL"]


@pytest.mark.parametrize(
    "register", ["", "siren,statutDiffusionUniteLegale,categorieJuridiqueUniteLegale,nicSiegeUniteLegale\n"]
)
def test_without_the_stock_nobody_is_unknown(build: Any, tmp_path: Path, register: str) -> None:
    """A file of withdrawals has the columns of the stock, and names nobody."""
    files = [as_csv(tmp_path / "withdrawn.csv", f"{register}800011111,P,1000,00014\n")] if register else []
    names = shown(build, tmp_path, *files)
    assert list(names)[-3:] == ["GRANDE FIRME", "ROSE LANIER", "MOREL ET FILS SARL"]
    assert ("PAUL BELLON" in names) == (not register)


def test_an_old_extract_does_not_name_a_sole_trader_either(build: Any, tmp_path: Path) -> None:
    """That of 2018 has persons by name, their address and their point."""
    head = (
        "SIREN,NIC,NOMEN_LONG,DEPET,COMET,L4_NORMALISEE,CODPOS,longitude,latitude,geo_type,APET700,APEN700,NJ,CATEGORIE"
    )
    row = "800011111,00014,BELLON PAUL,01,002,7 RUE DES LILAS,01000,1.25,45.25,housenumber,1071C,1071C,1000,PME"
    extract = as_csv(tmp_path / "2018.csv", f"{head},TEFEN,NICSIEGE,SIEGE,DCREN,DIFFCOM\n{row},NN,00014,1,20140203,O\n")
    assert "PAUL BELLON" not in shown(build, tmp_path, extract)
    version = tmp_path / "atlas" / open_atlas(tmp_path / "atlas").version
    assert "BELLON" not in pd.read_parquet(version / "organisation.parquet").to_csv()
    place = pd.read_parquet(version / "establishment.parquet").set_index("id").loc[TRADER]
    assert (place["precision"], place["commune"]) == ("commune", "01002")


def test_a_name_may_say_that_it_is_a_person_s(build: Any, tmp_path: Path) -> None:
    """Without a register too, and where the file gives no identifier; a buyer may well be 'Monsieur le Maire'."""
    persons = ["MONSIEUR PAUL BELLON", "Madame Lanier", "Mme. Lanier", "M. Bellon"]
    companies = ["M STORIES", "Mr Bricolage", "MONSIEUR BELLON SARL", "MADELEINE"]
    records = []
    for number, name in enumerate([*persons, *companies]):
        known = {"typeIdentifiant": "SIRET", "id": f"{800020000 + number}00018", "denominationSociale": name}
        unknown = {"typeIdentifiant": "HORS-UE", "id": f"X{number}", "denominationSociale": name}
        buyer = {"id": A1, "nom": "Monsieur le Maire"}
        records.append(contract(str(number), acheteur=buyer, titulaires=[known, unknown]))
    build(write_json(tmp_path / "a.json", records))
    version = tmp_path / "atlas" / open_atlas(tmp_path / "atlas").version
    named = pd.read_parquet(version / "award.parquet")["supplier_name"].dropna()
    assert sorted(named) == sorted([*companies, *companies])
    who = pd.read_parquet(version / "organisation.parquet")["name"].dropna()
    assert sorted(who) == sorted([*companies, "Monsieur le Maire"])
