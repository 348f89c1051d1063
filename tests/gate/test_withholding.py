"""A single item withheld from one participant: gone for her with all under it, whatever the database says."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from ipplan.gate.signing import Wish, sign_wishes, withdraw_all
from ipplan.gate.states import StateBroken
from ipplan.gate.tokens import Invalid
from ipplan.gate.withholding import withhold
from ipplan.permit import Access, Refused
from ipplan.plan import changes
from ipplan.plan.forms import fill
from ipplan.plan.kinds import KINDS
from ipplan.store.drafts import my_drafts, put_draft
from ipplan.store.items import one_item, section_items
from ipplan.store.versions import Clear
from tests.gate.holding import Branch, grow_branch, hide, put, show
from tests.world import World

MINE = "space_id = :space AND participant_id = :who"


async def seen(world: World, name: str, area: str = "home") -> set[UUID]:
    """All that somebody has of a section, closed or not."""
    permit = await world.open(name, area)
    async with world.house.database.engine.connect() as tx:
        return {item.item_id for item in await section_items(tx, permit, closed=True)}


async def looked_up(world: World, name: str, item_ids: set[UUID], area: str = "home") -> set[UUID]:
    """Those of the items that somebody finds by their ids."""
    permit, found = await world.open(name, area), set()
    async with world.house.database.engine.connect() as tx:
        for item_id in item_ids:
            with suppress(Refused):
                found.add((await one_item(tx, permit, item_id)).item_id)
    return found


async def test_it_goes_with_all_under_it_for_her_alone_and_comes_back(mended: World) -> None:
    branch, before = await grow_branch(mended), await seen(mended, "wenche")
    assert branch.all <= before
    assert await looked_up(mended, "wenche", branch.all) == branch.all
    await hide(mended, branch.goal)
    assert await seen(mended, "wenche") == before - branch.all
    assert await looked_up(mended, "wenche", branch.all) == set()
    for name in ("marte", "tiril"):
        assert branch.all <= await seen(mended, name)
    await show(mended, branch.goal)
    assert await seen(mended, "wenche") == before


async def test_only_a_part_can_be_withheld(mended: World) -> None:
    branch = await grow_branch(mended)
    await hide(mended, branch.comment)
    assert branch.all - await seen(mended, "wenche") == {branch.comment}
    await hide(mended, branch.action)
    await show(mended, branch.comment)
    assert branch.all & await seen(mended, "wenche") == {branch.goal}


async def test_what_comes_under_it_later_is_withheld_too(mended: World) -> None:
    branch, later = await grow_branch(mended), uuid4()
    await hide(mended, branch.goal)
    await put(mended, "goal", later, branch.goal, "home", title="Senere", status="active")
    assert later in await seen(mended, "marte")
    assert later not in await seen(mended, "wenche")


async def test_nothing_is_made_under_it_by_her_nor_in_its_place(mended: World) -> None:
    branch = await grow_branch(mended)
    await hide(mended, branch.goal)
    filled = fill(KINDS["goal"], {"title": "Nytt", "status": "active"}, Clear("goal"), {})
    space, home = mended.spaces["tiril"], mended.sections["tiril"]["home"]
    tries: list[tuple[UUID, UUID | None, str]]
    tries = [(uuid4(), branch.goal, "place"), (uuid4(), uuid4(), "place")]
    tries += [(branch.goal, None, "item_"), (await _elsewhere(mended), None, "item_")]
    for item_id, parent_id, reason in tries:
        with pytest.raises(Refused, match=reason):
            async with mended.house.gate.writing(space, mended.actor("wenche")) as (held, visit):
                await changes.create(held, await visit.open(home), item_id, KINDS["goal"], parent_id, filled)


async def _elsewhere(world: World) -> UUID:
    """An item of a section that she has no grant to."""
    rows = await world.sql(
        "SELECT item_id FROM item WHERE section_id = :s AND kind <> 'section' LIMIT 1",
        s=world.sections["tiril"]["economy"],
    )
    item_id: UUID = rows[0][0]
    return item_id


async def test_drafts_of_it_are_hidden_and_come_back(mended: World) -> None:
    branch = await grow_branch(mended)
    permit = await mended.open("wenche", "home")
    drafts = [(branch.goal, "goal", None, uuid4()), (uuid4(), "comment", branch.action, None)]
    async with mended.house.database.begin() as tx:
        for item_id, kind, under, base in drafts:
            await put_draft(
                tx,
                permit,
                item_id=item_id,
                kind=kind,
                parent_id=under,
                base=base,
                content={"body": "x"},
                now=mended.clock.now(),
            )
        assert len(await my_drafts(tx, permit)) == 2
    await hide(mended, branch.goal)
    async with mended.house.database.engine.connect() as tx:
        assert await my_drafts(tx, await mended.open("wenche", "home")) == {}
    await show(mended, branch.goal)
    async with mended.house.database.engine.connect() as tx:
        assert len(await my_drafts(tx, await mended.open("wenche", "home"))) == 2


@pytest.mark.parametrize(
    "edit",
    [
        "DELETE FROM withholding",
        "UPDATE withholding SET lifted_at = at, lifting = token",
        "UPDATE withholding SET participant_id = withheld_by",
        "UPDATE withholding SET item_id = '{duty}', section_id = space_id",
        "DELETE FROM version WHERE item_id = '{action}'; DELETE FROM withholding",
        "UPDATE item SET parent_id = NULL WHERE item_id = '{action}'",
        "UPDATE item SET parent_id = NULL WHERE item_id IN ('{duty}', '{comment}')",
    ],
    ids=["deleted", "lifted", "another's", "another item", "link cut", "moved up", "leaves moved up"],
)
async def test_no_row_of_the_database_shows_it(mended: World, edit: str) -> None:
    branch, before = await grow_branch(mended), await seen(mended, "wenche")
    await hide(mended, branch.goal)
    await mended.sql(edit.format(**{name: getattr(branch, name) for name in Branch.__annotations__}))
    assert await seen(mended, "wenche") == before - branch.all
    assert await looked_up(mended, "wenche", branch.all) == set()


async def test_later_signings_keep_it_and_a_new_grant_does_not_show_it(mended: World) -> None:
    branch = await grow_branch(mended)
    await hide(mended, branch.goal)
    await mended.sql("DELETE FROM withholding")
    wenche, space = mended.accounts["wenche"], mended.spaces["tiril"]
    async with mended.house.gate.writing(space, mended.actor("marte")) as (held, visit):
        await withdraw_all(held, visit, visit.gate.signer, wenche)
    async with mended.house.gate.writing(space, mended.actor("marte")) as (held, visit):
        wish = Wish(wenche, mended.sections["tiril"]["home"], Access.WRITE, held.now + timedelta(days=9))
        await sign_wishes(held, visit, visit.gate.signer, [wish])
    left = await seen(mended, "wenche")
    assert left
    assert not left & branch.all


async def test_an_old_state_shows_it_only_with_records_left_behind(mended: World) -> None:
    """Like a withdrawal's: all that is rolled back is honest, and the change records tell the audit."""
    branch, who = (
        await grow_branch(mended),
        {"space": mended.spaces["tiril"], "who": mended.accounts["wenche"]},
    )
    kept = (await mended.sql(f"SELECT serial, token FROM access_state WHERE {MINE}", **who))[0]
    await hide(mended, branch.goal)
    edit = f"UPDATE access_state SET serial = :serial, token = :token WHERE {MINE}"
    await mended.sql(edit, serial=kept[0], token=kept[1], **who)
    assert branch.all <= await seen(mended, "wenche")
    told = await mended.sql(f"SELECT count(*) FROM change WHERE {MINE} AND cause = 'withheld'", **who)
    assert told[0][0] == 1


