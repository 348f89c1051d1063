"""The editor of an item, on a page of its own or in its place on the plan page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ipplan.gate.viewer import known_to
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.live.frames import SECTION
from ipplan.page.child.heard import is_heard
from ipplan.page.house import House, house_of
from ipplan.page.meeting.room.after import Told, show_room
from ipplan.page.plan.rooms import room_in
from ipplan.page.respond import is_fragment, page, see_other, text
from ipplan.page.talk.after import show_apart
from ipplan.permit import Permit, Refused
from ipplan.plan.agendas import meeting_of
from ipplan.plan.changes import Conflict
from ipplan.plan.kinds import KINDS, Kind
from ipplan.store.accounts import names
from ipplan.store.database import Tx
from ipplan.store.drafts import Draft
from ipplan.store.items import Item, lineage
from ipplan.store.versions import Version

KEPT = N_("Noen andre har endret dette etter deg. Det du skrev, er tatt vare på i historikken.")
"""Said where a form was sent twice, and somebody else saved in between."""
APART = frozenset({"message", *(kind.name for kind in KINDS.values() if kind.apart)})
"""Kinds that are shown in conversations, and in diaries."""
SHOWN_ELSEWHERE = APART | {"comment", *(kind.name for kind in KINDS.values() if kind.at_meetings)}


@dataclass(frozen=True)
class Part:
    """What was changed: an item, or what it stands under; perhaps of a meeting."""

    kind: str
    item_id: UUID | None

    @classmethod
    def of(cls, item: Item) -> "Part":
        """An item."""
        return cls(item.clear.kind, item.item_id)


@dataclass(frozen=True)
class Editor:
    """What an editor shows. ``item`` is ``None`` for one that is not made yet."""

    permit: Permit
    kind: Kind
    item_id: UUID
    parent_id: UUID | None
    item: Item | None
    values: Mapping[str, str]
    base: UUID | None
    errors: Mapping[str, str] = field(default_factory=dict)
    draft: Draft | None = None
    theirs: Version | None = None
    """What somebody else saved in between."""
    mine: Mapping[str, str] | None = None
    makes: str = ""
    """Where something new is sent to that is not made among what its section holds."""

    @property
    def slot(self) -> str:
        """Id of the element that the editor takes the place of."""
        if self.item is not None:
            return f"edit-{self.item_id}"
        return f"new-{self.kind.name}-{self.parent_id or self.permit.section_id}"

    @property
    def section_path(self) -> str:
        return f"/plans/{self.permit.space_id}/sections/{self.permit.section_id}"

    @property
    def path(self) -> str:
        return f"{self.section_path}/items/{self.item_id}"

    @property
    def sends_to(self) -> str:
        """Where the form is sent."""
        return self.path if self.item is not None else self.makes or f"{self.section_path}/items"


async def show_editor(request: Request, visit: Visit, editor: Editor, status: int = 200) -> Response:
    """The editor, whole page or in place."""
    house = house_of(request)
    candidates: list[Any] = []
    if "responsible_id" in editor.kind.clear:
        async with house.database.engine.connect() as tx:
            among = await above(tx, editor.permit, editor.item_id if editor.item else editor.parent_id)
        candidates = visit.company().readers_of(editor.permit.section_id, among)
    names = await _names(house, editor)
    values = {"editor": editor, "candidates": candidates, "visit": visit, "names": names}
    values |= {"people": known_to(visit), "room": room_in(request)}
    if is_fragment(request):
        return page(request, "item/_editor_slot.html", status, **values)
    return page(request, "item/edit.html", status, **values)


async def above(tx: Tx, permit: Permit, item_id: UUID | None) -> set[UUID]:
    """The item and all it stands under, as far as this reader may know: who sees it sees all of these."""
    if item_id is None:
        return set()
    try:
        return {item.item_id for item in await lineage(tx, permit, item_id)}
    except Refused:
        # A form may name a place that is not there; it is refused when it is sent, not while it is read.
        return set()


async def show_result(
    request: Request,
    visit: Visit,
    section_id: UUID,
    *,
    closes: str | None = None,
    said: str = "",
    undo: Mapping[str, str] | None = None,
    anchor: str = "",
    of: Part | None = None,
) -> Response:
    """After a change: back to the plan; in place, the section anew, the editor closed, and a way to undo.

    ``of``: what was changed; if it is a part of a meeting, or a conversation, the way back is to that.
    """
    told = Told(closes=closes, said=said, undo=undo, anchor=anchor)
    elsewhere = await _elsewhere(request, visit, section_id, of, told)
    if elsewhere is not None:
        return elsewhere
    if not is_fragment(request) and of is not None and of.kind == "appointment":
        return see_other(f"/plans/{visit.space.space_id}/week?item={anchor.removeprefix('item-')}")
    if not is_fragment(request) and is_heard(visit):
        # She came from her own page, where her wishes stand.
        return see_other(f"/plans/{visit.space.space_id}/mine")
    if not is_fragment(request):
        room = room_in(request)
        path = room.at(visit.space.space_id) if room else f"/plans/{visit.space.space_id}"
        return see_other(f"{path}#{anchor or SECTION + str(section_id)}")
    house = house_of(request)
    fresh = await house.gate.enter(visit.space.space_id, visit.actor, road="page")
    permits = await fresh.open_all()
    view = await house.screens.view(fresh, permits)
    changed = {"live-outline", "live-asked", f"{SECTION}{section_id}"}
    fragments = [one for one in view.fragments if one.name in changed]
    body = text(request, "item/_result.html", fragments=fragments, closes=closes, said=said, undo=undo)
    return HTMLResponse(body)


async def _elsewhere(
    request: Request, visit: Visit, section_id: UUID, part: Part | None, told: Told
) -> Response | None:
    """The way back to what is not shown on the plan's page: a meeting, a conversation, a diary."""
    if part is None or part.item_id is None or part.kind not in SHOWN_ELSEWHERE:
        return None
    permit = await visit.open(section_id)
    async with house_of(request).database.engine.connect() as tx:
        try:
            chain = await lineage(tx, permit, part.item_id)
        except Refused:
            # A form may name a place that is not there.
            return None
    if chain[-1].clear.kind == "agenda":
        meeting_id = meeting_of(chain[-1])
        return await show_room(request, visit, meeting_id, told) if meeting_id else None
    if part.kind in APART:
        return await show_apart(request, visit, chain, told)
    return None


async def show_conflict(request: Request, visit: Visit, editor: Editor, conflict: Conflict) -> Response:
    """Both texts, and a form that starts from one's own and now stands on theirs."""
    theirs = conflict.theirs.head
    return await show_editor(
        request,
        visit,
        Editor(
            editor.permit,
            editor.kind,
            editor.item_id,
            editor.parent_id,
            conflict.theirs,
            editor.values,
            theirs.version_id,
            theirs=theirs,
            mine=editor.values,
        ),
        409,
    )


async def _names(house: House, editor: Editor) -> Mapping[UUID, str]:
    wanted = {editor.theirs.author_id} if editor.theirs else set()
    async with house.database.engine.connect() as tx:
        return await names(tx, wanted)
