"""Changing items through the gate: every change is a new version, nothing is lost, all can be undone."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from ipplan.permit import Permit, Refused
from ipplan.plan import changes
from ipplan.plan.changes import Conflict
from ipplan.plan.forms import fill
from ipplan.plan.kinds import KINDS
from ipplan.plan.responsibilities import ANSWERS, answer, asked_anew
from ipplan.store.drafts import my_drafts, put_draft
from ipplan.store.items import Item, one_item, section_items
from ipplan.store.spaces import Writing
from ipplan.store.versions import Clear, Version
from tests.world import World


async def test_a_new_item_stands_last_and_its_draft_is_gone(world: World) -> None:
    permit, item_id = await world.open("marte", "health"), uuid4()
    async with world.house.database.begin() as tx:
        now = world.clock.now()
        content = {"title": "Sv"}
        await put_draft(
            tx, permit, item_id=item_id, kind="goal", parent_id=None, base=None, content=content, now=now
        )
        assert set(await my_drafts(tx, permit)) == {item_id}
    await _create(world, "goal", item_id, title="Svømme")
    item = await _item(world, item_id)
    async with world.house.database.begin() as tx:
        assert await my_drafts(tx, permit) == {}
        siblings = [one for one in await section_items(tx, permit) if one.clear.parent_id is None]
    assert max(siblings, key=lambda one: one.clear.position).item_id == item_id
    assert (item.content["title"], item.head.number, item.clear.status) == ("Svømme", 1, "active")
    assert item.head.on_behalf_of == world.accounts["tiril"], "marked as done for her"


async def test_the_same_form_sent_twice_makes_one_item(world: World) -> None:
    """Whoever gets no answer sends again; and what she has written meanwhile is kept, too."""
    item_id = uuid4()
    for _ in range(2):
        await _create(world, "goal", item_id, title="Svømme")
    assert [one.content["title"] for one in await _versions(world, item_id)] == ["Svømme"]
    await _do(world, item_id, lambda held, permit, item: changes.shift(held, permit, item, -1))
    for _ in range(2):
        await _create(world, "goal", item_id, title="Svømme mer")
    kept = [(one.content["title"], one.cause) for one in await _versions(world, item_id)]
    assert kept == [("Svømme mer", "conflict"), ("Svømme", "moved"), ("Svømme", "created")]
    other = uuid4()
    await _create(world, "goal", other, title="Løpe")
    await _create(world, "goal", other, title="Løpe mer")
    assert [one.content["title"] for one in await _versions(world, other)] == ["Løpe mer", "Løpe"]
    with pytest.raises(Refused, match="item_exists"):
        await _create(world, "goal", other, name="sindre", title="Stjålet")


async def test_the_same_save_sent_twice_makes_one_version(world: World) -> None:
    item_id = uuid4()
    await _create(world, "goal", item_id, title="Svømme")
    base = (await _item(world, item_id)).head.version_id
    for _ in range(2):
        assert await _save(world, item_id, base=base, title="Svømme mer") is None
    assert len(await _versions(world, item_id)) == 2
    await _save(world, item_id, name="sindre", title="Svømme mest")
    twice = [await _save(world, item_id, base=base, title="Svømme mer") for _ in range(2)]
    assert all(one and one.theirs.content["title"] == "Svømme mest" for one in twice), "she is shown it"
    twice = [await _save(world, item_id, base=base, title="Svømme minst") for _ in range(2)]
    assert len({one.mine for one in twice if one}) == 1
    titles = [one.content["title"] for one in await _versions(world, item_id)]
    assert titles == ["Svømme minst", "Svømme mest", "Svømme mer", "Svømme"]
    # The same words, but somebody else's: both have their version.
    assert await _save(world, item_id, name="sindre", base=base, title="Svømme minst")
    assert len(await _versions(world, item_id)) == 5


async def test_an_id_that_another_section_has_is_refused(world: World) -> None:
    item_id = uuid4()
    await _create(world, "goal", item_id, title="Svømme")
    with pytest.raises(Refused, match="item_exists"):
        await _create(world, "goal", item_id, area="home", title="Stjålet")
    assert [one.content["title"] for one in await _versions(world, item_id)] == ["Svømme"]


@pytest.mark.parametrize(("kind", "under"), [("action", "text"), ("action", None), ("comment", "comment")])
async def test_an_item_stands_only_where_its_kind_may(world: World, kind: str, under: str | None) -> None:
    parent_id = uuid4() if under else None
    if under == "comment":
        goal = uuid4()
        await _create(world, "goal", goal, title="Mål")
        assert parent_id is not None
        await _create(world, "comment", parent_id, parent_id=goal, body="Fint")
    elif under:
        assert parent_id is not None
        await _create(world, under, parent_id, body="Tekst")
    with pytest.raises(Refused, match="place"):
        await _create(world, kind, uuid4(), parent_id=parent_id, title="x", body="x")


async def test_saving_nothing_new_makes_no_version(world: World) -> None:
    item_id = uuid4()
    await _create(world, "goal", item_id, title="Svømme")
    await _save(world, item_id, title="Svømme")
    assert len(await _versions(world, item_id)) == 1


async def test_two_who_edit_the_same_both_keep_their_words(world: World) -> None:
    item_id = uuid4()
    await _create(world, "goal", item_id, title="Svømme")
    base = (await _item(world, item_id)).head.version_id
    assert await _save(world, item_id, name="sindre", base=base, title="Svømme i havet") is None
    conflict = await _save(world, item_id, base=base, title="Svømme i bassenget")
    assert isinstance(conflict, Conflict)
    assert conflict.theirs.content["title"] == "Svømme i havet"
    assert conflict.mine
    kept = {one.version_id: one for one in await _versions(world, item_id)}
    assert kept[conflict.mine].content["title"] == "Svømme i bassenget"
    assert kept[conflict.mine].cause == "conflict"
    assert (await _item(world, item_id)).content["title"] == "Svømme i havet", "the editor decides"
    head = conflict.theirs.head.version_id
    assert await _save(world, item_id, base=head, title="Svømme overalt") is None
    titles = [one.content["title"] for one in await _versions(world, item_id)]
    assert titles == ["Svømme overalt", "Svømme i bassenget", "Svømme i havet", "Svømme"]
    with pytest.raises(Refused, match="no_base"):
        await _save(world, item_id, base=uuid4(), title="Fra ingensteds")


async def test_every_change_can_be_undone_and_the_undoing_too(world: World) -> None:
    item_id = uuid4()
    await _create(world, "goal", item_id, title="Én")
    await _save(world, item_id, title="To")
    await _do(world, item_id, lambda held, permit, item: changes.set_closed(held, permit, item, True))
    assert (await _item(world, item_id)).clear.closed
    for expected in (("To", False), ("To", True), ("To", False)):
        await _undo_last(world, item_id)
        item = await _item(world, item_id)
        assert (item.content["title"], item.clear.closed) == expected
    first = (await _versions(world, item_id))[-1]
    await _do(
        world, item_id, lambda held, permit, item: changes.restore(held, permit, item, first.version_id)
    )
    assert (await _item(world, item_id)).content["title"] == "Én"
    await _do(world, item_id, lambda held, permit, item: changes.undo(held, permit, item, first.version_id))
    assert (await _item(world, item_id)).clear.closed, "undoing the first version closes"
    numbers = [one.number for one in await _versions(world, item_id)]
    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) == len(numbers) == 8, "nothing of it is gone"


async def test_closing_twice_is_closing_once(world: World) -> None:
    item_id = uuid4()
    await _create(world, "goal", item_id, title="Én")
    for _ in range(2):
        await _do(world, item_id, lambda held, permit, item: changes.set_closed(held, permit, item, True))
    assert len(await _versions(world, item_id)) == 2


async def test_an_item_moves_among_its_siblings_and_stops_at_the_ends(world: World) -> None:
    ids = [uuid4() for _ in range(3)]
    for number, item_id in enumerate(ids):
        await _create(world, "goal", item_id, title=str(number))
    a, b, c = ids
    steps = [(c, -1, [a, c, b]), (c, -1, [c, a, b]), (a, 1, [c, b, a]), (a, 1, [c, b, a]), (c, 1, [b, c, a])]
    for item_id, step, expected in steps:
        await _do(world, item_id, partial(_shift, step))
        order = [one for one in await _order(world) if one in ids]
        assert order == expected


async def test_what_is_shown_in_groups_moves_within_its_group(world: World) -> None:
    first, second = uuid4(), uuid4()
    for item_id, area in ((first, "health"), (uuid4(), "home"), (second, "health")):
        await _create(world, "need", item_id, life_area=area, now="Bra.")
    await _do(world, second, partial(_shift, -1))
    order = await _order(world)
    assert order.index(second) < order.index(first), "past what is shown elsewhere, in one step"


async def test_a_move_to_another_section_takes_all_along_and_can_be_undone(world: World) -> None:
    goal, action = uuid4(), uuid4()
    await _create(world, "goal", goal, title="Svømme")
    await _create(world, "action", action, parent_id=goal, title="Bade hver uke")
    async with _writing(world) as (held, visit):
        here = await visit.open(world.sections["tiril"]["health"])
        there = await visit.open(world.sections["tiril"]["home"])
        new_id = await changes.move(held, here, there, await one_item(held.tx, here, goal))
    assert goal not in await _order(world)
    permit = await world.open("marte", "home")
    async with world.house.database.begin() as tx:
        moved = {one.content.get("title"): one for one in await section_items(tx, permit)}
    assert moved["Svømme"].item_id == new_id
    assert moved["Bade hver uke"].clear.parent_id == new_id
    assert (await _item(world, goal)).content["moved_to"] == f"{permit.section_id}/{new_id}"
    async with _writing(world) as (held, visit):
        here = await visit.open(world.sections["tiril"]["home"])
        there = await visit.open(world.sections["tiril"]["health"])
        await changes.move(held, here, there, await one_item(held.tx, here, new_id))
        with pytest.raises(Refused, match="place"):
            await changes.move(held, here, there, await one_item(held.tx, here, new_id))
    permit = await world.open("marte", "health")
    async with world.house.database.begin() as tx:
        back = [one.content.get("title") for one in await section_items(tx, permit)]
    assert back.count("Svømme") == back.count("Bade hver uke") == 1


async def test_nothing_moves_without_writing_in_both_sections(world: World) -> None:
    goal = uuid4()
    await _create(world, "goal", goal, title="Svømme")
    async with _writing(world, "leila") as (held, visit):
        here = await visit.open(world.sections["tiril"]["health"])
        there = await visit.open(world.sections["tiril"]["about"])
        item = await one_item(held.tx, here, goal)
        with pytest.raises(Refused, match="write"):
            await changes.move(held, here, there, item)
        with pytest.raises(Refused, match="no_item"):
            await one_item(held.tx, there, goal)


async def test_who_may_read_only_changes_nothing(world: World) -> None:
    goal = uuid4()
    await _create(world, "goal", goal, area="about", title="Mål")
    async with _writing(world, "leila") as (held, visit):
        permit = await visit.open(world.sections["tiril"]["about"])
        item = await one_item(held.tx, permit, goal)
        filled = fill(KINDS["goal"], {"title": "Nei"}, item.clear, item.content)
        refused: list[Any] = [
            changes.create(held, permit, uuid4(), KINDS["goal"], None, filled),
            changes.create(held, permit, uuid4(), KINDS["comment"], goal, filled),
            changes.save(held, permit, item, item.head.version_id, filled),
            changes.set_closed(held, permit, item, True),
            changes.restore(held, permit, item, item.head.version_id),
            changes.undo(held, permit, item, item.head.version_id),
            changes.shift(held, permit, item, -1),
            changes.history(held.tx, permit, goal),
        ]
        for one in refused:
            with pytest.raises(Refused, match="write"):
                await one
    assert len(await _versions(world, goal, area="about")) == 1


async def test_with_comment_access_one_writes_comments_and_changes_ones_own(world: World) -> None:
    plan, solveig = "roar", "solveig"
    goal, own = uuid4(), uuid4()
    await _create(world, "goal", goal, name="roar", plan=plan, title="Gå tur")
    await _create(world, "comment", own, parent_id=goal, name=solveig, plan=plan, body="Eg blir med")
    others = uuid4()
    await _create(world, "comment", others, parent_id=goal, name="roar", plan=plan, body="Bra")
    await _save(world, own, name=solveig, plan=plan, body="Eg blir gjerne med")
    with pytest.raises(Refused, match="not_author"):
        await _save(world, others, name=solveig, plan=plan, body="Eg seier for deg")
    with pytest.raises(Refused, match="write"):
        await _create(world, "goal", uuid4(), name=solveig, plan=plan, title="Mitt mål for deg")


async def test_an_answer_follows_the_table_of_answers(world: World) -> None:
    for before in sorted(ANSWERS):
        for after in sorted({*ANSWERS, "gladly"}):
            await _answers(world, before, after)


async def _answers(world: World, before: str, after: str) -> None:
    """One cell of the table, on an item of its own."""
    item_id = await _asked(world, "sindre", before)
    allowed = after in ANSWERS[before] or after == before
    if allowed:
        await _answer(world, item_id, "sindre", after)
    else:
        with pytest.raises(Refused, match="answer"):
            await _answer(world, item_id, "sindre", after)
    item = await _item(world, item_id)
    assert item.clear.status == (after if allowed else before)
    expected = "Har ferie" if item.clear.status == "declined" else ""
    assert item.content["reason"] == expected
    assert item.content["title"] == "Ta imot"


async def test_only_who_is_asked_answers(world: World) -> None:
    item_id = await _asked(world, "sindre", "asked")
    for name in ("wenche", "leila", "marte"):
        with pytest.raises(Refused, match="not_asked"):
            await _answer(world, item_id, name, "accepted")
    goal = uuid4()
    await _create(world, "goal", goal, title="Mål")
    with pytest.raises(Refused, match="not_responsibility"):
        await _answer(world, goal, "sindre", "done")


async def test_the_representative_answers_for_the_owner(world: World) -> None:
    item_id = await _asked(world, "tiril", "asked")
    await _answer(world, item_id, "marte", "accepted")
    head = (await _item(world, item_id)).head
    assert (head.author_id, head.on_behalf_of) == (world.accounts["marte"], world.accounts["tiril"])


async def test_somebody_else_is_asked_anew(world: World) -> None:
    item = await _item(world, await _asked(world, "sindre", "accepted"))
    assert asked_anew(None, world.accounts["sindre"])
    assert asked_anew(item, world.accounts["leila"])
    assert not asked_anew(item, world.accounts["sindre"])


async def _shift(step: int, held: Writing, permit: Permit, item: Item) -> None:
    await changes.shift(held, permit, item, step)


def _writing(world: World, name: str = "marte", plan: str = "tiril") -> Any:
    return world.house.gate.writing(world.spaces[plan], world.actor(name))


async def _create(
    world: World,
    kind: str,
    item_id: UUID,
    *,
    parent_id: UUID | None = None,
    area: str = "health",
    name: str = "marte",
    plan: str = "tiril",
    status: str = "",
    responsible: UUID | None = None,
    **typed: str,
) -> None:
    async with _writing(world, name, plan) as (held, visit):
        permit = await visit.open(world.sections[plan][area])
        clear = Clear(kind, status=status or KINDS[kind].first_status)
        if responsible:
            typed |= {"responsible_id": str(responsible)}
        before = {"reason": "Har ferie"} if status == "declined" else {}
        filled = fill(KINDS[kind], typed, clear, before)
        await changes.create(held, permit, item_id, KINDS[kind], parent_id, filled)


async def _save(
    world: World,
    item_id: UUID,
    *,
    base: UUID | None = None,
    name: str = "marte",
    plan: str = "tiril",
    **typed: str,
) -> Conflict | None:
    async with _writing(world, name, plan) as (held, visit):
        permit = await visit.open(world.sections[plan]["health"])
        item = await one_item(held.tx, permit, item_id)
        filled = fill(KINDS[item.clear.kind], typed, item.clear, item.content)
        return await changes.save(held, permit, item, base or item.head.version_id, filled)


async def _do(world: World, item_id: UUID, change: Callable[[Writing, Permit, Item], Any]) -> None:
    async with _writing(world) as (held, visit):
        permit = await visit.open(world.sections["tiril"]["health"])
        await change(held, permit, await one_item(held.tx, permit, item_id))


async def _undo_last(world: World, item_id: UUID) -> None:
    head = (await _item(world, item_id)).head.version_id
    await _do(world, item_id, lambda held, permit, item: changes.undo(held, permit, item, head))


async def _asked(world: World, name: str, status: str) -> UUID:
    goal, action, item_id = uuid4(), uuid4(), uuid4()
    await _create(world, "goal", goal, title="Mål")
    await _create(world, "action", action, parent_id=goal, title="Tiltak")
    await _create(
        world,
        "responsibility",
        item_id,
        parent_id=action,
        status=status,
        responsible=world.accounts[name],
        title="Ta imot",
    )
    return item_id


async def _answer(world: World, item_id: UUID, name: str, status: str) -> None:
    async with _writing(world, name) as (held, visit):
        permit = await visit.open(world.sections["tiril"]["health"])
        await answer(held, permit, await one_item(held.tx, permit, item_id), status, "Har ferie")


async def _item(world: World, item_id: UUID) -> Item:
    permit = await world.open("marte", "health")
    async with world.house.database.begin() as tx:
        return await one_item(tx, permit, item_id)


async def _versions(world: World, item_id: UUID, area: str = "health") -> list[Version]:
    permit = await world.open("marte", area)
    async with world.house.database.begin() as tx:
        return (await changes.history(tx, permit, item_id))[1]


async def _order(world: World) -> list[UUID]:
    permit = await world.open("marte", "health")
    async with world.house.database.begin() as tx:
        return [one.item_id for one in await section_items(tx, permit) if one.clear.parent_id is None]