async def test_it_stays_withheld_when_it_is_moved_whoever_moves_it_and_back(mended: World) -> None:
    branch = await grow_branch(mended, "home")
    await hide(mended, branch.goal)
    for here, there, mover in [("home", "leisure", "marte"), ("leisure", "home", "tiril")]:
        before, hers = await seen(mended, "marte", there), await seen(mended, "wenche", there)
        goal = await _move(mended, mover, here, there)
        new = await seen(mended, "marte", there) - before
        assert goal in new
        assert len(new) == 4
        assert await seen(mended, "wenche", there) == hers
        assert await looked_up(mended, "wenche", new, there) == set()


async def test_a_part_that_is_withheld_stays_so_when_its_goal_is_moved_by_her(mended: World) -> None:
    branch = await grow_branch(mended, "home")
    await hide(mended, branch.action)
    before = await seen(mended, "marte", "leisure")
    goal = await _move(mended, "wenche", "home", "leisure")
    new = await seen(mended, "marte", "leisure") - before
    assert len(new) == 4, "nothing is left behind for those who see it"
    assert new & await seen(mended, "wenche", "leisure") == {goal}


async def test_a_sub_goal_of_what_is_withheld_stays_so_when_it_is_moved(mended: World) -> None:
    branch, below = await grow_branch(mended, "home"), uuid4()
    await put(mended, "goal", below, branch.goal, "home", title="Delmål", status="active")
    await hide(mended, branch.goal)
    new = await _move(mended, "marte", "home", "leisure", "Delmål")
    assert new in await seen(mended, "marte", "leisure")
    assert new not in await seen(mended, "wenche", "leisure")


