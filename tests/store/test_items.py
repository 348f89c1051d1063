"""Items: each save is a version, both sides of a conflict stay, and changes are numbered without gaps."""

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from ipplan.gate.visit import Visit
from ipplan.permit import Permit, Refused
from ipplan.plan.changes import Conflict, save
from ipplan.plan.forms import Filled
from ipplan.plan.kinds import KINDS
from ipplan.store.items import Item, one_item, section_items, versions
from ipplan.store.spaces import Writing
from ipplan.store.versions import Clear, Version, put_version
from tests.world import World

KIND = KINDS["text"]


def words(text: str) -> dict[str, str]:
    return KIND.content({"title": text, "body": text})


async def new_item(
    world: World, text: str = "Først", area: str = "health", parent: UUID | None = None
) -> UUID:
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("leila")) as (held, visit):
        permit = await visit.open(world.sections["tiril"][area])
        item_id = uuid4()
        clear = Clear("text", parent_id=parent, position=99.0)
        await put_version(held, permit, item_id, clear, words(text), cause="created", base=None)
    return item_id


async def rewrite(
    world: World, name: str, item_id: UUID, text: str, base: UUID | None = None
) -> Conflict | None:
    """Save through the rules, from the newest version or from an older ``base``."""
    async with world.house.gate.writing(world.spaces["tiril"], world.actor(name)) as (held, visit):
        permit, item = await opened(held, visit, world, item_id)
        filled = Filled({}, words(text), item.clear)
        return await save(held, permit, item, base or item.head.version_id, filled)


async def opened(held: Writing, visit: Visit, world: World, item_id: UUID) -> tuple[Permit, Item]:
    permit = await visit.open(world.sections["tiril"]["health"])
    return permit, await one_item(held.tx, permit, item_id)


async def history(world: World, item_id: UUID) -> list[Version]:
    permit = await world.open("leila", "health")
    async with world.house.database.engine.connect() as tx:
        return await versions(tx, permit, item_id)


async def test_the_history_stands_newest_first_each_made_from_the_one_before(world: World) -> None:
    item_id = await new_item(world)
    for text in ("Så", "Til sist"):
        assert await rewrite(world, "leila", item_id, text) is None
    found = await history(world, item_id)
    assert [version.number for version in found] == [3, 2, 1]
    assert [version.content["body"] for version in found] == ["Til sist", "Så", "Først"]
    assert [version.base for version in found] == [found[1].version_id, found[2].version_id, None]
    assert [version.at for version in found] == sorted((v.at for v in found), reverse=True)
    assert {version.created_by for version in found} == {world.accounts["leila"]}


async def test_who_made_an_item_stays_when_somebody_else_rewrites_it(world: World) -> None:
    item_id = await new_item(world)
    await rewrite(world, "sindre", item_id, "Om igjen")
    newest = (await history(world, item_id))[0]
    assert newest.author_id == world.accounts["sindre"]
    assert newest.created_by == world.accounts["leila"]


async def test_the_later_saver_s_words_are_kept_aside(world: World) -> None:
    item_id = await new_item(world)
    base = (await history(world, item_id))[0].version_id
    assert await rewrite(world, "leila", item_id, "Legens ord", base) is None
    conflict = await rewrite(world, "sindre", item_id, "Fysioterapeutens ord", base)
    assert isinstance(conflict, Conflict)
    assert conflict.theirs.content["body"] == "Legens ord"
    assert conflict.mine
    found = {version.version_id: version for version in await history(world, item_id)}
    assert found[conflict.mine].content["body"] == "Fysioterapeutens ord"
    assert found[conflict.mine].author_id == world.accounts["sindre"]
    permit = await world.open("leila", "health")
    async with world.house.database.engine.connect() as tx:
        head = (await one_item(tx, permit, item_id)).head
    assert head.content["body"] == "Legens ord", "what is kept aside is not what stands"
    assert len(found) == 3


