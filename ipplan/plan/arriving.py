"""A plan that arrives from another installation: its content alone, written anew by who brings it in.

Grants, consents, answers and assents are never among it: they are signed anew, by those they concern.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from ipplan.permit import Permit
from ipplan.plan.filetypes import name_of
from ipplan.plan.kinds import KINDS
from ipplan.plan.kinds.files import STORED
from ipplan.plan.origins import Origin, with_origin
from ipplan.store.files import put_pieces, put_small
from ipplan.store.items import Item
from ipplan.store.meetings import When, Words, put_change
from ipplan.store.outbox import promise
from ipplan.store.spaces import Writing
from ipplan.store.versions import Clear, put_version

NOT_CARRIED = frozenset({"assent", "check"})
"""Kinds that are somebody's word to somebody, or of a file that was looked through: they are given anew."""


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
    """Of what was for some alone, whether she is one of them; ``None``: for all who read its section."""

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
    """All of it but the files."""

    space_id: UUID
    sections: tuple[ArrivingSection, ...]
    meetings: tuple[ArrivingMeeting, ...] = field(default=())

    @property
    def ids(self) -> frozenset[UUID]:
        """Of its sections."""
        return frozenset(one.section_id for one in self.sections)

    @property
    def with_files(self) -> dict[UUID, ArrivingItem]:
        """The items that are to have a file, by id."""
        every = (item for one in self.sections for item in _walk(one.items))
        return {item.item_id: item for item in every if KINDS[item.kind].file}


@dataclass(frozen=True, slots=True)
class ArrivingFile:
    """A file that goes with an item. It waits somewhere in pieces: each is asked for by its id."""

    fields: Mapping[str, str]
    """What was found of it: as of one that is sent in."""
    pieces: tuple[UUID, ...]
    small: UUID | None
    """The small picture of it, if there is one."""


@dataclass(frozen=True, slots=True)
class ArrivingFiles:
    """The files that come, by item."""

    by_item: Mapping[UUID, ArrivingFile]
    piece: Callable[[UUID], Awaitable[bytes]]
    held: bool
    """Whether they are held back until they were looked through for viruses."""


async def write_down(held: Writing, permit: Permit, section: ArrivingSection, files: ArrivingFiles) -> None:
    """Write a section's items with their files, in their order, under their own ids."""
    await _write(held, permit, section.items, None, files)


async def _write(
    held: Writing,
    permit: Permit,
    items: Sequence[ArrivingItem],
    parent_id: UUID | None,
    files: ArrivingFiles,
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
        kept = await _keep(held, permit, one, files) if KINDS[one.kind].file else {}
        content = with_origin({**one.content, **kept}, one.origin)
        await put_version(held, permit, one.item_id, clear, content, cause="arrived", base=None)
        await _write(held, permit, one.below, one.item_id, files)


async def _keep(held: Writing, permit: Permit, one: ArrivingItem, files: ArrivingFiles) -> dict[str, str]:
    """Keep an item's file, sealed anew; gives what the item says of it, also where none came."""
    file = files.by_item.get(one.item_id)
    if file is None:
        return dict.fromkeys(STORED, "") | {"name": name_of(one.content["name"])}

    async def pieces() -> AsyncIterator[bytes]:
        for piece in file.pieces:
            yield await files.piece(piece)

    blob_id = await put_pieces(held, permit, int(file.fields["size"]), len(file.pieces), pieces())
    if file.small is not None:
        await put_small(held.tx, permit, blob_id, await files.piece(file.small))
    if files.held:
        place = {"space_id": permit.space_id, "section_id": permit.section_id, "item_id": one.item_id}
        ids = {**place, "blob_id": blob_id, "account_id": permit.account_id}
        await promise(held.tx, "scan_file", **{name: str(value) for name, value in ids.items()})
    return {**file.fields, "blob": str(blob_id), "held": "yes" if files.held else ""}


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
