"""A coordinator's role is what was signed: no row that somebody edits gives, prolongs or brings back one."""

from datetime import timedelta

import pytest

from ipplan.gate.coordinating import end_role
from ipplan.gate.holdings import audit_holdings
from ipplan.gate.roles import roles_in
from ipplan.gate.statements import unit_hand
from ipplan.permit import Refused
from ipplan.store.spaces import writing
from tests.world import World

UNIT, OLD, OTHER = "ingeborg", "wenche", "thea"


async def test_a_column_makes_nobody_a_coordinator(world: World) -> None:
    made = "UPDATE participant SET role = 'coordinator' WHERE account_id = :who"
    assert await coordinates(world, OLD)
    for name in ("berit", "leila"):
        await world.sql(made, who=world.accounts[name])
        assert not await coordinates(world, name)
        with pytest.raises(Refused, match="not_coordinator"):
            await (await world.enter(name)).open_proposals()


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE coordinator_role SET account_id = '{other}'",
        "UPDATE coordinator_role SET token = (SELECT token FROM coordinator_role WHERE"
        " space_id <> '{space}')",
        "INSERT INTO coordinator_role SELECT '{space}', role_id, account_id, NULL, kind, not_before, NULL,"
        " token FROM coordinator_role WHERE space_id <> '{space}'",
        "UPDATE coordinator_role SET role_id = '{other}' WHERE space_id = '{space}'",
        "UPDATE coordinator_role SET space_id = '{space}' WHERE space_id <> '{space}'",
    ],
)
async def test_no_row_gives_a_role_that_was_not_signed(world: World, edit: str) -> None:
    ids = {"other": world.accounts["berit"], "space": world.spaces["tiril"]}
    await world.sql(edit.format(**ids))
    for name in ("berit", "leila", "grete"):
        assert not await coordinates(world, name)


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE coordinator_role SET withdrawn_at = NULL, withdrawal = NULL",
        "UPDATE participant SET role = 'coordinator', role_until = NULL",
    ],
)
async def test_a_role_that_was_ended_does_not_come_back(world: World, edit: str) -> None:
    await world.coordinates(OTHER)
    assert await coordinates(world, OTHER)
    await end(world, OTHER)
    assert not await coordinates(world, OTHER)
    assert await coordinates(world, OLD)
    await world.sql(edit + " WHERE account_id = :who", who=world.accounts[OTHER])
    assert not await coordinates(world, OTHER)
    if "withdrawal" in edit:
        async with world.house.database.engine.connect() as tx:
            found = await audit_holdings(tx, world.house.keyring, world.house.gate.signer)
        assert any("rollen" in one and "slettet" in one for one in found), found


async def test_a_deputys_role_begins_and_ends_by_the_clock_and_no_row_prolongs_it(world: World) -> None:
    now = world.clock.now()
    begins, ends = now + timedelta(days=2), now + timedelta(days=9)
    await world.coordinates(OTHER, kind="deputy", since=begins, until=ends)
    assert not await coordinates(world, OTHER)
    world.clock.move(timedelta(days=3))
    assert await coordinates(world, OTHER)
    standing = (await world.enter(OTHER)).standing
    assert standing.role_ends == ends.replace(microsecond=0)
    assert standing.nothing, "the role opens no section"
    await world.sql("UPDATE coordinator_role SET expires_at = expires_at + interval '1 year'")
    assert not await coordinates(world, OTHER), "a row that is not what was signed"
    await world.sql("UPDATE coordinator_role SET expires_at = expires_at - interval '1 year'")
    world.clock.move(timedelta(days=7))
    assert not await coordinates(world, OTHER)


async def test_who_stands_in_for_her_ends_with_her(world: World) -> None:
    space, _ = await world.house.gate.space(world.spaces["tiril"])
    (role,) = roles_in(space, world.house.gate.signer)
    until = world.clock.now() + timedelta(days=9)
    await world.coordinates(OTHER, kind="deputy", until=until, follows=role.jti)
    assert await coordinates(world, OTHER)
    await end(world, OLD)
    assert not await coordinates(world, OTHER)


async def test_a_role_may_end_on_a_day_that_is_set(world: World) -> None:
    last = world.clock.now() + timedelta(days=3)
    await end(world, OLD, on=last)
    assert await coordinates(world, OLD)
    world.clock.move(timedelta(days=3, seconds=1))
    assert not await coordinates(world, OLD)


async def coordinates(world: World, name: str) -> bool:
    """Whether she does, in Tiril's plan."""
    try:
        return (await world.enter(name)).is_coordinator
    except Refused:
        return False


async def end(world: World, name: str, **more: object) -> None:
    house, who = world.house, world.accounts[name]
    async with writing(house.database, house.gate.clock, world.spaces["tiril"]) as held:
        space, _ = await house.gate.space(held.space_id, held.tx)
        (role,) = [one for one in roles_in(space, house.gate.signer) if one.sub == who]
        hand = unit_hand(world.actor(UNIT))
        await end_role(held, house.gate.signer, hand, space, role.jti, **more)  # type: ignore[arg-type]
