"""A case's papers: one PDF for the county governor, and a file for the municipality's archive."""

import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as Xml

import pytest

from ipplan.config import Settings
from ipplan.letter.arkivmelding import NAMESPACE, CaseFile, Party
from ipplan.letter.bundle import Bundle, Document, bundle_pdf, document_pdf, letter_sent, levelled
from ipplan.letter.case.printing import case_pdf
from ipplan.letter.case.telling import case_paper
from ipplan.letter.casefile import zipped
from ipplan.letter.told import Part
from ipplan.rules import standard
from tests.letter.case_letters import UNITS, letter
from tests.letter.papers import flat, is_accessible, reader_of, tags, words_of

TEMPLATES = Settings(env="test").web / "templates"
NS = {"n": NAMESPACE}
COMPLAINT = "Jeg er uenig #fordi $x$ *alt* henger sammen \\"
EXCERPT = Part("Tiltak: Trening", (("Hvem", "Leila"),), ("Hver tirsdag",), level=5)


def documents() -> tuple[Document, ...]:
    refused = case_paper(letter("refused", "nn", "Tiril Lund"), standard())
    return (
        Document(
            UUID(int=1),
            1,
            date(2027, 2, 26),
            "in",
            "Henvendelse",
            "Marte Lund",
            "Fjordvik kommune",
            "nb",
            (Part("Hva det gjelder", sentences=("Koordinator",)),),
        ),
        letter_sent(UUID(int=2), 2, refused),
        Document(
            UUID(int=3),
            3,
            date(2027, 4, 5),
            "in",
            "Klage",
            "Marte Lund",
            "Fjordvik kommune",
            "nb",
            (Part("Klagen", sentences=(COMPLAINT,)), Part("Vedlagt fra planen"), EXCERPT),
        ),
        Document(
            UUID(int=4), 4, date(2027, 4, 6), "note", "Notat " + "M" * 90, "Ingeborg Dahl", "", "nb", ()
        ),
    )


def bundle() -> Bundle:
    to = "Statsforvalteren i Vestland"
    return Bundle("nb", UNITS["nb"], "2027/114", date(2027, 4, 7), to, "Tiril Lund", documents())


@pytest.fixture(scope="module")
def made() -> bytes:
    return bundle_pdf(TEMPLATES, bundle())


def test_the_bundle_is_accessible_and_has_every_paper_under_a_heading(made: bytes) -> None:
    assert is_accessible(made, language="nb", title="Klagesak 2027/114 til Statsforvalteren i Vestland")
    levels = tags(made, r"H\d")
    assert levels.count("H1") == 1 + len(documents())
    deep = [int(level[1]) for level in levels]
    assert all(after <= before + 1 for before, after in pairwise(deep))
    assert tags(made, "TH") == ["TH"] * 5
    assert len(tags(made, "TR")) == 1 + len(documents())
    assert len(tags(made, "Link")) >= len(documents())


def test_the_list_says_number_day_title_and_from_whom_and_leads_there(made: bytes) -> None:
    reader = reader_of(made)
    cover = flat(reader.pages[0].extract_text())
    assert "Nr. Dato Dokument Fra Side" in cover
    assert "1 26. februar 2027 Henvendelse Marte Lund 2" in cover
    assert "Antall dokumenter 4" in cover
    assert "Tiril Lund" in cover
    marks: list[Any] = [one for one in reader.outline if not isinstance(one, list)]
    assert [flat(one.title)[:30] for one in marks] == [
        "Klagesak 2027/114 til Statsfor",
        "Dokument 1: Henvendelse",
        "Dokument 2: Avgjerd i saka om ",
        "Dokument 3: Klage",
        "Dokument 4: Notat MMMMMMMMMMMM",
    ]
    pages = [reader.get_destination_page_number(one) or 0 for one in marks]
    assert pages == sorted(set(pages)), "each begins on a page of its own"


def test_every_paper_is_there_in_its_own_words(made: bytes) -> None:
    said = words_of(made)
    assert COMPLAINT in said
    assert "Tiltak: Trening Hvem Leila Hver tirsdag" in said
    assert "Avgjerda er ikkje eit enkeltvedtak" in said
    assert "Med venleg helsing Ingeborg Dahl Koordinerande eining" in said
    assert "Dokumentet har ingen tekst." in said
    assert "M" * 90 in said.replace(" ", "")


def test_headings_skip_no_level_whatever_was_given() -> None:
    given = [
        Part("", level=5),
        Part("b", level=9),
        Part("c", level=1),
        Part("d", level=6),
        Part("e", level=3),
    ]
    assert [one.level for one in levelled(given)] == [2, 3, 2, 3, 3]
    assert next(levelled(given)).heading == "–"


def test_a_paper_alone_is_accessible_too() -> None:
    made = document_pdf(TEMPLATES, documents()[2])
    assert is_accessible(made, language="nb", title="Klage")
    assert tags(made, r"H\d") == ["H1", "H2", "H2", "H3"]
    assert "Dokument 3" not in words_of(made)


