"""The hub by itself, with the rooms above played by functions."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from ipplan.clock import SetClock
from ipplan.live import hub as hub_room
from ipplan.live.connection import AWAY, BEHIND, ENDED, Connection, View
from ipplan.live.frames import Fragment
from ipplan.live.hub import Hub

FAR = datetime(9000, 1, 1, tzinfo=UTC)


class Socket:
    """Remembers with which code it was closed."""

    def __init__(self) -> None:
        self.code: int | None = None
        self.written = 0
        self.frames: asyncio.Queue[bytes] = asyncio.Queue()
        self.closed = asyncio.Event()

    @property
    def ready(self) -> bool:
        return True

    def write(self, frame: bytes) -> None:
        self.written += 1
        self.frames.put_nowait(frame)

    def abort(self) -> None: ...

    async def close(self, code: int) -> None:
        self.code = code
        self.closed.set()


class Full(Socket):
    """Has not taken yet what it was given before."""

    @property
    def ready(self) -> bool:
        return False


def connected(hub: Hub, space_id: UUID, session: bytes) -> Socket:
    socket = Socket()
    hub.join(Connection(socket, space_id, uuid4(), session, None, {}))
    return socket


async def test_a_screen_that_opens_while_sessions_are_looked_at_stays_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub_room, "TICK", 0.01)
    hub, space_id, looked = Hub(SetClock(datetime.now(UTC))), uuid4(), asyncio.Event()
    late: list[Socket] = []

    async def show(space_id: UUID, connections: Sequence[Connection]) -> list[View | None]:
        return [View((), FAR) for _ in connections]

    async def heads(space_ids: list[UUID]) -> dict[UUID, tuple[int, int]]:
        return {}

    async def standing(sessions: list[bytes]) -> dict[bytes, datetime]:
        if late:
            looked.set()
        else:
            late.append(connected(hub, space_id, b"late"))
        return {one: FAR for one in sessions if one != b"ended"}

    hub.start(show=show, heads=heads, standing=standing)
    first, ended = connected(hub, space_id, b"first"), connected(hub, space_id, b"ended")
    async with asyncio.timeout(20):
        await looked.wait()
    try:
        assert ended.code == ENDED
        assert first.code is None
        assert [socket.code for socket in late] == [None], "asked about before it was there, and so not ended"
    finally:
        await hub.stop()


async def test_a_right_that_ends_while_nobody_can_be_asked_is_not_shown_on() -> None:
    clock = SetClock(datetime.now(UTC))
    hub, space_id, shown = Hub(clock), uuid4(), asyncio.Event()

    async def show(space_id: UUID, connections: Sequence[Connection]) -> list[View | None]:
        if shown.is_set():
            raise ConnectionError("the database is away")
        shown.set()
        return [View((), clock.now() + timedelta(seconds=0.05)) for _ in connections]

    async def heads(space_ids: list[UUID]) -> dict[UUID, tuple[int, int]]:
        raise ConnectionError("the database is away")

    async def standing(sessions: list[bytes]) -> dict[bytes, datetime]:
        raise ConnectionError("the database is away")

    hub.start(show=show, heads=heads, standing=standing)
    screen = connected(hub, space_id, b"one")
    async with asyncio.timeout(20):
        await shown.wait()
        clock.move(timedelta(seconds=1))
        await screen.closed.wait()
    assert screen.code == AWAY
    await hub.stop()


async def test_a_session_that_ends_while_nobody_can_be_asked_is_not_shown_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub_room, "TICK", 0.01)
    clock = SetClock(datetime.now(UTC))
    hub, space_id, asked = Hub(clock), uuid4(), asyncio.Event()

    async def show(space_id: UUID, connections: Sequence[Connection]) -> list[View | None]:
        return [View((), FAR) for _ in connections]

    async def heads(space_ids: list[UUID]) -> dict[UUID, tuple[int, int]]:
        return {}

    async def standing(sessions: list[bytes]) -> dict[bytes, datetime]:
        if asked.is_set():
            raise ConnectionError("the database is away")
        asked.set()
        return {one: clock.now() + timedelta(hours=8 if one == b"long" else 1) for one in sessions}

    hub.start(show=show, heads=heads, standing=standing)
    short, long = connected(hub, space_id, b"short"), connected(hub, space_id, b"long")
    async with asyncio.timeout(20):
        await asked.wait()
        clock.move(timedelta(hours=2))
        await short.closed.wait()
    assert short.code == AWAY
    assert long.code is None
    await hub.stop()


async def test_a_screen_that_takes_nothing_more_is_let_go_and_keeps_nobody_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hub_room, "SWEEP", 0.01)
    monkeypatch.setattr(hub_room, "LONGEST_BEHIND", 0.05)
    hub, space_id = Hub(SetClock(datetime.now(UTC))), uuid4()

    async def show(space_id: UUID, connections: Sequence[Connection]) -> list[View | None]:
        view = View((Fragment.of("live-outline", "new", "<p>Ny</p>"),), FAR)
        return [view for _ in connections]

    async def heads(space_ids: list[UUID]) -> dict[UUID, tuple[int, int]]:
        return {}

    async def standing(sessions: list[bytes]) -> dict[bytes, datetime]:
        return dict.fromkeys(sessions, FAR)

    hub.start(show=show, heads=heads, standing=standing)
    deaf, other = Full(), Socket()
    for socket in (deaf, other):
        hub.join(Connection(socket, space_id, uuid4(), b"one", None, {}))
    async with asyncio.timeout(20):
        await deaf.closed.wait()
    assert deaf.code == BEHIND
    assert deaf.written == 0, "nothing is stored up for it"
    assert (other.code, other.written) == (None, 1)
    await hub.stop()


async def test_nothing_goes_on_watching_a_space_that_nobody_has_open() -> None:
    hub, space_id = Hub(SetClock(datetime.now(UTC))), uuid4()
    pumps: list[asyncio.Task[None]] = []

    async def refuse(space_id: UUID, connections: Sequence[Connection]) -> list[View | None]:
        pump = asyncio.current_task()
        assert pump is not None
        pumps.append(pump)
        return [None for _ in connections]

    async def heads(space_ids: list[UUID]) -> dict[UUID, tuple[int, int]]:
        return {}

    async def standing(sessions: list[bytes]) -> dict[bytes, datetime]:
        return dict.fromkeys(sessions, FAR)

    hub.start(show=refuse, heads=heads, standing=standing)
    try:
        socket = connected(hub, space_id, b"session")
        async with asyncio.timeout(20):
            await socket.closed.wait()
            assert hub.connections() == []
            # In its own time, but without being told.
            await asyncio.wait(pumps)
        assert len(pumps) == 1
    finally:
        await hub.stop()


class Broken(Socket):
    """Its transport fails in a way that nobody foresaw."""

    def __init__(self) -> None:
        super().__init__()
        self.aborted = False

    def write(self, frame: bytes) -> None:
        raise RuntimeError("the handler is closed")

    def abort(self) -> None:
        self.aborted = True


async def test_a_broken_transport_keeps_nothing_from_the_others() -> None:
    hub, space_id = Hub(SetClock(datetime.now(UTC))), uuid4()
    shown = [View((Fragment.of("a", "1", "<p>en</p>"),), FAR)]

    async def show(space_id: UUID, connections: Sequence[Connection]) -> list[View | None]:
        return [shown[-1] for _ in connections]

    async def heads(space_ids: list[UUID]) -> dict[UUID, tuple[int, int]]:
        return {}

    async def standing(sessions: list[bytes]) -> dict[bytes, datetime]:
        return dict.fromkeys(sessions, FAR)

    hub.start(show=show, heads=heads, standing=standing)
    broken, others = Broken(), [connected(hub, space_id, b"other") for _ in range(3)]
    hub.join(Connection(broken, space_id, uuid4(), b"broken", None, {}))
    others += [connected(hub, space_id, b"other") for _ in range(3)]
    async with asyncio.timeout(20):
        await asyncio.gather(*(one.frames.get() for one in others))
        shown.append(View((Fragment.of("a", "2", "<p>to</p>"),), FAR))
        hub.news(f"space:{space_id}")
        await asyncio.gather(*(one.frames.get() for one in others))
    assert broken.aborted
    await hub.stop()
