"""The live socket of a plan page: news in, checked and rendered differences out."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy import select
from starlette.websockets import WebSocket, WebSocketDisconnect

from ipplan.gate.access_log import Line, line
from ipplan.gate.visit import Actor, Visit
from ipplan.live.connection import BEHIND, ENDED, Connection, View
from ipplan.live.wire import EXTENSION, Wire
from ipplan.page.house import House, house_of
from ipplan.page.meeting.room.rooms import Screen
from ipplan.page.respond import as_uuid, place
from ipplan.page.talk.view import Place
from ipplan.permit import Permit, Refused
from ipplan.store.database import Database
from ipplan.store.tables import space

log = structlog.get_logger()
LARGEST_MESSAGE = 16 * 1024
MESSAGES = 20
"""How many messages more than the first a browser may send on one socket."""
HELLO_WITHIN = 10.0


class BrowserSocket:
    """What the hub knows of a socket."""

    __slots__ = ("_socket", "_wire")

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._wire: Wire = socket.scope["extensions"][EXTENSION]

    @property
    def ready(self) -> bool:
        return self._wire.ready

    def write(self, frame: bytes) -> None:
        self._wire.write(frame)

    def when_ready(self, tell: Callable[[], None]) -> None:
        """Call ``tell`` each time that what it held too much of is on its way."""
        self._wire.on_ready = tell

    async def close(self, code: int) -> None:
        await self._socket.close(code)

    def abort(self) -> None:
        self._wire.transport.abort()


async def live(socket: WebSocket) -> None:
    """`/plans/{plan}/live`: the first message says what the page shows; then only differences come."""
    await _live(socket, None)


async def meeting(socket: WebSocket) -> None:
    """`/plans/{plan}/meetings/{meeting}/live`: the same of a meeting's page."""
    await _live(socket, _screen(socket))


async def projector(socket: WebSocket) -> None:
    """`/plans/{plan}/meetings/{meeting}/screen/live`: the same of what is shown to all in the room."""
    await _live(socket, _screen(socket, shared=True))


async def conversations(socket: WebSocket) -> None:
    """`/plans/{plan}/messages/live`: the same of the list of conversations."""
    await _live(socket, Place())


async def conversation(socket: WebSocket) -> None:
    """`/plans/{plan}/messages/{section}/{item}/live`: the same of one of them."""
    await _live(socket, _place(socket))


def _place(socket: WebSocket) -> Place | None:
    with suppress(Refused):
        section_id, item_id = (as_uuid(socket.path_params[name]) for name in ("section", "talk"))
        return Place(section_id, item_id, socket.query_params.get("all") == "yes")
    return None


def _screen(socket: WebSocket, *, shared: bool = False) -> Screen | None:
    with suppress(Refused):
        return Screen(as_uuid(socket.path_params["meeting"]), shared)
    return None


async def _live(socket: WebSocket, screen: Screen | Place | None) -> None:
    house, connection = house_of(socket), await _greeted(socket, screen)
    if connection is None:
        return
    # A screen stays for hours, and there are many: nothing is held on to that only its handshake needed.
    socket.scope.update(who=None, visitor=None)
    if not house.seats.take(connection):
        log.warning("limited", rate="live", path=place(socket))
        await socket.close(BEHIND)
        return
    try:
        await _watch(house, socket, connection)
    finally:
        house.seats.leave(connection)


async def _greeted(socket: WebSocket, screen: Screen | Place | None) -> Connection | None:
    """The screen that a checked visitor opens; ``None`` where she is none, or says no hello: it is closed."""
    house, who = house_of(socket), socket.scope["who"]
    try:
        if who is None:
            raise Refused("no_session")
        visit = await house.gate.enter(as_uuid(socket.path_params["plan"]), who.actor, road="live")
        if "meeting" in socket.path_params:
            await house.rooms.look(visit, as_uuid(socket.path_params["meeting"]))
        if "talk" in socket.path_params:
            section_id, talk_id = (as_uuid(socket.path_params[name]) for name in ("section", "talk"))
            permit = await visit.open(section_id)
            await house.talks.check(permit, talk_id)
            await house.talks.look(visit, permit, Place(section_id, talk_id))
    except Refused as refused:
        log.info("refused", reason=refused.reason, path=place(socket))
        await socket.close(ENDED)
        return None
    await socket.accept()
    try:
        shown = await _hello(socket)
    except WebSocketDisconnect:
        return None
    except TimeoutError:
        await socket.close(BEHIND)
        return None
    except ValueError as error:
        log.warning("refused", reason="socket_hello", path=place(socket), error=type(error).__name__)
        await socket.close(ENDED)
        return None
    browser, actor = BrowserSocket(socket), who.actor
    # Somebody who writes together with the owner stands otherwise on that one login.
    alike = f"{who.account_id} {actor.language} {actor.session.hex()} {screen or ''}"
    connection = Connection(
        browser, visit.space.space_id, who.account_id, actor.session, actor, shown, screen, alike
    )
    browser.when_ready(partial(house.hub.ready, connection))
    return connection


async def _watch(house: House, socket: WebSocket, connection: Connection) -> None:
    """Stay connected until the browser leaves; the subscription is one line per section in the log."""
    house.hub.join(connection)
    house.presence.arrive(connection.space_id, connection.account_id)
    try:
        await _listen(socket)
    except (WebSocketDisconnect, ValueError, RuntimeError):
        log.debug("socket_left")
    finally:
        house.hub.leave(connection)
        house.presence.leave(connection.space_id, connection.account_id)
        await asyncio.shield(_left(house, connection))


