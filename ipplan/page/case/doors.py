"""The doors of inquiries and of one's own cases."""

from ipplan.page.case import complaint
from ipplan.page.door import CASE, PLAN, Door

DOORS: tuple[Door, ...] = (
    Door("GET", CASE + "/complaint/new", complaint.new, "case"),
    Door("POST", CASE + "/complaint", complaint.create, "case"),
    Door("POST", CASE + "/excerpts/{number}/ending", complaint.taking_back, "case"),
    Door("GET", PLAN + "/complaint/new", complaint.new, "content"),
    Door("POST", PLAN + "/complaint", complaint.create, "content"),
)
