"""Conversations: what stands in each, whom it is for, and what of it somebody has not read."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from ipplan.permit import Access, Permit, Refused
from ipplan.plan import changes
from ipplan.plan.diaries import NobodyNamed
from ipplan.plan.forms import Filled
from ipplan.plan.kinds import KINDS
from ipplan.plan.outline import Node, Outline
from ipplan.store.items import Item, lineage
from ipplan.store.spaces import Writing

CONVERSATION, MESSAGE = KINDS["conversation"], KINDS["message"]
COMMON = "messages"
"""The area whose sections have a conversation of their own: what stands directly in them."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation, opened for a reader."""

    permit: Permit
    outline: Outline
    node: Node | None
    """``None``: the section's own, in which all take part who may read it."""
    messages: tuple[Node, ...]

    @property
    def section_id(self) -> UUID:
        return self.outline.section_id

    @property
    def item_id(self) -> UUID:
        """Its own; of a section's own conversation the section's."""
        return self.node.item_id if self.node else self.outline.section_id

    @property
    def title(self) -> str:
        return self.node.content["title"] if self.node else self.outline.title

    @property
    def audience(self) -> tuple[UUID, ...] | None:
        """Whom it is for, beside its author; ``None``: all who may read its section."""
        return self.node.clear.audience if self.node else None

    @property
    def newest(self) -> Node | None:
        return self.messages[-1] if self.messages else None

    @property
    def at(self) -> datetime:
        """When something was last said; else when it was begun."""
        last = self.newest or self.node
        return last.item.created_at if last else self.outline.title_item.created_at

    @property
    def seq(self) -> int:
        """The newest change of it."""
        own = self.node.item.seq if self.node else 0
        return max([own, *(one.item.seq for one in self.messages)])

    @property
    def may_write(self) -> bool:
        return self.permit.access >= MESSAGE.least

    def unread(self, since: int, readers: Collection[UUID]) -> list[Node]:
        """What others have said, or changed, after number ``since``; ``readers``: who reads, and for whom."""
        return [
            one
            for one in self.messages
            if one.item.seq > since and not {one.item.created_by, one.item.head.author_id} & set(readers)
        ]


def talks_in(permit: Permit, outline: Outline, area: str) -> list[Talk]:
    """The conversations of one section."""
    found = [
        Talk(permit, outline, node, tuple(node.of("message")))
        for node in outline.apart
        if node.kind == "conversation"
    ]
    if area == COMMON:
        said = tuple(node for node in outline.nodes if node.kind == "message")
        found.append(Talk(permit, outline, None, said))
    return found


def newest_first(talks: Iterable[Talk]) -> list[Talk]:
    return sorted(talks, key=lambda one: one.at, reverse=True)


def one_talk(permit: Permit, outline: Outline | None, area: str, item_id: UUID) -> Talk:
    """The conversation with that id; raises `Refused`."""
    if outline is None or outline.closed:
        raise Refused("no_section")
    for one in talks_in(permit, outline, area):
        if one.item_id == item_id:
            return one
    raise Refused("no_conversation")


def audience_of(
    typed: Mapping[str, str], others: Collection[UUID], *, owner: UUID, own: bool
) -> tuple[UUID, ...] | None:
    """Whom a new conversation is for; ``None``: all who may read its section.

    Whose plan it is, is always among them, and so is who acts for her: ``others`` are those who are not.
    ``own``: whether it is she who begins it; then somebody else is to be named. Raises `NobodyNamed`.
    """
    if typed.get("among") != "some":
        return None
    chosen = {one for one in others if typed.get(f"with-{one}") == "yes"}
    if not chosen and own:
        raise NobodyNamed
    return tuple(sorted(chosen | {owner}))


async def begin(
    held: Writing, permit: Permit, item_id: UUID, filled: Filled, audience: tuple[UUID, ...] | None
) -> None:
    """A new conversation; raises `Refused`."""
    clear = replace(filled.clear, audience=audience)
    await changes.create(held, permit, item_id, CONVERSATION, None, replace(filled, clear=clear))


async def say(held: Writing, permit: Permit, area: str, talk_id: UUID, item_id: UUID, filled: Filled) -> Any:
    """A message in a conversation, or in the section's own; raises `Refused`.

    What `changes.create` says of one that was sent twice.
    """
    parent = await _conversation(held, permit, area, talk_id)
    parent_id = parent.item_id if parent else None
    return await changes.create(held, permit, item_id, MESSAGE, parent_id, filled)


async def _conversation(held: Writing, permit: Permit, area: str, talk_id: UUID) -> Item | None:
    changes.check_may_write(permit, MESSAGE)
    if talk_id == permit.section_id and area == COMMON:
        return None
    item = (await lineage(held.tx, permit, talk_id))[0]
    if item.clear.kind != "conversation" or item.clear.closed or permit.access < Access.COMMENT:
        raise Refused("no_conversation")
    return item
