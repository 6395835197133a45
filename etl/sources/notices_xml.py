"""Notices one by one in XML: BOAMP's of 2015 to 2023 (Boamp_v230.xsd) and TED's (R2.0.9).

Where: the DILA's server of bulk data; ted.europa.eu. Licence: Licence Ouverte 2.0; TED: free re-use.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree

from etl.declaration import Rejection
from etl.rules.place import departement_of, nuts
from etl.sources.crossing import Crossing, Line
from etl.sources.lengths import LONGEST
from etl.sources.notice import AWARD, CALL, OTHER, notice
from geo.errors import SourceError

_TITLES = (".//INDEXATION/RESUME_OBJET", ".//OBJET/TITRE_MARCHE", ".//OBJET_COMPLET")
_BOAMP_KINDS = {"APPEL_OFFRE": CALL, "ATTRIBUTION": AWARD}
_SAFE = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
_TED_KINDS = {"3": CALL, "H": CALL, "7": AWARD}


def of_boamp(root: etree._Element) -> Line | Rejection:
    """A notice of the BOAMP."""
    own = root.find("GESTION/REFERENCE")
    name = _text(own, "IDWEB")
    nature = own.find("TYPE_AVIS/NATURE") if own is not None else None
    if not name:
        return Rejection(1, "no identifier", str(root.tag))
    postal = _text(root, ".//IDENTITE/CP")
    kind = (
        next((_BOAMP_KINDS[tag.tag] for tag in nature if tag.tag in _BOAMP_KINDS), OTHER)
        if nature is not None
        else OTHER
    )
    return Line(
        (
            notice(
                name,
                kind,
                published_on=_text(root, ".//INDEXATION/DATE_PUBLICATION"),
                deadline_on=_text(root, ".//CONDITION_DELAI/RECEPT_OFFRES"),
                buyer=_text(root, ".//IDENTITE/CODE_IDENT_NATIONAL"),
                buyer_name=_text(root, ".//IDENTITE/DENOMINATION"),
                title=next(filter(None, (_text(root, path) for path in _TITLES)), None),
                cpv=_text(root, ".//CPV/PRINCIPAL"),
                departement=departement_of(postal) if postal else None,
                url=_text(root, ".//URL_PROFIL_ACHETEUR"),
            ),
        )
    )  # fmt: skip


def of_ted(root: etree._Element) -> Line | Rejection:
    """A notice of TED; those of other countries are no use here."""
    coded = root.find("CODED_DATA_SECTION")
    name = _text(coded, "NOTICE_DATA/NO_DOC_OJS")
    if coded is None or not name:
        return Rejection(1, "no identifier", str(root.tag))
    if _code(coded, "NOTICE_DATA/ISO_COUNTRY", "VALUE") != "FR":
        return Line(unused="another country")
    original = next((form for form in root.iterfind("FORM_SECTION/*") if form.get("CATEGORY") == "ORIGINAL"), root)
    area = nuts().get(_code(coded, "NOTICE_DATA/CA_CE_NUTS", "CODE") or "")
    return Line(
        (
            notice(
                name,
                _TED_KINDS.get(_code(coded, "CODIF_DATA/TD_DOCUMENT_TYPE", "CODE") or "", OTHER),
                published_on=_text(coded, "REF_OJS/DATE_PUB"),
                deadline_on=_text(coded, "CODIF_DATA/DT_DATE_FOR_SUBMISSION"),
                buyer=_text(original, ".//CONTRACTING_BODY//NATIONALID"),
                buyer_name=_text(original, ".//CONTRACTING_BODY//OFFICIALNAME"),
                title=_text(original, ".//OBJECT_CONTRACT/TITLE"),
                cpv=_code(coded, "NOTICE_DATA/ORIGINAL_CPV", "CODE"),
                departement=area.key if area and area.kind == "departement" else None,
                procedure=_text(coded, "CODIF_DATA/PR_PROC"),
                url=_text(coded, "NOTICE_DATA/URI_LIST/URI_DOC"),
            ),
        )
    )


def _text(node: etree._Element | None, path: str) -> str | None:
    """The text under the first element of a path, its paragraphs joined; TED puts each in a <P>."""
    found = node.find(path) if node is not None else None
    return " ".join("".join(found.itertext()).split()) or None if found is not None else None


def _code(node: etree._Element, path: str, attribute: str) -> str | None:
    found = node.find(path)
    return found.get(attribute) if found is not None else None


def _reader(of_notice: Callable[[etree._Element], Line | Rejection]) -> Callable[[Path], Iterator[Line | Rejection]]:
    def read(path: Path) -> Iterator[Line | Rejection]:
        if path.stat().st_size > LONGEST:
            raise SourceError(f"{path}: over {LONGEST:,} bytes, which is no notice; look at it, or leave it out")
        try:
            root = etree.fromstring(path.read_bytes(), _SAFE)
        except etree.XMLSyntaxError as error:
            raise SourceError(f"{path}: not well-formed XML ({error}); download it again") from error
        for element in root.iter(etree.Element):  # and no reference to an entity, which has no name
            element.tag = etree.QName(element).localname
        yield of_notice(root)

    return read


BOAMP = Crossing(
    "boamp_xml", "a notice of the BOAMP (XML, Boamp_v230)", "Licence Ouverte 2.0", "notice",
    lambda head: b"<ANNONCE" in head and b"<GESTION>" in head, _reader(of_boamp),
)  # fmt: skip
TED = Crossing(
    "ted", "a notice of TED (XML, R2.0.9)", "TED, free re-use", "notice",
    lambda head: b"<TED_EXPORT" in head, _reader(of_ted),
)  # fmt: skip