def case_file() -> CaseFile:
    return CaseFile(
        UUID(int=9),
        UUID(int=8),
        "2027/114",
        "Koordinator til Tiril Lund",
        "Sak hos koordinerende enhet",
        "Fjordvik kommune",
        "Koordinerende enhet",
        "Ingeborg Dahl",
        datetime(2027, 2, 25, 23, 30, tzinfo=UTC),
        date(2027, 4, 30),
        (Party("Tiril Lund", "Saken gjelder"), Party("Marte Lund", "Representant")),
        "offentleglova § 13",
        datetime(2027, 5, 3, 10, tzinfo=UTC),
        "Ingeborg Dahl",
        documents(),
    )


@pytest.fixture(scope="module")
def archive() -> bytes:
    return zipped(TEMPLATES, case_file())


def files_of(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_the_archive_gets_each_paper_as_it_was_sent(archive: bytes) -> None:
    files = files_of(archive)
    numbered = [f"dokument-{number:03d}.pdf" for number in (1, 2, 3, 4)]
    assert list(files) == ["arkivmelding.xml", "metadata.json", *numbered]
    paper = documents()[1].paper
    assert paper is not None
    assert files["dokument-002.pdf"] == case_pdf(TEMPLATES, paper)
    assert COMPLAINT in words_of(files["dokument-003.pdf"])
    assert zipped(TEMPLATES, case_file()) == archive, "of the same case the same bytes"


def test_its_metadata_have_the_facts_and_a_hash_of_each_file(archive: bytes) -> None:
    files = files_of(archive)
    told = json.loads(files["metadata.json"])
    assert told["case"]["number"] == "2027/114"
    assert told["case"]["opened"] == "2027-02-26T00:30:00+01:00"
    assert [one["title"] for one in told["documents"]] == [one.title for one in documents()]
    root = Xml.fromstring(files["arkivmelding.xml"])
    objects = root.findall(".//n:dokumentobjekt", NS)
    assert len(objects) == len(told["documents"]) == 4
    for one, found in zip(told["documents"], objects, strict=True):
        content = files[one["file"]]
        assert one["sha256"] == hashlib.sha256(content).hexdigest() == found.findtext("n:sjekksum", "", NS)
        assert one["bytes"] == len(content) == int(found.findtext("n:filstoerrelse", "", NS))
        assert one["file"] == found.findtext("n:referanseDokumentfil", "", NS)


def test_the_arkivmelding_is_shaped_as_the_standard_says(archive: bytes) -> None:
    root = Xml.fromstring(files_of(archive)["arkivmelding.xml"])
    assert [one.tag.split("}")[1] for one in root] == [
        "system",
        "meldingId",
        "tidspunkt",
        "antallFiler",
        "mappe",
    ]
    folder = root.find("n:mappe", NS)
    assert folder is not None
    assert names(folder) == (
        "systemID mappeID tittel offentligTittel dokumentmedium opprettetDato opprettetAv avsluttetDato "
        "avsluttetAv part skjerming referanseEksternNoekkel registrering saksaar sakssekvensnummer saksdato "
        "administrativEnhet saksansvarlig saksstatus"
    )
    assert folder.findtext("n:saksdato", "", NS) == "2027-02-26"
    assert folder.findtext("n:saksstatus", "", NS) == "Avsluttet"
    assert [one.text for one in folder.findall("n:part/n:partNavn", NS)] == ["Tiril Lund", "Marte Lund"]
    public = "Sak hos koordinerende enhet"
    assert {one.text for one in folder.findall(".//n:offentligTittel", NS)} == {public}
    entries = folder.findall("n:registrering", NS)
    assert [one.findtext("n:journalposttype", "", NS) for one in entries] == [
        "Inngående dokument",
        "Utgående dokument",
        "Inngående dokument",
        "Organinternt dokument uten oppfølging",
    ]
    assert names(entries[0]) == (
        "systemID opprettetDato opprettetAv skjerming dokumentbeskrivelse tittel offentligTittel "
        "korrespondansepart referanseEksternNoekkel journalpostnummer journalposttype journalstatus "
        "journaldato dokumentetsDato mottattDato antallVedlegg"
    )
    assert entries[1].findtext("n:sendtDato", "", NS) == "2027-03-24T00:00:00+01:00"
    assert len(entries[3].findall("n:korrespondansepart", NS)) == 1


def names(node: Xml.Element) -> str:
    """Tags in their order, each once."""
    return " ".join(dict.fromkeys(one.tag.split("}")[1] for one in node))


def test_an_open_case_with_a_number_of_another_form_and_names_that_xml_cannot_hold() -> None:
    odd = replace(case_file(), case_number="KE-7", closed_on=None, responsible="\x00", title="<A & \x0bB>")
    root = Xml.fromstring(files_of(zipped(TEMPLATES, replace(odd, documents=())))["arkivmelding.xml"])
    folder = root.find("n:mappe", NS)
    assert folder is not None
    assert folder.findtext("n:tittel", "", NS) == "<A & B>"
    assert folder.findtext("n:saksansvarlig", "", NS) == "–"
    assert folder.findtext("n:saksstatus", "", NS) == "Under behandling"
    assert folder.find("n:saksaar", NS) is None
