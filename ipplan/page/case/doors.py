"""The doors of inquiries and of one's own cases."""

from ipplan.page.case import inquiries
from ipplan.page.door import INQUIRY, Door

DOORS: tuple[Door, ...] = (
    Door("GET", "/inquiries", inquiries.index, "own"),
    Door("GET", "/inquiries/new", inquiries.new, "own"),
    Door("GET", INQUIRY, inquiries.show, "own"),
    Door("POST", INQUIRY, inquiries.send, "case"),
    Door("POST", INQUIRY + "/draft", inquiries.draft, "own"),
    Door("POST", INQUIRY + "/saving", inquiries.saving, "own"),
    Door("POST", INQUIRY + "/discard", inquiries.discard, "own"),
)
