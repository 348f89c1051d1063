"""What a meeting's page says of its minutes: how far they have come, as one reader may know of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from ipplan.gate.minutes import Found, check_minutes
from ipplan.permit import Permit
from ipplan.plan.agendas import agenda_id
from ipplan.plan.approval import Approval, Owners, approval_of, digest_of, has_changed, seen_of
from ipplan.plan.outline import Outline
from ipplan.plan.points import in_order
from ipplan.store.database import Database, Tx
from ipplan.store.gatherings import Event
from ipplan.store.items import hidden_items

if TYPE_CHECKING:
    from ipplan.page.meeting.room.rooms import Look

Opened = Mapping[UUID, tuple[Permit, Outline]]
NOTHING = Approval()


@dataclass(frozen=True)
class Minutes:
    """The minutes of a meeting, for one reader."""

    approval: Approval = NOTHING
    digest: str = ""
    """Of what she sees: what she approves when she presses now."""
    approvals: Mapping[UUID, Event] = field(default_factory=dict)
    """Of each the approval of what she sees herself."""
    outdated: frozenset[UUID] = frozenset()
    """Whose approval is older than something that she sees."""
    lock: Found | Literal[""] = ""
    """What has become of what was locked, in sections that are open to her; empty: nothing is locked."""
    owners: Owners = ""
    objections: frozenset[UUID] = frozenset()
    """Lines that are objections of who decides."""
    objected_by: tuple[UUID, ...] = ()
    may_answer: bool = False
    """Whether she decides, and is asked what she thinks of locked minutes."""
    places: tuple[tuple[str, str], ...] = field(default=())
    """Where words of hers may stand: ``section/item``, and what that is called."""
    turns: tuple[datetime, ...] = ()


async def minutes_of(database: Database, look: "Look", opened: Opened) -> Minutes:
    """How far the minutes of a meeting have come, for who looks at it."""
    if not look.gathering.after:
        return Minutes()
    async with database.engine.connect() as tx:
        return await _minutes(tx, look, opened)


async def _minutes(tx: Tx, look: "Look", opened: Opened) -> Minutes:
    visit, approval = look.visit, approval_of(look.gathering)
    meeting_id, me = look.meeting.meeting_id, look.viewer.account_id
    outlines = [outline for _, outline in opened.values()]
    hidden = frozenset[UUID]().union(*[await hidden_items(tx, permit) for permit, _ in opened.values()])
    found: Found | Literal[""] = ""
    if approval.locked is not None:
        sections = look.viewer.open_to
        found = await check_minutes(tx, visit.gate.signer, look.permit, approval.locked, sections)
    answers = (
        look.viewer.decides_over(look.meeting.newest.when)
        and not visit.standing.paused
        and approval.may_answer(me, visit.at)
    )
    objections = approval.objections(opened)
    return Minutes(
        approval,
        digest_of(seen_of(outlines, meeting_id)),
        approval.approvals(opened, hidden),
        frozenset(
            who
            for who, event in approval.approved.items()
            if has_changed(event, outlines, meeting_id, hidden)
        ),
        found,
        approval.owners(opened, visit.at),
        frozenset(UUID(one.said["line"]) for one in objections),
        tuple(dict.fromkeys(one.author_id for one in objections)),
        answers,
        places_in(opened, meeting_id, look.meeting.newest.when.sections) if answers else (),
        tuple(one for one in approval.turns() if one > visit.at),
    )


def places_in(opened: Opened, meeting_id: UUID, about: frozenset[UUID]) -> tuple[tuple[str, str], ...]:
    """Each point that a reader sees, then each section for what belongs to none."""
    points = in_order([outline for _, outline in opened.values()], meeting_id)
    named = [
        (f"{outline.section_id}/{node.item_id}", f"{number}. {node.content['title']} ({outline.title})")
        for number, (outline, node) in enumerate(points, start=1)
    ]
    rest = [
        (f"{section}/{agenda_id(meeting_id, section)}", outline.title)
        for section, (_, outline) in opened.items()
        if section in about
    ]
    return tuple(named + rest)
