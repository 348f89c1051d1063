"""The map: who is around the owner, of those that this reader may see."""

from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.rooms import map_rooms
from ipplan.gate.viewer import known_to
from ipplan.gate.visit import Visit
from ipplan.page.house import house_of
from ipplan.page.plan.rooms import room_page
from ipplan.page.respond import uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Access, Permit, Refused
from ipplan.plan.kinds.contacts import RINGS, SECTORS
from ipplan.plan.network import SMALL, WIDE, Laid, Sheet, lay, short_names
from ipplan.plan.outline import Node, Outline
from ipplan.store.people import Participant

Opened = dict[UUID, tuple[Permit, Outline]]


@dataclass(frozen=True)
class Contact:
    """Somebody around the owner, as she was written down."""

    permit: Permit
    outline: Outline
    node: Node

    @property
    def place(self) -> tuple[str, str]:
        """Sector and ring; empty where they are not chosen."""
        return self.node.content.get("sector", ""), self.node.content.get("closeness", "")

    @property
    def account(self) -> str:
        """Whose account is hers, as it was chosen."""
        return self.node.content.get("account", "")

    @property
    def may_write(self) -> bool:
        return self.permit.access >= Access.WRITE


@dataclass(frozen=True)
class Picture:
    """The same people on one sheet."""

    name: str
    sheet: Sheet
    laid: Laid


@signed_in
async def show(request: Request) -> Response:
    """The picture, the list of those in it, and of those who have no place in it yet."""
    visit, permits = await enter_map(request)
    found = contacts_in(await house_of(request).reader.outlines(permits))
    placed = sorted((one for one in found if _is_placed(one)), key=lambda one: _rank(one.place))
    laid = [one.place for one in placed]
    room = _writes_in(visit)
    return room_page(
        request,
        visit,
        "network",
        "network/show.html",
        placed=placed,
        called=short_names([one.node.content["title"] for one in placed]),
        loose=[one for one in found if not _is_placed(one)],
        waiting=_waiting(visit, found) if room else [],
        writes_in=room,
        pictures=[Picture("wide", WIDE, lay(WIDE, laid)), Picture("small", SMALL, lay(SMALL, laid))],
        sectors=SECTORS,
        rings=RINGS,
    )


async def enter_map(request: Request) -> tuple[Visit, list[Permit]]:
    """Open the sections that hold them; raises `Refused` where the reader may open none."""
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    rooms = map_rooms(visit)
    if not rooms:
        raise Refused("no_map")
    return visit, [await visit.open(one) for one in rooms]


def contacts_in(opened: Opened) -> list[Contact]:
    """Everybody who is written down, in the plan's order."""
    return [
        Contact(permit, outline, node)
        for permit, outline in opened.values()
        for node, _ in outline.walk()
        if node.kind == "contact"
    ]


def _is_placed(one: Contact) -> bool:
    sector, ring = one.place
    return sector in SECTORS and ring in RINGS


def _rank(place: tuple[str, str]) -> tuple[int, int]:
    sector, ring = place
    return list(SECTORS).index(sector), list(RINGS).index(ring)


def _writes_in(visit: Visit) -> UUID | None:
    """The section in which the visitor may write somebody down."""
    standing = visit.standing
    if standing.closed or standing.paused:
        return None
    return next((one for one in map_rooms(visit) if visit.may(one, Access.WRITE)), None)


def _waiting(visit: Visit, found: list[Contact]) -> list[Participant]:
    """Those who take part, and are not written down as anybody."""
    known = {one.account for one in found}
    return [one for one in known_to(visit) if str(one.account_id) not in known]
