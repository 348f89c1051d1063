"""The doors of the unit's work on complaints."""

from ipplan.page.door import OFFICE, Door
from ipplan.page.unit.complaints import reconsidering, registering

COMPLAINT = OFFICE + "/complaint"
DOORS: tuple[Door, ...] = (
    Door("GET", COMPLAINT + "/new", registering.new, "case"),
    Door("POST", COMPLAINT + "/registration", registering.create, "case"),
    Door("GET", COMPLAINT, reconsidering.show, "case"),
    Door("POST", COMPLAINT + "/upholding", reconsidering.upholding, "case"),
    Door("GET", COMPLAINT + "/bundle.pdf", reconsidering.bundle, "case"),
    Door("POST", COMPLAINT + "/forwarding", reconsidering.forwarding, "case"),
    Door("POST", COMPLAINT + "/governor", reconsidering.governor, "case"),
)
