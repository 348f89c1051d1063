"""Forms that the doors of inquiries and of own cases take."""

from ipplan.page.door import INQUIRY
from tests.page.case_stage import HERSELF

FORMS: dict[str, dict[str, str]] = {
    "/newcomer": {"name": "Kari Lie", "email": "kari@example.org", "municipality": "fjordvik"},
    INQUIRY: HERSELF,
    INQUIRY + "/draft": HERSELF,
    INQUIRY + "/saving": HERSELF,
    INQUIRY + "/discard": {},
}
