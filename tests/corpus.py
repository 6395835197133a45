"""Broken files made by the project: what each holds, and what must become of each of its rows.

A case says how many rows are kept, which are set aside and why, or that the run must stop and how it says so. What a
platform really wrote is said where it is known (AWS, Croix, the Ministry); nothing here is a copy of a real file.
"""

# ruff: noqa: E501 - one case a line reads best.
import gzip
import io
import json
import zipfile
from codecs import BOM_UTF8
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from world import A1, FIRM_A1, FIRM_B2, contract

FLAT = "uid,id,acheteur_id,titulaire_id,titulaire_nom,montant,dateNotification,offresRecues,modification_id\n"
MINISTRY = (
    "titulaire_id_1,titulaire_typeIdentifiant_1,titulaire_id_2,titulaire_typeIdentifiant_2,id,acheteur.id,objet,"
    "montant,dateNotification,offresRecues,idModification,montantModification,dateNotificationModificationModification\n"
)
NO_ID, NO_BUYER, NOT_SIRET = "no identifier", "no buyer", "buyer identifier is not a SIRET"
EMPTY, NOT_RECORD, WIDTH = "empty record", "not a record", "wrong number of columns"
TOO_LONG = "a text too long"
CUT_JSON, CUT_XML = "not a whole JSON file", "not a whole XML file"


class Case(NamedTuple):
    """A file: its bytes, its rows kept and set aside; or the error that stops the run; and a value of its first row."""

    name: str
    content: bytes
    kept: int = 0
    rejected: tuple[str, ...] = ()
    error: str | None = None
    first: dict[str, Any] = {}


def record(number: str = "1", **fields: Any) -> dict[str, Any]:
    """A contract of the 2022 schema."""
    return {
        "id": number, "acheteur": {"id": A1}, "nature": "Marché", "objet": "Voirie", "codeCPV": "45000000-7",
        "techniques": {"technique": ["Accord-cadre"]}, "lieuExecution": {"code": "01004", "typeCode": "Code commune"},
        "dureeMois": 12, "dateNotification": "2024-03-01", "datePublicationDonnees": "2024-03-20", "montant": 100.0,
        "titulaires": [{"titulaire": {"id": FIRM_A1, "typeIdentifiant": "SIRET"}}],
    } | fields  # fmt: skip


def packet(*records: Any, concessions: Any = ()) -> bytes:
    return json.dumps(
        {"marches": {"marche": list(records), "contrat-concession": list(concessions)}}, ensure_ascii=False
    ).encode()


def old(*records: Any) -> bytes:
    return json.dumps({"marches": list(records)}, ensure_ascii=False).encode()


