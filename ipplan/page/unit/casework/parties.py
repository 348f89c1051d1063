"""Whom a case is about, confirmed by the unit: let in herself, or who acts for her on a recorded basis."""

from collections.abc import Mapping
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.case_parts import give_part, take_part
from ipplan.language import N_
from ipplan.page.access.people import AnotherPerson, account_for, check_form, same_person, tidy
from ipplan.page.fresh import ask_anew, is_fresh, set_aside_for
from ipplan.page.house import House, house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import as_uuid, page, see_other, uuid_in
from ipplan.page.unit.casework.age import stage_of
from ipplan.page.unit.casework.carried import Known, begun, known_in, number_of
from ipplan.page.unit.casework.case import about
from ipplan.page.unit.casework.opened import Opened, Work, at_work, open_case
from ipplan.page.unit.casework.words import EMPTY
from ipplan.page.unit.plans.mandates import NAME, OWN, bases_for
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.identity import valid_pid
from ipplan.rules import Basis, Stage
from ipplan.store.accounts import accounts
from ipplan.unit.acts import do

PID = N_("Fødselsnummeret stemmer ikke. Det har elleve sifre.")
HERSELF = N_("Dette er personen saken gjelder. Bruk knappen over i stedet.")
BOTH = ("party", "representative")


class Wrong(Exception):
    """Something is wrong with the person named; the words are for the field of the name."""


@signed_in
async def show(request: Request) -> Response:
    """Who is in the case, and the form."""
    return await _form(request, await set_aside_for(request), {})


@signed_in
async def create(request: Request) -> Response:
    """Let in whom it is about, or who acts for her; on a fresh login, since papers are opened by it."""
    typed = await typed_in(request)
    case = await open_case(request)
    stage = await _stage(request, case)
    if typed.get("who") == "party":
        errors, pid = await _read_party(request, case, typed)
    else:
        known = await number_of(house_of(request), await _known(request, case, stage), typed)
        errors, pid = _read(request, typed, stage, known)
    if errors:
        return await _form(request, typed, errors, 422)
    if not is_fresh(request):
        return await ask_anew(request, f"/unit/cases/{case.file.space_id}/parties", typed)
    try:
        async with at_work(request) as work:
            await _let_in(request, work, typed, pid)
    except AnotherPerson:
        field = "party_name" if typed.get("who") == "party" else "name"
        return await _form(request, typed, {field: NAME}, 422)
    except Wrong as wrong:
        return await _form(request, typed, {"name": str(wrong)}, 422)
    return see_other(f"/unit/cases/{case.file.space_id}/parties")


@signed_in
async def ending(request: Request) -> Response:
    """Take somebody's insight away, at once."""
    typed = await typed_in(request)
    who, role = as_uuid(typed.get("account", "")), typed.get("role", "")
    if role not in (*BOTH, "follower"):
        raise Refused("no_role")
    async with at_work(request) as work:
        await take_part(work.held, who, role, who_of(request).account_id)
    return see_other(f"/unit/cases/{uuid_in(request, 'case')}/parties")


async def _let_in(request: Request, work: Work, typed: Mapping[str, str], pid: str | None) -> None:
    house, by, file = house_of(request), who_of(request).account_id, work.file
    signer = house.gate.signer
    if typed.get("who") == "party":
        herself = await _party(house, work, typed, pid)
        await give_part(work.held, signer, herself, "party", by)
        await do(work.held, work.work, file, "let_in", {"account": str(herself), "role": "party"})
        return
    assert pid is not None
    person = {**typed, "title": tidy(typed, "relation")}
    who = await account_for(house, work.held, file.municipality_id, person, pid)
    if who in (file.owner_id, work.person):
        raise Wrong(HERSELF)
    if who == by or any(one.sub == who and one.role == "caseworker" for one in work.parts):
        raise Wrong(OWN)
    await give_part(work.held, signer, who, "representative", by, owner_id=file.owner_id)
    said = {"account": str(who), "role": "representative", "basis": typed["basis"]}
    await do(work.held, work.work, file, "let_in", said | {"relation": tidy(typed, "relation")})


async def _party(house: House, work: Work, typed: Mapping[str, str], pid: str | None) -> UUID:
    """Her account: the case's own, or if that has no number the one that the number has; of her name."""
    if pid is None:
        return work.file.owner_id
    known = await accounts(work.held.tx, [work.file.owner_id])
    name = {"name": typed.get("party_name", "")}
    same_person(known[work.file.owner_id], name)
    found = await account_for(house, work.held, work.file.municipality_id, name, pid)
    if any(one.sub == found and one.role == "caseworker" for one in work.parts):
        raise Wrong(OWN)
    return found


async def _read_party(
    request: Request, case: Opened, typed: Mapping[str, str]
) -> tuple[dict[str, str], str | None]:
    if await has_number(house_of(request), case):
        return {}, None
    pid, errors = valid_pid(typed.get("party_pid", "")), {}
    if not tidy(typed, "party_name"):
        errors["party_name"] = EMPTY
    if pid is None:
        errors["party_pid"] = PID
    return errors, pid


async def has_number(house: House, case: Opened) -> bool:
    """Whether somebody can log in to the account that the case has of her."""
    async with house.database.engine.connect() as tx:
        return (await accounts(tx, [case.file.owner_id]))[case.file.owner_id].has_pid


def _read(
    request: Request, typed: Mapping[str, str], stage: Stage, known: str | None
) -> tuple[dict[str, str], str | None]:
    errors = check_form(typed, ("name", "email", "relation"))
    pid = known or valid_pid(typed.get("pid", ""))
    if pid is None:
        errors["pid"] = PID
    if typed.get("basis", "") not in _bases(request, stage):
        errors["basis"] = N_("Velg hva det bygger på.")
    return errors, pid


def _bases(request: Request, stage: Stage) -> dict[str, Basis]:
    return bases_for(house_of(request).gate.rules, stage)


async def _stage(request: Request, case: Opened) -> Stage:
    house = house_of(request)
    async with house.database.engine.connect() as tx:
        return await stage_of(house, tx, case)


async def _known(request: Request, case: Opened, stage: Stage) -> Known | None:
    """The relative who has sent it for a child, while nobody acts for the child."""
    if stage != "child" or case.acted_for:
        return None
    return await known_in(house_of(request), case)


async def _form(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    case = await open_case(request)
    stage = await _stage(request, case)
    known = await _known(request, case, stage)
    let_in = [one.said for one in case.events if one.kind == "let_in"]
    return page(
        request,
        "unit/cases/parties.html",
        status,
        **about(request, case),
        typed={"party_name": case.file.owner_name, **begun(known), **typed},
        errors=errors,
        known=known,
        stage=stage,
        bases=_bases(request, stage),
        recorded={(one["account"], one["role"]): one for one in let_in},
        takes=(*BOTH, "follower"),
        has_number=await has_number(house_of(request), case),
        known_person=any(one.role == "party" for one in case.parts),
    )
