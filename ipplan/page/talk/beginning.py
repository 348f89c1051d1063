"""Beginning a conversation: in which section, what about, and with whom."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.plan.pen import AnotherPen, check_pen, over
from ipplan.page.plan.rooms import room_page
from ipplan.page.respond import as_uuid, see_other, uuid_in
from ipplan.page.talk.talks import ROAD, begins_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan import talks as rules
from ipplan.plan.changes import check_may_write
from ipplan.plan.diaries import NobodyNamed
from ipplan.plan.forms import fill
from ipplan.plan.outline import Outline
from ipplan.plan.talks import COMMON, CONVERSATION
from ipplan.store.people import Participant
from ipplan.store.versions import Clear

NOBODY = N_("Velg hvem du vil snakke med.")


@signed_in
async def new(request: Request) -> Response:
    """The form. In which section comes first: who can take part depends on it."""
    return await _form(request, {"section": request.query_params.get("section", "")}, {})


@signed_in
async def create(request: Request) -> Response:
    """Begin it; the way leads into it."""
    typed = await typed_in(request)
    try:
        return await _create(request, typed)
    except AnotherPen:
        return over(request, {**typed, "kind": CONVERSATION.name})


async def _create(request: Request, typed: Mapping[str, str]) -> Response:
    section_id, item_id = as_uuid(typed.get("section")), as_uuid(typed.get("item"))
    filled = fill(CONVERSATION, typed, Clear(CONVERSATION.name), {})
    errors = dict(filled.errors)
    async with writing(request) as (held, visit):
        check_pen(visit, typed)
        permit = await visit.open(section_id)
        check_may_write(permit, CONVERSATION)
        others = {one.account_id for one in _others(visit, section_id)}
        owner = visit.space.owner_id
        try:
            audience = rules.audience_of(typed, others, owner=owner, own=owner in visit.readers)
        except NobodyNamed:
            errors["among"] = NOBODY
        if not errors:
            await rules.begin(held, permit, item_id, filled, audience)
    if errors:
        return await _form(request, typed, errors, 422)
    return see_other(f"/plans/{visit.space.space_id}/messages/{section_id}/{item_id}")


async def _form(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road=ROAD)
    able = begins_in(visit)
    if not able:
        raise Refused("begins_none")
    opened = await house.reader.outlines([await visit.open(one) for one in sorted(able)])
    outlines = [outline for _, outline in opened.values()]
    if not outlines:
        raise Refused("no_title")
    section = _chosen(visit, outlines, typed.get("section", ""))
    people = _others(visit, section.section_id)
    typed = {"title": "", "among": "all", "item": str(uuid4()), **typed}
    values = {"outlines": outlines, "section": section, "people": people, "typed": typed, "errors": errors}
    return room_page(request, visit, "messages", "messages/new.html", status, **values)


def _chosen(visit: Visit, outlines: list[Outline], asked: str) -> Outline:
    """The section that was asked for; else that of messages, or the first."""
    found = next((one for one in outlines if str(one.section_id) == asked), None)
    common = next((one for one in outlines if visit.area(one.section_id) == COMMON), None)
    return found or common or outlines[0]


def _others(visit: Visit, section_id: UUID) -> list[Participant]:
    """Who can take part beside the visitor, but for those who always do: the owner, and who acts for her."""
    company, owner = visit.company(), visit.space.owner_id
    always = {owner} | {who for who, one in company.standings.items() if one.on_behalf_of == owner}
    found = company.readers_of(section_id)
    return [one for one in found if one.account_id not in always | visit.readers]
