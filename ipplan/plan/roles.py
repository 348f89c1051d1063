"""The role agreement: written together, and agreed to by each, in the very words that stood on her screen."""

import hashlib
import json
from dataclasses import dataclass
from uuid import UUID, uuid4

from ipplan.permit import Permit, Refused
from ipplan.plan.kinds import KINDS
from ipplan.plan.outline import Node, Outline
from ipplan.store.items import Item, one_item, section_items
from ipplan.store.spaces import Writing
from ipplan.store.versions import Clear, put_version

FAMILY = ("owner", "representative")
PARTIES = (*FAMILY, "coordinator")
"""Roles whose word an agreement rests on; everybody else may read it, and agrees to nothing."""


class Changed(Exception):
    """Somebody has written in it since it stood on her screen: nothing is agreed to that she has not seen."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """How far an agreement has come, for the text that stands now."""

    family: bool
    coordinator: bool
    me: bool

    @property
    def both(self) -> bool:
        return self.family and self.coordinator


def agreement_in(outline: Outline) -> Node | None:
    """The agreement of a section, if it has one."""
    return next((node for node in outline.nodes if node.kind == "roles"), None)


def is_empty(item: Item) -> bool:
    """Whether nobody has written a word in it."""
    return not any(item.content.get(one.name) for one in KINDS["roles"].questions)


def agreed(node: Node, roles: dict[UUID, str], me: UUID) -> Agreed:
    """Who has agreed to the words as they stand. ``roles``: of all who take part now."""
    head = str(node.item.head.version_id)
    who = {one.item.created_by for one in node.assents() if one.content["version"] == head}
    parts = {roles.get(one, "") for one in who}
    return Agreed(bool(parts & set(FAMILY)), "coordinator" in parts, me in who)


async def agree(held: Writing, permit: Permit, role: str, item_id: UUID, seen: UUID) -> None:
    """Agree to version ``seen``; once is enough. The assent is an item that nobody writes over.

    Raises `Changed` where another version stands, `Refused` for who is no party and for an empty agreement.
    """
    item = await one_item(held.tx, permit, item_id)
    if role not in PARTIES or item.clear.kind != "roles" or is_empty(item):
        raise Refused("not_to_agree")
    if item.head.version_id != seen:
        raise Changed
    there = [one for one in await section_items(held.tx, permit, closed=True) if _is_of(one, item_id)]
    own = [one for one in there if one.created_by == permit.account_id and not one.clear.closed]
    if own and own[-1].content["version"] == str(seen):
        return
    position = 1.0 + max((one.clear.position for one in there), default=0.0)
    clear = Clear("assent", parent_id=item_id, position=position)
    words = {"version": str(seen), "digest": digest_of(item)}
    await put_version(held, permit, uuid4(), clear, words, cause="agreed", base=None)


def digest_of(item: Item) -> str:
    """A SHA-256 of what was on screen: the version, its words, and when it is looked at again."""
    shown = [str(item.head.version_id), sorted(item.content.items()), str(item.clear.due_on)]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def _is_of(item: Item, agreement: UUID) -> bool:
    return item.clear.kind == "assent" and item.clear.parent_id == agreement
