"""Who is here: one row for each person at each process, however many screens she has."""

import asyncio
from uuid import UUID, uuid4

import pytest
from psycopg import OperationalError

from ipplan.store.presence import Presence
from tests.world import World


async def _rows(world: World, space_id: UUID) -> list[UUID]:
    found = await world.sql("SELECT account_id FROM presence WHERE space_id = :space", space=space_id)
    return [row[0] for row in found]


async def test_many_screens_of_one_person_are_one_row_until_the_last_is_closed(world: World) -> None:
    presence, space_id, who = Presence(world.house.database), uuid4(), uuid4()
    for _ in range(1_000):
        presence.arrive(space_id, who)
    await presence.close()
    assert await _rows(world, space_id) == [who]
    for _ in range(999):
        presence.leave(space_id, who)
    await presence.close()
    assert await _rows(world, space_id) == [who]
    presence.leave(space_id, who)
    await presence.close()
    assert await _rows(world, space_id) == []


async def test_one_is_here_as_long_as_any_process_has_a_screen_of_hers(world: World) -> None:
    one, other = Presence(world.house.database), Presence(world.house.database)
    space_id, who = uuid4(), uuid4()
    for presence in (one, other):
        presence.arrive(space_id, who)
        await presence.close()
    one.leave(space_id, who)
    await one.close()
    assert await _rows(world, space_id) == [who]


async def test_a_heartbeat_writes_again_what_the_database_lost_and_nothing_that_left(world: World) -> None:
    presence, space_id, stays, leaves = Presence(world.house.database), uuid4(), uuid4(), uuid4()
    for who in (stays, leaves):
        presence.arrive(space_id, who)
    await presence.close()
    await world.sql("DELETE FROM presence WHERE space_id = :space RETURNING 1", space=space_id)
    presence.leave(space_id, leaves)
    await presence.stay()
    await presence.close()
    assert await _rows(world, space_id) == [stays]


async def test_who_comes_and_goes_at_once_is_not_left_behind(world: World) -> None:
    presence, space_id, who = Presence(world.house.database), uuid4(), uuid4()
    for _ in range(20):
        presence.arrive(space_id, who)
        presence.leave(space_id, who)
    await presence.close()
    assert await _rows(world, space_id) == []


async def test_what_could_not_be_told_is_told_with_the_next_heartbeat(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    presence, space_id, stays, leaves = Presence(world.house.database), uuid4(), uuid4(), uuid4()
    presence.arrive(space_id, leaves)
    await presence.close()
    failed = asyncio.Event()

    async def away(*_: object) -> None:
        failed.set()
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(presence, "_write", away)
        presence.arrive(space_id, stays)
        presence.leave(space_id, leaves)
        await presence.close()
    assert failed.is_set()
    assert await _rows(world, space_id) == [leaves]
    await presence.stay()
    assert await _rows(world, space_id) == [stays]
