"""The papers of a case for the municipality's archive: each as a PDF, and what it must know of them."""

import hashlib
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from ipplan.clock import OSLO
from ipplan.letter.arkivmelding import CaseFile, Filed, arkivmelding
from ipplan.letter.bundle import Document, document_pdf
from ipplan.letter.case.printing import case_pdf


def zipped(templates: Path, case: CaseFile) -> bytes:
    """``arkivmelding.xml``, ``metadata.json`` and the papers, each with its SHA-256 in both.

    Files are named by number alone: a name in a file's name goes further than the file. Of the same case
    always the same bytes. Some tenths of a second for each paper: not in the loop.
    """
    papers = [(one, _on_paper(templates, one)) for one in case.documents]
    filed = [
        Filed(one, f"dokument-{one.number:03d}.pdf", len(made), hashlib.sha256(made).hexdigest())
        for one, made in papers
    ]
    files = [(one.name, made) for one, (_, made) in zip(filed, papers, strict=True)]
    told = json.dumps(metadata(case, filed), ensure_ascii=False, indent=1).encode()
    out, when = io.BytesIO(), case.at.astimezone(OSLO).timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in (
            ("arkivmelding.xml", arkivmelding(case, filed)),
            ("metadata.json", told),
            *files,
        ):
            file.writestr(zipfile.ZipInfo(name, when), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def metadata(case: CaseFile, filed: list[Filed]) -> dict[str, Any]:
    """The same in plain JSON, for archives that take in no XML."""
    return {
        "case": {
            "id": str(case.case_id),
            "number": case.case_number,
            "title": case.title,
            "public_title": case.public_title,
            "municipality": case.municipality,
            "unit": case.unit,
            "responsible": case.responsible,
            "opened": _moment(case.opened_at),
            "closed": case.closed_on.isoformat() if case.closed_on else None,
            "parties": [{"name": one.name, "role": one.role} for one in case.parties],
            "exempt_from_public": case.law,
        },
        "exported": {"id": str(case.export_id), "at": _moment(case.at), "by": case.by},
        "documents": [_described(one) for one in filed],
    }


def _described(one: Filed) -> dict[str, Any]:
    document = one.document
    return {
        "id": str(document.document_id),
        "number": document.number,
        "date": document.day.isoformat(),
        "direction": document.direction,
        "title": document.title,
        "from": document.sender,
        "to": document.recipient,
        "language": document.language,
        "file": one.name,
        "bytes": one.size,
        "sha256": one.sha256,
    }


def _on_paper(templates: Path, document: Document) -> bytes:
    """A letter of ours to the byte as it was sent; what came to us, as tagged text."""
    if document.paper is not None:
        return case_pdf(templates, document.paper)
    return document_pdf(templates, document)


def _moment(at: datetime) -> str:
    return at.astimezone(OSLO).isoformat(timespec="seconds")
