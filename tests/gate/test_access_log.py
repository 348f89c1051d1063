"""Lines of the access log are committed before anybody goes on; where there are none, nobody waits."""

import asyncio

from tests.world import World


async def test_whoever_has_no_line_to_leave_does_not_wait(world: World) -> None:
    async with asyncio.timeout(5):
        await world.house.gate.log.write([])
        await world.house.gate.log.write(iter(()))
