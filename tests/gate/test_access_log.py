"""Lines of the access log are committed before anybody goes on; where there are none, nobody waits."""

import asyncio
from datetime import timedelta

from ipplan.gate.access_log import SHARED_FOR, Recent
from ipplan.permit import Permit
from tests.world import World


async def test_whoever_has_no_line_to_leave_does_not_wait(world: World) -> None:
    async with asyncio.timeout(20):
        await world.house.gate.log.write([])
        await world.house.gate.log.write(iter(()))


class Session(bytes):
    """A session's hash that counts how often it is looked at."""

    looks = 0

    def __hash__(self) -> int:
        Session.looks += 1
        return super().__hash__()


async def test_remembering_a_line_costs_the_same_however_many_others_are_remembered(world: World) -> None:
    """Sixty thousand readers in a minute are a town's morning: each one's page once looked at all others'."""
    permit, recent = await world.open("marte", "health"), Recent()
    for number in range(60_000):
        recent.remember([permit], Session(number.to_bytes(32, "big")))
    Session.looks = 0
    recent.remember([permit], Session(b"one more"))
    assert Session.looks < 10
    assert recent.missing([permit], Session(b"one more")) == []
    assert recent.missing([permit], Session(b"nobody")) == [permit]


async def test_a_line_is_shared_for_a_minute_from_when_it_was_written(world: World) -> None:
    began, recent = world.clock.now(), Recent()

    async def at(seconds: float) -> Permit:
        world.clock.move(began + timedelta(seconds=seconds) - world.clock.now())
        return await world.open("marte", "health")

    first = await at(0)
    recent.remember([first], b"first")
    recent.remember([await at(50)], b"second")
    assert not recent.missing([await at(59)], b"first")
    third = await at(61)
    assert recent.missing([third], b"first") == [third]
    recent.remember([third], b"first")
    assert not recent.missing([await at(100)], b"second")
    late = await at(51 + SHARED_FOR.total_seconds())
    assert recent.missing([late], b"second") == [late]
    assert not recent.missing([await at(115)], b"first")
    later = await at(62 + SHARED_FOR.total_seconds())
    assert recent.missing([later], b"first") == [later]
