"""After a birth: the mother chooses, item by item, what moves from her own space to the child's plan.

What she does not choose stays hers, and nothing of it is ever shown in the plan.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.crossing import Side, born_of, own_before_birth, writing_both
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.house import House, house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import as_uuid, page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Access, Permit, Refused
from ipplan.plan.carrying import CARRIED_TO, Room, carried_to, carry, carry_back
from ipplan.plan.kinds import KINDS
from ipplan.plan.outline import Node, Outline
from ipplan.store.items import Item, one_item, section_items
from ipplan.store.people import memberships

INSTEAD = {"preparations": "needs"}
"""Areas of hers that the plan has none of, and where their items are proposed to go."""


@dataclass(frozen=True)
class Choice:
    """One item of hers that may move, and who would come to see it."""

    section_id: UUID
    node: Node
    suggested: UUID | None
    new_to: tuple[str, ...]
    """Names of those in the plan who do not see it now."""
    hidden_from: tuple[str, ...]
    """Of them, those from whom she has withheld it, or something in it."""


@dataclass(frozen=True)
class Crossing:
    """All that the page shows."""

    own: Visit
    plan: Visit
    name: str
    """The child's."""
    targets: Sequence[Outline]
    choices: Mapping[str, Sequence[Choice]]
    """By her sections' titles."""
    moved: Sequence[Item]


@signed_in
async def show(request: Request) -> Response:
    """What may move. For the mother alone; raises `Refused` for all others."""
    return await _page(request, {}, "")


@signed_in
async def create(request: Request) -> Response:
    """Move what is ticked, each to the section that is chosen for it: all of it, or nothing."""
    typed, house = await typed_in(request), house_of(request)
    here, there = uuid_in(request, "plan"), as_uuid(typed.get("into"))
    ticked = [as_uuid(name.removeprefix("move-")) for name in typed if name.startswith("move-")]
    if not ticked:
        return await _page(request, typed, N_("Kryss av for det som skal flyttes."), 422)
    if not all(typed.get(f"to-{one}") for one in ticked):
        return await _page(request, typed, N_("Velg hvor i planen hver av dem skal stå."), 422)
    async with writing_both(house.gate, here, there, who_of(request).actor) as (own, plan):
        people = set(plan[1].company().standings)
        for section_id, item_id in await _places(own, ticked):
            mine = Room(own[0], await own[1].open(section_id))
            item = await one_item(own[0].tx, mine.permit, item_id)
            target = await plan[1].open(as_uuid(typed[f"to-{item_id}"]), Access.WRITE)
            await carry(mine, Room(plan[0], target), item, people)
    return see_other(f"/plans/{here}/moving?into={there}")


@signed_in
async def back(request: Request) -> Response:
    """Take one back that was moved."""
    typed, house = await typed_in(request), house_of(request)
    here, there = uuid_in(request, "plan"), as_uuid(typed.get("into"))
    async with writing_both(house.gate, here, there, who_of(request).actor) as (own, plan):
        mine = Room(own[0], await own[1].open(as_uuid(typed.get("section"))))
        item = await one_item(own[0].tx, mine.permit, as_uuid(typed.get("item")))
        space_id, section_id, _ = carried_to(item)
        if space_id != there:
            raise Refused("elsewhere")
        await carry_back(mine, Room(plan[0], await plan[1].open(section_id, Access.WRITE)), item)
    return see_other(f"/plans/{here}/moving?into={there}")


async def _places(own: Side, ticked: Sequence[UUID]) -> list[tuple[UUID, UUID]]:
    """Where what was ticked stands now, in its order. What has been moved or closed meanwhile is let be."""
    found = {}
    for permit in await own[1].open_all():
        for item in await section_items(own[0].tx, permit):
            if item.clear.parent_id is None and KINDS[item.clear.kind].moves:
                found[item.item_id] = permit.section_id
    return [(found[one], one) for one in ticked if one in found]


async def plans_born_of(house: House, own: Visit) -> list[Visit]:
    """The plans of the children born of this space, in which its owner decides."""
    async with house.database.engine.connect() as tx:
        known = [one.space_id for one in await memberships(tx, own.actor.account_id) if one.role != "owner"]
    visits = await house.gate.enter_many(known, own.actor, road="page")
    return [one for one in visits if born_of(one) == own.space.space_id]


async def _page(request: Request, typed: Mapping[str, str], error: str, status: int = 200) -> Response:
    house = house_of(request)
    own = own_before_birth(
        await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    )
    if own.standing.paused:
        raise Refused("paused")
    plans = await plans_born_of(house, own)
    wanted = typed.get("into") or request.query_params.get("into", "")
    plan = next((one for one in plans if str(one.space.space_id) == wanted), plans[0] if plans else None)
    if plan is None:
        raise Refused("no_plan_born")
    return page(
        request,
        "moving/show.html",
        status,
        crossing=await _crossing(house, own, plan),
        plans=[(one.space.space_id, _owner(one)) for one in plans],
        space_id=own.space.space_id,
        typed=typed,
        error=error,
    )


async def _crossing(house: House, own: Visit, plan: Visit) -> Crossing:
    mine = await house.reader.outlines(await own.open_all())
    theirs = await house.reader.outlines(await plan.open_all())
    targets = [outline for permit, outline in theirs.values() if permit.access >= Access.WRITE]
    areas = {row.area: row.section_id for row in plan.space.sections if row.section_id in theirs}
    choices = {}
    for section_id, (_, outline) in mine.items():
        area = next(row.area for row in own.space.sections if row.section_id == section_id)
        suggested = areas.get(area) or areas.get(INSTEAD.get(area, ""))
        choices[outline.title] = [
            Choice(section_id, node, suggested, *_new_eyes(own, plan, section_id, node))
            for node in outline.nodes
            if KINDS[node.kind].moves
        ]
    async with house.database.engine.connect() as tx:
        moved = [
            item
            for permit, _ in mine.values()
            for item in await section_items(tx, permit, closed=True)
            if _stands_moved(item, plan, permit)
        ]
    return Crossing(own, plan, _owner(plan), targets, choices, moved)


def _stands_moved(item: Item, plan: Visit, permit: Permit) -> bool:
    """Whether it was moved into that plan, as a whole of its own. Of another's section it is none."""
    return (
        item.clear.closed
        and item.clear.parent_id is None
        and item.head.section_id == permit.section_id
        and item.content.get(CARRIED_TO, "").startswith(f"{plan.space.space_id}/")
    )


def _new_eyes(
    own: Visit, plan: Visit, section_id: UUID, node: Node
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of those in the plan who do not see an item now; and of those from whom it is withheld."""
    here, there = own.company(), plan.company()
    me, child = own.actor.account_id, plan.space.owner_id
    within = {node.item_id, *(one.item_id for one in _all_under(node))}
    new_to, hidden_from = [], []
    for who, standing in there.standings.items():
        if who in (me, child) or standing.nothing:
            continue
        now = here.standings.get(who)
        if now is not None and within & now.hidden(section_id):
            hidden_from.append(there.names[who])
        if now is None or not now.may(section_id) or within & now.hidden(section_id):
            new_to.append(there.names[who])
    return tuple(sorted(new_to)), tuple(sorted(hidden_from))


def _all_under(node: Node) -> Iterator[Node]:
    below: Iterable[Node] = node.below
    for one in below:
        yield one
        yield from _all_under(one)


def _owner(visit: Visit) -> str:
    return visit.company().names[visit.space.owner_id]
