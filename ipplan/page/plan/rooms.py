"""The rooms of a plan that its people use every day, in the order of the bar that stands on each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.rooms import has_map
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.respond import page


def _everybody(visit: Visit) -> bool:
    return True


def _nobody(visit: Visit) -> bool:
    return False


@dataclass(frozen=True)
class Room:
    """One of them."""

    name: str
    word: str
    path: str
    """After the plan's own address."""
    often: bool = False
    """Whether it stands in the bar on a phone too, and not behind its last word."""
    shown: Callable[[Visit], bool] = _everybody
    """For whom its name stands in the bar; its door asks the gate by itself."""
    outside: str = ""
    """The address of what is in no plan, but lets one write in hers and come back."""

    def at(self, space_id: UUID) -> str:
        """Its address in a plan."""
        return self.outside or f"/plans/{space_id}{self.path}"


ROOMS: tuple[Room, ...] = (
    Room("plan", N_("Planen"), "", often=True),
    Room("overview", N_("Oversikt"), "/overview", often=True),
    Room("meetings", N_("Møter"), "/meetings", often=True),
    Room("messages", N_("Meldinger"), "/messages", often=True),
    Room("minute", N_("Siden sist"), "/minute"),
    Room("week", N_("Uke"), "/week"),
    Room("approval", N_("Godkjenning"), "/approval", shown=_nobody),
    Room("files", N_("Filer"), "/files"),
    Room("network", N_("Kart"), "/network", shown=has_map),
    Room("search", N_("Søk"), "/search"),
)
GUIDE = Room("guide", N_("Kom i gang"), "", shown=_nobody, outside="/guide?step=matters")
NAMED = {room.name: room for room in (*ROOMS, GUIDE)}


def rooms_of(visit: Visit) -> tuple[Room, ...]:
    """Those whose names stand in the visitor's bar."""
    return tuple(room for room in ROOMS if room.shown(visit))


def room_in(request: Request) -> Room | None:
    """The room that a form was opened from, and to which one comes back, where the address names one."""
    return NAMED.get(request.query_params.get("room", ""))


def room_page(
    request: Request, visit: Visit, name: str, template: str, status: int = 200, **values: Any
) -> Response:
    """A page of the room called ``name``, from a template that extends plan/room.html."""
    known = {
        "visit": visit,
        "space_id": visit.space.space_id,
        "kind": visit.kind,
        "owner": visit.company().names[visit.space.owner_id],
        "rooms": rooms_of(visit),
        "room": NAMED[name],
        "here": name,
    }
    return page(request, template, status, **(known | values))
