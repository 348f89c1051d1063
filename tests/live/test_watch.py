"""What one watched space looks at, and what it lets be."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from ipplan.clock import SetClock
from ipplan.live.connection import Connection, View
from ipplan.live.frames import Fragment
from ipplan.live.hub import Hub
from tests.live.test_hub import FAR, connected


async def test_one_that_comes_is_brought_up_to_date_without_a_look_at_the_others() -> None:
    """A thousand that come one by one would else be looked at half a million times."""
    looked: asyncio.Queue[int] = asyncio.Queue()

    async def show(space_id: UUID, connections: Sequence[Connection]) -> list[View | None]:
        await looked.put(len(connections))
        return [view] * len(connections)

    view = View((Fragment.of("live-people", "1", "<p>1</p>"),), FAR)
    hub, space_id = Hub(SetClock(FAR - timedelta(days=1))), uuid4()

    async def heads(spaces: list[UUID]) -> dict[UUID, tuple[int, int]]:
        return {}

    async def standing(sessions: list[bytes]) -> dict[bytes, datetime]:
        return dict.fromkeys(sessions, FAR)

    hub.start(show=show, heads=heads, standing=standing)
    for _ in range(3):
        connected(hub, space_id, b"session")
        assert await looked.get() == 1
    hub.news(f"space:{space_id}")
    assert await looked.get() == 3, "news is for all"
    await hub.stop()
