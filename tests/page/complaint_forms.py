"""Forms that the doors of complaints take."""

from datetime import date

from ipplan.page.door import CASE, OFFICE, PLAN

SENT = {"about-unheard": "yes", "words": "Ingen hører på meg.", "knew_on": date.today().isoformat()}
COMPLAINT = OFFICE + "/complaint"
FORMS: dict[str, dict[str, str]] = {
    CASE + "/complaint": SENT,
    CASE + "/complaint/draft": SENT,
    CASE + "/complaint/withdrawal": {},
    CASE + "/excerpts/{number}/ending": {},
    PLAN + "/complaint": SENT,
    PLAN + "/complaint/draft": SENT,
    COMPLAINT + "/registration": {**SENT, "received_on": date.today().isoformat()},
    COMPLAINT + "/answer": {"reason": "Den står.", "sure": "yes"},
    COMPLAINT + "/withdrawal": {"how": "Hun ringte."},
    COMPLAINT + "/forwarding": {},
    COMPLAINT + "/governor": {"outcome": "upheld", "words": "Enig."},
}
