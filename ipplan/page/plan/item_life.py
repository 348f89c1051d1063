"""What happens to an item besides its text: closed, undone, restored, moved, answered; its history."""

from collections.abc import Mapping
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.files.fetching import fetched_from
from ipplan.page.fresh import ask_anew, is_fresh, set_aside_for
from ipplan.page.house import house_of
from ipplan.page.meeting.room.after import Told, show_room
from ipplan.page.meeting.room.linked import answered_at, follow
from ipplan.page.meeting.room.moving_line import move_back as move_line_back
from ipplan.page.plan.editing import Part, show_result
from ipplan.page.plan.item import enter, typed_in, writing
from ipplan.page.respond import as_uuid, is_fragment, page, see_other, uuid_in
from ipplan.page.who import signed_in
from ipplan.permit import Access, Permit, Refused
from ipplan.plan import changes
from ipplan.plan.kinds import KINDS
from ipplan.plan.outline import Outline
from ipplan.plan.responsibilities import answer as do_answer
from ipplan.plan.responsibilities import check_asked
from ipplan.plan.striking import WHY, Stands, strike
from ipplan.store.accounts import names
from ipplan.store.items import Item, one_item
from ipplan.store.spaces import Writing

MINUTE = "minute"
"""Said in a form of the one-minute view: there one goes back to."""
STANDS = N_("Denne teksten gjelder nå. Skriv en ny først, så kan du slette den gamle for godt.")


@signed_in
async def closure(request: Request) -> Response:
    """Close an item: it leaves the page, and can be opened again."""
    async with writing(request) as (held, visit):
        permit = await visit.open(uuid_in(request, "section"))
        item = await one_item(held.tx, permit, uuid_in(request, "item"))
        await changes.set_closed(held, permit, item, True)
    return await show_result(
        request,
        visit,
        permit.section_id,
        said=N_("Lukket. Ingenting er slettet."),
        undo={"path": f"{_path(request)}/reopening", "after": ""},
        of=Part.of(item),
    )


@signed_in
async def reopening(request: Request) -> Response:
    """Open a closed item again."""
    async with writing(request) as (held, visit):
        permit = await visit.open(uuid_in(request, "section"))
        item = await one_item(held.tx, permit, uuid_in(request, "item"))
        await changes.set_closed(held, permit, item, False)
    return await show_result(
        request,
        visit,
        permit.section_id,
        said=N_("Åpnet igjen."),
        anchor=f"item-{item.item_id}",
        of=Part.of(item),
    )


@signed_in
async def history(request: Request) -> Response:
    """Every version of an item, with who and when; for those who may write it."""
    return await history_page(request, await set_aside_for(request))


async def history_page(
    request: Request, typed: Mapping[str, str], error: str = "", status: int = 200
) -> Response:
    """The same, perhaps with what was to be struck, and why that cannot be."""
    house = house_of(request)
    visit, permit = await enter(request, "history")
    async with house.database.engine.connect() as tx:
        item, found = await changes.history(tx, permit, uuid_in(request, "item"))
        others = await _elsewhere(request, visit, item)
        files = await fetched_from(tx, permit, item, found)
        people = {one.author_id for one in found} | {one.on_behalf_of for one in found if one.on_behalf_of}
        people |= {one.words.owner_id for one in found if one.words}
        known = await names(tx, people | {one.struck_by for one in found if one.struck})
    return page(
        request,
        "item/history.html",
        status,
        item=item,
        kind=KINDS[item.clear.kind],
        versions=found,
        files=files,
        others=others,
        names=known,
        space_id=visit.space.space_id,
        section_id=permit.section_id,
        path=_path(request),
        may_strike=permit.view.decides,
        why=WHY,
        struck={one.version_id for one in found if one.struck},
        typed=typed,
        error=error,
        visit=visit,
    )


async def _elsewhere(request: Request, visit: Visit, item: Item) -> list[Outline]:
    """Other sections that the item could be moved to."""
    kind = KINDS[item.clear.kind]
    if not kind.moves or item.clear.closed:
        return []
    permits = [one for one in await visit.open_all() if one.access >= Access.WRITE]
    permits = [one for one in permits if not kind.areas or visit.area(one.section_id) in kind.areas]
    opened = await house_of(request).reader.outlines(permits)
    return [outline for _, outline in opened.values() if outline.section_id != item.head.section_id]


@signed_in
async def restoration(request: Request) -> Response:
    """Make an earlier version the newest again."""
    typed = await typed_in(request)
    async with writing(request) as (held, visit):
        permit = await visit.open(uuid_in(request, "section"))
        item = await one_item(held.tx, permit, uuid_in(request, "item"))
        await changes.restore(held, permit, item, as_uuid(typed.get("version")))
    return await show_result(
        request,
        visit,
        permit.section_id,
        said=N_("Hentet tilbake."),
        anchor=f"item-{item.item_id}",
        of=Part.of(item),
    )


