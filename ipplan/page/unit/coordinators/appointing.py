"""The unit appoints a coordinator: asks one, with her manager's yes, signs her role, and ends another's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.appointing import Appointment, ask, note, one_appointment
from ipplan.gate.claims import ROLES
from ipplan.gate.coordinating import end_role
from ipplan.gate.roles import roles_in, roles_now
from ipplan.gate.statements import unit_hand
from ipplan.gate.unit import Case, casework, desk_of, look
from ipplan.gate.unit_claims import RoleClaims
from ipplan.language import N_
from ipplan.page.coordinating.beginning import begin_role, contact_of, is_for_child, tell
from ipplan.page.coordinating.days import read_span
from ipplan.page.fresh import ask_anew, is_fresh
from ipplan.page.house import House, house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import as_uuid, page, see_other, uuid_in
from ipplan.page.unit.casework.carried import appointing, case_behind, known_in, wished_in
from ipplan.page.unit.coordinators.panel import KINDS, STATES
from ipplan.page.unit.coordinators.register import candidate
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.forms import read_day
from ipplan.plan.periods import OSLO, end_of
from ipplan.store.accounts import accounts
from ipplan.store.coordinators import Registered, one_registered, registered
from ipplan.unit.appointing import OPEN, WrongStep, is_wished, suggested

LONGEST = 2_000
LATE = N_("Noen andre har vært her imens. Se hva som står nå.")


@dataclass(frozen=True)
class Asked:
    """A form that can be asked by."""

    account_id: UUID
    kind: str
    contact: str
    follows: UUID | None
    starts_at: datetime | None
    ends_at: datetime | None


@signed_in
async def new(request: Request) -> Response:
    """Who is suggested, by what she knows, how much she has, and whom the person wishes."""
    return await _form(request, {}, {})


@signed_in
async def create(request: Request) -> Response:
    """Ask one; her manager is asked first, where it is for more than a while."""
    typed, house, space_id = await typed_in(request), house_of(request), uuid_in(request, "plan")
    case = await _case(request)
    filled, errors = _read(typed, case, house)
    if filled is not None and not await _may_be(house, case, filled.account_id):
        errors["account"] = N_("Velg en som ikke er med i planen som noe annet.")
    if errors or filled is None:
        return await _form(request, typed, errors, 422)
    async with casework(house.gate, who_of(request).actor, space_id) as (held, within):
        permit = house.gate.permits.to_appoint(within)
        known = await one_registered(held.tx, within.space.municipality_id, filled.account_id, held.now)
        if known is None:
            raise Refused("not_registered")
        made = await ask(
            held,
            permit,
            account_id=filled.account_id,
            kind=filled.kind,
            contact=filled.contact,
            starts_at=filled.starts_at,
            ends_at=filled.ends_at,
            follows=filled.follows,
        )
        if filled.kind == "deputy":
            await note(held, permit, "asked", appointment_id=made)
            await tell(held, "asked", made, filled.account_id)
        elif known.manager_id:
            await tell(held, "agree", made, known.manager_id)
    return see_other(f"/unit/plans/{space_id}/coordinator/{made}")


@signed_in
async def show(request: Request) -> Response:
    """How far it has come, and what is next."""
    return await _page(request, {}, {})


@signed_in
async def agreement(request: Request) -> Response:
    """The manager has said yes, to somebody and on a day; now she is asked herself."""
    typed, house, space_id = await typed_in(request), house_of(request), uuid_in(request, "plan")
    who, day = typed.get("who", "").strip()[:200], read_day(typed.get("day", ""))
    errors = {} if who else {"who": N_("Skriv hvem som har sagt ja.")}
    case = await _case(request)
    if day is None or day > case.at.astimezone(OSLO).date():
        errors["day"] = N_("Skriv dagen det ble avtalt, i dag eller før.")
    if errors:
        return await _page(request, typed, errors, 422)
    appointment_id = uuid_in(request, "appointment")
    try:
        async with casework(house.gate, who_of(request).actor, space_id) as (held, within):
            permit = house.gate.permits.to_appoint(within)
            found = await one_appointment(held.tx, permit, appointment_id)
            await note(held, permit, "agreed", appointment_id=appointment_id, day=day, words={"who": who})
            await tell(held, "asked", appointment_id, found.account_id)
    except WrongStep:
        return await _page(request, {}, {"": LATE}, 422)
    return see_other(f"/unit/plans/{space_id}/coordinator/{appointment_id}")


@signed_in
async def appointment(request: Request) -> Response:
    """Sign her role, on a fresh login; where she takes over, the owner is asked to let her in."""
    house, space_id, made = house_of(request), uuid_in(request, "plan"), uuid_in(request, "appointment")
    actor = who_of(request).actor
    await _case(request)
    if not is_fresh(request):
        return await ask_anew(request, f"/unit/plans/{space_id}/coordinator/{made}", {})
    try:
        async with casework(house.gate, actor, space_id) as (held, case):
            permit = house.gate.permits.to_appoint(case)
            found = await one_appointment(held.tx, permit, made)
            if found.account_id == actor.account_id:
                raise Refused("herself")
            await begin_role(held, house.gate, unit_hand(actor), case.space, found, permit)
    except WrongStep:
        return await _page(request, {}, {"": LATE}, 422)
    return see_other(f"/unit/plans/{space_id}/coordinator/{made}")


@signed_in
async def taking_back(request: Request) -> Response:
    """Ask her no more."""
    house, space_id, made = house_of(request), uuid_in(request, "plan"), uuid_in(request, "appointment")
    try:
        async with casework(house.gate, who_of(request).actor, space_id) as (held, case):
            permit = house.gate.permits.to_appoint(case)
            await one_appointment(held.tx, permit, made)
            await note(held, permit, "taken_back", appointment_id=made)
    except WrongStep:
        return await _page(request, {}, {"": LATE}, 422)
    return see_other(f"/unit/plans/{space_id}")


@signed_in
async def ending(request: Request) -> Response:
    """End somebody's role now, or at the end of a day; what she was granted is the owner's to take away."""
    typed, house, space_id = await typed_in(request), house_of(request), uuid_in(request, "plan")
    actor, day = who_of(request).actor, read_day(typed.get("day", ""))
    async with casework(house.gate, actor, space_id) as (held, case):
        last = end_of(day) if day else None
        await end_role(
            held, house.gate.signer, unit_hand(actor), case.space, uuid_in(request, "role"), on=last
        )
    return see_other(f"/unit/plans/{space_id}")


def _read(typed: Mapping[str, str], case: Case, house: House) -> tuple[Asked | None, dict[str, str]]:
    errors: dict[str, str] = {}
    kind, contact = typed.get("kind", ""), typed.get("contact", "").strip()
    if kind not in ROLES:
        errors["kind"] = N_("Velg hva det gjelder.")
    if kind == "child_coordinator" and not is_for_child(case.space, case.at, house.gate):
        errors["kind"] = N_("Planeieren er myndig. Da er det en koordinator det gjelder.")
    if not contact:
        errors["contact"] = N_("Skriv hvordan den som spørres, når personen.")
    elif len(contact) > LONGEST:
        errors["contact"] = N_("Teksten er for lang.")
    account_id = as_uuid(typed["account"]) if typed.get("account") else None
    if account_id is None:
        errors["account"] = N_("Velg hvem som skal spørres.")
    standing = {str(one.jti): one for one in _principals(case, house)}
    role = standing.get(typed.get("follows", ""))
    if typed.get("follows") and role is None:
        raise Refused("no_role")
    starts = ends = None
    if kind == "deputy":
        if role is None:
            errors["follows"] = N_("Velg hvem vikaren er for.")
        starts, ends, wrong = read_span(typed, case.at, house.gate.rules)
        errors |= wrong
    if role is not None and role.sub == account_id:
        errors["account"] = N_("Det er den samme personen.")
    if errors or account_id is None:
        return None, errors
    return Asked(account_id, kind, contact, role.jti if role else None, starts, ends), {}


async def _may_be(house: House, case: Case, account_id: UUID) -> bool:
    """Whether she is not already something in the plan that no coordinator can be, and is in the register."""
    known = case.space.people.get(account_id)
    taken = known is not None and known.participant_state == "active"
    if taken and known is not None and known.role in ("owner", "representative"):
        return False
    async with house.database.engine.connect() as tx:
        return await one_registered(tx, case.space.municipality_id, account_id, case.at) is not None


def _principals(case: Case, house: House) -> list[RoleClaims]:
    """Who coordinates and is no deputy."""
    return [one for one in roles_now(case.space, case.at, house.gate.signer) if one.kind != "deputy"]


async def _case(request: Request) -> Case:
    gate = house_of(request).gate
    return await look(await desk_of(gate, who_of(request).actor), uuid_in(request, "plan"))


async def _form(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    house, case, asked = house_of(request), await _case(request), request.query_params
    competence = house.gate.rules.competence
    wanted = [word for word in competence if asked.get(f"competence-{word}") == "yes"]
    behind = await case_behind(request, {**asked, **typed}, case.space.owner_id)
    begun = appointing(behind, await known_in(house, behind)) if behind else {}
    wish = asked.get("wish", wished_in(behind)).replace("\x00", "")[:200]
    async with house.database.engine.connect() as tx:
        people = await registered(tx, case.space.municipality_id, case.at)
        known = await accounts(tx, case.space.people)
    by_id = {one.account_id: one for one in people}
    ranked = suggested([candidate(one) for one in people], wanted, wish)
    owner = known[case.space.owner_id]
    return page(
        request,
        "unit/appointment_new.html",
        status,
        space_id=case.space.space_id,
        owner=owner,
        ranked=[(by_id[one.account_id], one, is_wished(one.name, wish)) for one in ranked],
        principals=[(one, known[one.sub].name) for one in _principals(case, house)],
        competence=competence,
        wanted=wanted,
        wish=wish,
        behind=behind,
        kinds=KINDS,
        typed=typed or {"contact": contact_of(case.space), **begun},
        errors=errors,
    )


async def _page(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    house, case = house_of(request), await _case(request)
    permit = house.gate.permits.to_appoint(case)
    async with house.database.engine.connect() as tx:
        found = await one_appointment(tx, permit, uuid_in(request, "appointment"))
        people = {
            case.space.owner_id,
            found.account_id,
            found.made_by,
            *(one.author_id for one in found.events),
        }
        roles = roles_in(case.space, house.gate.signer)
        followed = next((one for one in roles if one.jti == found.follows), None)
        known = await accounts(tx, people | ({followed.sub} if followed else set()))
        entry = await one_registered(tx, case.space.municipality_id, found.account_id, case.at)
    return page(
        request,
        "unit/appointment.html",
        status,
        **_shown(case, found, entry),
        followed=followed,
        names={one: account.name for one, account in known.items()},
        email=known[found.account_id].email,
        typed=typed or _manager(entry, case),
        errors=errors,
    )


def _manager(entry: Registered | None, case: Case) -> dict[str, str]:
    today = case.at.astimezone(OSLO).date().isoformat()
    return {"who": entry.manager_name if entry else "", "day": today}


def _shown(case: Case, found: Appointment, entry: Registered | None) -> dict[str, Any]:
    return {
        "space_id": case.space.space_id,
        "owner_id": case.space.owner_id,
        "found": found,
        "entry": entry,
        "kinds": KINDS,
        "states": STATES,
        "open": found.state in OPEN,
    }
