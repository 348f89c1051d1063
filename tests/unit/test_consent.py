"""Who has consented to a case's being assessed: the last word counts, and one's own inquiry is a yes."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from ipplan.store.cases import CaseEvent, CaseFile
from ipplan.unit.consent import consented

SENDER, OWNER = uuid4(), uuid4()
AT = datetime(2027, 1, 4, tzinfo=UTC)


def _file(asked_by: str, sender_id: UUID | None) -> CaseFile:
    head = (uuid4(), "fjordvik", OWNER, "Kari", 2027, 1, "received", "online", asked_by, sender_id)
    return CaseFile(
        *head, None, AT, date(2027, 2, 1), None, None, "asked", None, None, False, None, None, None, None
    )


def _events(kinds: Sequence[str]) -> list[CaseEvent]:
    return [CaseEvent(n, "papers", kind, OWNER, None, AT, None, {}) for n, kind in enumerate(kinds, start=1)]


@pytest.mark.parametrize(
    ("asked_by", "kinds", "acting", "yes"),
    [
        ("self", [], False, True),
        ("self", ["inquiry", "consent_refused"], False, False),
        ("relative", ["inquiry", "consent_asked"], False, False),
        ("service", ["inquiry"], False, False),
        ("relative", ["consent_given"], False, True),
        ("service", ["consent_given", "consent_refused"], False, False),
        ("service", ["consent_refused", "consent_given"], False, True),
        ("relative", ["inquiry"], True, True),
        ("relative", ["inquiry", "consent_refused"], True, False),
    ],
)
def test_the_last_word_counts(asked_by: str, kinds: list[str], acting: bool, yes: bool) -> None:
    sender = None if asked_by == "self" else SENDER
    assert consented(_file(asked_by, sender), _events(kinds), {SENDER} if acting else set()) is yes


def test_who_acts_for_her_but_has_not_sent_it_has_said_nothing_by_that() -> None:
    assert not consented(_file("service", SENDER), _events(["inquiry"]), {uuid4()})
    assert not consented(_file("service", None), _events(["inquiry"]), {uuid4()}), "it came on paper"
