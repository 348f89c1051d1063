"""The doors of the overview, and of the one-minute view."""

from ipplan.page.door import PLAN, Door
from ipplan.page.overview import minute, minute_pdf, overview, summary

MINUTE = PLAN + "/minute"
DOORS: tuple[Door, ...] = (
    Door("GET", PLAN + "/overview", overview.show, "content"),
    Door("GET", MINUTE, minute.show, "content"),
    Door("GET", MINUTE + "/oversikt.pdf", minute_pdf.show, "content"),
    Door("GET", MINUTE + "/summary", summary.show, "content"),
    Door("POST", MINUTE + "/summary", summary.save, "content"),
)
