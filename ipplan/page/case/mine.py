"""One's own cases: where each stands, who has it, what has been written, and who has read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.case_parts import cases_of, parts_in
from ipplan.gate.cases import enter_case
from ipplan.letter.case.kept import letter_from
from ipplan.letter.case.telling import case_paper
from ipplan.letter.inquiry import inquiry_parts
from ipplan.page.case import words
from ipplan.page.case.opened import Own, open_own, opened
from ipplan.page.house import House, house_of
from ipplan.page.respond import language_of, page
from ipplan.page.unit.casework.opened import person_in
from ipplan.page.unit.complaints.reading import attached_to
from ipplan.page.who import signed_in, who_of
from ipplan.permit import INQUIRY, Refused
from ipplan.store.access_lines import Entry, Wanted, entries
from ipplan.store.accounts import names
from ipplan.store.case_drafts import kept_draft
from ipplan.store.cases import CaseFile, file_of
from ipplan.store.database import Tx
from ipplan.store.municipalities import municipality_of
from ipplan.store.people import memberships
from ipplan.store.plans import plan_of
from ipplan.unit.complaints import GOVERNOR, GRIEVANCES, complaint_of
from ipplan.unit.deadlines import complaint_deadline, day_of

READINGS = 30
"""Who has read it last, on the case's page."""
TEXTS = ("supplement", "answer")


@dataclass(frozen=True)
class Card:
    """A case in one's list. Nothing of it is opened for that."""

    file: CaseFile
    parts: frozenset[str]
    person: str = ""
    """Whom it concerns, where that is told."""

    @property
    def is_party(self) -> bool:
        return bool(self.parts & {"party", "representative"})

    @property
    def sees_state(self) -> bool:
        return self.is_party or "follower" in self.parts


async def cards_of(house: House, tx: Tx, account_id: UUID) -> list[Card]:
    """Somebody's own cases, the newest first."""
    found: dict[UUID, set[str]] = {}
    for one in await cases_of(tx, house.gate.signer, account_id, house.clock.now()):
        found.setdefault(one.space, set()).add(one.role)
    files = [(await file_of(tx, space_id), parts) for space_id, parts in found.items()]
    return [
        Card(file, frozenset(parts), file.owner_name if parts & {"party", "representative"} else "")
        for file, parts in files
        if file is not None
    ]


@signed_in
async def index(request: Request) -> Response:
    """All of one's cases; of those one has sent for others, also whom they are about."""
    house, who = house_of(request), who_of(request)
    async with house.database.engine.connect() as tx:
        cards = await cards_of(house, tx, who.account_id)
    shown = [card if card.person else await _named(request, card) for card in cards]
    return page(request, "case/index.html", cards=shown, words=words)


async def _named(request: Request, card: Card) -> Card:
    try:
        visit = await enter_case(
            house_of(request).gate, who_of(request).actor, card.file.space_id, road="start"
        )
        own = await opened(request, visit)
    except Refused:
        return card
    return Card(card.file, card.parts, own.person)


@signed_in
async def show(request: Request) -> Response:
    """One of them."""
    return await case_page(request)


async def case_page(
    request: Request,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    said: str = "",
    status: int = 200,
) -> Response:
    """That page; ``typed`` and ``errors``: of the form that was sent; ``said``: why it could not be done."""
    house, own = house_of(request), await open_own(request)
    async with house.database.engine.connect() as tx:
        drafts = await _drafts(tx, own)
        office = await municipality_of(tx, own.file.municipality_id)
        read = await _read(tx, own)
        people = {one.author_id for one in own.events} | {one.account_id for one in read}
        people |= {one for one in (own.file.assigned_to, own.file.sender_id) if one}
        known = await names(tx, people)
        plan = await _plan(house, tx, own)
    inquiry = own.inquiry
    return page(
        request,
        "case/show.html",
        status,
        own=own,
        file=own.file,
        path=f"/cases/{own.file.space_id}",
        typed={**drafts, **(typed or {})},
        errors=errors or {},
        said=said,
        sent="sent" in request.query_params,
        complained="complained" in request.query_params,
        office=office,
        names=known,
        read=read,
        titles={
            one.number: case_paper(letter_from(one.said["letter"]), house.gate.rules).title
            for one in own.letters
        },
        parts=inquiry_parts(inquiry.said, language_of(request)) if inquiry else [],
        steps=words.steps_of(own.file),
        words=words,
        today=day_of(house.clock.now()),
        follows=await _follows(house, own),
        plan=plan,
        **_complaint(house, own),
    )


def _complaint(house: House, own: Own) -> dict[str, Any]:
    """Until when it can be complained about, and the complaint that there is."""
    decided, one = own.file.decided_at, complaint_of(own.events)
    last = complaint_deadline(day_of(decided), house.gate.rules).last if decided else None
    return {
        "one": one,
        "grievances": GRIEVANCES,
        "attached": attached_to(own.visit, one),
        "outcomes": GOVERNOR,
        "complain_by": last if own.may_complain else None,
    }


async def _drafts(tx: Tx, own: Own) -> dict[str, str]:
    """What she has begun to write, by the form's field."""
    found: dict[str, str] = {}
    for permit in own.permits:
        kind = "supplement" if permit.section_id == INQUIRY else "answer"
        kept = await kept_draft(tx, permit, kind)
        if kept:
            found[kind] = str(kept.get("words", ""))
    return found


async def _plan(house: House, tx: Tx, own: Own) -> UUID | None:
    """The person's plan, or coordination without one, where the reader is in it herself."""
    if not own.visit.is_party:
        return None
    parts = await parts_in(tx, house.gate.signer, own.file.space_id, house.clock.now())
    found = await plan_of(tx, person_in(own.file, parts), own.file.municipality_id)
    mine = {one.space_id for one in await memberships(tx, own.me)}
    return found.space_id if found and found.space_id in mine else None


async def _read(tx: Tx, own: Own) -> list[Entry]:
    """Who else has read it: told to whom it concerns."""
    if not own.visit.is_party:
        return []
    wanted = Wanted(own.file.space_id, but=own.me)
    return [one for one in await entries(tx, wanted, before=None, limit=READINGS) if one.road != "job"]


async def _follows(house: House, own: Own) -> bool:
    """Whether who sent it is told how it goes: the person's own choice."""
    if own.file.sender_id is None or not own.visit.is_party:
        return False
    async with house.database.engine.connect() as tx:
        parts = await cases_of(tx, house.gate.signer, own.file.sender_id, house.clock.now())
    return any(one.role == "follower" and one.space == own.file.space_id for one in parts)
