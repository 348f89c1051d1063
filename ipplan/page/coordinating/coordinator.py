"""Who coordinates a plan, and how to reach her: for who decides and who coordinates; a wish for another; what
a coordinator has to do when she begins, hands over, or goes on holiday."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.appointing import Appointment, Event, appointments, ask, events, note
from ipplan.gate.roles import moment, role_in_force, roles_in, roles_now
from ipplan.gate.unit_claims import RoleClaims
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.access.areas import areas_of
from ipplan.page.coordinating.beginning import contact_of, tell
from ipplan.page.coordinating.days import read_span
from ipplan.page.house import House, house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.respond import as_uuid, page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Access, Refused
from ipplan.plan.areas import AREA_NAMES
from ipplan.plan.forms import read_day
from ipplan.plan.periods import OSLO
from ipplan.store.accounts import Account, accounts
from ipplan.store.coordinators import one_registered, registered, unit_people
from ipplan.store.database import Tx
from ipplan.unit.appointing import contact_is_late

LONGEST = 2_000


@dataclass(frozen=True)
class Coordinator:
    """Somebody who coordinates now, as the page shows her."""

    account: Account
    kind: str
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True)
class Own:
    """What a coordinator has to do herself."""

    role: RoleClaims
    begun: Appointment | None
    """What she was asked by; ``None``: she coordinated before there was such."""
    contacted: Event | None
    late: bool
    successor: Account | None
    """To whom she hands over."""
    noted: Event | None
    """That she has written the hand-over."""


@signed_in
async def show(request: Request) -> Response:
    """The page."""
    return await _page(request, {}, {})


@signed_in
async def wish(request: Request) -> Response:
    """Who decides wishes another coordinator: the unit reads it."""
    typed = await typed_in(request)
    said = typed.get("wish", "").strip()
    if not said or len(said) > LONGEST:
        wrong = N_("Teksten er for lang.") if said else N_("Skriv hva du ønsker.")
        await _check_decides(request)
        return await _page(request, typed, {"wish": wrong}, 422)
    async with writing(request, paused=True) as (held, visit):
        if not visit.decides:
            raise Refused("decides")
        permit = visit.gate.permits.for_appointments(visit)
        number = await note(held, permit, "wished", words={"wish": said})
        for who in await unit_people(held.tx, visit.space.municipality_id, held.now):
            await tell(held, "wished", UUID(int=number), who)
    return see_other(f"/plans/{visit.space.space_id}/coordinator#wish")


@signed_in
async def telling(request: Request) -> Response:
    """A coordinator says that she has made contact, and when; or that the hand-over is written."""
    typed = await typed_in(request)
    what, day = typed.get("what", ""), read_day(typed.get("day", ""))
    async with writing(request) as (held, visit):
        own = await _own(held.tx, visit)
        if own is None or what not in ("contacted", "noted"):
            raise Refused("not_coordinator")
        permit, about = visit.gate.permits.for_appointments(visit), own.begun
        right = what == "noted" or (day is not None and day <= visit.at.astimezone(OSLO).date())
        if right:
            made = about.appointment_id if about else None
            await note(held, permit, what, appointment_id=made, day=day if what == "contacted" else None)
    if not right:
        errors = {"day": N_("Skriv dagen dere var i kontakt, i dag eller før.")}
        return await _page(request, typed, errors, 422)
    return see_other(f"/plans/{visit.space.space_id}/coordinator")


@signed_in
async def deputy(request: Request) -> Response:
    """A coordinator asks a colleague to stand in for her, from a day to a day."""
    typed, house = await typed_in(request), house_of(request)
    account_id = as_uuid(typed["account"]) if typed.get("account") else None
    errors = {} if account_id else {"account": N_("Velg hvem som skal spørres.")}
    starts, ends, wrong = read_span(typed, house.clock.now(), house.gate.rules)
    errors |= wrong
    async with writing(request) as (held, visit):
        role = _role(visit)
        if role is None or role.kind == "deputy":
            raise Refused("not_coordinator")
        place, contact = visit.space.municipality_id, contact_of(visit.space)
        known = await one_registered(held.tx, place, account_id, held.now) if account_id else None
        if account_id and (known is None or not _may_stand_in(visit, account_id)):
            errors["account"] = N_("Velg en kollega som ikke er med i planen som noe annet.")
        if not errors and account_id:
            permit = visit.gate.permits.for_appointments(visit)
            made = await ask(
                held,
                permit,
                account_id=account_id,
                kind="deputy",
                contact=contact,
                starts_at=starts,
                ends_at=ends,
                follows=role.jti,
            )
            await note(held, permit, "asked", appointment_id=made)
            await tell(held, "asked", made, account_id)
    if errors:
        return await _page(request, typed, errors, 422)
    return see_other(f"/plans/{visit.space.space_id}/coordinator")


def _may_stand_in(visit: Visit, account_id: UUID) -> bool:
    known = visit.space.people.get(account_id)
    free = known is None or known.role not in ("owner", "representative")
    return free and account_id != visit.actor.account_id


def _role(visit: Visit) -> RoleClaims | None:
    if not visit.is_coordinator:
        return None
    return role_in_force(visit.space, visit.actor.account_id, int(visit.at.timestamp()), visit.gate.signer)


async def _own(tx: Tx, visit: Visit) -> Own | None:
    """What she has to do, where she coordinates; raises nothing for who does not."""
    role = _role(visit)
    if role is None:
        return None
    permit, me = visit.gate.permits.for_appointments(visit), visit.actor.account_id
    found, told = await appointments(tx, permit), await events(tx, permit)
    begun = next((one for one in found if one.account_id == me and one.state == "appointed"), None)
    about = begun.appointment_id if begun else None
    mine = [one for one in told if one.appointment_id == about and one.author_id == me]
    contacted, since = _last(mine, "contacted"), moment(role.nbf) or visit.at
    within = visit.gate.rules.first_contact_within.time
    follower = next((one for one in found if one.follows == role.jti and _follows(one)), None)
    known = await accounts(tx, [follower.account_id] if follower else [])
    return Own(
        role,
        begun,
        contacted,
        bool(begun) and contact_is_late(since, within, visit.at, contacted=contacted is not None),
        known.get(follower.account_id) if follower else None,
        _last(mine, "noted"),
    )


def _follows(one: Appointment) -> bool:
    """Whether it is to take over, and has been said yes to."""
    return one.kind != "deputy" and one.state in ("accepted", "appointed")


def _last(found: Sequence[Event], kind: str) -> Event | None:
    return next((one for one in reversed(found) if one.kind == kind), None)


async def _check_decides(request: Request) -> None:
    if not (await _enter(request)).decides:
        raise Refused("decides")


async def _enter(request: Request) -> Visit:
    visit = await house_of(request).gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    concerned = visit.decides or visit.is_coordinator or visit.standing.role in ("owner", "representative")
    if visit.standing.closed or not concerned:
        raise Refused("not_concerned")
    return visit


async def _page(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    house, visit = house_of(request), await _enter(request)
    space, signer = visit.space, visit.gate.signer
    roles, now = roles_now(space, visit.at, signer), visit.at.timestamp()
    coming = [one for one in roles_in(space, signer) if one.kind == "deputy" and one.nbf > now]
    reads = visit.decides or visit.is_coordinator
    permit = await visit.open_appointments() if reads else None
    async with house.database.engine.connect() as tx:
        known = await accounts(tx, {one.sub for one in (*roles, *coming)})
        told = await events(tx, permit) if permit else []
        own = await _own(tx, visit)
        may_name = own is not None and own.role.kind != "deputy"
        colleagues = await registered(tx, space.municipality_id, visit.at) if may_name else []
    opened = await house.reader.outlines(await visit.open_all()) if own and own.successor else {}
    return page(
        request,
        "coordinating/show.html",
        status,
        visit=visit,
        space_id=space.space_id,
        owner=space.people[space.owner_id].account,
        shown=[_shown(one, known) for one in roles],
        coming=[_shown(one, known) for one in coming],
        wished=_last(told, "wished"),
        own=own,
        rooms=_rooms(house, visit, own),
        writable=[
            (permit.section_id, one.title) for permit, one in opened.values() if permit.access >= Access.WRITE
        ],
        colleagues=[one for one in colleagues if one.account_id != visit.actor.account_id],
        today=visit.at.astimezone(OSLO).date().isoformat(),
        typed=typed,
        errors=errors,
    )


def _shown(one: RoleClaims, known: Mapping[UUID, Account]) -> Coordinator:
    return Coordinator(known[one.sub], one.kind, moment(one.nbf), moment(one.exp))


def _rooms(house: House, visit: Visit, own: Own | None) -> list[tuple[str, bool]]:
    """The template's names of the parts, and which are open to her: for a coordinator, who may not know the
    owner's own."""
    if own is None:
        return []
    return [(AREA_NAMES[area], visit.may(section)) for area, section in areas_of(visit).items()]
