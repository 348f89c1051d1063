"""Conversations as one person's screen shows them now: the same fragments on the page and in a push."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from ipplan.gate.visit import Visit
from ipplan.live.connection import View
from ipplan.live.frames import SECTION, Fragment
from ipplan.page.screen.fragments import Fragments
from ipplan.page.screen.screen import until_of
from ipplan.permit import Access, Permit
from ipplan.plan.outline import Node, Reader
from ipplan.plan.talks import COMMON, Talk, newest_first, one_talk, talks_in
from ipplan.store.accounts import names
from ipplan.store.conversation_marks import further, reached_in
from ipplan.store.database import Database, Tx
from ipplan.store.having import sections_having
from ipplan.store.items import one_item
from ipplan.store.read_marks import ReadMarks

SHOWN = 60
"""Messages that a page begins with; the older ones are a press away."""


@dataclass(frozen=True)
class Place:
    """Which page of conversations somebody has open; the list, where no section is named."""

    section_id: UUID | None = None
    item_id: UUID | None = None
    whole: bool = False
    """Whether its older messages are shown, too."""


@dataclass(frozen=True)
class Look:
    """A conversation as one viewer sees it."""

    visit: Visit
    talk: Talk
    names: Mapping[UUID, str]
    whole: bool

    @property
    def shown(self) -> tuple[Node, ...]:
        return self.talk.messages if self.whole else self.talk.messages[-SHOWN:]

    @property
    def path(self) -> str:
        return path_of(self.visit, self.talk)


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation in the list."""

    talk: Talk
    unread: int
    path: str


class Talks:
    """Composes the pages of conversations, and notes who has read what."""

    def __init__(self, database: Database, reader: Reader, fragments: Fragments, marks: ReadMarks) -> None:
        self._database = database
        self._reader = reader
        self._fragments = fragments
        self._marks = marks

    async def sections(self, visit: Visit) -> frozenset[UUID]:
        """The open sections in which there is a conversation, by what stands in clear."""
        async with self._database.engine.connect() as tx:
            found = await sections_having(tx, visit.space.space_id, "conversation")
        rows = visit.open_sections()
        return frozenset(one.section_id for one in rows if one.section_id in found or one.area == COMMON)

    async def rows(self, visit: Visit, permits: Iterable[Permit]) -> list[Row]:
        """The conversations of these sections, the newest first, each with how much of it is unread."""
        opened = (await self._reader.outlines(permits)).values()
        found = [one for pair in opened for one in talks_in(*pair, visit.area(pair[0].section_id))]
        async with self._database.engine.connect() as tx:
            since = await self.reached(tx, visit)
        return [
            Row(one, len(one.unread(since.get(one.item_id, 0), visit.readers)), path_of(visit, one))
            for one in newest_first(found)
        ]

    async def reached(self, tx: Tx, visit: Visit) -> dict[UUID, int]:
        """How far the visitor has read, by conversation."""
        me, space_id = visit.actor.account_id, visit.space.space_id
        return further(await reached_in(tx, me, space_id), self._marks.seen(me, space_id))

    async def list_view(self, visit: Visit, permits: Sequence[Permit]) -> View:
        """All fragments of the list."""
        rows = await self.rows(visit, permits)
        people = {who for row in rows if row.talk.newest for who in (row.talk.newest.item.created_by,)}
        values = self._common(visit) | {"rows": rows, "names": await self._names(visit, people)}
        made = self._named("live-talks", "messages/_list.html", visit, values)
        return View((made,), until_of(visit.company(), visit))

    async def check(self, permit: Permit, item_id: UUID) -> None:
        """Whether there is something with that id, by one query whatever there is; raises `Refused`."""
        async with self._database.engine.connect() as tx:
            await one_item(tx, permit, item_id)

    async def look(self, visit: Visit, permit: Permit, place: Place) -> Look:
        """One conversation; raises `Refused` where it is not hers."""
        outline = await self._reader.outline(permit)
        item_id = place.item_id or permit.section_id
        talk = one_talk(permit, outline, visit.area(permit.section_id), item_id)
        people = {one.item.created_by for one in talk.messages} | set(talk.audience or ())
        people |= {talk.node.item.created_by} if talk.node else set()
        return Look(visit, talk, await self._names(visit, people), place.whole)

    def view(self, look: Look) -> View:
        """All fragments of its page; what is on somebody's screen she has read."""
        visit, talk = look.visit, look.talk
        if visit.looking is None:
            me, space_id = visit.actor.account_id, visit.space.space_id
            self._marks.note(me, space_id, {talk.item_id: talk.seq}, visit.at)
        values = self._common(visit) | {"look": look, "talk": talk, "names": look.names}
        made = [self._named("live-talk", "messages/_head.html", visit, values)]
        made += [self._message(look, node, values) for node in look.shown]
        return View(tuple(made), until_of(visit.company(), visit))

    def _message(self, look: Look, node: Node, values: Mapping[str, Any]) -> Fragment:
        head, visit = node.item.head, look.visit
        mine = node.item.created_by == visit.actor.account_id
        words = head.words
        said = (look.names.get(words.owner_id), look.names.get(words.written_by)) if words else None
        name, permit = look.names.get(node.item.created_by, ""), look.talk.permit
        view = replace(permit.view, withheld=frozenset())
        key = (permit.section_id, head.version_id, mine, name, said, view)
        here = {"node": node, "mine": mine, "view": view, "words": words}
        here |= {"room": f"/plans/{permit.space_id}/sections/{permit.section_id}"}
        slot = f"{SECTION}{node.item_id}"
        language = visit.actor.language
        return self._fragments.named(slot, "messages/_message.html", language, {**values, **here}, key=key)

    def _named(self, name: str, template: str, visit: Visit, values: Mapping[str, Any]) -> Fragment:
        return self._fragments.named(name, template, visit.actor.language, values)

    def _common(self, visit: Visit) -> dict[str, Any]:
        return {
            "visit": visit,
            "space_id": visit.space.space_id,
            "owner": visit.space.owner_id,
            "me": visit.actor.account_id,
            "Access": Access,
            "rules": visit.gate.rules,
            "now": visit.at,
        }

    async def _names(self, visit: Visit, people: Iterable[UUID]) -> Mapping[UUID, str]:
        known = visit.company().names
        wanted = set(people) - set(known)
        if not wanted:
            return known
        async with self._database.engine.connect() as tx:
            return {**known, **await names(tx, wanted)}


def path_of(visit: Visit, talk: Talk) -> str:
    return f"/plans/{visit.space.space_id}/messages/{talk.section_id}/{talk.item_id}"
