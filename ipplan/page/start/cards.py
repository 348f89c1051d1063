"""The spaces of the front page: what each asks of its reader, what is new to her in it, what comes."""

from asyncio import gather
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date
from uuid import UUID

from ipplan.gate.editions import may_answer, waits
from ipplan.gate.kept import wishes_waiting
from ipplan.gate.visit import Visit
from ipplan.page.child.heard import is_heard
from ipplan.page.deciding.handover import handover_of
from ipplan.page.deciding.takeover import takeover_of
from ipplan.page.house import House
from ipplan.page.meeting.calls import Call
from ipplan.page.plan.pulse import days_since
from ipplan.page.screen.sight import is_unbegun
from ipplan.page.start.meetings import Meets, meets_of
from ipplan.permit import Permit
from ipplan.plan.fresh import Fresh, fresh_of
from ipplan.plan.outline import Outline
from ipplan.plan.periods import OSLO
from ipplan.plan.pulse import first_to
from ipplan.plan.responsibilities import Asked, asked_of
from ipplan.plan.talks import talks_in
from ipplan.store.conversation_marks import read_among
from ipplan.store.editions import Edition, newest_among
from ipplan.store.people import Membership
from ipplan.store.pulse import Said, said_of, still_among
from ipplan.store.read_marks import Mark, marks_of

ROLES = ("owner", "representative", "coordinator", "participant")
"""In the order in which the front page lists one's plans."""


@dataclass(frozen=True)
class Card:
    """One space of the front page's list."""

    visit: Visit
    membership: Membership
    asked: list[Asked]
    """What its reader is asked to do there, or has said yes to."""
    news: list[Fresh]
    meets: Meets
    prepares: bool
    """Whether the owner is about to decide herself, and that is to be talked through."""
    hands_over: bool
    heard: bool
    """Whether its reader is the child whose it is: then her own page comes first."""
    still: int
    """Days that it has stood still, where its reader coordinates it and that is too long; else nought."""
    said: Said | None
    """That its owner has said so, for the coordinator."""
    unbegun: bool
    """Whether its reader decides there, and nobody has consented to it yet."""
    approves: Edition | None
    """What was approved of it by who decides, and waits for its reader's answer."""
    unread: int
    """Messages in conversations of their own that she has not read; the sections' own are among the news."""
    wished: bool
    """Whether the child wishes to keep something that the reader sees, and may assess."""

    @property
    def unanswered(self) -> list[Asked]:
        """What she is asked, and has not answered."""
        return [one for one in self.asked if one.node.clear.status == "asked"]

    @property
    def calls(self) -> Sequence[Call]:
        return self.meets.calls

    @property
    def role(self) -> str:
        """As the list has it."""
        return self.visit.standing.role if self.visit.standing.role in ROLES else "participant"


@dataclass(frozen=True)
class Known:
    """What was read of all her spaces at once."""

    memberships: Mapping[UUID, Membership]
    permits: Mapping[UUID, list[Permit]]
    marks: Mapping[UUID, Mapping[UUID, Mark]]
    wished: set[UUID]
    still: Mapping[UUID, int]
    said: Mapping[UUID, Said]
    waiting: Mapping[UUID, Edition]
    reached: Mapping[UUID, Mapping[UUID, int]]
    """How far she has read in each conversation."""
    meets: Mapping[UUID, Meets]


async def cards_for(
    house: House, visits: Sequence[Visit], memberships: Mapping[UUID, Membership]
) -> list[Card]:
    """The spaces that are open to her: by her role, then those with something new, then by name."""
    known = await _known(house, visits, memberships)
    found = [await _card(house, one, known) for one in visits]
    return sorted(found, key=lambda card: (ROLES.index(card.role), not card.news, card.membership.owner_name))


