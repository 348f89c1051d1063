"""The register of who can coordinate: what each knows well, how many she has, and who her manager is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.unit import Desk, desk_of
from ipplan.language import N_
from ipplan.page.access.people import EMAIL, LONGEST, AnotherPerson, account_in, check_form, tidy
from ipplan.page.house import House, house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import as_uuid, page, see_other, uuid_in
from ipplan.page.unit.casework.carried import CASE
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.identity import valid_pid
from ipplan.store.accounts import account_by_name, accounts
from ipplan.store.coordinators import Registered, one_registered, put_registered, registered, take_off
from ipplan.store.database import Tx
from ipplan.unit.appointing import Candidate

MOST = 99
NUMBER = N_("Fødselsnummeret stemmer ikke. Det har elleve sifre.")
ANOTHER = N_("Navnet og fødselsnummeret stemmer ikke med hverandre. Se etter om begge er riktige.")


@dataclass(frozen=True)
class Filled:
    """What the register is to have of somebody."""

    competence: frozenset[str]
    most: int | None
    manager_name: str
    manager_email: str
    trained: bool


@signed_in
async def index(request: Request) -> Response:
    """All of them, each with how much she has."""
    desk = await _desk(request)
    async with house_of(request).database.engine.connect() as tx:
        found = await registered(tx, desk.municipality_id, desk.at)
    shown = [(one, candidate(one)) for one in found]
    return page(
        request, "unit/coordinators.html", shown=shown, competence=house_of(request).gate.rules.competence
    )


@signed_in
async def new(request: Request) -> Response:
    """The form for one more."""
    await _desk(request)
    return _form(request, None, {CASE: request.query_params.get(CASE, "")}, {})


@signed_in
async def create(request: Request) -> Response:
    """Put somebody in, by name and identity number; an account is made where there is none."""
    typed, house, desk = await typed_in(request), house_of(request), await _desk(request)
    filled, errors = _read(typed, house)
    errors |= check_form(typed, ("name", "email", "title"))
    pid = valid_pid(typed.get("pid", ""))
    if pid is None:
        errors["pid"] = NUMBER
    if errors or pid is None:
        return _form(request, None, typed, errors, 422)
    try:
        async with house.database.begin() as tx:
            who = await account_in(house, tx, desk.at, desk.municipality_id, typed, pid)
            if (await accounts(tx, [who]))[who].municipality_id != desk.municipality_id:
                # Another municipality's people are not ours to list, and a number tells nobody whose it is.
                raise AnotherPerson
            await _put(tx, desk, who, filled, None)
    except AnotherPerson:
        return _form(request, None, typed, {"name": ANOTHER}, 422)
    back = typed.get(CASE, "")
    return see_other(f"/unit/cases/{as_uuid(back)}" if back else "/unit/coordinators")


@signed_in
async def show(request: Request) -> Response:
    """What stands of one, to be changed; and the way off the register."""
    found = await _one(request, await _desk(request))
    typed = {f"competence-{word}": "yes" for word in found.competence}
    typed |= {"manager_name": found.manager_name, "manager_email": found.manager_email}
    typed |= {"most": "" if found.most is None else str(found.most)}
    typed |= {"trained": "yes"} if found.trained_at else {}
    return _form(request, found, typed, {})


@signed_in
async def change(request: Request) -> Response:
    """Change it."""
    typed, house, desk = await typed_in(request), house_of(request), await _desk(request)
    found = await _one(request, desk)
    filled, errors = _read(typed, house)
    if errors:
        return _form(request, found, typed, errors, 422)
    async with house.database.begin() as tx:
        await _put(tx, desk, found.account_id, filled, found)
    return see_other("/unit/coordinators")


@signed_in
async def ending(request: Request) -> Response:
    """Take somebody off; for whom she coordinates she goes on, until another is appointed."""
    desk = await _desk(request)
    found = await _one(request, desk)
    async with house_of(request).database.begin() as tx:
        await take_off(tx, desk.municipality_id, found.account_id, desk.at)
    return see_other("/unit/coordinators")


def candidate(one: Registered) -> Candidate:
    """As the rules of appointing look at her."""
    trained = one.trained_at is not None
    return Candidate(one.account_id, one.name, frozenset(one.competence), one.most, one.load, trained)


async def _desk(request: Request) -> Desk:
    return await desk_of(house_of(request).gate, who_of(request).actor)


async def _one(request: Request, desk: Desk) -> Registered:
    async with house_of(request).database.engine.connect() as tx:
        found = await one_registered(tx, desk.municipality_id, uuid_in(request, "account"), desk.at)
    if found is None:
        raise Refused("not_registered")
    return found


async def _put(tx: Tx, desk: Desk, who: UUID, filled: Filled, before: Registered | None) -> None:
    email = filled.manager_email
    manager = await account_by_name(tx, desk.municipality_id, filled.manager_name, email) if email else None
    known = before.trained_at if before else None
    await put_registered(
        tx,
        desk.municipality_id,
        who,
        competence=filled.competence,
        most=filled.most,
        manager_id=manager if manager != who else None,
        manager_name=filled.manager_name,
        manager_email=email,
        trained_at=(known or desk.at) if filled.trained else None,
        added_by=desk.actor.account_id,
        now=desk.at,
    )


def _read(typed: Mapping[str, str], house: House) -> tuple[Filled, dict[str, str]]:
    errors: dict[str, str] = {}
    known = house.gate.rules.competence
    chosen = frozenset(word for word in known if typed.get(f"competence-{word}") == "yes")
    said, manager, email = (tidy(typed, name) for name in ("most", "manager_name", "manager_email"))
    most = int(said) if said.isascii() and said.isdigit() and len(said) <= 2 else None
    if said and most is None:
        errors["most"] = N_("Skriv et tall fra 0 til 99, eller la det stå tomt.")
    if not manager:
        errors["manager_name"] = N_("Skriv hvem som er lederen.")
    if email and not EMAIL.fullmatch(email):
        errors["manager_email"] = N_("Skriv en e-postadresse, for eksempel kari@example.org.")
    errors |= {
        name: N_("Teksten er for lang.")
        for name in ("manager_name", "manager_email")
        if len(tidy(typed, name)) > LONGEST
    }
    return Filled(chosen, most, manager, email, typed.get("trained") == "yes"), errors


def _form(
    request: Request,
    found: Registered | None,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
) -> Response:
    values: dict[str, Any] = {"found": found, "typed": typed, "errors": errors, "most": MOST}
    values["competence"] = house_of(request).gate.rules.competence
    return page(request, "unit/coordinator.html", status, **values)