async def _move(world: World, name: str, here: str, there: str, title: str = "Hemmelig mål") -> UUID:
    sections = world.sections["tiril"]
    async with world.house.gate.writing(world.spaces["tiril"], world.actor(name)) as (held, visit):
        of, to = await visit.open(sections[here]), await visit.open(sections[there])
        items = await section_items(held.tx, of)
        item = next(one for one in items if one.content.get("title") == title)
        return await changes.move(held, of, to, item)


async def test_what_is_hidden_after_a_move_is_hidden_where_it_was_too_and_lifted_there(mended: World) -> None:
    branch = await grow_branch(mended, "home")
    places = {area: await seen(mended, "marte", area) for area in ("home", "leisure")}
    await _move(mended, "marte", "home", "leisure")
    there = await seen(mended, "marte", "leisure") - places["leisure"]
    back = await _move(mended, "tiril", "leisure", "home")
    home = await seen(mended, "marte", "home") - places["home"] | branch.all
    assert len(home) == 8
    assert home <= await seen(mended, "wenche", "home"), "what is left is shown to all who see the section"
    await hide(mended, back)
    await hide(mended, back)
    for area, gone in (("home", home), ("leisure", there)):
        assert not gone & await seen(mended, "wenche", area), area
        assert await looked_up(mended, "wenche", gone, area) == set()
        assert gone <= await seen(mended, "marte", area)
    rows = await mended.sql("SELECT count(*), count(DISTINCT item_id) FROM withholding")
    assert tuple(rows[0]) == (3, 3)
    await show(mended, back)
    for area, gone in (("home", home), ("leisure", there)):
        assert gone <= await seen(mended, "wenche", area), area
    assert (await mended.sql("SELECT count(*) FROM withholding WHERE lifting IS NULL"))[0][0] == 0


async def test_a_part_that_is_hidden_after_a_move_is_hidden_where_it_was_alone(mended: World) -> None:
    branch, before = await grow_branch(mended, "home"), await seen(mended, "marte", "leisure")
    await _move(mended, "marte", "home", "leisure")
    async with mended.house.database.engine.connect() as tx:
        items = await section_items(tx, await mended.open("marte", "leisure"))
    (action,) = [one for one in items if one.clear.kind == "action" and one.item_id not in before]
    await hide(mended, action.item_id, area="leisure")
    assert await looked_up(mended, "wenche", branch.all) == {branch.goal}
    await show(mended, action.item_id, area="leisure")
    assert await looked_up(mended, "wenche", branch.all) == branch.all


async def test_a_state_that_is_gone_stops_a_move_rather_than_letting_it_come_loose(mended: World) -> None:
    branch = await grow_branch(mended, "home")
    await hide(mended, branch.goal)
    who = {"space": mended.spaces["tiril"], "who": mended.accounts["wenche"]}
    await mended.sql(f"DELETE FROM access_state WHERE {MINE}", **who)
    with pytest.raises(StateBroken):
        await _move(mended, "marte", "home", "leisure")
    assert branch.goal in await seen(mended, "marte")


@pytest.mark.parametrize(
    ("name", "target", "reason"),
    [
        ("wenche", "berit", "decides"),
        ("marte", "marte", "no_participant"),
        ("marte", "tiril", "no_participant"),
        ("marte", "mehmet", "no_participant"),
    ],
)
async def test_who_decides_withholds_and_from_others(
    mended: World, name: str, target: str, reason: str
) -> None:
    branch = await grow_branch(mended)
    async with mended.house.gate.writing(mended.spaces["tiril"], mended.actor(name)) as (held, visit):
        permit = await visit.open(mended.sections["tiril"]["home"])
        with pytest.raises(Refused, match=reason):
            await withhold(held, visit, permit, branch.goal, mended.accounts[target])


async def test_a_title_is_no_single_item(mended: World) -> None:
    with pytest.raises(Refused, match="section"):
        await hide(mended, mended.sections["tiril"]["home"])


async def test_it_is_signed_as_a_statement_of_its_own_kind(mended: World) -> None:
    branch = await grow_branch(mended)
    await hide(mended, branch.goal)
    await hide(mended, branch.goal)
    await show(mended, branch.goal)
    await show(mended, branch.goal)
    rows = await mended.sql("SELECT token, lifting, item_id, withheld_by FROM withholding")
    assert len(rows) == 1, "twice is once"
    signer, (token, lifting, item_id, by) = mended.house.gate.signer, rows[0]
    claims, lifted = signer.withholding(token), signer.withholding(lifting)
    assert not isinstance(claims, Invalid)
    assert not isinstance(lifted, Invalid)
    assert (claims.act, lifted.act) == ("withhold", "lift")
    assert claims.item == lifted.item == item_id == branch.goal
    assert claims.sub == mended.accounts["wenche"]
    assert claims.signed_by == by == mended.accounts["marte"]
    assert claims.mandate is not None, "marked as done on a mandate"
    assert isinstance(signer.state(token), Invalid)
    assert isinstance(signer.grant(token), Invalid)