async def _known(house: House, visits: Sequence[Visit], memberships: Mapping[UUID, Membership]) -> Known:
    """By as many statements however many they are, but for meetings: those are read plan by plan."""
    # At once: their lines in the log are committed together.
    opened = await gather(*(one.open_all() for one in visits))
    permits = {one.space.space_id: found for one, found in zip(visits, opened, strict=True)}
    await house.reader.read_ahead(permit for found in opened for permit in found)
    async with house.database.engine.connect() as tx:
        wished = await wishes_waiting(tx, visits)
        me = visits[0].actor.account_id if visits else None
        marks = await marks_of(tx, me, permits) if me else {}
        reached = await read_among(tx, me, permits) if me else {}
    known = Known(memberships, permits, marks, wished, {}, {}, {}, reached, await meets_of(house, visits))
    return await _coordinated(house, visits, known)


async def _coordinated(house: House, visits: Sequence[Visit], known: Known) -> Known:
    """Also of the plans that she coordinates: which stand still, what was said, what is to be approved."""
    own = {
        one.space.space_id
        for one in visits
        if one.is_coordinator and not (one.standing.silent or one.standing.paused or one.standing.closed)
    }
    after = first_to(house.gate.rules.pulse, "coordinator")
    if not own:
        return known
    at = house.clock.now()
    async with house.database.engine.connect() as tx:
        still = await still_among(tx, own, at - after) if after else {}
        said, newest = await said_of(tx, own), await newest_among(tx, own)
    days = {one: days_since(since, at) for one, since in still.items()}
    waiting = {space: one for space, one in newest.items() if waits(house.gate.signer, one)}
    return replace(known, still=days, said=said, waiting=waiting)


async def _card(house: House, visit: Visit, known: Known) -> Card:
    space_id = visit.space.space_id
    opened = await house.reader.outlines(known.permits[space_id])
    silent, closed = visit.standing.silent, visit.standing.closed
    quiet = bool(silent or closed)
    marks, waiting = known.marks.get(space_id, {}), known.waiting.get(space_id)
    return Card(
        visit,
        known.memberships[space_id],
        asked=[] if quiet else _asked(visit, opened),
        news=[] if quiet else fresh_of(opened, marks, visit.readers, visit.at),
        meets=known.meets.get(space_id, Meets()),
        prepares=not silent and _prepares(visit),
        hands_over=not silent and handover_of(visit) is not None,
        heard=is_heard(visit),
        still=known.still.get(space_id, 0),
        said=known.said.get(space_id),
        approves=waiting if waiting and may_answer(visit, waiting) else None,
        unread=0 if quiet else _unread(house, visit, opened, known),
        unbegun=visit.decides and not closed and is_unbegun(visit),
        wished=bool(known.wished) and any(_holds(outline, known.wished) for _, outline in opened.values()),
    )


def _asked(visit: Visit, opened: Mapping[UUID, tuple[Permit, Outline]]) -> list[Asked]:
    today = day_of(visit)
    return [
        one
        for permit, outline in opened.values()
        if outline.asked & visit.readers
        for one in asked_of(visit.readers, permit, outline, today)
    ]


def _unread(house: House, visit: Visit, opened: Mapping[UUID, tuple[Permit, Outline]], known: Known) -> int:
    space_id = visit.space.space_id
    since = known.reached.get(space_id, {})
    shown = house.conversation_marks.seen(visit.actor.account_id, space_id)
    return sum(
        len(one.unread(max(since.get(one.item_id, 0), shown.get(one.item_id, 0)), visit.readers))
        for permit, outline in opened.values()
        for one in talks_in(permit, outline, visit.area(permit.section_id))
        if one.node
    )


def _holds(outline: Outline, items: set[UUID]) -> bool:
    return any(node.item_id in items for node, _ in outline.walk())


def _prepares(visit: Visit) -> bool:
    """Whether the owner and who acts for her are to talk of her coming to decide herself."""
    if visit.standing.closed:
        return False
    return visit.standing.role in ("owner", "representative") and takeover_of(visit) is not None


def day_of(visit: Visit) -> date:
    """The day it is for the visitor."""
    return visit.at.astimezone(UTC).astimezone(OSLO).date()
