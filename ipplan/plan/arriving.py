"""A plan that arrives from another installation: its content alone, written anew by who brings it in.

Grants, consents, answers and assents are never among it: they are signed anew, by those they concern.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from ipplan.permit import Permit
from ipplan.plan.kinds import KINDS
from ipplan.plan.origins import Origin, with_origin
from ipplan.store.items import Item
from ipplan.store.meetings import When, Words, put_change
from ipplan.store.spaces import Writing
from ipplan.store.versions import Clear, put_version

NOT_CARRIED = frozenset({"assent"})
"""Kinds that are somebody's word to somebody, and are given anew."""


@dataclass(frozen=True, slots=True)
class ArrivingItem:
    """One item as it was, with what stands under it."""

    item_id: UUID
    kind: str
    status: str
    starts_at: datetime | None
    due_on: date | None
    content: dict[str, str]
    origin: Origin
    below: tuple["ArrivingItem", ...] = ()
    owners: bool = False
    """Whether the owner herself is who was asked to do it."""
    for_owner: bool | None = None
    """Of what was for some alone, whether she is one of them; ``None``: it is for all who read its section."""

    @property
    def size(self) -> int:
        return 1 + sum(one.size for one in self.below)


@dataclass(frozen=True, slots=True)
class ArrivingSection:
    """One section as it was."""

    section_id: UUID
    area: str
    title: str
    items: tuple[ArrivingItem, ...]

    def count(self) -> dict[str, int]:
        """How many there are of each kind."""
        found: dict[str, int] = {}
        for item in _walk(self.items):
            found[item.kind] = found.get(item.kind, 0) + 1
        return found


@dataclass(frozen=True, slots=True)
class ArrivingMeeting:
    """A meeting as it was called; who was invited is not carried along."""

    meeting_id: UUID
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    sections: frozenset[UUID]
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Arriving:
    """All of it."""

    space_id: UUID
    sections: tuple[ArrivingSection, ...]
    meetings: tuple[ArrivingMeeting, ...] = field(default=())

    @property
    def ids(self) -> frozenset[UUID]:
        """Of its sections."""
        return frozenset(one.section_id for one in self.sections)


async def write_down(held: Writing, permit: Permit, section: ArrivingSection) -> None:
    """Write a section's items, in their order, under their own ids."""
    await _write(held, permit, section.items, None)


async def _write(
    held: Writing, permit: Permit, items: Sequence[ArrivingItem], parent_id: UUID | None
) -> None:
    owner = permit.on_behalf_of or permit.account_id
    for place, one in enumerate(items, start=1):
        clear = Clear(
            one.kind,
            parent_id,
            one.status,
            position=float(place),
            due_on=one.due_on,
            starts_at=one.starts_at,
            # She alone is the same person here and there; all others are asked anew, and let in anew.
            responsible_id=owner if one.owners else None,
            audience=None if one.for_owner is None else (owner,) if one.for_owner else (),
        )
        content = with_origin(one.content, one.origin)
        await put_version(held, permit, one.item_id, clear, content, cause="arrived", base=None)
        await _write(held, permit, one.below, one.item_id)


async def call_again(held: Writing, permit: Permit, meetings: Iterable[ArrivingMeeting]) -> None:
    """The meetings, with nobody invited: what has been can be read, and what comes be called anew."""
    for one in meetings:
        words = Words(one.title, one.place, "", False, frozenset(), 1)
        when = When(one.starts_at, one.ends_at, one.sections)
        state = "cancelled" if one.cancelled else "called"
        await put_change(held, permit, one.meeting_id, 1, state, when, words)


def is_untouched(items: Iterable[Item]) -> bool:
    """Whether nothing was written in a section since it was made: its title alone is there."""
    return all(item.clear.kind == "section" for item in items)


def _walk(items: Iterable[ArrivingItem]) -> Iterable[ArrivingItem]:
    for one in items:
        yield one
        yield from _walk(one.below)


def kinds_known(kind: str) -> bool:
    """Whether this installation has such a kind of item."""
    return kind in KINDS and kind != "section"
