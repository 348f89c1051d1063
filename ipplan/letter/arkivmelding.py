"""A case as the archives of Norwegian municipalities take it in: an arkivmelding of Noark 5.

Names and their order are the standard's own (arkivverket.no/standarder/noark5). No identity number is in
it: parties have names and roles, and the case has its own key.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from xml.etree import ElementTree as Xml

from ipplan.clock import OSLO
from ipplan.letter.bundle import Document

NAMESPACE = "http://www.arkivverket.no/standarder/noark5/arkivmelding"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
SYSTEM = "ipplan"
TYPES = {
    "in": "Inngående dokument",
    "out": "Utgående dokument",
    "note": "Organinternt dokument uten oppfølging",
}
KINDS = {"in": "Brev", "out": "Brev", "note": "Notat"}
UNKNOWN = "–"
"""The standard lets no name be empty."""
UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold."""


@dataclass(frozen=True)
class Party:
    """Somebody the case is about, or who acts in it."""

    name: str
    role: str


@dataclass(frozen=True)
class CaseFile:
    """A case and its papers. ``law``: on what they are kept from the public."""

    export_id: UUID
    case_id: UUID
    case_number: str
    title: str
    public_title: str
    """Names nobody."""
    municipality: str
    unit: str
    responsible: str
    opened_at: datetime
    closed_on: date | None
    parties: tuple[Party, ...]
    law: str
    at: datetime
    """When it is taken out."""
    by: str
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class Filed:
    """A paper as a file."""

    document: Document
    name: str
    size: int
    sha256: str


def arkivmelding(case: CaseFile, filed: Sequence[Filed]) -> bytes:
    """The XML; of the same case always the same bytes."""
    root = Xml.Element("arkivmelding", {"xmlns": NAMESPACE, "xmlns:xsi": INSTANCE})
    _leaf(root, "system", SYSTEM)
    _leaf(root, "meldingId", str(case.export_id))
    _leaf(root, "tidspunkt", _moment(case.at))
    _leaf(root, "antallFiler", str(len(filed)))
    _folder(root, case, filed)
    Xml.indent(root)
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _folder(root: Xml.Element, case: CaseFile, filed: Sequence[Filed]) -> None:
    folder = Xml.SubElement(root, "mappe", {"xsi:type": "saksmappe"})
    _leaf(folder, "systemID", str(case.case_id))
    _leaf(folder, "mappeID", case.case_number)
    _leaf(folder, "tittel", case.title)
    _leaf(folder, "offentligTittel", case.public_title)
    _leaf(folder, "dokumentmedium", "Elektronisk arkiv")
    _made(folder, case.opened_at, case.responsible)
    if case.closed_on is not None:
        _leaf(folder, "avsluttetDato", _moment(_begin(case.closed_on)))
        _leaf(folder, "avsluttetAv", case.responsible)
    for party in case.parties:
        part = Xml.SubElement(folder, "part")
        _leaf(part, "partNavn", party.name)
        _leaf(part, "partRolle", party.role)
    _shield(folder, case)
    _key(folder, case.case_id)
    for one in filed:
        _entry(folder, case, one)
    if numbers := re.fullmatch(r"(\d{4})/(\d+)", case.case_number):
        _leaf(folder, "saksaar", numbers[1])
        _leaf(folder, "sakssekvensnummer", numbers[2])
    _leaf(folder, "saksdato", case.opened_at.astimezone(OSLO).date().isoformat())
    _leaf(folder, "administrativEnhet", case.unit)
    _leaf(folder, "saksansvarlig", case.responsible)
    _leaf(folder, "saksstatus", "Avsluttet" if case.closed_on else "Under behandling")


def _entry(folder: Xml.Element, case: CaseFile, filed: Filed) -> None:
    document = filed.document
    entry = Xml.SubElement(folder, "registrering", {"xsi:type": "journalpost"})
    _leaf(entry, "systemID", str(document.document_id))
    _made(entry, _begin(document.day), document.sender)
    _shield(entry, case)
    _description(entry, filed)
    _leaf(entry, "tittel", document.title)
    _leaf(entry, "offentligTittel", case.public_title)
    _correspondent(entry, "Avsender", document.sender)
    if document.recipient:
        _correspondent(entry, "Mottaker", document.recipient)
    _key(entry, document.document_id)
    _leaf(entry, "journalpostnummer", str(document.number))
    _leaf(entry, "journalposttype", TYPES[document.direction])
    _leaf(entry, "journalstatus", "Journalført")
    _leaf(entry, "journaldato", document.day.isoformat())
    _leaf(entry, "dokumentetsDato", document.day.isoformat())
    if document.direction != "note":
        name = "mottattDato" if document.direction == "in" else "sendtDato"
        _leaf(entry, name, _moment(_begin(document.day)))
    _leaf(entry, "antallVedlegg", "0")


def _description(entry: Xml.Element, filed: Filed) -> None:
    document = filed.document
    about = Xml.SubElement(entry, "dokumentbeskrivelse")
    _leaf(about, "dokumenttype", KINDS[document.direction])
    _leaf(about, "dokumentstatus", "Dokumentet er ferdigstilt")
    _leaf(about, "tittel", document.title)
    _leaf(about, "tilknyttetRegistreringSom", "Hoveddokument")
    _leaf(about, "dokumentnummer", "1")
    file = Xml.SubElement(about, "dokumentobjekt")
    _leaf(file, "versjonsnummer", "1")
    _leaf(file, "variantformat", "Arkivformat")
    _leaf(file, "format", "PDF")
    _leaf(file, "formatDetaljer", "PDF/UA-1")
    _leaf(file, "mimeType", "application/pdf")
    _leaf(file, "referanseDokumentfil", filed.name)
    _leaf(file, "sjekksum", filed.sha256)
    _leaf(file, "sjekksumAlgoritme", "SHA-256")
    _leaf(file, "filstoerrelse", str(filed.size))


def _correspondent(entry: Xml.Element, kind: str, name: str) -> None:
    one = Xml.SubElement(entry, "korrespondansepart")
    _leaf(one, "korrespondanseparttype", kind)
    _leaf(one, "korrespondansepartNavn", name)


def _shield(above: Xml.Element, case: CaseFile) -> None:
    one = Xml.SubElement(above, "skjerming")
    _leaf(one, "tilgangsrestriksjon", "Unntatt offentlighet")
    _leaf(one, "skjermingshjemmel", case.law)
    _leaf(one, "skjermingMetadata", "Tittel")
    _leaf(one, "skjermingDokument", "Skjerming av hele dokumentet")


def _made(above: Xml.Element, at: datetime, by: str) -> None:
    _leaf(above, "opprettetDato", _moment(at))
    _leaf(above, "opprettetAv", by)


def _key(above: Xml.Element, key: UUID) -> None:
    one = Xml.SubElement(above, "referanseEksternNoekkel")
    _leaf(one, "fagsystem", SYSTEM)
    _leaf(one, "noekkel", str(key))


def _leaf(above: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(above, name).text = UNFIT.sub("", text).strip() or UNKNOWN


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), OSLO)


def _moment(at: datetime) -> str:
    return at.astimezone(OSLO).isoformat(timespec="seconds")
