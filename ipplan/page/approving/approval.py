"""Approving the plan as it stands; what has changed since, in words; and what was approved before."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.editions import (
    answer_edition,
    approve_now,
    digest_of,
    is_approved,
    is_declined,
    may_answer,
    says,
    waits,
    whole_digest,
)
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.approving.compared import Opened, agrees, as_it_stands, compared
from ipplan.page.house import House, house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.plan.rooms import room_page
from ipplan.page.respond import see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Permit, Refused
from ipplan.store.editions import Edition, editions_of
from ipplan.store.outbox import promise
from ipplan.store.pulse import Period, period_of

CHANGED = N_("Planen ble endret mens du leste. Se over det nye, og godkjenn på nytt.")


@dataclass(frozen=True)
class Reading:
    """A plan's editions, and all of the plan that one visitor may open."""

    visit: Visit
    permits: Sequence[Permit]
    opened: Opened
    editions: Sequence[Edition]
    period: Period | None

    def approved(self, before: int | None = None) -> Edition | None:
        """The newest that was approved, or the newest of those before a number."""
        return next(
            (
                one
                for one in self.editions
                if is_approved(self.visit.gate.signer, one) and (before is None or one.number < before)
            ),
            None,
        )

    @property
    def waiting(self) -> Edition | None:
        """The newest of all, as long as who coordinates has not answered."""
        newest = next(iter(self.editions), None)
        return newest if newest and waits(self.visit.gate.signer, newest) else None

    @property
    def may_approve(self) -> bool:
        """Whether she decides for the whole of a plan that stands."""
        standing, visit = self.visit.standing, self.visit
        if not visit.decides or visit.kind != "plan" or visit.looking or visit.assisting:
            return False
        return standing.whole and not standing.paused and not standing.closed

    @property
    def is_coordinated(self) -> bool:
        """Whether there is anybody to wait for."""
        return any(one.role == "coordinator" for one in self.visit.company().people)

    @property
    def digest(self) -> str:
        """Of all that is on her screen."""
        stands = as_it_stands(self.opened)
        return whole_digest({section: digest_of(items) for section, items in stands.items()})


async def read(house: House, visit: Visit) -> Reading:
    """Opens what the visitor may open."""
    permits = await visit.open_all()
    opened = await house.reader.outlines(permits)
    async with house.database.engine.connect() as tx:
        editions = await editions_of(tx, visit.space.space_id)
        period = await period_of(tx, visit.space.space_id)
    return Reading(visit, permits, opened, editions, period)


@signed_in
async def show(request: Request) -> Response:
    """What has changed since the plan was approved last, and who has approved it."""
    return await _page(request)


async def _page(request: Request, error: str = "", status: int = 200) -> Response:
    house = house_of(request)
    reading = await read(house, await _enter(request))
    visit, waiting, last = reading.visit, reading.waiting, reading.approved()
    async with house.database.engine.connect() as tx:
        newest = waiting or last
        since = await compared(tx, reading.permits, reading.opened, newest, None) if newest else []
        asked = await compared(tx, reading.permits, reading.opened, last, waiting) if last and waiting else []
    return room_page(
        request,
        visit,
        "approval",
        "approving/show.html",
        status,
        reading=reading,
        last=last,
        waiting=waiting,
        asks=waiting is not None and may_answer(visit, waiting),
        since=since,
        asked=asked,
        names=visit.company().names,
        approved={one.number for one in reading.editions if is_approved(visit.gate.signer, one)},
        declined={one.number for one in reading.editions if is_declined(visit.gate.signer, one)},
        error=error,
    )


@signed_in
async def create(request: Request) -> Response:
    """Who decides approves the plan as it stands on her screen; who coordinates is asked to."""
    house, typed = house_of(request), await typed_in(request)
    async with writing(request) as (held, visit):
        reading = await read(house, visit)
        if not reading.may_approve:
            raise Refused("not_hers_to_approve")
        same = typed.get("sha256") == reading.digest
        if same:
            made = await approve_now(held, visit, as_it_stands(reading.opened))
            if made.coordinated and not visit.standing.silent:
                number = str(made.number)
                await promise(held.tx, "send_edition", space_id=str(held.space_id), number=number)
    if not same:
        return await _page(request, CHANGED, 422)
    return see_other(f"/plans/{visit.space.space_id}/approval")


@signed_in
async def edition(request: Request) -> Response:
    """One of them: who approved it, whether it is still whole, and what was new in it."""
    house = house_of(request)
    reading = await read(house, await _enter(request))
    found, signer = _named(request, reading.editions), reading.visit.gate.signer
    before = reading.approved(before=found.number)
    async with house.database.engine.connect() as tx:
        new = await compared(tx, reading.permits, reading.opened, before, found) if before else []
        whole = [await agrees(tx, one, found) for one in reading.permits if one.section_id in found.sections]
    return room_page(
        request,
        reading.visit,
        "approval",
        "approving/edition.html",
        found=found,
        before=before,
        answers=[(one, says(signer, found, one)) for one in found.answers],
        approved=is_approved(signer, found),
        new=new,
        whole=whole,
        names=reading.visit.company().names,
    )


@signed_in
async def answer(request: Request) -> Response:
    """Who coordinates approves it too, or does not."""
    typed = await typed_in(request)
    async with writing(request) as (held, visit):
        editions = await editions_of(held.tx, held.space_id)
        found = _named(request, editions)
        if found.number != editions[0].number:
            raise Refused("older_edition")
        await answer_edition(held, visit, found, typed.get("answer", ""))
    return see_other(f"/plans/{visit.space.space_id}/approval")


async def _enter(request: Request) -> Visit:
    gate = house_of(request).gate
    visit = await gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="approval")
    if visit.kind != "plan" or not visit.open_sections():
        raise Refused("nothing_to_approve")
    return visit


def _named(request: Request, editions: Sequence[Edition]) -> Edition:
    """The one that the path names; raises `Refused`."""
    number = request.path_params["edition"]
    found = next((one for one in editions if str(one.number) == number), None)
    if found is None:
        raise Refused("no_edition")
    return found
