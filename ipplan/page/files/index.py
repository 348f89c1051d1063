"""The room of files: all that this reader may see, by section."""

from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.page.house import house_of
from ipplan.page.plan.rooms import room_page
from ipplan.page.respond import uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Access
from ipplan.plan.outline import Node, Outline
from ipplan.store.accounts import names

WITHOUT = ("messages", "duties", "roles", "meetings")
"""Areas that have words of their own for what stands in them: no file is offered to be added there."""


@dataclass(frozen=True)
class Shelf:
    """One section's files. ``writes``: whether this reader may put another in the place of one."""

    outline: Outline
    nodes: tuple[Node, ...]
    writes: bool
    adds: bool
    """Whether a new one is offered to be added here."""


@signed_in
async def show(request: Request) -> Response:
    """Every file that she may see, the newest first in each section."""
    house, who = house_of(request), who_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who.actor, road="page")
    opened = await house.reader.outlines(await visit.open_all())
    shelves = []
    for permit, outline in opened.values():
        nodes = tuple(node for node in outline.nodes if node.kind == "document")
        writes = permit.access >= Access.WRITE and not visit.standing.closed
        adds = writes and visit.area(permit.section_id) not in WITHOUT
        newest = tuple(sorted(nodes, key=lambda node: node.item.head.at, reverse=True))
        shelves.append(Shelf(outline, newest, writes, adds))
    people: set[UUID] = {node.item.head.author_id for shelf in shelves for node in shelf.nodes}
    async with house.database.engine.connect() as tx:
        known = await names(tx, people)
    return room_page(request, visit, "files", "file/index.html", shelves=shelves, names=known)
