"""Forms that the doors of complaints take."""

from ipplan.page.door import CASE, OFFICE, PLAN
from tests.waiting import today_in_oslo

SENT = {"about-unheard": "yes", "words": "Ingen hører på meg.", "knew_on": today_in_oslo().isoformat()}
COMPLAINT = OFFICE + "/complaint"
FORMS: dict[str, dict[str, str]] = {
    CASE + "/complaint": SENT,
    CASE + "/complaint/draft": SENT,
    CASE + "/complaint/withdrawal": {},
    CASE + "/excerpts/{number}/ending": {},
    PLAN + "/complaint": SENT,
    PLAN + "/complaint/draft": SENT,
    COMPLAINT + "/registration": {**SENT, "received_on": today_in_oslo().isoformat()},
    COMPLAINT + "/answer": {"reason": "Den står.", "sure": "yes"},
    COMPLAINT + "/withdrawal": {"how": "Hun ringte."},
    COMPLAINT + "/forwarding": {},
    COMPLAINT + "/governor": {"outcome": "upheld", "words": "Enig."},
}
