"""What can be done in a case, by whom and when, and what becomes of the case by it.

Each act is an event (store/cases.py). The law asks for a decision within the deadline and for a complaint to
be reconsidered before it is forwarded (forvaltningsloven §§ 11 a and 33); the rest is good practice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from ipplan.permit import INQUIRY, PAPERS, WORK, Permit, Refused
from ipplan.store.cases import CaseFile, mark_file, put_event
from ipplan.store.spaces import Writing

STATES = (
    "received",
    "asking",
    "assessing",
    "waiting",
    "approving",
    "decided",
    "complaint",
    "forwarded",
    "withdrawn",
    "closed",
)
"""Where a case stands: it has come; the person is asked; it is assessed; it waits for information; a second
person is to approve; it is decided; complained about; forwarded; the person did not want it; it is over."""
OPEN = ("received", "asking", "assessing", "waiting", "approving")
"""Before it is decided: the deadline runs."""
COUNTED = (*OPEN, "complaint")
"""In which a deadline runs: until it is decided, or decided anew."""
UNIT = frozenset({"caseworker"})
PARTY = frozenset({"party", "representative"})
ANY = frozenset({"caseworker", "party", "representative", "sender"})


class NotNow(Exception):
    """The case has moved on: this can no longer be done in it."""


@dataclass(frozen=True, slots=True)
class Act:
    """One kind of event."""

    room: UUID
    by: frozenset[str]
    """Which parts in the case may do it."""
    when: tuple[str, ...]
    """In which states."""
    then: str | None = None
    """The state after it; ``None``: as it was."""


ACTS: Mapping[str, Act] = {
    "inquiry": Act(INQUIRY, ANY, ("received",)),
    "supplement": Act(INQUIRY, ANY, COUNTED),
    "note": Act(WORK, UNIT, STATES),
    # Who was given a part, and on what basis: what the signed part itself does not say.
    "let_in": Act(WORK, UNIT, STATES),
    "consent_asked": Act(PAPERS, UNIT, ("received", "asking"), "asking"),
    "consent_given": Act(PAPERS, PARTY | UNIT, OPEN, "assessing"),
    "consent_refused": Act(PAPERS, PARTY | UNIT, OPEN, "withdrawn"),
    "interim": Act(PAPERS, UNIT, COUNTED),
    "question": Act(PAPERS, UNIT, OPEN, "waiting"),
    "answer": Act(PAPERS, PARTY | UNIT, ("waiting",), "assessing"),
    "assessment": Act(WORK, UNIT, ("received", "assessing", "waiting", "complaint")),
    "proposed": Act(WORK, UNIT, ("received", "assessing", "complaint"), "approving"),
    "returned": Act(WORK, UNIT, ("approving",), "assessing"),
    "decided": Act(PAPERS, UNIT, ("received", "assessing", "approving", "complaint"), "decided"),
    "complaint": Act(PAPERS, PARTY | UNIT, ("decided", "closed"), "complaint"),
    "excerpt_taken": Act(PAPERS, PARTY, ("complaint",)),
    # What was complained about and is no decision is put right without one.
    "remedied": Act(PAPERS, UNIT, ("complaint",), "closed"),
    "complaint_withdrawn": Act(PAPERS, PARTY | UNIT, ("complaint",), "decided"),
    "upheld": Act(PAPERS, UNIT, ("complaint",), "complaint"),
    "forwarded": Act(PAPERS, UNIT, ("complaint",), "forwarded"),
    "governor": Act(PAPERS, UNIT, ("forwarded",), "closed"),
    "withdrawn": Act(PAPERS, PARTY | UNIT, OPEN, "withdrawn"),
    # What the unit did outside the case on the strength of it: the person's space, the archive.
    "founded": Act(WORK, UNIT, STATES),
    "exported": Act(WORK, UNIT, STATES),
    "closed": Act(WORK, UNIT, ("decided", "withdrawn"), "closed"),
}
"""Every kind of event in a case."""


def may(file: CaseFile, kind: str, part: str) -> bool:
    """Whether somebody with that part can do it in the case as it stands."""
    act = ACTS[kind]
    return part in act.by and file.state in act.when


async def do(
    held: Writing,
    permit: Permit,
    file: CaseFile,
    kind: str,
    said: Mapping[str, Any],
    *,
    due_on: date | None = None,
    **marks: object,
) -> int:
    """Do it: write the event and bring the file up to it; returns the event's number.

    ``file``: as read under the lock. ``marks``: what else changes in the file. Whether it is for her to do is
    asked of her parts before (`check`). Raises `NotNow`; `Refused` for another room's permit.
    """
    act = ACTS[kind]
    if permit.section_id != act.room:
        raise Refused("other_room")
    if file.state not in act.when:
        raise NotNow(kind)
    number = await put_event(held, permit, kind, said, due_on=due_on)
    values = {"state": act.then, **marks} if act.then else marks
    if values:
        await mark_file(held, **values)
    return number


def check(kind: str, parts: Mapping[str, object]) -> None:
    """Raises `Refused` where none of somebody's parts in the case lets her do it."""
    if not ACTS[kind].by & set(parts):
        raise Refused("not_hers_to_do")
