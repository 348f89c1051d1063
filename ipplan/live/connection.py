"""One open screen: its socket, whose it is, and what it shows."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from ipplan.live.frames import Fragment, frames

ENDED = 1008
"""Close code for an ended session or a lost right: browsers do not try again."""
RENEWED = 1012
"""Close code for a session that goes on under another name: the browser comes back with its new cookie."""
AWAY = 1001
"""Close code of a process that stops: browsers come back, to another."""
BEHIND = 1013
"""Close code for a connection that does not keep up: it comes back and catches up."""


class Socket(Protocol):
    """What the live rooms know of a browser's socket."""

    @property
    def ready(self) -> bool:
        """Whether it takes more: what it was given before is on its way."""
        ...

    def write(self, frame: bytes) -> None:
        """Hand over a whole frame at once; raises `Gone`."""
        ...

    async def close(self, code: int) -> None: ...

    def abort(self) -> None:
        """Cut it off, without a farewell."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What one person's screen shall show now, and when that may change by the clock alone."""

    fragments: tuple[Fragment, ...]
    until: datetime

    @property
    def shown(self) -> dict[str, str]:
        """Digests by element id, in order."""
        return {one.name: one.digest for one in self.fragments}


@dataclass(eq=False, slots=True)
class Connection:
    """One open screen of one person."""

    socket: Socket
    space_id: UUID
    account_id: UUID
    session: bytes
    watcher: object
    """Who watches, as the check knows her."""
    shown: Mapping[str, str] | View
    """What is on the screen: as the browser said when it came, then the view that it was last sent."""
    screen: object = None
    """Which page it shows, as the render knows it; ``None``: the plan's own."""
    alike: str = ""
    """The same for all screens on which the same is shown; a text, whose hash is worked out only once."""
    logged: tuple[object, ...] = ()
    """The committed lines of this subscription in the access log, one for each section and grant."""
    rights: object = None
    """What `logged` was last compared with."""
    behind: float | None = None
    """Since when, on the loop's clock, it has not taken what there was to tell."""
    closed: bool = False


Show = Callable[[UUID, Sequence[Connection]], Awaitable[list[View | None]]]
"""The check and the render, given by app.py: a view for each connection, ``None`` for who is refused."""


class Differences:
    """What each screen lacks; worked out once for all that go from the same view to the same view."""

    def __init__(self) -> None:
        self._made: dict[tuple[View, View], bytes] = {}

    def between(self, shown: Mapping[str, str] | View, view: View) -> bytes:
        """The frames to hand over, one after the other; empty where the screen is up to date."""
        if not isinstance(shown, View):
            return b"".join(frames(shown, view.fragments))
        pair = (shown, view)  # compared as objects: a view is remembered, never rebuilt
        made = self._made.get(pair)
        if made is None:
            made = self._made[pair] = b"".join(frames(shown.shown, view.fragments))
        return made
