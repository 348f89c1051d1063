"""Sharing an entry of one's own diary, and taking that back."""

from collections.abc import Mapping
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.rooms import room_of
from ipplan.language import N_
from ipplan.page.diary.opened import Diary, enter_diary
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.plan.rooms import room_page
from ipplan.page.respond import see_other, uuid_in
from ipplan.page.who import signed_in
from ipplan.permit import Permit, Refused
from ipplan.plan import diaries
from ipplan.store.items import Item, one_item

NOBODY = N_("Velg hvem du vil dele med.")


@signed_in
async def show(request: Request) -> Response:
    """Whom it is shared with now, and a form to say it anew."""
    diary = await enter_diary(request)
    item = await _own(request, diary.permit)
    return _page(request, diary, item, typed_of(item.clear.audience))


@signed_in
async def share(request: Request) -> Response:
    """For herself alone, for some, or for all who may read the section; at once."""
    typed = await typed_in(request)
    try:
        async with writing(request) as (held, visit):
            section_id = room_of(visit, "diary")
            if section_id is None:
                raise Refused("no_diary")
            permit = await visit.open(section_id)
            item = await one_item(held.tx, permit, uuid_in(request, "entry"))
            readers = {one.account_id for one in visit.company().readers_of(section_id)}
            me = visit.actor.account_id
            await diaries.share(held, permit, item, diaries.audience_in(typed, readers - {me}))
    except diaries.NobodyNamed:
        diary = await enter_diary(request)
        return _page(request, diary, await _own(request, diary.permit), typed, NOBODY, 422)
    return see_other(f"/plans/{visit.space.space_id}/diary#item-{item.item_id}")


def typed_of(audience: tuple[UUID, ...] | None) -> dict[str, str]:
    """The form as it stands filled in for an audience."""
    if not audience:
        return {"among": "all" if audience is None else "none"}
    return {"among": "some"} | {f"with-{one}": "yes" for one in audience}


async def _own(request: Request, permit: Permit | None) -> Item:
    if permit is None:
        raise Refused("no_diary")
    async with house_of(request).database.engine.connect() as tx:
        item = await one_item(tx, permit, uuid_in(request, "entry"))
    diaries.check_own(permit, item)
    return item


def _page(
    request: Request,
    diary: Diary,
    item: Item,
    typed: Mapping[str, str],
    error: str = "",
    status: int = 200,
) -> Response:
    values = {"item": item, "typed": typed, "error": error, "people": diary.others}
    return room_page(request, diary.visit, "messages", "diary/sharing.html", status, **values)