async def _left(house: House, connection: Connection) -> None:
    """The subscription's closing lines: from when until when each section was on the screen, and for whom."""
    now = house.clock.now()
    await house.gate.log.write(replace(one, until=now) for one in connection.logged if isinstance(one, Line))


async def _hello(socket: WebSocket) -> dict[str, str]:
    """What the page shows: digests by element id, in its order. Raises ``ValueError`` for anything else."""
    async with asyncio.timeout(HELLO_WITHIN):
        text = await _heard(socket)
    try:
        message = json.loads(text)
    except RecursionError:
        raise ValueError("too deep") from None
    shown = message.get("seen") if isinstance(message, dict) else None
    if not isinstance(shown, dict) or not all(
        isinstance(name, str) and isinstance(digest, str) for name, digest in shown.items()
    ):
        raise ValueError("not a hello")
    return shown


async def _listen(socket: WebSocket) -> None:
    """Browsers have nothing more to say; one that says too much is cut off."""
    with suppress(ValueError):
        for _ in range(MESSAGES):
            await _heard(socket)
    log.warning("refused", reason="socket_messages", path=place(socket))
    await socket.close(ENDED)


async def _heard(socket: WebSocket) -> str:
    """One message's text. Raises ``ValueError`` for bytes or too much, `WebSocketDisconnect` at the end."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message["code"])
    text = message.get("text")
    if not isinstance(text, str) or len(text) > LARGEST_MESSAGE:
        raise ValueError("not a text, or too large")
    return text


class Watchers:
    """The check and the render that the hub asks for."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def show(self, space_id: UUID, connections: Sequence[Connection]) -> list[View | None]:
        """Everybody's view, by one query of the gate for all who watch the space.

        Asked for again where somebody's access changed while it was made, whether or not the news of that has
        come: what was read after a withdrawal is never shown on the check before it (the third law).
        """
        gate = self._house.gate
        watchers = {one.alike: one.watcher for one in connections if isinstance(one.watcher, Actor)}
        while True:
            entered = await gate.watch(space_id, list(watchers.values()), road="live")
            visits = dict(zip(watchers, entered, strict=True))
            views = await self._views(connections, visits)
            checked = {visit.space.access_seq for visit in entered if visit is not None}
            if not checked or checked == {await gate.access_seq(space_id)}:
                return views

    async def _views(
        self, connections: Sequence[Connection], visits: Mapping[str, Visit | None]
    ) -> list[View | None]:
        screens = {one.alike: one.screen for one in connections}
        made = {
            who: await self._made(visit, screens[who]) if visit else None for who, visit in visits.items()
        }
        newly = [
            (connection, shown)
            for connection in connections
            if (shown := made[connection.alike]) and (shown.rights is not connection.rights)
        ]
        fresh = [(connection, one) for connection, shown in newly for one in _unlogged(connection, shown)]
        if fresh:
            await self._house.gate.log.write([one for _, one in fresh])
        # Only what is committed counts as logged: a failed write must not let the next push go unlogged.
        for connection, one in fresh:
            connection.logged += (one,)
        for connection, shown in newly:
            connection.rights = shown.rights
        return [shown.view if (shown := made[one.alike]) else None for one in connections]

    async def _made(self, visit: Visit, screen: object) -> "Shown | None":
        """What one screen shows; ``None`` where its page is no more for who looks."""
        if isinstance(screen, Place):
            return await self._talk(visit, screen)
        if not isinstance(screen, Screen):
            return Shown(await self._house.screens.view(visit), visit.standing, visit.permits)
        rooms = self._house.rooms
        if visit.road == "live":
            visit = replace(visit, road="projector-live" if screen.shared else "meeting-live")
        try:
            look = await rooms.look(visit, screen.meeting_id)
        except Refused:
            return None
        permits = visit.permits(look.sections)
        view = await rooms.view(look, permits, shared=screen.shared)
        # What it opens may be other sections each time: it is always compared with what was logged.
        return Shown(view, object(), lambda: [look.permit, *permits])

    async def _talk(self, visit: Visit, screen: Place) -> "Shown | None":
        """The list of conversations, or one of them; ``None`` where that is no more for who looks."""
        talks = self._house.talks
        if visit.road == "live":
            visit = replace(visit, road="messages-live")
        if screen.section_id is None:
            permits = visit.permits(await talks.sections(visit))
            return Shown(await talks.list_view(visit, permits), object(), lambda: permits)
        permits = visit.permits({screen.section_id})
        try:
            view = talks.view(await talks.look(visit, permits[0], screen)) if permits else None
        except Refused:
            return None
        return Shown(view, object(), lambda: permits) if view else None


@dataclass(frozen=True, slots=True)
class Shown:
    """A view, and what was opened for it."""

    view: View
    rights: object
    """As long as it is the same object, so is what is open."""
    permits: Callable[[], Sequence[Permit]]


def _unlogged(connection: Connection, shown: Shown) -> list[Line]:
    """Lines for sections that opened while the page was open: committed before their content is pushed."""
    known = {(one.section_id, one.grant_id) for one in connection.logged if isinstance(one, Line)}
    lines = map(line, shown.permits())
    return [one for one in lines if (one.section_id, one.grant_id) not in known]


async def heads(database: Database, space_ids: list[UUID]) -> dict[UUID, tuple[int, int]]:
    """Change numbers of the spaces watched here."""
    query = select(space.c.space_id, space.c.seq, space.c.access_seq).where(space.c.space_id.in_(space_ids))
    async with database.engine.connect() as tx:
        return {row[0]: (row[1], row[2]) for row in await tx.execute(query)}