def xml(*records: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return f"{head}<marches>{''.join(records)}</marches>".encode()


def marche(inner: str = "", number: str = "1", title: str = "Voirie") -> str:
    return (
        f"<marche><id>{number}</id><acheteur><id>{A1}</id></acheteur><objet>{title}</objet><montant>100.0</montant>"
        f"<dateNotification>2024-03-01</dateNotification>"
        f"<titulaires><titulaire><id>{FIRM_A1}</id></titulaire></titulaires>{inner}</marche>"
    )


def flat(*rows: str, head: str = FLAT) -> bytes:
    return (head + "".join(f"{row}\n" for row in rows)).encode()


def row(uid: str = "u1", number: str = "1", firm: str = FIRM_A1, **said: str) -> str:
    cells = {"amount": "100", "date": "2024-03-01", "offers": "3", "change": ""} | said
    return f"{uid},{number},{A1},{firm},F,{cells['amount']},{cells['date']},{cells['offers']},{cells['change']}"


def ministry(*rows: str) -> bytes:
    return flat(*rows, head=MINISTRY)


def marked(second: str = "CDL", title: str = "Voirie", amount: str = "100.0", change: str = "CDL,CDL,CDL") -> str:
    return f"{FIRM_A1},SIRET,{second},CDL,1,{A1},{title},{amount},2024-03-01,0,{change}"


def zipped(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def linked(target: str) -> bytes:
    """A zip whose one member is a symbolic link."""
    member = zipfile.ZipInfo("a.json")
    member.external_attr = 0o120777 << 16
    archived = io.BytesIO()
    with zipfile.ZipFile(archived, "w") as archive:
        archive.writestr(member, target)
    return archived.getvalue()


def parquet(**columns: list[Any]) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.table(columns), target)
    return target.getvalue()


def flat_parquet(**changed: list[Any]) -> bytes:
    return parquet(
        **{
            "uid": ["u1", "u1"],
            "id": ["1", "1"],
            "acheteur_id": [A1, A1],
            "titulaire_id": [FIRM_A1, FIRM_B2],
            "montant": [100.0, 100.0],
            "dateNotification": ["2024-03-01", "2024-03-01"],
        }
        | changed
    )


def without(key: str, **fields: Any) -> dict[str, Any]:
    return {name: value for name, value in record(**fields).items() if name != key}


def nested(depth: int) -> bytes:
    return b'{"marches":{"marche":[{"id":"1","x":' + b"[" * depth + b"]" * depth + b"}]}}"


SOUND = packet(record())
LAUGHS = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
JSON = [
    Case("2022 schema", packet(record("1"), record("2")), 2, first={"amount": 100.0, "techniques": ("Accord-cadre",)}),
    Case("2019 schema", old(contract("1")), 1, first={"amount": 100_000}),
    Case("one object where a list is due", json.dumps({"marches": {"marche": record()}}).encode(), 1),
    Case("a bare list of records", json.dumps([record("1"), record("2")]).encode(), 2),
    Case("a list under a key with a blank", json.dumps({"marches": {"marche ": [record()]}}).encode(), 1),
    Case("concessions beside contracts", packet(record(), concessions=[{
        "id": "9", "autoriteConcedante": {"id": A1}, "objet": "Eau", "valeurGlobale": 5, "dateSignature": "2024-01-01",
        "concessionnaires": [{"concessionnaire": {"id": FIRM_A1}}]}]), 2),
    Case("byte order mark", BOM_UTF8 + SOUND, 1),
    Case("byte order mark and NaN", BOM_UTF8 + packet(record(montant=float("nan"))), 1, first={"amount": None}),
    Case("NaN and bytes of Windows-1252", packet(record(montant=float("nan"), objet="Réfection")).replace("é".encode(), b"\xe9"),
         1, first={"title": "Réfection", "amount": None}),
    Case("Infinity", packet(record(montant=float("-inf"))), 1, first={"amount": None}),
    Case("the word NaN in a title", packet(record(objet='dit "NaN", NaN')), 1, first={"title": 'dit "NaN", NaN'}),
    Case("latin-1", packet(record(objet="Été")).decode().encode("latin-1"), 1, first={"title": "Été"}),
    Case("lost characters", packet(record(objet="R\ufffdfection")), 1, first={"title": "R\ufffdfection"}),
    Case("UTF-16", SOUND.decode().encode("utf-16"), error="UTF-16"),
    Case("UTF-16 without a mark", SOUND.decode().encode("utf-16-le"), error="UTF-16"),
    Case("numbers as text", packet(record(montant="30000.00", dureeMois="12")), 1, first={"amount": "30000.00"}),
    Case("texts as numbers", packet(record(id=20193, acheteur={"id": int(A1)})), 1, first={"contract_id": "20193"}),
    Case("keys with blanks (Croix)", packet({f"{key} ": value for key, value in record().items()}), 1, first={"buyer_id": A1}),
    Case("back-slashes (AWS)", packet(record(objet="@")).replace(b"@", rb"C:\Users\x \d"), 1, first={"title": r"C:\Users\x \d"}),
    Case("a back-slash that ends a text (AWS)", packet(record(objet="@")).replace(b"@", b"dossier \\"), 1, first={"title": "dossier \\"}),
    Case("a half of a surrogate pair", packet(record(objet="@")).replace(b"@", rb"x\ud83d"), 1, first={"title": "x\ufffd"}),
    Case("a bare line feed in a text", packet(record(objet="a@b")).replace(b"@", b"\n\x01"), 1, first={"title": "a\n\x01b"}),
    Case("suppliers in lists of lists", packet(record(titulaires=[[[{"titulaire": {"id": FIRM_A1}}]]])), 1, first={"suppliers": [FIRM_A1]}),
    Case("suppliers in an object", packet(record(titulaires={"titulaire": [{"id": FIRM_A1}, {"id": FIRM_B2}]})), 1,
         first={"suppliers": [FIRM_A1, FIRM_B2]}),
    Case("one supplier in an object", packet(record(titulaires={"titulaire": {"id": FIRM_A1}})), 1, first={"suppliers": [FIRM_A1]}),
    Case("2019 suppliers in a 2022 file", packet(record(titulaires=[{"id": FIRM_A1}])), 1, first={"suppliers": [FIRM_A1]}),
    Case("modifications in an object", packet(record(modifications={"modification": {"id": 1, "montant": 5}})), 1, first={"changes": [5]}),
    Case("modifications as text", packet(record(modifications='[{"montant": 5}]')), 1, first={"changes": [5]}),
    Case("an empty text of modifications", packet(record(modifications="")), 1, first={"changes": []}),
    Case("modifications in prose", packet(record(modifications="prolongation")), 1, first={"changes": [None]}),
    Case("buyer laid flat, with a dot", packet(without("acheteur", **{"acheteur.id": A1})), 1, first={"buyer_id": A1}),
    Case("buyer laid flat, with a line", packet(without("acheteur", acheteur_id=A1)), 1, first={"buyer_id": A1}),
    Case("words laid flat", packet(without("techniques", techniques_technique=["Concours"])), 1, first={"techniques": ("Concours",)}),
    Case("words as a text", packet(record(techniques="Concours, Accord-cadre")), 1, first={"techniques": ("Concours", "Accord-cadre")}),
    Case("keys of ours", packet(record(rows=9, kind="x", position=7)), 1, first={"rows": 1, "kind": "contract", "position": 1}),
    Case("not records", packet(None, "NC", 5, [], record()), 1, (NOT_RECORD,) * 4),
    Case("an empty list of records", b'{"marches": []}'),
    Case("no list of records", b'{"marches": null}'),
    Case("a record without anything", packet({}), 0, (NO_ID,)),
    Case("no identifier", packet(record(id=" "), record(id=None)), 0, (NO_ID,) * 2),
    Case("no buyer", packet(record(acheteur={}), record(acheteur=None), record(acheteur={"id": ""})), 0, (NO_BUYER,) * 3),
    Case("a buyer that is no SIRET", packet(record(acheteur={"id": "NC"})), 0, (NOT_SIRET,)),
    Case("nothing but keys", packet(record(objet="", codeCPV="", montant="NC", titulaires=[])), 0, (EMPTY,)),
    Case("cut in a record", packet(record("1"), record("2"))[:-60], error=CUT_JSON),
    Case("cut between records", packet(record("1"), record("2"))[: len(SOUND) - 30], error=CUT_JSON),
    Case("cut before the last brace", SOUND[:-1], error=CUT_JSON),
    Case("a comma too many", SOUND.replace(b"}]", b"},]", 1), error=CUT_JSON),
    Case("nested without end", nested(100_000), error=CUT_JSON),
    Case("NUL in a title", packet(record(objet="a\0b")), 1, first={"title": "a\0b"}),
    Case("a number that no computer holds", packet(record("1", montant="@"), record("2")).replace(b'"@"', b"1e400"), 1, (NOT_RECORD,)),
    Case("an amount of 10^300", packet(record(montant=1e300)), 1, first={"amount": 1e300}),
    Case("a key twice", packet(record("2")).replace(b'"id": "2"', b'"id": "9", "id": "2"', 1), 1, first={"contract_id": "2"}),
    Case("100,000 keys", packet(record(**{f"k{n}": n for n in range(100_000)})), 1),
    Case("a title as long as a book", packet(record("1", objet="x" * 100_001), record("2")), 1, (TOO_LONG,)),
    Case("a million levels", nested(1_000_000), error=CUT_JSON),
    Case("dates of no calendar", packet(record(dateNotification="0000-00-00"), record("2", dateNotification="31/02/2024")), 2),
    Case("text from right to left", packet(record(objet="\u202eabc\u200b")), 1, first={"title": "\u202eabc\u200b"}),
    Case("an amount as a person writes it", packet(record("1", montant="1 234,56 €"), record("2", montant="1\u202f234,56")), 2,
         first={"amount": "1 234,56 €"}),
    Case("amounts of nothing, below nothing, beyond reason", packet(*(record(str(n), montant=n) for n in (0, -5, 10**15, 10**18))), 4),
    Case("dates of every writing", packet(*(record(str(n), dateNotification=day) for n, day in enumerate(
        ("2024-02-30", "9999-12-31", "31/02/2024", "01/03/2024", "2024-03-01T23:30:00+02:00", "2999-01-01", "2023-02-29", 20240301)))), 8),
    Case("a buyer with blanks in its SIRET", packet(record(acheteur={"id": f" {A1[:3]} {A1[3:9]}\u00a0{A1[9:]} "})), 1),
    Case("buyers of 15 digits, with a letter, of letters", packet(*(record(acheteur={"id": one}) for one in (
        A1 + "0", A1[:8] + "X" + A1[9:], "ABC"))), 0, (NOT_SIRET,) * 3),
    Case("the same record twice, and another of its number", packet(record("1"), record("1"), record("1", montant=7)), 3),
    Case("a commune, a CPV and a country that nobody knows", packet(record(
        lieuExecution={"code": "99999", "typeCode": "Code commune"}, codeCPV="99999999-9"), record("2", lieuExecution={
        "code": "XX", "typeCode": "Code pays"}), record("3", lieuExecution={"code": "75056", "typeCode": "Code commune"}), record(
        "4", lieuExecution={"code": "97411", "typeCode": "Code commune"}), record("5", lieuExecution={
        "code": "75101", "typeCode": "Code commune"})), 5),
    Case("HTML and an address that runs", packet(record(objet="<img src=x onerror=alert(1)> javascript:alert(1)")), 1,
         first={"title": "<img src=x onerror=alert(1)> javascript:alert(1)"}),
    Case("texts that begin as formulas", packet(*(record(str(n), objet=f"{sign}1+1") for n, sign in enumerate("=+-@\t\r"))), 6),
    Case("encodings mixed in one file", packet(record("1", objet="Été"), record("2", objet="@")).replace(b"@", b"\xc9t\xe9"), 2,
         first={"title": "Été"}),
    Case("bytes of no encoding", packet(record("1", objet="@")).replace(b"@", b"\xff\xc0\xaf\xed\xa0\x80"), 1),
    Case("a lone record with a key of no encoding (found by atheris)", json.dumps({"marches": {"marche": record(zz=1)}}).encode()
         .replace(b'"zz"', b'"z\xff"'), 1),
    Case("two files end to end", packet(record("1")) + packet(record("2")), error=CUT_JSON),
    Case("an empty list", b"[]", error="format not recognised"),
    Case("an empty object", b"{}", error="format not recognised"),
    Case("nothing", b"", error="empty"),
    Case("blanks", b" \n ", error="empty"),
    Case("another JSON", b'{"features": []}', error="format not recognised"),
    Case("a page of error", b"<html><body>503</body></html>", error="format not recognised"),
]  # fmt: skip
LINES = [
    Case("one record a line", b"\n".join(json.dumps(record(n)).encode() for n in "12"), 2),
    Case("2019 records, an empty line", json.dumps(contract("1")).encode() + b"\n\n" + json.dumps(contract("2")).encode() + b"\n", 2),
    Case("a line that is no record", json.dumps(record()).encode() + b'\nNC\n{"id": \n', 1, (NOT_RECORD,) * 2),
    Case("a line with NaN", json.dumps(record(montant=float("nan"))).encode() + b"\n", 1, first={"amount": None}),
    Case("the last line cut short", json.dumps(record("1")).encode() + b"\n" + json.dumps(record("2")).encode()[:-9],
         error="cut short"),
]  # fmt: skip
XML = [
    Case("2022 schema in XML", xml(marche("<marcheInnovant>oui</marcheInnovant>")), 1, first={"is_innovative": "oui"}),
    Case("control characters", xml(marche(title="a\x01\x0bb")), 1, first={"title": "ab"}),
    Case("references to control characters", xml(marche(title="a&#1;&#x1F;b")), 1, first={"title": "ab"}),
    Case("a bare ampersand", xml(marche(title="R&D & co")), 1, first={"title": "R&D & co"}),
    Case("entities of HTML", xml(marche(title="&Eacute;t&eacute;&nbsp;!")), 1, first={"title": "Été\xa0!"}),
    Case("a mark", BOM_UTF8 + xml(marche()), 1),
    Case("a name space", xml(head='<m:marches xmlns:m="urn:x">') .replace(b"<marches></marches>", marche().replace("<", "<m:").replace("<m:/", "</m:").encode() + b"</m:marches>"), 1),
    Case("UTF-7 declared, and it is not (found by atheris)", xml(marche(title="Été + 1"), head='<?xml version="1.0" encoding="UTF-7"?>'),
         1),
    Case("an encoding declared that is no text", xml(marche(), head='<?xml version="1.0" encoding="hex"?>'), 1),
    Case("latin-1 declared", xml(marche(title="Été"), head='<?xml version="1.0" encoding="ISO-8859-1"?>').decode().encode("latin-1"),
         1, first={"title": "Été"}),
    Case("UTF-8 declared, latin-1 written", xml(marche(title="Été")).decode().encode("latin-1"), 1, first={"title": "Été"}),
    Case("an element that is no record", xml("<marche>NC</marche>", marche()), 1, (NOT_RECORD,)),
    Case("an empty element", xml("<marche/>"), 0, (NOT_RECORD,)),
    Case("entities that multiply", xml(marche(title="&a;"), head='<!DOCTYPE m [<!ENTITY a "aa">]>'), 1),
    Case("a billion laughs", xml(marche(title="&a9;"), head=f"<!DOCTYPE m [{LAUGHS}]>"), 1),
    Case("an entity that is a file", xml(marche(title="[&a;]"), head='<!DOCTYPE m [<!ENTITY a SYSTEM "file:///etc/passwd">]>'), 1, first={"title": "[&a;]"}),
    Case("a DOCTYPE elsewhere", xml(marche(), head='<!DOCTYPE m SYSTEM "http://127.0.0.1:9/x.dtd">'), 1),
    Case("a text repeated by one entity (quadratic)", xml(marche(title="&a;" * 1000), head=f"<!DOCTYPE m [<!ENTITY a '{'a' * 10_000}'>]>"), 1),
    Case("an inclusion", xml(marche('<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>')), 1),
    Case("an entity of parameters from elsewhere", xml(marche(), head='<!DOCTYPE m [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>'), 1),
    Case("an element in an element, without end", xml(marche("<a>" * 9_000 + "</a>" * 9_000)), error=CUT_XML),
    Case("XML cut short", xml(marche("1"), marche("2"))[:-40], error=CUT_XML),
    Case("a tag never closed", xml(marche("<lieuExecution>")), error=CUT_XML),
]  # fmt: skip
FLATS = [
    Case("states and suppliers", flat(row(), row(firm=FIRM_B2), row(amount="150", date="2024-09-01")), 3, first={"changes": ["150"]}),
    Case("numbered states of one day", flat(row(amount="3", change="2"), row(amount="2", change="1"), row(change="0")), 3,
         first={"amount": "100", "changes": ["2", "3"]}),
    Case("lots under one identifier", flat(row(amount="25933"), row(amount="327823", firm=FIRM_B2)), 2, first={"amount": "327823"}),
    Case("separated by semicolons", flat(row()).replace(b",", b";"), 1),
    Case("ended as Windows does", BOM_UTF8 + flat(row()).replace(b"\n", b"\r\n"), 1),
    Case("in latin-1", flat(row(firm=FIRM_A1).replace("F,", "Été,")).decode().encode("latin-1"), 1),
    Case("a row too short and one too long", flat(row(), "u2,2", row("u3", "3") + ",more"), 1, (WIDTH,) * 2),
    Case("rows without identifier", flat(row(), row("")), 1, (NO_ID,)),
    Case("a quote never closed", flat(row(), '"' + row("u2", "2"), row("u3", "3")), 1, (WIDTH,)),
    Case("100,000 columns", flat(row() + ",x" * 100_000, row("u2", "2")), 1, (WIDTH,)),
    Case("NUL in a cell", flat(row("u\0"), row("u2", "2")), 2),
    Case("the last row cut short", flat(row())[:-30], error="cut short"),
    Case("columns of another world", b"a,b,c\n1,2,3\n", error="format not recognised"),
    Case("Parquet", flat_parquet(), 2, first={"amount": "100.0", "suppliers": [FIRM_A1, FIRM_B2]}),
    Case("Parquet with lists", flat_parquet(techniques=[["Concours"], ["Concours"]]), 2, first={"techniques": ("Concours",)}),
    Case("Parquet without identifier", flat_parquet(uid=["u1", None]), 1, (NO_ID,)),
    Case("Parquet cut short", flat_parquet()[:-20], error="not a whole Parquet"),
    Case("another Parquet", parquet(a=[1]), error="format not recognised"),
]  # fmt: skip
MARKED = [
    Case("marks of the Ministry", ministry(marked()), 1, first={"amount": "100.0", "offers_received": None, "suppliers": [FIRM_A1]}),
    Case("a value after its mark", ministry(marked(amount="INX 12")), 1, first={"amount": "12"}),
    Case("a title that begins as a mark", ministry(marked(title="MQ de Fort")), 1, first={"title": "MQ de Fort"}),
    Case("two suppliers side by side", ministry(marked(second=FIRM_B2)), 1, first={"suppliers": [FIRM_A1, FIRM_B2]}),
    Case("a row an amendment", ministry(marked(change="2,7,2024-06-01"), marked(change="1,5,2024-05-01")), 2,
         first={"amount": "100.0", "changes": ["5", "7"]}),
    Case("names of the portal", ministry(marked()).replace(MINISTRY.encode(), MINISTRY.lower().replace(".", "_").encode()), 1),
    Case("no number", ministry(marked().replace(",1,", ",MQ,")), 0, (NO_ID,)),
]  # fmt: skip
PACKED = [
    Case("a gzip", gzip.compress(SOUND), 1),
    Case("a zip of three formats", zipped(**{"a.json": SOUND, "in/b.xml": xml(marche()), "c": flat(row()), "read.md": b"x"}), 3),
    Case("a zip in a zip", zipped(**{"in.zip": zipped(**{"a": SOUND})}), 1),
    Case("a zip that climbs out", zipped(**{"../../a.json": SOUND}), 1),
    Case("a zip with a link", linked("/etc/passwd"), error="format not recognised"),
    Case("a zip of zeros", zipped(a=b"\0" * 101_000_000), error="over 101,000,000 bytes once unpacked"),
    Case("a gzip of zeros", gzip.compress(b"\0" * 120_000_000), error="over 100,[0-9]{3},[0-9]{3} bytes once unpacked"),
    Case("a zip cut short", zipped(**{"a": SOUND * 50})[:-30], error="cannot be (unpacked|opened)"),
    Case("a gzip cut short", gzip.compress(SOUND)[:-12], error="cannot be unpacked"),
    Case("a zip with nothing", zipped(), error="format not recognised|no file"),
]  # fmt: skip
CASES = [*JSON, *LINES, *XML, *FLATS, *MARKED, *PACKED]
CUTS = [packet(record("1"), record("2"))[: len(packet(record("1"), record("2"))) * cut // 21] for cut in range(1, 21)]
"""One file cut at twenty places."""
