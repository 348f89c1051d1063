"""Proposals: a coordinator proposes access and says why; who decides ticks, changes, signs, or declines."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.agreeing import sign_or_wait
from ipplan.gate.consenting import text_shown
from ipplan.gate.proposals import REMOVE, Proposal, answer, one_proposal, proposals, propose
from ipplan.gate.signing import BadWish, Wish
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.access.areas import areas_of
from ipplan.page.access.same import STATES, WAITS, review, sign_same
from ipplan.page.fresh import ask_anew, is_fresh, set_aside_for
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.respond import as_uuid, language_of, page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Access, Refused
from ipplan.plan.areas import AREA_NAMES
from ipplan.plan.packages import packages
from ipplan.plan.periods import OSLO, PERIODS, end_of, last_day
from ipplan.store.accounts import names
from ipplan.store.people import Participant, participants

LONGEST = 2_000


@signed_in
async def new(request: Request) -> Response:
    """The coordinator's form. Sections have the template's names: the owner's are not hers to see."""
    return await _form(request, {}, {})


@signed_in
async def create(request: Request) -> Response:
    """Propose. Opens nothing; who decides sees it at once."""
    typed = await typed_in(request)
    visit = await _enter(request)
    _check_coordinator(visit)
    areas = _areas(typed, visit)
    errors = _errors(typed, areas)
    participant_id = as_uuid(typed["participant"]) if typed.get("participant") else None
    if errors or participant_id is None:
        return await _form(request, typed, errors, 422)
    async with writing(request) as (held, within):
        if participant_id not in {one.account_id for one in await _open_for(held.tx, within)}:
            raise Refused("no_participant")
        reason = typed["reason"].strip()
        await propose(
            held,
            await within.open_proposals(),
            participant_id=participant_id,
            period=typed.get("period", ""),
            areas=areas,
            reason=reason,
        )
    return see_other(f"/plans/{visit.space.space_id}/proposals/new")


@signed_in
async def show(request: Request) -> Response:
    """What is proposed and why: for who decides with a box to tick on each line, none of them ticked."""
    return await _review(request, await set_aside_for(request), {})


@signed_in
async def signature(request: Request) -> Response:
    """Sign the lines that were ticked, as they were changed; the proposal is then answered.

    On an old login, what is taken away is taken at once; the rest waits.
    """
    typed = await typed_in(request)
    if "read" in typed:
        return await sign_same(request, typed)
    async with writing(request) as (held, visit):
        permit = await visit.open_proposals()
        found = await one_proposal(held.tx, permit, uuid_in(request, "proposal"))
        if not visit.decides:
            raise Refused("decides")
        wishes = _wishes(found, visit, typed, visit.at.astimezone(OSLO).date())
        waiting = [] if is_fresh(request) else [wish for wish in wishes if wish.access is not None]
        at_once = [wish for wish in wishes if wish not in waiting]
        try:
            waits = await sign_or_wait(held, visit, at_once)
        except BadWish:
            raise Refused("bad_wish") from None
        if wishes and not waiting:
            words = house_of(request).render.words(language_of(request), WAITS) if waits else ""
            await answer(held, permit, found.proposal_id, "signed", words)
    if not wishes:
        errors = {"": N_("Kryss av for det du vil åpne, og velg hvor lenge.")}
        return await _review(request, typed, errors, 422)
    path = f"/plans/{visit.space.space_id}"
    if waiting:
        return await ask_anew(request, f"{path}/proposals/{found.proposal_id}", typed, done=bool(at_once))
    return see_other(f"{path}/sharing#person-{found.participant_id}")


@signed_in
async def declining(request: Request) -> Response:
    """Say no, with or without words."""
    words = (await typed_in(request)).get("words", "").strip()[:LONGEST]
    async with writing(request) as (held, visit):
        await answer(held, await visit.open_proposals(), uuid_in(request, "proposal"), "declined", words)
    return see_other(f"/plans/{visit.space.space_id}")


