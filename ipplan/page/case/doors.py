"""The doors of inquiries and of one's own cases."""

from ipplan.page.case import answers, complaining, complaint, inquiries, letters, mine, paper
from ipplan.page.door import CASE, INQUIRY, PLAN, Door

DOORS: tuple[Door, ...] = (
    Door("GET", "/inquiries", inquiries.index, "own"),
    Door("GET", "/inquiries/new", inquiries.new, "own"),
    Door("GET", INQUIRY, inquiries.show, "own"),
    Door("POST", INQUIRY, inquiries.send, "case"),
    Door("POST", INQUIRY + "/draft", inquiries.draft, "own"),
    Door("POST", INQUIRY + "/saving", inquiries.saving, "own"),
    Door("POST", INQUIRY + "/discard", inquiries.discard, "own"),
    Door("GET", "/cases", mine.index, "case"),
    Door("GET", CASE, mine.show, "case"),
    Door("POST", CASE + "/consent", answers.consent, "case"),
    Door("POST", CASE + "/follower", answers.follower, "case"),
    Door("POST", CASE + "/answer", answers.answer, "case"),
    Door("POST", CASE + "/supplement", answers.supplement, "case"),
    Door("POST", CASE + "/drafts/{kind}", answers.draft, "case"),
    Door("POST", CASE + "/withdrawal", answers.withdrawal, "case"),
    Door("GET", CASE + "/letters/{number}.pdf", letters.as_pdf, "case"),
    Door("GET", CASE + "/letters/{number}", letters.show, "case"),
    Door("GET", CASE + "/complaint/new", complaint.new, "case"),
    Door("POST", CASE + "/complaint", complaint.create, "case"),
    Door("POST", CASE + "/complaint/draft", complaining.draft, "case"),
    Door("POST", CASE + "/complaint/withdrawal", complaining.withdrawal, "case"),
    Door("POST", CASE + "/excerpts/{number}/ending", complaining.taking_back, "case"),
    Door("GET", PLAN + "/complaint/new", complaint.new, "content"),
    Door("POST", PLAN + "/complaint", complaint.create, "content"),
    Door("POST", PLAN + "/complaint/draft", complaining.draft, "content"),
    Door("GET", "/unit/inquiries/new", paper.new, "unit"),
    Door("POST", "/unit/inquiries", paper.create, "unit"),
)
