"""The doors of casework."""

from ipplan.page.door import OFFICE, Door
from ipplan.page.unit.casework import (
    approval,
    case,
    consent,
    decision,
    exporting,
    forms,
    founding,
    inbox,
    letters,
    parties,
    settings,
)
from ipplan.page.unit.casework.assessment import ASSESSMENT
from ipplan.page.unit.casework.closing import CLOSING
from ipplan.page.unit.casework.forms import Form
from ipplan.page.unit.casework.writing import ANSWER, INTERIM, QUESTION, SUPPLEMENT
from ipplan.page.who import signed_in

FORMS = (INTERIM, QUESTION, ANSWER, SUPPLEMENT, consent.CONSENT, ASSESSMENT, CLOSING)


def _of(form: Form) -> tuple[Door, Door]:
    path = f"{OFFICE}/{form.kind}"
    return Door("GET", path, signed_in(form.show), "case"), Door("POST", path, signed_in(form.send), "case")


DOORS: tuple[Door, ...] = (
    Door("GET", "/unit/settings", settings.show, "unit"),
    Door("POST", "/unit/settings", settings.change, "unit"),
    Door("GET", "/unit/cases", inbox.index, "unit"),
    Door("POST", OFFICE + "/taking", inbox.taking, "unit"),
    Door("POST", OFFICE + "/handing", inbox.handing, "unit"),
    Door("POST", OFFICE + "/approver", inbox.approver, "unit"),
    Door("GET", OFFICE, case.show, "case"),
    Door("POST", OFFICE + "/notes", case.note, "case"),
    Door("POST", OFFICE + "/draft", forms.draft, "case"),
    Door("GET", OFFICE + "/parties", parties.show, "case"),
    Door("POST", OFFICE + "/parties", parties.create, "case"),
    Door("POST", OFFICE + "/parties/ending", parties.ending, "case"),
    Door("POST", OFFICE + "/consent/asking", consent.asking, "case"),
    *(door for form in FORMS for door in _of(form)),
    Door("GET", OFFICE + "/decision", decision.show, "case"),
    Door("POST", OFFICE + "/decision", decision.create, "case"),
    Door("GET", OFFICE + "/decision/preview", decision.preview, "case"),
    Door("GET", OFFICE + "/decision/utkast.pdf", decision.download, "case"),
    Door("POST", OFFICE + "/decision/signature", decision.signature, "case"),
    Door("GET", OFFICE + "/approval", approval.show, "case"),
    Door("POST", OFFICE + "/approval", approval.create, "case"),
    Door("POST", OFFICE + "/approval/returning", approval.returning, "case"),
    Door("GET", OFFICE + "/letters/{number}", letters.show, "case"),
    Door("GET", OFFICE + "/letters/{number}/brev.pdf", letters.download, "case"),
    Door("POST", OFFICE + "/founding", founding.create, "case"),
    Door("POST", OFFICE + "/export", exporting.create, "case"),
)
