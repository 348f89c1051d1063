"""Forms that the doors of casework take."""

from datetime import timedelta

from ipplan.page.door import OFFICE
from tests.waiting import today_in_oslo

DAY = (today_in_oslo() + timedelta(days=40)).isoformat()
FORMS: dict[str, dict[str, str]] = {
    "/unit/settings": {
        "case_weeks": "4",
        "second_approver": "no",
        "letter_language": "nb",
        "unit_name": "Koordinerende enhet",
    },
    OFFICE + "/taking": {},
    OFFICE + "/handing": {"account": "00000000-0000-4000-8000-000000000000"},
    OFFICE + "/approver": {},
    OFFICE + "/notes": {"words": "Ringte hjem i dag."},
    OFFICE + "/draft": {"draft": "note", "words": "Ringte"},
    OFFICE + "/parties": {"who": "party"},
    OFFICE + "/parties/ending": {"account": "00000000-0000-4000-8000-000000000000", "role": "party"},
    OFFICE + "/consent/asking": {},
    OFFICE + "/consent": {"answer": "yes", "signed_on": "2026-01-15", "words": "På papir."},
    OFFICE + "/interim": {"reason": "Vi venter på legen.", "day": DAY},
    OFFICE + "/question": {"words": "Hvem hjelper deg i dag?", "day": DAY},
    OFFICE + "/answer": {"words": "Fysioterapeuten."},
    OFFICE + "/supplement": {"words": "Et brev fra legen."},
    OFFICE + "/assessment": {
        f"{field}-{name}": value
        for name in ("long_term", "coordinated", "under_age", "serious")
        for field, value in (("met", "yes"), ("reason", "Fordi det er slik."))
    },
    OFFICE + "/decision": {
        f"{field}-{name}": value
        for name in ("coordinator", "child_coordinator", "plan")
        for field, value in (("outcome", "granted"), ("reason", "Vi mener at du har rett til det."))
    },
    OFFICE + "/decision/signature": {},
    OFFICE + "/approval": {},
    OFFICE + "/approval/returning": {"words": "Skriv mer om hvorfor."},
    OFFICE + "/founding": {},
    OFFICE + "/export": {},
    OFFICE + "/closing": {"words": "Alt er gjort."},
}