def _errors(typed: Mapping[str, str], areas: Mapping[str, Access | None]) -> dict[str, str]:
    errors = {}
    if not typed.get("participant"):
        errors["participant"] = N_("Velg hvem det gjelder.")
    if not areas:
        errors["areas"] = N_("Velg minst én del.")
    opens = not areas or any(areas.values())
    if opens and typed.get("period") not in PERIODS:
        errors["period"] = N_("Velg hvor lenge.")
    if not typed.get("reason", "").strip():
        errors["reason"] = N_("Skriv hvorfor. Planeieren leser det.")
    elif len(typed["reason"]) > LONGEST:
        errors["reason"] = N_("Teksten er for lang.")
    return errors


def _areas(typed: Mapping[str, str], visit: Visit) -> dict[str, Access | None]:
    try:
        return {
            area: _access(word)
            for area in areas_of(visit)
            if (word := typed.get(f"access-{area}", "none")) != "none"
        }
    except KeyError:
        raise Refused("access_word") from None


def _access(word: str) -> Access | None:
    return None if word == REMOVE else Access.named(word)


def _wishes(found: Proposal, visit: Visit, typed: Mapping[str, str], today: date) -> list[Wish]:
    """What was ticked; only what was proposed can be, at the access and for the time that she chose."""
    sections, day = areas_of(visit), last_day(typed.get("period", ""), today)
    ticked = [area for area in found.areas if area in sections and typed.get(f"tick-{area}") == "yes"]
    try:
        wanted = {area: _access(typed[f"access-{area}"]) for area in ticked}
    except KeyError:
        raise Refused("access_word") from None
    if any(wanted.values()) and day is None:
        return []
    return [
        Wish(found.participant_id, sections[area], access, end_of(day) if access and day else None)
        for area, access in wanted.items()
    ]


async def _review(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    house, visit = house_of(request), await _enter(request)
    permit = await visit.open_proposals()
    async with house.database.engine.connect() as tx:
        found = await one_proposal(tx, permit, uuid_in(request, "proposal"))
        known = await names(tx, [found.participant_id, found.proposed_by])
    if found.like is not None:
        return await review(request, visit, found, typed, errors.get("", ""), status)
    return page(
        request,
        "proposals/show.html",
        status,
        found=found,
        names=known,
        titles=await _titles(request, visit),
        typed=typed,
        errors=errors,
        periods=PERIODS,
        states=STATES,
        consent=text_shown(visit, "sharing"),
        visit=visit,
        space_id=visit.space.space_id,
    )


async def _titles(request: Request, visit: Visit) -> dict[str, str]:
    """The owner's own names for her sections, for her; the template's for everybody else."""
    said, language = house_of(request).render.words, language_of(request)
    titles = {area: said(language, name) for area, name in AREA_NAMES.items()}
    if visit.decides:
        opened = await house_of(request).reader.outlines(await visit.open_all())
        there = areas_of(visit)
        titles |= {area: opened[section][1].title for area, section in there.items() if section in opened}
    return titles


async def _form(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    house, visit = house_of(request), await _enter(request)
    _check_coordinator(visit)
    permit = await visit.open_proposals()
    async with house.database.engine.connect() as tx:
        people = await _open_for(tx, visit)
        mine = await proposals(tx, permit)
        known = await names(tx, [one.participant_id for one in mine])
    suggested: Any = packages().get(request.query_params.get("package", ""))
    return page(
        request,
        "proposals/new.html",
        status,
        people=people,
        areas=list(areas_of(visit)),
        packages=packages().values(),
        suggested=suggested,
        periods=PERIODS,
        typed=typed,
        errors=errors,
        mine=mine,
        names=known,
        states=STATES,
        space_id=visit.space.space_id,
    )


async def _open_for(tx: Any, visit: Visit) -> list[Participant]:
    """Those for whom access may be proposed."""
    found = await participants(tx, visit.space.space_id)
    return sorted(
        (one for one in found if one.role in ("participant", "coordinator")), key=lambda one: one.account.name
    )


def _check_coordinator(visit: Visit) -> None:
    if not visit.is_coordinator:
        raise Refused("not_coordinator")


async def _enter(request: Request) -> Visit:
    return await house_of(request).gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
