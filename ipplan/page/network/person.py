"""One of those around the owner: how to reach her, what she does, and to who decides what she sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.standing import Allowed
from ipplan.gate.viewer import known_to
from ipplan.gate.visit import Visit
from ipplan.page.house import House, house_of
from ipplan.page.network.around import Contact, Opened, contacts_in, enter_map
from ipplan.page.plan.rooms import room_page
from ipplan.page.respond import uuid_in
from ipplan.page.who import signed_in
from ipplan.permit import Permit, Refused
from ipplan.plan.kinds.contacts import RINGS, SECTORS
from ipplan.plan.outline import Outline
from ipplan.plan.periods import OSLO
from ipplan.plan.responsibilities import Asked, asked_of
from ipplan.store.items import one_item
from ipplan.store.people import Participant


@dataclass(frozen=True)
class Sees:
    """A section that somebody may open, and how."""

    outline: Outline
    allowed: Allowed


@signed_in
async def show(request: Request) -> Response:
    """Her own page."""
    visit, permits = await enter_map(request)
    house, item_id = house_of(request), uuid_in(request, "contact")
    await _check_there(house, permits, item_id)
    opened = await house.reader.outlines(await visit.open_all())
    one = next((one for one in contacts_in(opened) if one.node.item_id == item_id), None)
    if one is None:
        raise Refused("no_contact")
    who = _participant(visit, one)
    standing = visit.company().standings.get(who.account_id) if who else None
    return room_page(
        request,
        visit,
        "network",
        "network/person.html",
        one=one,
        person=who,
        does=_does(visit, opened, who),
        sees=_sees(visit, opened, who),
        sees_all=standing is not None and standing.decides and standing.whole,
        sectors=SECTORS,
        rings=RINGS,
    )


async def _check_there(house: House, permits: Sequence[Permit], item_id: UUID) -> None:
    """Raises `Refused`, before anything else is read: what is not there costs what is hidden does."""
    async with house.database.engine.connect() as tx:
        for number, permit in enumerate(permits, start=1):
            try:
                await one_item(tx, permit, item_id)
            except Refused:
                if number == len(permits):
                    raise
            else:
                return


def _participant(visit: Visit, one: Contact) -> Participant | None:
    """The participant that she is, where the reader may know of her."""
    return next((known for known in known_to(visit) if str(known.account_id) == one.account), None)


def _does(visit: Visit, opened: Opened, who: Participant | None) -> list[Asked]:
    """What she is asked to do, or has said yes to, in what the reader may see; by when."""
    if who is None:
        return []
    today = visit.at.astimezone(OSLO).date()
    found = [
        one
        for permit, outline in opened.values()
        for one in asked_of({who.account_id}, permit, outline, today)
    ]
    return sorted(found, key=lambda one: one.node.clear.due_on or date.max)


def _sees(visit: Visit, opened: Opened, who: Participant | None) -> list[Sees] | None:
    """What is open to her of the reader's own, in the plan's order; ``None`` for all who do not decide."""
    if who is None or not visit.decides:
        return None
    standing = visit.company().standings.get(who.account_id)
    verdicts = standing.sections if standing else {}
    return [
        Sees(outline, verdict)
        for section_id, (_, outline) in opened.items()
        if isinstance(verdict := verdicts.get(section_id), Allowed)
    ]
