"""Letters by post: the unit prints them and sends them. Addresses are nothing that ipplan knows."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.case_parts import caseworkers_of
from ipplan.gate.unit import Case, Desk, desk_of, look
from ipplan.letter import told
from ipplan.letter.notices import KINDS, coordinator_parts, notice_parts, notice_title
from ipplan.letter.paper import pdf
from ipplan.letter.receipt import sealed
from ipplan.page.access.receipts import receipt_by_post
from ipplan.page.house import House, house_of
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.unit.casework.posting import letter_by_post
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.store.accounts import accounts, named, names
from ipplan.store.coordinating import appointed
from ipplan.store.letters import Letter, letters, mark_printed, mark_sent, one_letter
from ipplan.store.spaces import municipality_name, writing


@signed_in
async def index(request: Request) -> Response:
    """Letters that are not sent: to whom, what kind and since when; nothing of what they say."""
    desk = await desk_of(house_of(request).gate, who_of(request).actor)
    async with house_of(request).database.engine.connect() as tx:
        found = await letters(tx, desk.municipality_id)
        waiting = [one.space_id for one in found if one.kind == "case"]
        has = await caseworkers_of(tx, desk.gate.signer, waiting, desk.at)
        known = await names(tx, set().union(*has.values()))
    me = desk.actor.account_id
    return page(
        request,
        "unit/post.html",
        letters=found,
        kinds=KINDS,
        has=has,
        me=me,
        namely=lambda who: ", ".join(named(known, who)),
    )


@signed_in
async def printing(request: Request) -> Response:
    """One letter as a PDF, made now; that it was printed is recorded."""
    house = house_of(request)
    desk, found, case = await _letter(request)
    if case is None:
        made = await letter_by_post(house, desk.actor, found)
    else:
        made = await _made(house, case, found)
    async with writing(house.database, house.clock, found.space_id) as held:
        await mark_printed(held.tx, found.letter_id, desk.actor.account_id, held.now)
        await held.record("letter_printed", actor=desk.actor.account_id, participant_id=found.account_id)
    name = f'attachment; filename="brev-{found.letter_id}.pdf"'
    return Response(made, media_type="application/pdf", headers={"content-disposition": name})


@signed_in
async def sending(request: Request) -> Response:
    """It is on its way; twice does no harm."""
    desk, found, _ = await _letter(request)
    house = house_of(request)
    async with writing(house.database, house.clock, found.space_id) as held:
        await mark_sent(held.tx, found.letter_id, desk.actor.account_id, held.now)
        await held.record("letter_sent", actor=desk.actor.account_id, participant_id=found.account_id)
    return see_other("/unit/post")


async def _letter(request: Request) -> tuple[Desk, Letter, Case | None]:
    """The letter, and the plan that it is about; of a case only who has it opens what it says."""
    house = house_of(request)
    desk = await desk_of(house.gate, who_of(request).actor)
    async with house.database.engine.connect() as tx:
        found = await one_letter(tx, desk.municipality_id, uuid_in(request, "letter"))
    if found is None:
        raise Refused("no_letter")
    return desk, found, None if found.kind == "case" else await look(desk, found.space_id)


async def _made(house: House, case: Case, found: Letter) -> bytes:
    async with house.database.engine.connect() as tx:
        language = (await accounts(tx, [found.account_id]))[found.account_id].language
        controller = await municipality_name(tx, case.space.municipality_id)
        begun = await appointed(tx, found.space_id, found.reference)
    templates = house.settings.web / "templates"
    if found.kind == "receipt":
        receipt = await receipt_by_post(house, case.space, found.reference, language)
        parts, title = told.parts(receipt, language), told.title(receipt, language)
        data = sealed(receipt, house.gate.signer, house.clock.now())
    elif found.kind == "coordinator":
        if begun is None:
            raise Refused("no_role")
        parts = coordinator_parts(found.name, begun.name, begun.email, controller, language)
        title, data = notice_title(found.kind, language), None
    else:
        if found.until is None:
            raise Refused("no_end")
        parts = notice_parts(found.kind, found.name, found.until, controller, language)
        title, data = notice_title(found.kind, language), None
    # Making a PDF takes a tenth of a second of work: not in the loop that everybody shares.
    return await asyncio.to_thread(pdf, templates, title=title, language=language, parts=parts, data=data)