@signed_in
async def striking(request: Request) -> Response:
    """Destroy the words of an earlier version, for good."""
    typed, path = await typed_in(request), _path(request)
    _, permit = await enter(request, "history")
    if not permit.view.decides:
        raise Refused("decides")
    if typed.get("why") not in WHY:
        return await history_page(request, typed, N_("Velg hvorfor teksten skal slettes for godt."), 422)
    if not is_fresh(request):
        return await ask_anew(request, f"{path}/history", typed)
    try:
        async with writing(request) as (held, visit):
            here, version_id = await visit.open(uuid_in(request, "section")), as_uuid(typed.get("version"))
            await strike(held, here, uuid_in(request, "item"), version_id, typed["why"], visit.open)
    except Stands:
        return await history_page(request, typed, STANDS, 422)
    return see_other(f"{path}/history")


@signed_in
async def undo(request: Request) -> Response:
    """Undo a change: the one named, or the one that came ``after`` a version that one had before one."""
    typed = await typed_in(request)
    async with writing(request) as (held, visit):
        permit = await visit.open(uuid_in(request, "section"))
        item = await one_item(held.tx, permit, uuid_in(request, "item"))
        if "moved_to" in item.content:
            await _move_back(held, visit, permit, item)
        elif typed.get("after"):
            await changes.restore(held, permit, item, as_uuid(typed["after"]))
        else:
            await changes.undo(held, permit, item, as_uuid(typed.get("version")))
    return await show_result(
        request, visit, permit.section_id, said=N_("Angret."), anchor=f"item-{item.item_id}", of=Part.of(item)
    )


async def _move_back(held: Writing, visit: Visit, here: Permit, item: Item) -> None:
    """Undo a move by moving back what now stands there, with all that was written since."""
    if item.clear.kind == "line":
        await move_line_back(held, visit, here, item)
        return
    section, _, moved = item.content["moved_to"].partition("/")
    there = await visit.open(as_uuid(section))
    await changes.move(held, there, here, await one_item(held.tx, there, as_uuid(moved)))
    await follow(held, visit)


@signed_in
async def place(request: Request) -> Response:
    """One place up or down among its siblings."""
    step = {"up": -1, "down": 1}.get((await typed_in(request)).get("step", ""))
    if step is None:
        raise Refused("step")
    async with writing(request) as (held, visit):
        permit = await visit.open(uuid_in(request, "section"))
        item = await one_item(held.tx, permit, uuid_in(request, "item"))
        await changes.shift(held, permit, item, step)
    return await show_result(
        request, visit, permit.section_id, anchor=f"item-{item.item_id}", of=Part.of(item)
    )


@signed_in
async def move(request: Request) -> Response:
    """Move an item, with all under it, to another section one may write in."""
    there_id = as_uuid((await typed_in(request)).get("to"))
    async with writing(request) as (held, visit):
        here = await visit.open(uuid_in(request, "section"))
        there = await visit.open(there_id)
        item = await one_item(held.tx, here, uuid_in(request, "item"))
        if there_id == here.section_id:
            raise Refused("same_section")
        changes.check_area(KINDS[item.clear.kind], visit.area(there_id))
        new_id = await changes.move(held, here, there, item)
        await follow(held, visit)
    return await show_result(
        request,
        visit,
        here.section_id if is_fragment(request) else there_id,
        said=N_("Flyttet."),
        undo={"path": f"{_path(request)}/undo", "after": ""},
        anchor=f"item-{new_id}",
    )


@signed_in
async def answer(request: Request) -> Response:
    """Accept, decline (with a reason) or finish what one is asked to do."""
    typed = await typed_in(request)
    reason = typed.get("reason", "").strip()[:2_000]
    status = typed.get("status", "")
    async with writing(request) as (held, visit):
        permit = await visit.open(uuid_in(request, "section"))
        item = await one_item(held.tx, permit, uuid_in(request, "item"))
        check_asked(permit, item)
        meeting_id = await answered_at(held, visit, typed)
        if status == "declined" and not reason:
            # Asked for its reason on a page of its own; nothing is changed yet.
            back = typed.get("back", "")
            return await _ask_reason(request, item, meeting_id, missing="reason" in typed, back=back)
        await do_answer(held, permit, item, status, reason)
    if meeting_id is not None:
        return await show_room(request, visit, meeting_id, Told(said=N_("Svaret er lagret.")))
    if typed.get("back") == MINUTE:
        return see_other(f"/plans/{visit.space.space_id}/minute?said=answered#said")
    return await show_result(
        request, visit, permit.section_id, said=N_("Svaret er lagret."), anchor=f"item-{item.item_id}"
    )


async def _ask_reason(
    request: Request, item: Item, meeting_id: UUID | None = None, *, missing: bool, back: str = ""
) -> Response:
    return page(
        request,
        "item/decline.html",
        422 if missing else 200,
        item=item,
        path=_path(request),
        space_id=uuid_in(request, "plan"),
        meeting_id=meeting_id,
        missing=missing,
        back=back if back == MINUTE else "",
    )


def _path(request: Request) -> str:
    """Path of the item, from the path's own checked ids."""
    plan, section, item = (uuid_in(request, name) for name in ("plan", "section", "item"))
    return f"/plans/{plan}/sections/{section}/items/{item}"
