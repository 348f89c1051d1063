"""A diary: its author's alone, but for the entries that she has shared, and with whom."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from ipplan.permit import Permit, Refused
from ipplan.plan import changes
from ipplan.plan.forms import Filled
from ipplan.plan.kinds import KINDS
from ipplan.plan.outline import Node, Outline
from ipplan.plan.periods import OSLO
from ipplan.store.items import Item
from ipplan.store.spaces import Writing
from ipplan.store.versions import put_version

ENTRY = KINDS["entry"]


class NobodyNamed(Exception):
    """Some are to read it, and none of them is named."""


ALONE: tuple[UUID, ...] = ()
"""The audience of what is its author's only."""


def day_of(node: Node) -> date:
    """The day that an entry is about; the day that it was written, where it says none."""
    said = node.clear.starts_at
    return said.date() if said else node.item.created_at.astimezone(OSLO).date()


def entries_in(outlines: Iterable[Outline]) -> list[Node]:
    """The newest day first, and of one day what was written last."""
    found = [node for outline in outlines for node in outline.apart if node.kind == "entry"]
    return sorted(found, key=lambda one: (day_of(one), one.item.created_at), reverse=True)


def check_writes_own(permit: Permit) -> None:
    """A diary is its author's: nobody's words are written in it by another. Raises `Refused`."""
    if permit.assisted:
        raise Refused("not_together")
    changes.check_may_write(permit, ENTRY)


def check_own(permit: Permit, item: Item) -> None:
    """Whether an entry is the permit's holder's own, and stands; raises `Refused`."""
    check_writes_own(permit)
    if item.clear.kind != "entry" or item.created_by != permit.account_id or item.clear.closed:
        raise Refused("not_author")


async def write(held: Writing, permit: Permit, item_id: UUID, filled: Filled) -> changes.Conflict | None:
    """A new entry, for its author alone; raises `Refused`."""
    check_writes_own(permit)
    clear = replace(filled.clear, audience=ALONE)
    return await changes.create(held, permit, item_id, ENTRY, None, replace(filled, clear=clear))


async def share(held: Writing, permit: Permit, item: Item, audience: tuple[UUID, ...] | None) -> None:
    """Say anew whom an entry of one's own is for; raises `Refused`."""
    check_own(permit, item)
    if item.clear.audience != audience:
        clear = replace(item.clear, audience=audience)
        await put_version(held, permit, item.item_id, clear, item.content, cause="shared", base=item.head)


def audience_in(typed: Mapping[str, str], readers: Collection[UUID]) -> tuple[UUID, ...] | None:
    """What a form says: nobody else, some of these, or (``None``) all who may read the section.

    Raises `NobodyNamed` for some without a name.
    """
    among = typed.get("among", "none")
    if among == "all":
        return None
    chosen = tuple(sorted(one for one in readers if typed.get(f"with-{one}") == "yes"))
    if among == "some" and not chosen:
        raise NobodyNamed
    return chosen if among == "some" else ALONE
