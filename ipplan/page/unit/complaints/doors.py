"""The doors of the unit's work on complaints."""

from ipplan.page.door import OFFICE, Door
from ipplan.page.unit.complaints import forwarding, reconsidering, registering

COMPLAINT = OFFICE + "/complaint"
DOORS: tuple[Door, ...] = (
    Door("GET", COMPLAINT + "/new", registering.new, "case"),
    Door("POST", COMPLAINT + "/registration", registering.create, "case"),
    Door("GET", COMPLAINT, reconsidering.show, "case"),
    Door("POST", COMPLAINT + "/answer", reconsidering.answer, "case"),
    Door("GET", COMPLAINT + "/bundle.pdf", forwarding.bundle, "case"),
    Door("POST", COMPLAINT + "/forwarding", forwarding.forwarding, "case"),
    Door("POST", COMPLAINT + "/governor", forwarding.governor, "case"),
    Door("POST", COMPLAINT + "/withdrawal", forwarding.withdrawal, "case"),
)
