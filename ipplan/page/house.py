"""What every handler needs, put together once by app.py and passed along with the request."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import httpx2
from starlette.requests import HTTPConnection

from ipplan.clock import Clock
from ipplan.config import Lifetime, Settings
from ipplan.gate.gate import Gate
from ipplan.gate.keys import Keyring
from ipplan.live.hub import Hub
from ipplan.live.seats import Seats
from ipplan.login.providers import Providers
from ipplan.page.meeting.room.rooms import Rooms
from ipplan.page.screen.assembled import Frames
from ipplan.page.screen.screen import Screens
from ipplan.page.talk.view import Talks
from ipplan.plan.outline import Reader
from ipplan.plan.plan_templates import PlanTemplates
from ipplan.render import Renderer
from ipplan.store.accounts import PidKeys
from ipplan.store.database import Database
from ipplan.store.places import Places
from ipplan.store.presence import Presence
from ipplan.store.read_marks import ReadMarks
from ipplan.store.sessions import Finder

if TYPE_CHECKING:
    from ipplan.page.request.limits import Limits


@dataclass(frozen=True)
class House:
    """The rooms' services of one process."""

    settings: Settings
    database: Database
    clock: Clock
    keyring: Keyring
    gate: Gate
    reader: Reader
    render: Renderer
    hub: Hub
    screens: Screens
    rooms: Rooms
    sessions: Finder
    frames: Frames
    providers: Providers
    http: httpx2.AsyncClient
    limits: "Limits"
    seats: Seats
    presence: Presence
    places: Places
    read_marks: ReadMarks
    templates: PlanTemplates
    conversation_marks: ReadMarks
    talks: Talks

    @property
    def pids(self) -> PidKeys:
        return self.keyring.pids

    @property
    def lifetime(self) -> Lifetime:
        return self.settings.session_lifetime


def house_of(connection: HTTPConnection) -> House:
    """The house that a request or socket came to."""
    state: Any = connection.app.state
    return cast(House, state.house)
