"""What one does in one's own case: says yes or no, answers, adds to it, lets another follow, withdraws."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ipplan.gate.case_parts import give_part, take_part
from ipplan.gate.cases import CaseVisit, writing_case
from ipplan.language import N_
from ipplan.page.case import words
from ipplan.page.case.mine import case_page
from ipplan.page.case.opened import check_own
from ipplan.page.device.unsent import check_newest
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import see_other, text, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import INQUIRY, PAPERS, Access, Permit, Refused
from ipplan.store.case_drafts import drop_draft, keep_draft, kept_at
from ipplan.store.cases import CaseFile, file_of, put_event
from ipplan.store.spaces import Writing
from ipplan.unit.acts import NotNow, check, do
from ipplan.unit.telling import tell, tell_office

ROOMS = {"supplement": INQUIRY, "answer": PAPERS}
CHOOSE = N_("Velg ja eller nei.")


@dataclass(frozen=True)
class At:
    """Somebody at work in her own case, under its lock."""

    held: Writing
    visit: CaseVisit
    file: CaseFile

    async def room(self, room: UUID) -> Permit:
        return await self.visit.open(room, Access.WRITE)


@signed_in
async def consent(request: Request) -> Response:
    """Say yes or no to that the case is dealt with; and whether who sent it may see how it goes."""
    typed = await typed_in(request)
    answer = {"yes": "consent_given", "no": "consent_refused"}.get(typed.get("consent", ""))
    async with _checked(request, "consent_given"):
        pass
    if answer is None:
        return await case_page(request, typed, said=CHOOSE, status=422)
    follows = answer == "consent_given" and typed.get("follower") == "yes"
    try:
        async with _checked(request, answer) as at:
            if at.file.state != "asking":
                raise NotNow(answer)
            permit = await at.room(PAPERS)
            number = await do(at.held, permit, at.file, answer, {"follower": follows})
            await _let_follow(request, at, follows)
            await _tell(at, number)
    except NotNow:
        return await case_page(request, typed, said=words.MOVED_ON, status=409)
    return see_other(_path(request))


@signed_in
async def follower(request: Request) -> Response:
    """Let who sent the inquiry see how it goes, or no longer: at once, at any time."""
    wanted = (await typed_in(request)).get("follower") == "yes"
    async with _checked(request) as at:
        if not at.visit.is_party:
            raise Refused("not_party")
        await _let_follow(request, at, wanted)
    return see_other(_path(request))


@signed_in
async def answer(request: Request) -> Response:
    """Answer what the caseworker has asked."""
    return await _write(request, "answer")


@signed_in
async def supplement(request: Request) -> Response:
    """Add something to the inquiry."""
    return await _write(request, "supplement")


@signed_in
async def draft(request: Request) -> Response:
    """Keep what is being typed of an answer or an addition."""
    kind, typed = request.path_params["kind"], await typed_in(request)
    if kind not in ROOMS:
        raise Refused("no_such_kind")
    async with _checked(request, kind) as at:
        permit = await at.room(ROOMS[kind])
        check_newest(request, await kept_at(at.held.tx, permit, kind))
        await keep_draft(at.held.tx, permit, kind, {"words": typed.get(kind, "")}, at.held.now)
    return HTMLResponse(text(request, "item/_draft_kept.html"))


@signed_in
async def withdrawal(request: Request) -> Response:
    """She does not want it after all: nothing more is done in the case."""
    try:
        async with _checked(request, "withdrawn") as at:
            number = await do(at.held, await at.room(PAPERS), at.file, "withdrawn", {})
            await _tell(at, number)
    except NotNow:
        return await case_page(request, said=words.MOVED_ON, status=409)
    return see_other(_path(request))


async def _write(request: Request, kind: str) -> Response:
    typed = await typed_in(request)
    said = typed.get(kind, "").strip()
    async with _checked(request, kind):
        pass
    if not said or len(said) > words.LONGEST:
        wrong = words.TOO_LONG if said else words.NEEDED
        return await case_page(request, typed, {kind: wrong}, status=422)
    try:
        async with _checked(request, kind) as at:
            permit = await at.room(ROOMS[kind])
            number = await _put(at, permit, kind, {"words": said})
            await drop_draft(at.held.tx, permit, kind)
            await _tell(at, number)
    except NotNow:
        return await case_page(request, typed, said=words.MOVED_ON, status=409)
    return see_other(f"{_path(request)}#written")


async def _put(at: At, permit: Permit, kind: str, said: Mapping[str, str]) -> int:
    if not (at.visit.is_party or "follower" in at.visit.parts):
        # Whether the case still stands open is not hers to learn: her words are taken in any case.
        return await put_event(at.held, permit, kind, said)
    return await do(at.held, permit, at.file, kind, said)


@asynccontextmanager
async def _checked(request: Request, kind: str | None = None) -> AsyncIterator[At]:
    """Under the case's lock, for who may do that in it; raises `Refused`."""
    house, actor = house_of(request), who_of(request).actor
    async with writing_case(house.gate, actor, uuid_in(request, "case")) as (held, visit):
        check_own(visit)
        if kind is not None:
            check(kind, {part: claims for part, claims in visit.parts.items() if part != "caseworker"})
        file = await file_of(held.tx, held.space_id)
        if file is None:
            raise Refused("no_file")
        yield At(held, visit, file)


async def _let_follow(request: Request, at: At, wanted: bool) -> None:
    """Give who sent it, or take, the part of a follower. One's own inquiry has none."""
    sender, me = at.file.sender_id, at.visit.actor.account_id
    if sender is None or sender == me:
        return
    if wanted and at.file.state not in ("withdrawn", "closed"):
        await give_part(at.held, house_of(request).gate.signer, sender, "follower", me)
    if not wanted:
        await take_part(at.held, sender, "follower", me)


async def _tell(at: At, number: int) -> None:
    """Tell who has the case, or the office where nobody has."""
    if at.file.assigned_to:
        await tell(at.held, number, at.file.assigned_to)
    else:
        await tell_office(at.held, number)


def _path(request: Request) -> str:
    return f"/cases/{uuid_in(request, 'case')}"
