"""Forms that the doors of inquiries and of own cases take."""

from ipplan.page.door import CASE, INQUIRY
from tests.page.case_stage import FOR_CHILD, HERSELF

FORMS: dict[str, dict[str, str]] = {
    "/newcomer": {"name": "Kari Lie", "email": "kari@example.org", "municipality": "fjordvik"},
    INQUIRY: HERSELF,
    INQUIRY + "/draft": HERSELF,
    INQUIRY + "/saving": HERSELF,
    INQUIRY + "/discard": {},
    CASE + "/consent": {"consent": "yes"},
    CASE + "/follower": {"follower": "yes"},
    CASE + "/answer": {"answer": "Det er legen som vet mest om det."},
    CASE + "/supplement": {"supplement": "Skolen er også med."},
    CASE + "/drafts/{kind}": {"supplement": "Skolen er også med."},
    CASE + "/withdrawal": {},
    "/unit/inquiries": FOR_CHILD | {"received_on": "2026-01-02", "sent_by": "Grete Lie"},
}
