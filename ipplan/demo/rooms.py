"""What else the demo's child's plan has in its rooms: a conversation, what is shown first, a crisis page."""

from typing import Any
from uuid import UUID, uuid4

from ipplan.demo.meetings import MOTHER, OWNER
from ipplan.demo.seed import ROAD, Seeding, read
from ipplan.gate.rooms import make_room
from ipplan.gate.visit import Visit
from ipplan.permit import Access
from ipplan.plan import changes, talks
from ipplan.plan.forms import fill
from ipplan.plan.kinds import KINDS
from ipplan.plan.summary import choose
from ipplan.store.items import section_items
from ipplan.store.spaces import Writing, hold
from ipplan.store.versions import Clear


async def seed_rooms(seeding: Seeding) -> None:
    """Fill them as their people would; nobody is sent anything."""
    content = read("rooms.toml")
    held = await hold(seeding.tx, seeding.gate.clock, seeding.spaces[OWNER])
    await _talk(seeding, held, content["talk"])
    visit = await _visit(seeding, held, MOTHER)
    for one in content["first"]:
        await _show_first(held, visit, one["section"], one["titles"])
    await _crisis(seeding, held, visit, content["crisis"])
    await held.finish()


async def _visit(seeding: Seeding, held: Writing, who: str) -> Visit:
    return await seeding.gate.visit_within(held, seeding.actor(who), road=ROAD)


def _section(visit: Visit, area: str) -> UUID:
    return next(row.section_id for row in visit.space.sections if row.area == area)


async def _talk(seeding: Seeding, held: Writing, content: dict[str, Any]) -> None:
    """One among those that are named, begun by the first who says something."""
    talk_id, area = uuid4(), content["section"]
    visit = await _visit(seeding, held, content["message"][0]["by"])
    about = fill(talks.CONVERSATION, {"title": content["title"]}, Clear("conversation"), {})
    audience = tuple(sorted(seeding.people[who] for who in (OWNER, *content["among"])))
    permit = await visit.open(_section(visit, area), Access.COMMENT)
    await talks.begin(held, permit, talk_id, about, audience)
    for one in content["message"]:
        # Entered anew each time: who is let into a conversation stands in the permit.
        visit = await _visit(seeding, held, one["by"])
        permit = await visit.open(_section(visit, area), Access.COMMENT)
        said = fill(talks.MESSAGE, {"body": one["body"].strip()}, Clear("message"), {})
        await talks.say(held, permit, area, talk_id, uuid4(), said)


async def _show_first(held: Writing, visit: Visit, area: str, titles: list[str]) -> None:
    permit = await visit.open(_section(visit, area), Access.WRITE)
    items = await section_items(held.tx, permit)
    await choose(held, permit, {one.item_id for one in items if one.content.get("title") in titles}, set())


async def _crisis(seeding: Seeding, held: Writing, visit: Visit, content: list[dict[str, str]]) -> None:
    """Words alone, and none of them on paper: to make a code of it is hers."""
    section_id = await make_room(held, visit, "crisis")
    permit = await (await _visit(seeding, held, MOTHER)).open(section_id, Access.WRITE)
    for one in content:
        kind = KINDS[one["kind"]]
        typed = {name: value.strip() for name, value in one.items() if name != "kind"}
        filled = fill(kind, typed | {"status": "online"}, Clear(kind.name, status="online"), {})
        assert not filled.errors, filled.errors
        await changes.create(held, permit, uuid4(), kind, None, filled)
