"""The tables as SQLAlchemy knows them; migrations/ makes them."""

from ipplan.store.tables.access import (
    access_grant,
    access_log,
    access_state,
    consent,
    keeping,
    log_head,
    log_leaf,
    mandate,
    withholding,
)
from ipplan.store.tables.base import metadata
from ipplan.store.tables.cases import case_draft, case_event, case_file, case_grant, inquiry_draft
from ipplan.store.tables.catalogue import catalogue_entry
from ipplan.store.tables.closing import archive, archive_key, closing, opening
from ipplan.store.tables.content import change, draft, item, section, version
from ipplan.store.tables.coordinating import (
    coordinator,
    coordinator_appointment,
    coordinator_event,
    coordinator_role,
)
from ipplan.store.tables.crisis import crisis_code, crisis_opening
from ipplan.store.tables.deciding import agreement, appointment, decision
from ipplan.store.tables.directory import (
    account,
    account_door,
    clock_mark,
    invitation,
    login_transaction,
    logout_token,
    municipality,
    participant,
    presence,
    session,
    set_aside,
    space,
    space_key,
)
from ipplan.store.tables.editions import edition, edition_answer, edition_item, revision_notice
from ipplan.store.tables.family import plan_word, training
from ipplan.store.tables.files import file_blob, file_chunk
from ipplan.store.tables.first_use import first_use
from ipplan.store.tables.meetings import (
    calendar_feed,
    meeting,
    meeting_answer,
    meeting_event,
    meeting_reminder,
)
from ipplan.store.tables.notices import notice_choice, notice_digest, notice_waiting
from ipplan.store.tables.organisations import directory_event, organisation
from ipplan.store.tables.paper import assistance, attestation, letter, paper, sheet
from ipplan.store.tables.polls import poll, poll_answer
from ipplan.store.tables.preferences import preference
from ipplan.store.tables.proposals import age_notice, expiry_notice, proposal
from ipplan.store.tables.pulse import pulse_notice, revision, standstill
from ipplan.store.tables.reading import conversation_mark, read_mark

__all__ = [
    "access_grant",
    "access_log",
    "access_state",
    "account",
    "account_door",
    "age_notice",
    "agreement",
    "appointment",
    "archive",
    "archive_key",
    "assistance",
    "attestation",
    "calendar_feed",
    "case_draft",
    "case_event",
    "case_file",
    "case_grant",
    "catalogue_entry",
    "change",
    "clock_mark",
    "closing",
    "consent",
    "conversation_mark",
    "coordinator",
    "coordinator_appointment",
    "coordinator_event",
    "coordinator_role",
    "crisis_code",
    "crisis_opening",
    "decision",
    "directory_event",
    "draft",
    "edition",
    "edition_answer",
    "edition_item",
    "expiry_notice",
    "file_blob",
    "file_chunk",
    "first_use",
    "inquiry_draft",
    "invitation",
    "item",
    "keeping",
    "letter",
    "log_head",
    "log_leaf",
    "login_transaction",
    "logout_token",
    "mandate",
    "meeting",
    "meeting_answer",
    "meeting_event",
    "meeting_reminder",
    "metadata",
    "municipality",
    "notice_choice",
    "notice_digest",
    "notice_waiting",
    "opening",
    "organisation",
    "paper",
    "participant",
    "plan_word",
    "poll",
    "poll_answer",
    "preference",
    "presence",
    "proposal",
    "pulse_notice",
    "read_mark",
    "revision",
    "revision_notice",
    "section",
    "session",
    "set_aside",
    "sheet",
    "space",
    "space_key",
    "standstill",
    "training",
    "version",
    "withholding",
]