async def test_a_base_that_is_no_version_of_the_item_is_refused(world: World) -> None:
    item_id = await new_item(world)
    with pytest.raises(Refused, match="no_base"):
        await rewrite(world, "leila", item_id, "Fra ingenting", uuid4())
    assert len(await history(world, item_id)) == 1


async def test_many_who_save_at_once_are_numbered_without_gaps_and_nobody_s_words_are_lost(
    world: World,
) -> None:
    space = world.spaces["tiril"]
    item_id = await new_item(world)
    base = (await history(world, item_id))[0].version_id
    start = (await world.sql("SELECT seq FROM space WHERE space_id = :space", space=space))[0][0]
    texts = [f"Ord {n}" for n in range(24)]
    names = ["leila", "sindre", "marte"]
    saving = [rewrite(world, names[n % 3], item_id, text, base) for n, text in enumerate(texts)]
    others = [new_item(world, f"Nytt {n}") for n in range(6)]
    answers = await asyncio.gather(*saving, *others)
    conflicts = [answer for answer in answers if isinstance(answer, Conflict)]
    assert len(conflicts) == len(texts) - 1, "one was first, and all others were told"
    found = await history(world, item_id)
    assert sorted(version.number for version in found) == list(range(1, len(texts) + 2))
    assert {version.content["body"] for version in found} == {"Først", *texts}
    rows = await world.sql("SELECT seq FROM change WHERE space_id = :space ORDER BY seq", space=space)
    end = start + len(texts) + len(others)
    assert [row[0] for row in rows] == list(range(1, end + 1))
    assert (await world.sql("SELECT seq FROM space WHERE space_id = :space", space=space))[0][0] == end


async def test_a_change_that_fails_leaves_nothing_and_no_gap(world: World) -> None:
    space = world.spaces["tiril"]
    counted = (
        "SELECT (SELECT count(*) FROM change), (SELECT count(*) FROM version), (SELECT sum(seq) FROM space)"
    )
    item_id = await new_item(world)
    before = await world.sql(counted)
    with pytest.raises(ZeroDivisionError):
        await fail_after_writing(world, item_id)
    assert await world.sql(counted) == before
    await rewrite(world, "leila", item_id, "Etterpå")
    rows = await world.sql("SELECT seq FROM change WHERE space_id = :space ORDER BY seq", space=space)
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))


async def fail_after_writing(world: World, item_id: UUID) -> None:
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("leila")) as (held, visit):
        permit, item = await opened(held, visit, world, item_id)
        await put_version(held, permit, item_id, item.clear, words("Tapt"), cause="saved", base=item.head)
        raise ZeroDivisionError


async def test_what_hangs_under_a_withheld_item_is_withheld_also_below_a_closed_one(world: World) -> None:
    top = await new_item(world, "Øverst")
    middle = await new_item(world, "I midten", parent=top)
    bottom = await new_item(world, "Nederst", parent=middle)
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("leila")) as (held, visit):
        permit, item = await opened(held, visit, world, middle)
        clear = replace(item.clear, closed=True)
        await put_version(held, permit, middle, clear, item.content, cause="closed", base=item.head)
    permit = await world.open("leila", "health")
    async with world.house.database.engine.connect() as tx:
        shown = {item.item_id for item in await section_items(tx, permit)}
        assert {top, bottom} <= shown
        assert middle not in shown
        hiding = withholding(permit, top)
        for closed in (False, True):
            seen = {item.item_id for item in await section_items(tx, hiding, closed=closed)}
            assert not seen & {top, middle, bottom}
            assert seen
        for item_id in (top, middle, bottom):
            with pytest.raises(Refused, match="no_item"):
                await one_item(tx, hiding, item_id)


def withholding(permit: Permit, item_id: UUID) -> Permit:
    """The same permit for somebody from whom one item is withheld, until the gate itself mints such."""
    view = replace(permit.view, withheld=frozenset({item_id}))
    object.__setattr__(permit, "view", view)
    return permit
